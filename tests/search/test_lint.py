"""Classic mistakes are warned of; a clean strategy is left in peace; the result is never touched."""

from __future__ import annotations

import pytest

from osler.errors import QueryTooSlow
from osler.search.run import Request, read, run
from osler.search.syntax import NoteKind

from .conftest import Searcher


def warnings(search: Searcher, text: str) -> list[str]:
    return [note.message for note in search.answer(text).notes if note.kind is NoteKind.WARNING]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("asthma[ti] or cough[ti]", "'or' was read as OR"),
        ("asthma[ti], or cough[ti]", "'or' was read as OR"),
        ("asthma or cough", "'or' in small letters was read as OR"),
        ("asthma or cough[ti]", "'or' inside asthma or cough[ti] is a word"),
        ("asthma[ti] OR cough[ti] AND bakers[ti]", "mixed without parentheses"),
        ("asthma[ti] OR cough[ti] OR Asthma[ti]", "stands twice"),
        ("heart attack[tiab]", "searched as a phrase"),
        ("Lung Diseases[mh:noexp]", "2 narrower headings are left out"),
        ("before[tiab]", "PubMed ignores it"),
        ("exp asthma", "Ovid's notation"),
        ("asthma.ti,ab.", "Ovid's notation"),
        ("clinical trial.pt.", "Ovid's notation"),
        ("'asthma'/exp", "another database's notation"),
        ("asthma:ti,ab,kw", "another database's notation"),
        ("TITLE-ABS-KEY(asthma)", "another database's notation"),
        ("TS=(asthma OR bakers)", "another database's notation"),
        ('MH "Asthma+"', "another database's notation"),
        ("asthma NEXT bakers", "another database's notation"),
        ("title:asthma", "another database's notation"),
        ("asthma W/3 bakers", "another database's notation"),
        ("wom?n[tiab]", "Ovid's notation"),
        ("asthma[tiab] NEAR/3 bakers[tiab]", "Ovid's notation"),
        ("title:(asthma)", "another database's notation"),
        ("author:smith", "another database's notation"),
        ('MH "Asthma"', "another database's notation"),
        ("TI asthma", "another database's notation"),
        ("asthma NEAR bakers", "another database's notation"),
        ("asthma AND year > 2010", "another database's notation"),
        ("asthma AND [humans]/lim", "another database's notation"),
        ("(asthma OR bakers).ti,ab.", "Ovid's notation"),
        ("limit 5 to humans", "Ovid's notation"),
        ('"heart attack"[tw:~2]', "PubMed takes :~2 in [ti], [tiab] and [ad] only"),
        ("'heart attack'", "apostrophes make no phrase"),
        ("‘heart attack’ AND asthma", "apostrophes make no phrase"),
        ("asthma 2010-2020", "'2010-2020' was searched as words"),
        ("asthma AND 2015:2020", "'2015:2020' was searched as words"),
        ("asthma Filters: Humans", "'Filters:' is PubMed's own"),
        ("Search: asthma[ti] Sort by: Most Recent", "'Search:' is PubMed's own"),
        ("asthma NOT animals[mh]", "leaves out studies in people"),
        ("asthma[ti] NOT cough[ti] NOT Animals[Mesh]", "leaves out studies in people"),
        ("tiab OR asthma", "was read as a word"),
        ("bakers*[ti]", "the asterisk adds nothing"),
        ("cardiolog*[tiab] OR cardiologists[tiab]", "is found by cardiolog*[tiab] already"),
        (" OR ".join(f"{w}[mh]" for w in ["Asthma", "Brain", "Sepsis", "Humans", "Animals", "Neoplasms", "Budesonide"])
         + ' OR "Lung Diseases"[mh]', "only MeSH headings"),
        (" OR ".join(f"word{n}[tiab]" for n in range(8)), "no MeSH heading"),
    ],
)  # fmt: skip
def test_a_mistake_is_warned_of(search: Searcher, text: str, said: str) -> None:
    assert any(said in warning for warning in warnings(search, text)), warnings(search, text)


@pytest.mark.parametrize(
    "text",
    [
        "asthma",
        "heart failure in the elderly",
        '("Asthma"[mh] OR asthma[tiab]) AND (budesonide[tiab] OR inhal*[tiab]) NOT (animals[mh] NOT humans[mh])',
        '"end of life"[tiab] OR "quality of life"[mh]',
        "2019:2020[dp] AND smith ja[au]",
        "asthma N95",
        "asthma n3 fatty acids",
        "INR/PT ratio",
        '"CD4+" AND asthma',
        "Title: asthma in bakers",
    ],
)
def test_a_clean_query_is_left_in_peace(search: Searcher, text: str) -> None:
    assert warnings(search, text) == []


def test_notes_stand_in_the_order_of_the_text(search: Searcher) -> None:
    notes = search.answer("exp asthma OR bakers*[ti] OR before[ti] and cough[ti]").notes
    assert [note.position for note in notes] == sorted(note.position for note in notes)


def test_no_time_is_an_error_that_says_so(search: Searcher) -> None:
    with pytest.raises(QueryTooSlow):
        run(search.engine, search.vocabulary, Request("asthma[ti]", seconds=0.0))


def test_reading_alone_runs_nothing(search: Searcher) -> None:
    understood = read(search.engine, search.vocabulary, Request("asthma[ti]"))
    assert understood.explanation.translation == '"asthma"[Title]'
