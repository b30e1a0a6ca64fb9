"""A paper whose title nobody translated is called what its authors called it, everywhere but in NLM's own formats."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.cite import sample

from osler.cite import STYLES, bibtex, csl, formatted, nbib, ris
from osler.cite.as_json import as_json
from osler.cite.source import title
from osler.model.article import Abstract, AbstractSection, RichText
from osler.web.pages.article import article_page

OWN = "Was bei Gelenk<schmerz hilft"


def test_references_are_called_what_their_authors_called_them() -> None:
    article = sample.UNTRANSLATED
    assert title(article) == f"{OWN}."
    assert f"TI  - {OWN}\n" in ris(article)
    assert "TT  - " not in ris(article)
    assert csl(article)["title"] == "Was bei <i>Gelenk</i><schmerz hilft"
    assert r"title = {{Was bei \textit{Gelenk}\ensuremath{<}schmerz hilft}}" in bibtex(article)
    assert all(OWN in formatted(article, style) for style in STYLES)


def test_nlms_own_formats_keep_both() -> None:
    article = sample.UNTRANSLATED
    assert "TI  - [Not Available].\n" in nbib(article)
    assert f"TT  - {OWN}.\n" in nbib(article)
    assert as_json(article)["title"] == "[Not Available]."


def test_an_abstract_without_labels_is_not_said_to_be_unlabelled() -> None:
    unlabelled = Abstract((AbstractSection(RichText("Nothing was known."), "UNLABELLED"),))
    article = replace(sample.TRIAL, abstract=unlabelled)
    assert "AB  - Nothing was known.\n" in ris(article)
    assert csl(article)["abstract"] == "Nothing was known."
    assert "AB  - UNLABELLED: Nothing was known.\n" in nbib(article)  # as PubMed exports it
    (section,) = article_page(article, url="/").abstract.sections  # type: ignore[union-attr]
    assert section.label == ""


@pytest.mark.parametrize("nlm", ["[Not Available].", "[Not available]", "Not Available.", "[In Process Citation]"])
def test_every_way_nlm_says_so(nlm: str) -> None:
    assert title(replace(sample.UNTRANSLATED, title=RichText(nlm))) == f"{OWN}."


def test_a_title_that_is_one_stays_and_so_does_what_nothing_replaces() -> None:
    translated = replace(sample.UNTRANSLATED, title=RichText("[What helps painful joints]."))
    assert title(translated) == "[What helps painful joints]."
    assert f"TT  - {OWN}\n" in ris(translated)
    assert title(replace(sample.UNTRANSLATED, vernacular_title=None)) == "[Not Available]."
