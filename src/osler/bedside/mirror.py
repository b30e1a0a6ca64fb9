"""Where the mirror joins in: the records behind the evidence, and papers nobody has appraised yet.

Questions are data of the pack: each names the state that makes it worth asking, and a PubMed query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from osler.bedside import appraise, expression, faithful
from osler.bedside.appraise import Reading
from osler.bedside.evaluate import View
from osler.bedside.faithful import Check
from osler.bedside.pack import Pack
from osler.bedside.reported import Reported, reported
from osler.engine.protocol import Engine
from osler.model.article import Article
from osler.model.evidence import Evidence
from osler.model.patient import Patient, Truth
from osler.pubmed import xml
from osler.search import run
from osler.search.vocabulary import Vocabulary

PER_QUESTION = 10
SECONDS = 2.0  # time budget of one question


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
    view = View(patient, pack.conditions)
    asked: list[Asked] = []
    found: dict[int, list[str]] = {}
    for entry in worth_asking(pack, view):
        request = run.Request(text=entry["query"], limit=PER_QUESTION, seconds=SECONDS, today=today)
        answer = run.run(engine, vocabulary, request)
        because = entry.get("because", "")
        asked.append(Asked(entry["id"], entry["text"], entry["query"], answer.count, because))
        for hit in answer.hits:
            found.setdefault(hit.pmid, []).append(entry["id"])
    appraised = known_pmids(pack.evidence.values())
    articles = _fetch(engine, {*found, *appraised})
    records = {r.id: articles[p] for r in pack.evidence.values() if (p := r.source.pmid or 0) in articles}
    dois = {r.source.doi.lower() for r in pack.evidence.values() if r.source.doi}
    papers = tuple(
        Paper(articles[pmid], appraise.read(articles[pmid]), tuple(ids), reported(articles[pmid], pack))
        for pmid, ids in _best_first(found)
        if pmid in articles and pmid not in appraised and articles[pmid].doi.lower() not in dois
    )
    checks = {r.id: done for r in pack.evidence.values() if (done := faithful.checks(r, articles))}
    return FromMirror(tuple(asked), papers, records, checks)


def worth_asking(pack: Pack, view: View) -> list[Mapping[str, str]]:
    """The pack's questions whose state is met or cannot be told, in the pack's order."""
    return [
        entry
        for entry in pack.words.get("question", ())
        if view.truth(expression.parse(entry["when"])) is not Truth.NOT_MET
    ]


def known_pmids(evidence: Iterable[Evidence]) -> set[int]:
    """Every PMID an evidence record cites as a source."""
    sources = [s for r in evidence for s in (r.source, *(x.source for x in r.results)) if s is not None]
    return {s.pmid for s in sources if s.pmid}


def _best_first(found: Mapping[int, Sequence[str]]) -> list[tuple[int, Sequence[str]]]:
    """Papers that answer more questions first; otherwise as the questions found them."""
    return sorted(found.items(), key=lambda each: -len(each[1]))


def _fetch(engine: Engine, pmids: Iterable[int]) -> dict[int, Article]:
    return {pmid: xml.parse(stored.xml) for pmid, stored in engine.fetch(sorted(pmids)).items()}
