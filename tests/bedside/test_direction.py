"""Which way a result went: plain sentences, strange ones, and the forest as a file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osler.bedside.direction import clean, model, roles
from osler.bedside.direction.features import features
from osler.bedside.direction.model import LABELS, direction

DOWN, SAME, UP = LABELS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("FVC was significantly higher in the tocilizumab group than in the placebo group (P<0.001).", UP),
        ("FVC decreased significantly with tocilizumab compared with placebo (p = 0.01).", DOWN),
        ("There was no significant difference in FVC between tocilizumab and placebo (p=0.3).", SAME),
        ("FVC did not differ between the groups (P = 0.56).", SAME),
        ("Tocilizumab significantly increased FVC versus placebo (p=0.002).", UP),
    ],
)
def test_a_plain_sentence_is_read(text: str, label: str) -> None:
    found = direction("tocilizumab", "placebo", "FVC", text)
    assert found.label == label
    assert 1 / 3 < found.share <= 1


def test_roles_are_found_and_words_of_both_arms_belong_to_neither() -> None:
    marked = roles.mark(
        "tocilizumab 162 mg weekly", "placebo weekly", "skin score", "Tocilizumab weekly v placebo: skin"
    )
    kinds = [t.kind for t in marked.tokens]
    assert kinds == ["rolei", "weekly", "v", "rolec", "roleo"]


@pytest.mark.parametrize(
    ("text", "significant"),
    [
        ("p = 0.04", True),
        ("P<0.001", True),
        ("p=0·05", False),
        ("p > 0.05", False),
        ("P≤0.05", True),
        ("p=2 x 10-5", True),
    ],
)
def test_a_p_value_is_judged(text: str, significant: bool) -> None:
    (found,) = clean.p_values(clean.clean(text))
    assert found.significant is significant


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_gets_an_answer(text: str, arm: str) -> None:
    found = direction(arm, "placebo", "pain", text)
    assert found.label in LABELS


def test_the_forest_survives_its_file_and_is_small() -> None:
    forest = model.shipped()
    data = model.dump(forest)
    assert len(data) < 300_000
    row = features("a drug", "placebo", "pain", "Pain was lower (p=0.01).")
    assert np.allclose(model.load(data).shares(row), forest.shares(row))
    assert abs(sum(forest.shares(row)) - 1) < 1e-9
