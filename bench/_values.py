"""What a test collection is made of, whatever files said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Judgements = Mapping[str, Mapping[str, int]]  # query -> document -> grade


class Heading(NamedTuple):
    name: str
    major: bool
    qualifiers: tuple[str, ...] = ()  # as the collection names them: "immunology", "im"


@dataclass(frozen=True)
class Document:
    """What a collection says of one record; ids are the collection's."""

    id: str
    title: str
    text: str
    headings: tuple[Heading, ...] = ()
    year: str = ""
    authors: tuple[tuple[str, str], ...] = ()  # (last name, initials)


@dataclass(frozen=True)
class Collection:
    name: str
    documents: tuple[Document, ...]
    queries: Mapping[str, str] = field(default_factory=dict)
    judgements: Judgements = field(default_factory=dict)
    included: tuple[str, ...] = ()  # a screened review: the documents it kept
    notes: tuple[str, ...] = ()  # what its files do not agree about, and what was made of it
