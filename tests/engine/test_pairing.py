"""Two words in any of several fields find the same however they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from tests.engine.conftest import Filled
from tests.engine.papers import paper

from osler.engine.embedded import pairing
from osler.engine.embedded.pairing import paired
from osler.model.query import And, Expr, Key, Or, Search, Words

FIELDS = ("title", "abstract", "keyword")
MANY: Mapping[tuple[str, str], int] = {
    ("abstract", "lung"): 90_000, ("title", "lung"): 10_000, ("abstract", "heart"): 5_000, ("title", "heart"): 1_000,
    ("title", "even"): 4_000, ("abstract", "even"): 5_000, ("title", "alone"): 500,
}  # fmt: skip


def word(text: str) -> Or:
    return Or(tuple(Words(field, (text,)) for field in FIELDS))


def frequency(field: str, value: str) -> int:
    return MANY.get((field, value), 0)


def test_the_largest_lists_meet_apart_from_the_others() -> None:
    lung, heart = ({field: Words(field, (text,)) for field in FIELDS} for text in ("lung", "heart"))
    pairs = Or(tuple(And((lung[a], heart[b])) for a, b in product(("abstract", "title"), repeat=2)))
    assert paired(And((word("lung"), word("heart"))), frequency) == pairs
    reviews = Key("pt", ("review",))
    assert paired(And((word("lung"), reviews, word("heart"))), frequency) == And((pairs, reviews))


@pytest.mark.parametrize(
    "where",
    [
        word("lung"),
        And((word("lung"), word("even"))),  # no list has most of it
        And((word("lung"), word("alone"))),  # one list only
        And((word("lung"), word("nowhere"))),
        And((word("heart"), word("heart"))),  # so few that it would not pay
        And((word("lung"), word("heart"), word("lung"))),
        And((word("lung"), Or((Words("title", ("heart",)), Words("abstract", ("heart", "failure")))))),
        And((word("lung"), Or((Words("title", ("heart",), prefix=True),)))),
        And((word("lung"), Or((Key("pt", ("review",)), Words("abstract", ("heart",)))))),
        And(()),
    ],
    ids=str,
)
def test_whatever_else_is_asked_for_as_it_stands(where: Expr) -> None:
    assert paired(where, frequency) is where


def test_the_same_records_match(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "_LEAST", 0)
    monkeypatch.setattr(pairing, "LARGE", 0)
    texts = [" ".join(each) for each in product(("lung", "heart", "air"), repeat=2)]
    papers = [
        paper(number, title, abstract=f"{abstract} {texts[number % 9]} lung heart" if number % 4 else abstract)
        for number, (title, abstract) in enumerate(product(texts, texts), start=1)
    ]
    engine = filled(*papers)
    for one, other in product(("lung", "heart", "air"), repeat=2):
        where = And((word(one), word(other)))
        apart = [set(engine.pmids(word(text))) for text in (one, other)]
        assert set(engine.pmids(where)) == apart[0] & apart[1]
        assert engine.count(where) == engine.search(Search(where)).count == len(apart[0] & apart[1])
