"""Xapian and PostgreSQL beside us: filled with the same words, asked the same questions, answers compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import click
import numpy as np

from bench import _postgres as postgres
from bench import _xapian as xapian
from bench._measures import latency
from bench._peers import SHOWN, Peer, paper
from bench._questions import Question
from osler.engine.embedded import EmbeddedEngine
from osler.model.article import Article
from osler.model.query import Found, Or, Pmids
from osler.pubmed import xml

PATIENCE = 20.0  # seconds a peer may take for the questions of one kind
_AT_ONCE = 5_000


def articles(engine: EmbeddedEngine, done: int, to: int) -> Iterator[Article]:
    for stored in islice(engine.scan(), done, to):
        yield xml.parse(stored.xml)


def fresh(engine: EmbeddedEngine) -> Callable[[Question], Found]:
    """Each question a little different from the one before, so that nothing remembered answers it."""
    number = count(1)

    def answer(question: Question) -> Found:
        where = Or((question.search.where, Pmids((-next(number),))))
        return engine.search(replace(question.search, where=where))

    return answer


def beside(name: str, engine: EmbeddedEngine, asked: Mapping[str, Sequence[Question]], folder: Path) -> dict[str, Any]:
    """One peer in a folder, filled with what it lacks of the corpus; or why it is not there."""
    peer = PEERS[name](folder / name)
    if isinstance(peer, str):
        click.echo(f"{name} left out: {peer}", err=True)
        return {"skipped": peer}
    try:
        return _compared(peer, engine, asked)
    finally:
        peer.close()


def _compared(peer: Peer, engine: EmbeddedEngine, asked: Mapping[str, Sequence[Question]]) -> dict[str, Any]:
    began = time.perf_counter()
    before, records = peer.records, engine.status().records
    rest = map(paper, articles(engine, before, records))
    while batch := list(islice(rest, _AT_ONCE)):
        peer.add(batch)
        click.echo(f"{peer.name}: {peer.records} of {records} records", err=True)
    if peer.records > before:
        peer.ready()
    report: dict[str, Any] = {
        "name": peer.name,
        "records": peer.records,
        "filled": peer.records - before,
        "seconds_to_fill": round(time.perf_counter() - began, 1),
        "kinds": {},
    }
    for kind, questions in asked.items():
        if kind not in ("facets", "facets_again") and (row := _one_kind(peer, engine, kind, questions)):
            report["kinds"][kind] = row
    return report


def _one_kind(peer: Peer, engine: EmbeddedEngine, kind: str, questions: Sequence[Question]) -> dict[str, Any] | None:
    """Both asked in turns; the first of each pair only warms."""
    ours: list[float] = []
    theirs: list[float] = []
    equal: list[bool] = []
    shared: list[float] = []
    until = time.monotonic() + PATIENCE
    answer = fresh(engine) if kind == "facets_exact" else lambda question: engine.search(question.search)
    for question in questions:
        if peer.ask(kind, question) is None:
            return None
        answer(question)
        began = time.perf_counter()
        found = answer(question)
        ours.append(time.perf_counter() - began)
        answered = peer.ask(kind, question)
        assert answered is not None
        theirs.append(answered.seconds)
        if answered.found is not None:
            equal.append(answered.found == found.count)
        first = {hit.pmid for hit in found.hits[:SHOWN]}
        if kind != "prefix" and first:  # unordered there
            shared.append(len(first.intersection(answered.pmids)) / len(first))
        if time.monotonic() > until:
            break
    return {
        "osler": latency(ours),
        peer.name: latency(theirs),
        "ratio_of_p50": round(float(np.median(theirs) / max(float(np.median(ours)), 1e-9)), 2),
        "asked": len(theirs),
        "counts_equal": round(float(np.mean(equal)), 3) if equal else None,
        "first_twenty_shared": round(float(np.mean(shared)), 3) if shared else None,
    }


def _xapian(folder: Path) -> Peer | str:
    interpreter = xapian.python()
    return (
        xapian.Xapian(folder, interpreter) if interpreter else "no Python here has xapian (apt install python3-xapian)"
    )


def _postgres(folder: Path) -> Peer | str:
    binaries = postgres.programs()
    return postgres.Postgres(folder, binaries) if binaries else "initdb was not found (apt install postgresql)"


PEERS: Mapping[str, Callable[[Path], Peer | str]] = {"xapian": _xapian, "postgres": _postgres}
