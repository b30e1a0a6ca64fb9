"""`osler bench relevance`: how well best match answers the questions of a test collection.

The collection goes through the product's own reader, writer, query language and ranker into a throw-away
index. Three ways are compared in the same run, question by question: BM25 alone (the index's own order of
whatever has a word of the question), best match, and best match with the sentence encoder where the
extra is installed. No judgement is seen by anything that ranks.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from bench import _collections as collections
from bench._measures import RELEVANCE, Lists, Table, by_query, latency, means, significance
from bench._runs import runs_option, save
from bench._vectors import Remembered, model_option, read_all, vectors_option
from osler.cli.common import json_option, print_json
from osler.engine import words
from osler.engine.protocol import Engine
from osler.errors import BadInput, BadQuery
from osler.model.query import Hit, Search
from osler.search import dense, lexicon
from osler.search.encoder import Encoder, open_encoder
from osler.search.rank import Ranker, any_word, score
from osler.search.run import Request, run
from osler.search.vocabulary import Vocabulary, learn

DEPTH = 1_000  # of a list that MAP reads
PATIENCE = 60.0  # seconds a question may take here, whatever else the machine does: quality is measured, not time
ENOUGH = 100  # what recall@100 reads: a question that finds fewer is answered loosely


@click.command("relevance")
@click.option("--collection", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option(
    "--pool",
    "others",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="Another collection whose documents are mixed in.",
)
@model_option
@click.option(
    "--read",
    "part",
    type=float,
    default=1.0,
    show_default=True,
    help="Part of the documents the encoder reads; the rest gets distilled vectors.",
)
@vectors_option
@runs_option
@json_option
def command(
    folder: Path,
    others: tuple[Path, ...],
    model: str,
    part: float,
    kept: Path,
    runs: Path | None,
    *,
    as_json: bool,
) -> None:
    """Best match against BM25 on a folder with corpus.jsonl[.gz], queries.jsonl and qrels.tsv.

    An encoder reads 10 to 60 ms a document the first time, so thousands take minutes; standard error shows how far.
    """
    encoder = None if model == "off" else open_encoder(model)
    reports = []
    for collection in collections.read(folder):
        if not collection.queries:
            raise BadInput(f"{folder} holds no queries: see `osler bench related`")
        mixed_in = [each for other in others for each in collections.read(other)]
        reports.append(measure(collections.pooled(collection, mixed_in), encoder, part, kept, runs))
    if as_json:
        print_json(reports[0] if len(reports) == 1 else reports)
    else:
        for report in reports:
            show(report)


def measure(
    collection: collections.Collection, encoder: Encoder | None, part: float, kept: Path, runs: Path | None = None
) -> dict[str, Any]:
    """Figures of every way, and what the best costs."""
    with collections.indexed(collection) as (engine, corpus, names):
        learn.learn(corpus, engine)
        vocabulary = Vocabulary.open(corpus)
        learned = lexicon.refresh(engine, corpus)
        bytes_each = engine.status().index_bytes / max(1, len(names))
        ways: dict[str, Any] = {"BM25": _bm25(engine, collection)}
        ways["best match"] = _product(engine, vocabulary, Ranker(engine, learned), collection)
        report: dict[str, Any] = {
            "collection": collection.name,
            "notes": list(collection.notes),
            "documents": len(names),
            "queries": len(collection.queries),
            "index_bytes_a_document": round(bytes_each),
            "lexicon_bytes_a_document": round((corpus / lexicon.NAME).stat().st_size / max(1, len(names))),
        }
        if encoder is not None and learned is not None:
            ranker, cost = _with_encoder(
                engine, corpus, learned, encoder, Remembered(encoder, kept), round(part * len(names))
            )
            ways["best match, dense"] = _product(engine, vocabulary, ranker, collection)
            report["dense"] = cost
    lists = {
        way: {query: [names[pmid] for pmid in found] for query, found in answers.items()}
        for way, (answers, _) in ways.items()
    }
    if runs:
        save(runs, collection.name, lists, collection.judgements)
    return report | {"ways": _figures(lists, {way: times for way, (_, times) in ways.items()}, collection)}


def _bm25(engine: Engine, collection: collections.Collection) -> tuple[dict[str, list[int]], list[float]]:
    lists, times = {}, []
    for id_, text in collection.queries.items():
        begun = time.perf_counter()
        asked = words.words(text)
        found = engine.search(Search(any_word(asked), score(asked), limit=DEPTH))
        times.append(time.perf_counter() - begun)
        lists[id_] = [hit.pmid for hit in found.hits]
    return lists, times


def _product(
    engine: Engine, vocabulary: Vocabulary, ranker: Ranker, collection: collections.Collection
) -> tuple[dict[str, list[int]], list[float]]:
    lists, times = {}, []
    for id_, text in collection.queries.items():
        begun = time.perf_counter()
        hits = _hits(engine, vocabulary, ranker, text)
        times.append(time.perf_counter() - begun)
        lists[id_] = [hit.pmid for hit in hits]
    return lists, times


def _hits(engine: Engine, vocabulary: Vocabulary, ranker: Ranker, text: str) -> Sequence[Hit]:
    """As typed; a sentence that happens to be bad syntax by its words alone; nothing where it has none."""
    for asked in (text, " ".join(words.words(text))):
        try:
            request = Request(asked, limit=DEPTH, enough=ENOUGH, seconds=PATIENCE)
            return run(engine, vocabulary, request, ranker=ranker).hits
        except BadQuery:
            continue
    return ()


def _with_encoder(
    engine: Engine, corpus: Path, learned: lexicon.Lexicon, encoder: Encoder, reading: Remembered, most: int
) -> tuple[Ranker, dict[str, Any]]:
    """A ranker with `most` documents read."""
    file = read_all(engine, corpus, reading, most=most)
    distilled = None if most >= engine.status().records else dense.teach(Ranker(engine, learned).read, learned, file)
    cost = {
        "encoder": encoder.name,
        "documents_read": len(file),
        "of_them_now": reading.new,
        "processor_ms_a_document": round(reading.seconds * 1e3 / reading.new, 2) if reading.new else None,
        "bytes_a_document": round(file.bytes() / max(1, len(file))),
    }
    return Ranker(engine, learned, dense.Dense(reading, file, distilled)), cost


def _figures(
    lists: Mapping[str, Lists], times: Mapping[str, Sequence[float]], collection: collections.Collection
) -> dict[str, Any]:
    tables: dict[str, Table] = {way: by_query(each, collection.judgements, RELEVANCE) for way, each in lists.items()}
    figures: dict[str, Any] = {way: means(table) | latency(times[way]) for way, table in tables.items()}
    for simpler, way in itertools.combinations(tables, 2):
        for name in ("nDCG@10", "MAP"):
            figures[way][f"p, {name} against {simpler}"] = significance(tables[way][name], tables[simpler][name])
    return figures


def show(report: dict[str, Any]) -> None:
    """A table for people."""
    click.echo(f"{report['collection']}: {report['documents']:,} documents, {report['queries']:,} questions")
    for way, figures in report["ways"].items():
        click.echo(f"  {way:20s} " + "  ".join(f"{name} {value:.4g}" for name, value in figures.items()))
    if "dense" in report:
        click.echo(f"  encoder: {report['dense']}")
