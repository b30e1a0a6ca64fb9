"""`osler bench search`: questions to generated records, beside SQLite FTS5 and the same Tantivy index asked directly;
on request Xapian and PostgreSQL (RUM where it is installed).

One corpus grows from size to size. At each, every question is asked once to warm the page cache, then `--rounds`
times of every contender in turn, one at a time. The law of growth is fitted to our own p50 and p99 over the sizes
(`a * records^b`) and says what it gives for the 40 million of PubMed: an extrapolation, not a measurement.
`exploded` is 500 headings drawn by chance from those that records have, together at most of the records; `heading`,
where MeSH's tree is given, is headings of NLM's with some 500 below them. `facets` are asked without
what is remembered of earlier answers, `facets_again` with it. Revisions are those of `osler bench revisions`.

Xapian and PostgreSQL get the same words as we index, cut by our own analysis, so that counts must be equal; how many
were is printed, and how much of the first twenty is the same (their ranking is not ours). They are asked each
question once, after one round to warm, and no more of a kind once it has taken `PATIENCE` seconds. `--folder` keeps
them filled for the next time; revisions do not reach them, so after those a few numbers differ. `--home` asks what an
instance has loaded (a mirror, or what an earlier run kept) instead of generated records; several of different sizes,
smallest first, give the law of growth without filling anything.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import click
import numpy as np

from bench import _generate, revisions
from bench._beside import PEERS, articles, beside, fresh
from bench._fts5 import Fts5
from bench._measures import latency
from bench._questions import KINDS, Question, ask, headings
from bench._raw import Raw
from osler.engine.embedded import EmbeddedEngine, open_engine
from osler.pubmed import xml
from osler.search.suggest import suggest
from osler.search.vocabulary import Vocabulary, learn, load

Answer = Callable[[Question], object]

PUBMED = 40_000_000
_AT_ONCE = 5_000


@click.command("search")
@click.option("--records", default="100000,500000,2000000", show_default=True, help="Sizes, by comma.")
@click.option("--fts-records", default=500_000, show_default=True, help="FTS5 is not filled beyond this.")
@click.option("--questions", default=100, show_default=True, help="Of each kind.")
@click.option("--rounds", default=3, show_default=True, help="Times each is asked.")
@click.option("--with", "peers", default="", help="Also beside: xapian, postgres, by comma.")
@click.option(
    "--mesh",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="Trees of NLM's: adds `heading`.",
)
@click.option("--folder", type=click.Path(path_type=Path), help="Keep all here and go on with it next time.")
@click.option(
    "--home",
    "homes",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="Ask what this instance has loaded.",
)
@click.option("--json", "as_json", is_flag=True)
def command(
    records: str,
    fts_records: int,
    questions: int,
    rounds: int,
    peers: str,
    mesh: tuple[Path, ...],
    folder: Path | None,
    homes: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Latency by kind of question and size, p50 and p99 in ms; the law of growth; revisions."""
    sizes = sorted(int(size) for size in records.split(","))
    wanted = [name.strip() for name in peers.split(",") if name.strip()]
    if unknown := set(wanted) - set(PEERS):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: known are {', '.join(PEERS)}", param_hint="--with")
    place = folder or Path(tempfile.mkdtemp(prefix="osler-bench-"))
    place.mkdir(parents=True, exist_ok=True)
    try:
        measuring = _Measuring(place, fts_records, questions, rounds, wanted)
        answer = measuring.loaded(homes) if homes else measuring.grown(sizes, mesh)
    finally:
        if folder is None:
            shutil.rmtree(place)
    click.echo(json.dumps(answer, indent=None if as_json else 2))


@dataclass(frozen=True, slots=True)
class _Measuring:
    place: Path
    fts_records: int
    questions: int
    rounds: int
    peers: Sequence[str]

    def grown(self, sizes: Sequence[int], mesh: Sequence[Path]) -> dict[str, Any]:
        """A generated corpus at each of its sizes, what they say of growth, and revisions."""
        made_of = _generate.profile()
        corpus = self.place / "corpus"
        engine = _generate.corpus(corpus)
        for file in mesh:
            load.load(corpus, file)
        answer: dict[str, Any] = {"sizes": {}, "machine": {"cores": os.cpu_count()}}
        for size in sizes:
            began, before = time.perf_counter(), engine.status().records
            _generate.grow(engine, made_of, size, _said)
            filled = time.perf_counter() - began
            learn.learn(corpus, engine)
            answer["sizes"][str(size)] = {
                "records_per_second_in": round((size - before) / filled) if size > before else None,
                **self._asked(engine, corpus),
            }
        answer["growth"] = _growth(answer["sizes"])
        engine.close()
        del engine
        answer["revisions"] = revisions.measure(corpus, made_of, self.rounds)
        return answer

    def loaded(self, homes: Sequence[Path]) -> dict[str, Any]:
        """The corpora of instances, as they are. Where there are several, peers are filled for each in a folder of its
        own."""
        answer: dict[str, Any] = {"sizes": {}, "machine": {"cores": os.cpu_count()}}
        for home in homes:
            engine = open_engine(home / "corpus", parse=xml.parse)
            records = str(engine.status().records)
            apart = self if len(homes) == 1 else replace(self, place=self.place / records)
            apart.place.mkdir(exist_ok=True)
            answer["sizes"][records] = apart._asked(engine, home / "corpus")
            engine.close()
        answer["growth"] = _growth(answer["sizes"])
        return answer

    def _asked(self, engine: EmbeddedEngine, corpus: Path) -> dict[str, Any]:
        """All kinds of questions to the corpus as it stands, and to the peers once they have the same records."""
        status = engine.status()
        fts5 = Fts5(self.place / "fts5.sqlite3")
        _fill(fts5, engine, min(status.records, self.fts_records))
        asked = {kind: ask(engine, kind, self.questions) for kind in KINDS}
        beside_us = {name: beside(name, engine, asked, self.place) for name in self.peers}
        if of_mesh := headings(Vocabulary.open(corpus), self.questions):
            asked["heading"] = of_mesh
        answer = {
            "kinds": _kinds(engine, fts5 if fts5.records == status.records else None, asked, self.rounds),
            "suggest": _suggest(engine, corpus, self.questions),
            "peers": beside_us,
            "fts5_records": fts5.records,
            "index_bytes_per_record": round(status.index_bytes / status.records, 1),
            "record_bytes_per_record": round(status.record_bytes / status.records, 1),
            "load": os.getloadavg()[0],
        }
        fts5.close()
        return answer


