"""What a journal is called."""

from __future__ import annotations

from osler.model.article import Journal


def test_the_abbreviation_is_medlines_then_isos_then_the_title() -> None:
    assert Journal(title="Title", iso_abbreviation="I. So.", medline_ta="Ta").abbreviation == "Ta"
    assert Journal(title="Title", iso_abbreviation="I. So.").abbreviation == "I. So."
    assert Journal(title="Title").abbreviation == "Title"


def test_a_name_broken_over_lines_in_the_file_is_one_line() -> None:
    assert Journal(medline_ta="Front\n        Pharmacol").abbreviation == "Front Pharmacol"
