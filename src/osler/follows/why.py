"""The reason of an item in words: data when it is made, sentences when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from osler.feed import preference
from osler.feed.assemble import Candidate
from osler.feed.preference.space import HEADING
from osler.search.terms import Terms, authors, heading, surfaces

if TYPE_CHECKING:
    from osler.follows.services.feeding import Learned

_KINDS = (
    ("Practice Guideline", "new guideline"),
    ("Guideline", "new guideline"),
    ("Meta-Analysis", "new meta-analysis"),
    ("Systematic Review", "new systematic review"),
    ("Randomized Controlled Trial", "new randomised trial"),
)
_FOLLOWS = 3  # named
_LONGEST = 90  # characters of a liked paper's title
_EVERYWHERE = frozenset(
    ("Humans", "Male", "Female", "Adult", "Aged", "Middle Aged", "Young Adult", "Animals", "Journal Article")
)


def why(chosen: Candidate, record: Terms, learned: Learned) -> dict[str, Any]:
    """What `sentences` says later: the nearest like, who wrote one, the follows, the kind of study, heavy terms."""
    told: dict[str, Any] = {"follows": list(chosen.follows[:_FOLLOWS])}
    kind = next((name for type_, name in _KINDS if type_ in chosen.types), "")
    if kind:
        about = next((name for name in (*record.fields.major, *record.fields.headings) if name not in _EVERYWHERE), "")
        told["kind"] = f"{kind} in {about.lower()}" if about else kind
    at = learned.place[chosen.pmid]
    if learned.profile and learned.which[at] >= 0 and learned.scores[at] > 0:
        found = preference.reason(learned.rows, at, learned.profile.interests[learned.which[at]], learned.liked)
        terms = _named(record, found.columns)
        if terms:  # without a term of both there is nothing to say
            told |= {"liked": found.liked, "title": learned.titles.get(found.liked, ""), "terms": terms}
        name = next((name for name in authors(record.fields) if heading(f"au {name}") == found.author), "")
        if name and not name.rpartition(" ")[2].isupper():  # initials are shared by too many to say who it is
            told["author"] = name
    return told


def _named(record: Terms, columns: tuple[int, ...]) -> list[str]:
    own = record.fields
    names = {heading(name) + HEADING: name for name in own.headings}
    names |= {heading(f"pt {name}") + HEADING: name for name in own.types}
    words = surfaces(own)
    found = [names.get(column) or words.get(column) or "" for column in columns]
    return list(dict.fromkeys(name for name in found if name and name not in _EVERYWHERE))


def sentences(told: Mapping[str, Any]) -> list[str]:
    """As shown and mailed: "because you liked “…”", "you follow …", "new randomised trial in …"."""
    found = []
    if told.get("title"):
        found.append(f"because you liked “{_short(told['title'])}”")
    if told.get("author"):
        found.append(f"by {told['author']}, who wrote a paper you liked")
    if told.get("follows"):
        found.append("you follow " + " and ".join(filter(None, (", ".join(told["follows"][:-1]), told["follows"][-1]))))
    if told.get("kind"):
        found.append(told["kind"])
    return found or ["new to you: from outside what you follow"]


def _short(title: str) -> str:
    title = title.rstrip(".")
    return title if len(title) <= _LONGEST else title[:_LONGEST].rsplit(" ", 1)[0] + "…"
