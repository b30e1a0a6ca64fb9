"""What the mirror answers to a pack's own questions, read once a revision and shared by every patient.

Questions, records and checks follow from the pack alone, so nothing of a patient is ever kept here; which of them
are worth asking is decided anew each time (`osler.bedside.mirror`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

from osler.bedside import appraise, faithful
from osler.bedside.appraise import Reading
from osler.bedside.faithful import Check
from osler.bedside.pack import Pack
from osler.bedside.reported import Reported, reported
from osler.engine.protocol import Engine
from osler.model.article import Article
from osler.model.evidence import Evidence
from osler.pubmed import xml
from osler.search import run
from osler.search.vocabulary import Vocabulary

PER_QUESTION = 10
SECONDS = 2.0  # time budget of one question
FRESH = 600.0  # seconds after which all is asked again: names the vocabulary learned since then count too


class Found(NamedTuple):
    """How many records a question finds, and the first of them."""

    total: int
    pmids: tuple[int, ...]


class Read(NamedTuple):
    """An article and what it tells of itself."""

    article: Article
    reading: Reading
    reported: tuple[Reported, ...]


@dataclass(slots=True)
class Shelf:
    """One pack over one revision of one mirror. Threads may fill it at once: each finds the same."""

    pack: Pack
    engine: Engine
    vocabulary: Vocabulary
    today: date
    revision: int
    made: float = field(default_factory=time.monotonic)
    _found: dict[str, Found] = field(default_factory=dict)
    _read: dict[int, Read | None] = field(default_factory=dict)
    _own: tuple[Mapping[int, Article], Mapping[str, tuple[Check, ...]]] | None = None

    def ask(self, query: str) -> Found:
        """Raises what the search raises."""
        found = self._found.get(query)
        if found is None:
            request = run.Request(text=query, limit=PER_QUESTION, seconds=SECONDS, today=self.today)
            answer = run.run(self.engine, self.vocabulary, request)
            found = self._found[query] = Found(answer.count, tuple(hit.pmid for hit in answer.hits))
        return found

    def read(self, pmids: Iterable[int]) -> dict[int, Read]:
        """The articles of these PMIDs that the mirror holds, in the order given."""
        wanted = list(pmids)
        missing = [pmid for pmid in wanted if pmid not in self._read]
        for pmid, article in _fetch(self.engine, missing).items() if missing else ():
            self._read[pmid] = Read(article, appraise.read(article), reported(article, self.pack))
        self._read.update({pmid: None for pmid in missing if pmid not in self._read})
        return {pmid: read for pmid in wanted if (read := self._read[pmid]) is not None}

    def own(self) -> tuple[Mapping[int, Article], Mapping[str, tuple[Check, ...]]]:
        """Articles by PMID behind the evidence, and its numbers checked against them by evidence id."""
        if self._own is None:
            articles = _fetch(self.engine, known_pmids(self.pack.evidence.values()))
            checks = {r.id: done for r in self.pack.evidence.values() if (done := faithful.checks(r, articles))}
            self._own = articles, checks
        return self._own


_shelves: WeakKeyDictionary[Engine, dict[str, Shelf]] = WeakKeyDictionary()


def of(pack: Pack, engine: Engine, vocabulary: Vocabulary, *, today: date) -> Shelf:
    """The shelf in force: another revision, day or vocabulary, or ten minutes, make a new one."""
    held = _shelves.setdefault(engine, {})
    found = held.get(pack.id)
    stands = (
        found is not None
        and (found.pack, found.vocabulary, found.today, found.revision) == (pack, vocabulary, today, engine.revision)
        and time.monotonic() - found.made < FRESH
    )
    if found is None or not stands:
        found = held[pack.id] = Shelf(pack, engine, vocabulary, today, engine.revision)
    return found


def known_pmids(evidence: Iterable[Evidence]) -> set[int]:
    """Every PMID an evidence record cites as a source."""
    sources = [s for r in evidence for s in (r.source, *(x.source for x in r.results)) if s is not None]
    return {s.pmid for s in sources if s.pmid}


def _fetch(engine: Engine, pmids: Iterable[int]) -> dict[int, Article]:
    return {pmid: xml.parse(stored.xml) for pmid, stored in engine.fetch(sorted(pmids)).items()}
