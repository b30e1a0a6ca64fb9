"""BibTeX as bibtexparser, an independent reader, understands it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from bibtexparser.model import Entry
from tests.cite import sample

from osler.cite import bibtex
from osler.model.article import Article, Person, PersonList, RichText


def read(article: Article) -> Entry:
    library = parse_string(bibtex(article), append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not library.failed_blocks
    (entry,) = library.entries
    return entry


def test_latex_specials_are_escaped_and_markup_becomes_latex() -> None:
    assert read(sample.TRIAL)["title"] == (
        r"{Effect of \textit{x}\ensuremath{<}5 on IL-6 \& TGF-\ensuremath{\beta} in 50\% of "
        r"H\textsubscript{2}O\_users: a \$1 trial}"
    )


def test_names_keep_particles_suffixes_and_groups() -> None:
    first, second, third, group = read(sample.TRIAL)["author"]
    assert (first.von, first.last, first.first) == (["van", "der"], ["Berg"], ["Anna", "Maria"])
    assert (second.last, second.jr, second.first) == (["O'Neil"], ["Jr"], ["James"])
    assert third.last == ["Müller-Østergård"]
    assert group.last == ["{INVENTED Study Group}"]


def test_pages_doi_and_month_are_what_bibliography_styles_expect() -> None:
    entry = read(sample.TRIAL)
    assert entry["pages"] == "285--292"
    assert entry["doi"] == "10.9999/inv-2018_214(1)<2>"
    assert "month = mar," in bibtex(sample.TRIAL)


def test_the_key_is_ascii_and_stays_the_same() -> None:
    assert read(sample.TRIAL).key == "vanderberg2019-99000001"
    group_first = replace(sample.TRIAL, author_lists=(PersonList((sample.GROUP,)),))
    assert read(group_first).key == "invented2019-99000001"
    greek = replace(sample.TRIAL, author_lists=(PersonList((Person("山田", "太郎"),)),))
    assert read(greek).key == "pmid2019-99000001"


def test_books_and_chapters_have_their_types() -> None:
    chapter, book = read(sample.CHAPTER), read(sample.WHOLE_BOOK)
    assert (chapter.entry_type, chapter["booktitle"]) == ("incollection", "{Invented Reviews}")
    assert [str(name.last[0]) for name in chapter["editor"]] == ["Adam", "Smith"]
    assert (book.entry_type, book["title"]) == ("book", "{Invented Reviews}")


def test_six_hundred_authors_all_arrive() -> None:
    assert len(read(sample.CROWD)["author"]) == 600


def test_authors_that_nlm_left_out_are_others() -> None:
    limited = replace(sample.TRIAL, author_lists=(PersonList(sample.AUTHORS, complete=False),))
    assert [name.last for name in read(limited)["author"]][-1] == ["others"]


def test_a_retracted_paper_says_so() -> None:
    assert read(sample.RETRACTED)["note"].startswith("Retraction in: J Inv Med.")


def test_nothing_in_a_record_can_open_a_field_or_a_name() -> None:
    entry = read(sample.HOSTILE)
    assert "evil" not in entry.fields_dict
    assert len(entry["author"]) == 3


@pytest.mark.parametrize("article", sample.EVERY, ids=lambda a: str(a.pmid))
def test_braces_balance_in_every_field(article: Article) -> None:
    for field in read(article).fields:
        if isinstance(field.value, str):
            bare = field.value.replace(r"\{", "").replace(r"\}", "")
            assert bare.count("{") == bare.count("}")


def test_entries_can_be_joined() -> None:
    library = parse_string("".join(map(bibtex, sample.EVERY)))
    assert len(library.entries) == len(sample.EVERY)


def test_maths_in_a_title_loses_its_tags_and_keeps_its_text() -> None:
    maths = RichText(
        "a x2 b", "<mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math> <u>b</u>"
    )
    assert read(replace(sample.TRIAL, title=maths))["title"] == "{x2 b}"
