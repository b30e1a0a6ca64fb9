"""The reason of an item in words."""

from __future__ import annotations

from osler.feed import preference
from osler.feed.assemble import Candidate
from osler.follows.services.feeding import Learned
from osler.follows.why import sentences, why
from osler.search.terms import Terms
from tests.feed.invented import LUNG, eyes, lungs, paper


def _told(author: str) -> list[str]:
    """Of a paper by this author, of whom one was liked."""
    liked, news = [paper(1, LUNG, authors=author)], [paper(2, LUNG, authors=author), *lungs(5, first=10), *eyes(5)]
    space = preference.Space.learn([*liked, *news])
    learned = Learned(preference.rows(news, space), preference.rows(liked, space), {1: "A paper on lungs."})
    learned.profile = preference.learn(learned.liked, preference.rows([], space))
    scores, which = preference.scores([learned.profile], learned.rows)
    learned.scores, learned.which = scores[0], which[0]
    return sentences(why(_candidate(news[0]), news[0], learned))


def _candidate(record: Terms) -> Candidate:
    return Candidate(record.pmid, frozenset(record.fields.types), False, (), "interest 0")


def test_who_wrote_what_was_liked_is_named() -> None:
    assert _told("Osler William") == [
        "because you liked “A paper on lungs”",
        "by Osler William, who wrote a paper you liked",
    ]


def test_initials_are_shared_by_too_many_to_say_who_it_is() -> None:
    assert _told("Wang Y") == ["because you liked “A paper on lungs”"]
