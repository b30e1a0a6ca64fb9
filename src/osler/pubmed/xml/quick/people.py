"""Authors and editors."""

from __future__ import annotations

import re

from osler.model.article import Affiliation, Identifier, Person, PersonList, RichText
from osler.pubmed.xml import people
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, Children, T, Unusual, W, by_tree, items, match
from osler.pubmed.xml.text import tidy

_LIST = re.compile(r'<AuthorList CompleteYN="([YN])"(?: Type="(authors|editors)")?>')
_PLAIN = Children(
    r"<AuthorList [^>]*>",
    rf'<Author ValidYN="([YN])">{W}<LastName>{T}</LastName>{W}(?:<ForeName>{T}</ForeName>{W})?'
    rf"(?:<Initials>{T}</Initials>{W})?"
    rf"((?:<AffiliationInfo>{W}<Affiliation>[^<]*</Affiliation>{W}</AffiliationInfo>{W})*+)</Author>",
    "</AuthorList>",
)
_AUTHOR = re.compile(
    rf'{W}<Author ValidYN="([YN])"( EqualContrib="Y")?>{W}'
    rf"(?:<LastName>{T}</LastName>{W}(?:<ForeName>{T}</ForeName>{W})?"
    rf"(?:<Initials>{T}</Initials>{W})?(?:<Suffix>{T}</Suffix>{W})?|<CollectiveName>{T}</CollectiveName>{W})"
    rf'(?:<Identifier Source="{A}">{T}</Identifier>{W})?(<AffiliationInfo>.*)?',
    re.DOTALL,
)
_AFFILIATION = re.compile(rf"{W}<AffiliationInfo>{W}<Affiliation>{T}</Affiliation>{W}")


def author_list(block: str) -> PersonList:
    head = _LIST.match(block)
    if head is None:
        raise Unusual
    plain = _PLAIN.of(block)
    if plain is None:
        authors = [_author(item) for item in items(block, "</Author>")]
    else:
        authors = [
            Person(
                tidy(last), tidy(fore), tidy(initials), "", None, (),
                _AFFILIATIONS[places] if places else (), False, valid == "Y",
            )
            for valid, last, fore, initials, places in plain
        ]  # fmt: skip
    return PersonList(tuple(authors), head[1] == "Y", head[2] or "")


def _author(item: str) -> Person:
    found = match(_AUTHOR, item)
    if found is None:
        return by_tree(item + "</Author>", "Author", people.person)
    valid, equal, last, fore, initials, suffix, group, source, identifier, places = found.groups()
    return Person(
        tidy(last) if last else "",
        tidy(fore) if fore else "",
        tidy(initials) if initials else "",
        tidy(suffix) if suffix else "",
        None if group is None else RichText(tidy(group)),
        () if source is None else (Identifier(source, tidy(identifier)),),
        _AFFILIATIONS[places] if places else (),
        equal is not None,
        valid == "Y",
    )


def _affiliations(text: str) -> tuple[Affiliation, ...]:
    found = text.split("</AffiliationInfo>")
    if found.pop().strip(" \n\r\t"):
        raise Unusual
    return tuple([_affiliation(item) for item in found])


def _affiliation(item: str) -> Affiliation:
    found = match(_AFFILIATION, item)
    if found is None:
        return by_tree(item + "</AffiliationInfo>", "AffiliationInfo", people.affiliation)
    return Affiliation(RichText(tidy(found[1])))


# Colleagues share their address, mostly within one paper.
_AFFILIATIONS = Memo(_affiliations, 2_048)
