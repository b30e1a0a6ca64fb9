"""What two papers share, as the reader is told."""

from __future__ import annotations

import pytest

from osler.search import lexicon
from osler.search.related import shared
from osler.search.terms import Terms, read


def _paper(pmid: int, title: str, abstract: str = "", headings: tuple[str, ...] = ()) -> Terms:
    mesh = "".join(f"<MeshHeading><DescriptorName>{name}</DescriptorName></MeshHeading>" for name in headings)
    text = f"<ArticleTitle>{title}</ArticleTitle><AbstractText>{abstract}</AbstractText>{mesh}"
    return read(pmid, text.encode())


OTHERS = [_paper(n, f"Gout {n} of the ankle", "Urate in an old joint.", ("Humans",)) for n in range(10, 60)]


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ("Cranberries in urinary tract infections", "A urinary tract infection", ("urinary tract infections",)),
        ("Pain and quality of life", "The quality of life of nurses", ("quality of life",)),
        ("COVID-19 in children: a systematic review", "Systematic review of COVID-19", ("COVID-19",)),
        ("Type 2 diabetes", "Insulin in type 2 diabetes", ("Type 2 diabetes",)),
        ("The heart, valves and veins", "The valves of the heart", ("heart", "valves")),
        ("A randomized trial", "Randomized trial of nothing", ("randomized trial",)),
        ("Lutein in 12 weeks", "Melatonin in 12 weeks", ("12 weeks",)),
        ("In 3 of 4", "4 of 3", ()),
    ],
)
def test_words_that_stand_together_in_both_are_said_together(own: str, other: str, said: tuple[str, ...]) -> None:
    first, second = _paper(1, own), _paper(2, other)
    learned = lexicon.learn([first, second, *OTHERS], records=52)
    assert set(shared(first, [second], learned)[0]) == set(said)


def test_a_heading_is_said_by_its_name_and_its_words_not_again() -> None:
    first, second = _paper(1, "Wegener's", "", ("Vasculitis",)), _paper(2, "A vasculitis", "", ("Vasculitis",))
    learned = lexicon.learn([first, second, *OTHERS], records=52)
    assert shared(first, [second], learned) == [("Vasculitis",)]
    assert shared(first, [], learned) == []


def test_small_letters_are_preferred_where_the_paper_has_them() -> None:
    first = _paper(1, "Urinary Tract Infections", "A urinary tract infection is common.")
    learned = lexicon.learn([first, *OTHERS], records=51)
    assert shared(first, [_paper(2, "urinary tract infection")], learned) == [("urinary tract infection",)]
