"""Authors, editors, investigators and personal name subjects."""

from __future__ import annotations

from lxml.etree import _Element

from osler.model.article import Affiliation, Identifier, Person, PersonList
from osler.pubmed.xml.text import flat, rich

# Parts of a name that DTDs before 2010 knew; kept beside the identifiers under their own name.
_OLD_PARTS = frozenset({"DatesAssociatedWithName", "NameQualifier", "OtherInformation", "TitleAssociatedWithName"})


def people(el: _Element, odd: list[str]) -> PersonList:
    """An `AuthorList`, `InvestigatorList`, or anything else made of persons."""
    get = el.get
    return PersonList(
        tuple([person(child, odd) for child in el]), get("CompleteYN") != "N", get("Type") or "", get("ID") or ""
    )


def person(el: _Element, odd: list[str]) -> Person:
    last = fore = initials = suffix = ""
    group = None
    group_ref = ""
    identifiers: list[Identifier] = []
    affiliations: list[Affiliation] = []
    for child in el:
        tag = child.tag
        if tag == "LastName":
            last = flat(child)
        elif tag == "ForeName":
            fore = flat(child)
        elif tag == "Initials":
            initials = flat(child)
        elif tag == "AffiliationInfo":
            affiliations.append(affiliation(child, odd))
        elif tag in ("Identifier", "NameID"):
            identifiers.append(Identifier(child.get("Source") or "", flat(child)))
        elif tag == "CollectiveName":
            group = rich(child, odd)
            group_ref = child.get("Investigators") or ""
        elif tag == "Suffix":
            suffix = rich(child, odd).plain
        elif tag == "Affiliation":  # before 2015 it stood here, without the wrapper
            affiliations.append(Affiliation(rich(child, odd)))
        elif tag in ("FirstName", "MiddleName"):  # before 2010
            fore = f"{fore} {flat(child)}".strip()
        elif tag in _OLD_PARTS:
            identifiers.append(Identifier(str(tag), flat(child)))
        else:
            odd.append(f"{el.tag}/{tag}")
    return Person(
        last, fore, initials, suffix, group, tuple(identifiers), tuple(affiliations),
        el.get("EqualContrib") == "Y", el.get("ValidYN") != "N", group_ref,
    )  # fmt: skip


def affiliation(el: _Element, odd: list[str]) -> Affiliation:
    text = None
    identifiers: list[Identifier] = []
    for child in el:
        tag = child.tag
        if tag == "Affiliation":
            text = rich(child, odd)
        elif tag == "Identifier":
            identifiers.append(Identifier(child.get("Source") or "", flat(child)))
        else:
            odd.append(f"AffiliationInfo/{tag}")
    return Affiliation(text or rich(el, odd), tuple(identifiers))
