"""Where the mirror joins in: the records behind the evidence, and papers nobody has appraised yet.

Questions are data of the pack: each names the state that makes it worth asking, and a PubMed query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from osler.bedside import expression
from osler.bedside import shelf as shelves
from osler.bedside.appraise import Reading
from osler.bedside.evaluate import View
from osler.bedside.faithful import Check
from osler.bedside.pack import Pack
from osler.bedside.reported import Reported
from osler.bedside.shelf import known_pmids
from osler.engine.protocol import Engine
from osler.model.article import Article
from osler.model.patient import Patient, Truth
from osler.search.vocabulary import Vocabulary

__all__ = ["Asked", "FromMirror", "Paper", "known_pmids", "look", "worth_asking"]


class Asked(NamedTuple):
    """A question put to the mirror, and how much it found."""

    id: str
    text: str
    query: str
    found: int
    because: str  # the state that made it worth asking


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the mirror that no evidence record appraises."""

    article: Article
    reading: Reading
    questions: tuple[str, ...]  # ids of the questions that found it
    reported: tuple[Reported, ...] = ()


@dataclass(frozen=True, slots=True)
class FromMirror:
    """`checks` by evidence id; an id is missing where the mirror lacks the record. Retracted papers come marked."""

    asked: tuple[Asked, ...]
    papers: tuple[Paper, ...]
    records: Mapping[str, Article]  # evidence id -> its own record, where mirrored
    checks: Mapping[str, tuple[Check, ...]]


def look(pack: Pack, patient: Patient, engine: Engine, vocabulary: Vocabulary, *, today: date) -> FromMirror:
    """Questions that follow from the state, run on the mirror; numbers of the evidence checked against it."""
    shelf = shelves.of(pack, engine, vocabulary, today=today)
    asked: list[Asked] = []
    found: dict[int, list[str]] = {}
    for entry in worth_asking(pack, View(patient, pack.conditions)):
        answer = shelf.ask(entry["query"])
        asked.append(Asked(entry["id"], entry["text"], entry["query"], answer.total, entry.get("because", "")))
        for pmid in answer.pmids:
            found.setdefault(pmid, []).append(entry["id"])
    articles, checks = shelf.own()
    records = {r.id: articles[p] for r in pack.evidence.values() if (p := r.source.pmid or 0) in articles}
    appraised = known_pmids(pack.evidence.values())
    dois = {r.source.doi.lower() for r in pack.evidence.values() if r.source.doi}
    read = shelf.read(found)
    papers = tuple(
        Paper(read[pmid].article, read[pmid].reading, tuple(ids), read[pmid].reported)
        for pmid, ids in _best_first(found)
        if pmid in read and pmid not in appraised and read[pmid].article.doi.lower() not in dois
    )
    return FromMirror(tuple(asked), papers, records, checks)


def worth_asking(pack: Pack, view: View) -> list[Mapping[str, str]]:
    """The pack's questions whose state is met or cannot be told, in the pack's order."""
    return [
        entry
        for entry in pack.words.get("question", ())
        if view.truth(expression.parse(entry["when"])) is not Truth.NOT_MET
    ]


def _best_first(found: Mapping[int, Sequence[str]]) -> list[tuple[int, Sequence[str]]]:
    """Papers that answer more questions first; otherwise as the questions found them."""
    return sorted(found.items(), key=lambda each: -len(each[1]))
