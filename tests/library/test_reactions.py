"""A reaction is the last word said, however often and from wherever."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from osler.library import queries, services
from osler.library.models import Reaction
from osler.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org", "a long enough phrase")


def test_the_last_word_holds_and_twice_is_once(ada: User) -> None:
    services.react(ada, 101, 1)
    first = Reaction.objects.get().made_at
    services.react(ada, 101, 1)
    assert Reaction.objects.get().made_at == first
    services.react(ada, 101, -1)
    assert [(pmid, value) for pmid, value, _ in queries.reactions(ada)] == [(101, -1)]
    services.react(ada, 101, None)
    services.react(ada, 101, None)
    assert queries.reactions(ada) == []
    with pytest.raises(ValueError, match="not 2"):
        services.react(ada, 101, 2)


def test_reactions_come_newest_first_and_are_nobody_elses(ada: User) -> None:
    other = User.objects.create_user("ben@example.org")
    for pmid in (101, 103, 102):
        services.react(ada, pmid, 1)
    assert [pmid for pmid, _, _ in queries.reactions(ada)] == [102, 103, 101]
    assert queries.reactions(other) == []
    assert queries.reactions_for(ada, [101, 999]) == {101: 1}
    assert queries.reactions_for(other, [101]) == {}


def test_all_a_page_needs_is_one_query(ada: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for pmid in range(1, 60):
        services.react(ada, pmid, 1 if pmid % 2 else -1)
    with django_assert_num_queries(1):
        found = queries.kept(ada, range(1, 21))
    assert found.reactions == {pmid: 1 if pmid % 2 else -1 for pmid in range(1, 21)}
    assert (found.saved, found.unread) == (frozenset(), 0)
    with django_assert_num_queries(1):
        assert queries.kept(ada).unread == 0