def _said(done: int) -> None:
    click.echo(f"{done} records", err=True)


def _fill(peer: Fts5, engine: EmbeddedEngine, to: int) -> None:
    """FTS5 with the first records of the corpus, parsed again from what is stored."""
    rest = articles(engine, peer.records, to)
    while batch := list(islice(rest, _AT_ONCE)):
        peer.add(batch)


def _kinds(
    engine: EmbeddedEngine, peer: Fts5 | None, asked: Mapping[str, Sequence[Question]], rounds: int
) -> dict[str, Any]:
    raw = Raw(engine).by_kind()
    theirs = _fts5(peer) if peer is not None else {}
    answer: dict[str, Any] = {}
    for kind, questions in asked.items():
        contenders: dict[str, Answer] = {"osler": lambda q: engine.search(q.search), "tantivy": raw[kind]}
        if kind in ("facets", "facets_exact"):
            contenders["osler"] = fresh(engine)
        if kind in theirs:
            contenders["fts5"] = theirs[kind]
        times = {name: latency(each) for name, each in _time(contenders, questions, rounds).items()}
        ratios = {
            f"{name}_to_osler": round(each["p50_ms"] / times["osler"]["p50_ms"], 2) for name, each in times.items()
        }
        answer[kind] = {**times, "ratios": {name: ratio for name, ratio in ratios.items() if name != "osler_to_osler"}}
    return answer


def _suggest(engine: EmbeddedEngine, corpus: Path, questions: int) -> dict[str, float]:
    """Three to eight letters of a title's words, headings and authors suggested for each, as while typing."""
    vocabulary = Vocabulary.open(corpus)
    typed = [
        " ".join(question.words)[: 3 + place % 6] for place, question in enumerate(ask(engine, "phrase", questions * 3))
    ]
    seconds = []
    for text in typed:
        began = time.perf_counter()
        suggest(engine, vocabulary, text)
        seconds.append(time.perf_counter() - began)
    return latency(seconds)


def _time(contenders: Mapping[str, Answer], questions: Sequence[Question], rounds: int) -> dict[str, list[float]]:
    """Seconds of every question to every contender, in turns; the slowest of them is asked once.

    Who is first finds the processor's cache cold: that goes round.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for place, question in enumerate(questions):
            for name, answer in list(contenders.items())[:: 1 if (number + place) % 2 else -1]:
                if name == "fts5" and number > 1:
                    continue
                began = time.perf_counter()
                answer(question)
                if number:
                    seconds[name].append(time.perf_counter() - began)
    return seconds


def _fts5(peer: Fts5) -> dict[str, Answer]:
    def match(question: Question, by: str) -> str:
        return by.join(question.words)

    return {
        "or": lambda q: (peer.ranked(match(q, " OR "), 20), peer.count(match(q, " OR "))),
        "and": lambda q: (peer.ranked(match(q, " AND "), 20), peer.count(match(q, " AND "))),
        "phrase": lambda q: (peer.ranked(f'"{match(q, " ")}"', 20), peer.count(f'"{match(q, " ")}"')),
        "prefix": lambda q: (peer.ranked(q.words[0] + "*", 20), peer.count(q.words[0] + "*")),
        "exploded": lambda q: peer.with_headings(q.names, 20),
        "heading": lambda q: peer.with_headings(q.names, 20),
        "dates": lambda q: peer.ranked_between(q.words[0], *q.dates, 20),
        "newest": lambda q: peer.newest(q.words[0], 20),
        "facets_exact": lambda q: (peer.ranked(match(q, " OR "), 20), peer.facets(match(q, " OR "))),
        "related": lambda q: peer.ranked(match(q, " OR "), 20),
    }


def _growth(sizes: Mapping[str, Any]) -> dict[str, Any]:
    """Milliseconds = a * records^b, and what that gives for PubMed."""
    if len(sizes) < 2:
        return {}
    numbers = np.log([float(size) for size in sizes])
    law: dict[str, Any] = {}
    for kind in set.intersection(*(set(each["kinds"]) for each in sizes.values())):
        law[kind] = {}
        for percentile in ("p50_ms", "p99_ms"):
            found = np.log([max(each["kinds"][kind]["osler"][percentile], 0.01) for each in sizes.values()])
            power, start = np.polyfit(numbers, found, 1)
            expected = float(np.exp(start + power * np.log(PUBMED)))
            law[kind][percentile] = {"power": round(float(power), 2), "at_40_million": round(expected, 1)}
    return law
