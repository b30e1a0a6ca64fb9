"""The address and the state are the same thing said twice."""

from __future__ import annotations

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from osler.model.query import Sort
from osler.web.state import SIZES, State, deepest

_WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12).map(str.strip)
_WORDS = st.lists(_WORD.filter(bool), max_size=3, unique=True).map(tuple)
_STATES = st.builds(
    State,
    q=_WORD,
    sort=st.sampled_from(Sort),
    page=st.integers(1, deepest(max(SIZES))),
    size=st.sampled_from(SIZES),
    year=st.sampled_from(["", "2019", "2019-2023", "2019-", "-2023"]),
    type=_WORDS,
    journal=_WORDS,
    language=_WORDS,
    free=st.booleans(),
    filter=_WORDS,
)


@given(_STATES)
def test_what_is_written_into_an_address_is_read_from_it(state: State) -> None:
    assert State.read(QueryDict(state.url().partition("?")[2])) == state


@given(_STATES)
def test_a_choice_made_twice_is_no_choice(state: State) -> None:
    assert state.toggled("type", "Review-x").toggled("type", "Review-x") == state.to()


@given(_STATES)
def test_any_change_starts_at_the_first_page(state: State) -> None:
    assert state.to(sort=Sort.DATE).page == 1
    assert state.to(page=3).page == 3
