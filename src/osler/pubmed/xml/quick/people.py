"""Authors and editors."""

from __future__ import annotations

import re

from osler.model.article import Affiliation, Identifier, Person, PersonList, RichText
from osler.pubmed.xml import people
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, Children, N, T, Unusual, W, by_tree, items, make, prose

_LIST = re.compile(r'<AuthorList CompleteYN="([YN])"(?: Type="(authors|editors)")?>')
_PLAIN = Children(
    r"<AuthorList [^>]*>",
    rf'<Author ValidYN="([YN])">{W}<LastName>{N}</LastName>{W}(?:<ForeName>{N}</ForeName>{W})?'
    rf"(?:<Initials>{N}</Initials>{W})?"
    rf"((?:<AffiliationInfo>{W}<Affiliation>[^<]*</Affiliation>{W}</AffiliationInfo>{W})*+)</Author>",
    "</AuthorList>",
)
_AUTHOR = re.compile(
    rf'{W}<Author ValidYN="([YN])"( EqualContrib="Y")?>{W}'
    rf"(?:<LastName>{N}</LastName>{W}(?:<ForeName>{N}</ForeName>{W})?"
    rf"(?:<Initials>{N}</Initials>{W})?(?:<Suffix>{N}</Suffix>{W})?|<CollectiveName>{N}</CollectiveName>{W})"
    rf'(?:<Identifier Source="{A}">{N}</Identifier>{W})?(<AffiliationInfo>.*)?',
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
            make(
                Person,
                (
                    last, fore, initials, "", None, (),
                    _AFFILIATIONS[places] if places else (), False, valid == "Y", "",
                ),
            )
            for valid, last, fore, initials, places in plain
        ]  # fmt: skip
    return PersonList(tuple(authors), head[1] == "Y", head[2] or "")


def _author(item: str) -> Person:
    found = _AUTHOR.fullmatch(item)
    if found is None:
        return by_tree(item + "</Author>", "Author", people.person)
    valid, equal, last, fore, initials, suffix, group, source, identifier, places = found.groups()
    return Person(
        last or "",
        fore or "",
        initials or "",
        suffix or "",
        None if group is None else RichText(group),
        () if source is None else (Identifier(source, identifier),),
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
    found = _AFFILIATION.fullmatch(item)
    plain = prose(found[1]) if found else None
    if plain is None:
        return by_tree(item + "</AffiliationInfo>", "AffiliationInfo", people.affiliation)
    return Affiliation(RichText(plain))


# Colleagues share their address, mostly within one paper.
_AFFILIATIONS = Memo(_affiliations, 2_048)
