"""Authors and editors."""

from __future__ import annotations

import re

from osler.model.article import Affiliation, Identifier, Person, PersonList
from osler.pubmed.xml import people
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, N, Rows, T, Unusual, W, by_tree, items, make, rich, tidy_all

_HEAD = re.compile(rf'CompleteYN="([YN])"(?: Type="(authors|editors)")?>{W}')
_NAME = rf"<LastName>{N}</LastName>{W}"
_PLAIN = Rows(rf'<Author ValidYN="([YN])">{W}{_NAME}<ForeName>{N}</ForeName>{W}<Initials>{N}</Initials>{W}</Author>')
_PLACES = rf"((?:<AffiliationInfo>{W}<Affiliation>[^<]*+</Affiliation>{W}</AffiliationInfo>{W})*+)"
_AUTHORS = Rows(
    rf'<Author ValidYN="([YN])"( EqualContrib="Y")?+>{W}'
    rf"(?:{_NAME}(?:<ForeName>{N}</ForeName>{W})?+(?:<Initials>{N}</Initials>{W})?+(?:<Suffix>{N}</Suffix>{W})?+"
    rf"|<CollectiveName>{T}</CollectiveName>{W})"
    rf'(?:<Identifier Source="{A}">{N}</Identifier>{W})?+{_PLACES}</Author>'
)
_AFFILIATION = re.compile(rf"{W}<AffiliationInfo>{W}<Affiliation>{T}</Affiliation>{W}")


def author_list(inside: str) -> PersonList:
    """Of an `AuthorList` from its attributes on."""
    authors: list[Person]
    if (parts := _PLAIN.of(inside)) is not None and "<" not in parts[0] and tidy_all(parts[1:]):
        head = parts[0]
        authors = [
            make(Person, (last, fore, initials, "", None, (), (), False, valid == "Y", ""))
            for valid, last, fore, initials, _ in _PLAIN.each(parts)
        ]
    elif (parts := _AUTHORS.of(inside)) is not None:
        head = parts[0]
        authors = [_author(each) for each in _AUTHORS.each(parts)]
    else:
        head, bracket, rest = inside.partition(">")
        head, authors = head + bracket, [_one(item) for item in items(rest, "</Author>")]
    return make(PersonList, (tuple(authors), *_HEADS[head], ""))


def _author(captured: tuple[str | None, ...]) -> Person:
    """Raises Unusual."""
    valid, equal, last, fore, initials, suffix, group, source, identifier, places, _ = captured
    names = (last or "", fore or "", initials or "", suffix or "")
    name = None if group is None else rich(group)
    if not tidy_all((*names, identifier or "")) or (group is not None and name is None):
        raise Unusual
    who = () if source is None else (Identifier(source, identifier or ""),)
    where = _AFFILIATIONS[places] if places else ()
    return make(Person, (*names, name, who, where, equal is not None, valid == "Y", ""))


def _one(item: str) -> Person:
    """One of a list in which not all are of this shape."""
    xml = item + "</Author>"
    parts = _AUTHORS.of(xml)
    if parts is not None and not parts[0].strip():
        try:
            return _author(tuple(parts[1:]))
        except Unusual:
            pass
    return by_tree(xml, "Author", people.person)


def _head(text: str) -> tuple[bool, str]:
    """Whether the list is complete, and its type."""
    found = _HEAD.fullmatch(text)
    if found is None:
        raise Unusual
    return found[1] == "Y", found[2] or ""


def _affiliations(text: str) -> tuple[Affiliation, ...]:
    return tuple([_affiliation(item) for item in items(text, "</AffiliationInfo>")])


def _affiliation(item: str) -> Affiliation:
    found = _AFFILIATION.fullmatch(item)
    text = rich(found[1]) if found else None
    if text is None:
        return by_tree(item + "</AffiliationInfo>", "AffiliationInfo", people.affiliation)
    return make(Affiliation, (text, ()))


_HEADS = Memo(_head, 64)
# Colleagues share their address, mostly within one paper.
_AFFILIATIONS = Memo(_affiliations, 1_024)
