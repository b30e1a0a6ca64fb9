"""What the codes of an Infobutton request name, as MeSH headings, and the search that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from osler.bedside import pack
from osler.search.vocabulary import Concept, Vocabulary

MESH = "2.16.840.1.113883.6.177"
# code systems by object identifier, as HL7 registers them, and by the names records also send
_SYSTEMS = {
    "2.16.840.1.113883.6.96": "snomed", "snomed-ct": "snomed", "http://snomed.info/sct": "snomed",
    "2.16.840.1.113883.6.1": "loinc", "http://loinc.org": "loinc",
    "2.16.840.1.113883.6.88": "rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "2.16.840.1.113883.6.90": "icd10cm", "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    MESH: "mesh", "2.16.840.1.113883.6.177.1": "mesh", "mesh": "mesh",
}  # fmt: skip
_CRITERION = re.compile(r"^mainSearchCriteria(?P<n>\d*)\.v\.(?P<part>c|cs|dn)(?P<m>\d*)$")
_MOST = 5  # criteria of one request
_FIELDS = {"descriptor": "mh", "supplementary": "nm"}
_CODE = re.compile(r"[A-Za-z0-9.\-]{1,24}")


class Coded(NamedTuple):
    """One criterion: the code, its system, and the name that the record shows for it."""

    code: str
    system: str
    name: str


class Subject(NamedTuple):
    """What one criterion names."""

    heading: str
    field: str  # mh for a heading, nm for a supplementary concept
    code: str  # "" where it was not the code that was known, but the name shown for it


@dataclass(frozen=True, slots=True)
class Topic:
    """Names of the controlled vocabulary, never words of the request."""

    subjects: tuple[Subject, ...]
    query: str

    @property
    def title(self) -> str:
        return "; ".join(subject.heading for subject in self.subjects)


def read(parameters: Mapping[str, str], vocabulary: Vocabulary) -> Topic | None:
    """What is asked about; None where no code, and no name shown for one, is known here."""
    found = [subject for coded in _criteria(parameters) if (subject := _subject(coded, vocabulary))]
    subjects = tuple({subject.heading: subject for subject in found}.values())
    if not subjects:
        return None
    qualifier = _qualifier(parameters, vocabulary)
    return Topic(subjects, " AND ".join(_query(subject, qualifier) for subject in subjects))


def _query(subject: Subject, qualifier: str) -> str:
    """By heading, or by its words in title or abstract: the newest papers have no headings yet."""
    spoken = " ".join(reversed(subject.heading.split(", ")))
    if qualifier and subject.field == "mh":
        return f'("{subject.heading}/{qualifier}"[mh] OR ("{spoken}"[tiab] AND {qualifier}[tiab]))'
    return f'("{subject.heading}"[{subject.field}] OR "{spoken}"[tiab])'


def _criteria(parameters: Mapping[str, str]) -> Iterator[Coded]:
    found: dict[str, dict[str, str]] = {}
    for name, value in parameters.items():
        match = _CRITERION.match(name)
        if match:
            found.setdefault(match["n"] or match["m"], {})[match["part"]] = value.strip()
    for parts in list(found.values())[:_MOST]:
        yield Coded(parts.get("c", ""), _SYSTEMS.get(parts.get("cs", "").lower(), ""), parts.get("dn", ""))


def _subject(coded: Coded, vocabulary: Vocabulary) -> Subject | None:
    """A MeSH name for a code: its own, that of the packs' facts, or what the shown name is an entry term of."""
    if coded.system == "mesh" and _CODE.fullmatch(coded.code):
        own = vocabulary.by_ui(coded.code)
        if own is not None and own.kind in _FIELDS:
            return Subject(own.name, _FIELDS[own.kind], coded.code)
    known = _packs().get(f"{coded.system} {coded.code}")
    if known:
        return Subject(known, "mh", coded.code)
    named = next(_entries(coded.name, vocabulary), None) if coded.name else None
    return Subject(named.name, _FIELDS[named.kind], "") if named else None


def _entries(name: str, vocabulary: Vocabulary) -> Iterator[Concept]:
    for spelling in (name, re.sub(r"\s*\([^)]*\)\s*$", "", name)):  # SNOMED CT names end in "(disorder)"
        yield from (c for c in vocabulary.entries(spelling[:200]) if c.kind in _FIELDS)


def _qualifier(parameters: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The MeSH qualifier of the subtopic ("Q000628", therapy), "" where it is none."""
    system = _SYSTEMS.get(parameters.get("subTopic.v.cs", "").lower(), "")
    code = parameters.get("subTopic.v.c", "").strip()
    found = vocabulary.by_ui(code) if system == "mesh" and _CODE.fullmatch(code) else None
    return found.name.lower() if found is not None and found.kind == "qualifier" else ""


@lru_cache(maxsize=1)
def _packs() -> Mapping[str, str]:
    """Code -> heading, from the vocabularies of all packs."""
    terms = [term for name in pack.names() for term in pack.load(name).vocabulary.terms.values() if term.heading]
    return {code: term.heading for term in terms for code in (*term.codes, *term.code_values)}
