"""`osler bench related`: how well related papers find what people judged to belong together.

With `queries.jsonl` and `qrels.tsv`: a paper judged good for a question should lead to the others judged good
for it. With a screened review (CSV): each paper the review kept should lead to the others it kept.
PubMed's published model (PMRA), whole collection weighed, is the peer in the same run, paper by paper; where the
extra is installed, related papers with the sentence encoder are a third way.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from bench import _collections as collections
from bench._measures import CAPPED, RELATED, Lists, by_query, capped, latency, means, significance
from bench._runs import runs_option, save
from bench._vectors import Remembered, model_option, read_all, vectors_option
from osler.cli.common import json_option, print_json
from osler.errors import BadInput
from osler.search import dense, lexicon, related
from osler.search.encoder import open_encoder
from osler.search.terms import Reader

DEPTH = 100


@click.command("related")
@click.option("--collection", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option(
    "--good",
    type=click.IntRange(min=1),
    help="Grade from which a paper belongs to a question; half of the highest by itself.",
)
@model_option
@vectors_option
@runs_option
@json_option
def command(folder: Path, good: int | None, model: str, kept: Path, runs: Path | None, *, as_json: bool) -> None:
    """Related papers against PMRA, on judged questions or screened reviews.

    An encoder reads 10 to 60 ms a document the first time, so thousands take minutes; standard error shows how far.
    """
    encoder = None if model == "off" else open_encoder(model)
    reading = Remembered(encoder, kept) if encoder else None
    reports = [report for each in collections.read(folder) if (report := measure(each, good, reading, runs))]
    if not reports:
        raise BadInput(
            f"{folder}: no paper has another that belongs to it (two of one collection, judged good or kept)"
        )
    whole = {"collections": reports, "mean": _mean(reports)} if len(reports) > 1 else reports[0]
    if as_json:
        print_json(whole)
        return
    for report in reports:
        _show(report["collection"], report["papers"], report["ways"])
    if len(reports) > 1:
        _show("mean of the collections", sum(report["papers"] for report in reports), _mean(reports))


def measure(
    collection: collections.Collection,
    good: int | None = None,
    reading: Remembered | None = None,
    runs: Path | None = None,
) -> dict[str, Any] | None:
    """Figures of every way; None where no paper has another that belongs to it."""
    wanted = belonging(collection, good)
    if not wanted:
        return None
    with collections.indexed(collection) as (engine, corpus, names):
        learned = lexicon.refresh(engine, corpus)
        assert learned is not None
        read = Reader(engine)
        pmids = {name: pmid for pmid, name in names.items()}
        every = read(list(names))
        vectors = related.vectors(every, learned, plain=True)
        ways: dict[str, dict[str, list[str]]] = {}
        times: dict[str, dict[str, float]] = {}
        relate = related.Relater(engine, learned, read)
        ways["related"], times["latency"] = _lists(relate, wanted, pmids, names)
        if reading is not None:
            relate = related.Relater(engine, learned, read, dense.Dense(reading, read_all(engine, corpus, reading)))
            ways["related, dense"], times["latency, dense"] = _lists(relate, wanted, pmids, names)
        peer: dict[str, list[str]] = {}
        for id_ in wanted:
            scores = (vectors @ vectors[pmids[id_] - 1].T).toarray().ravel()
            scores[pmids[id_] - 1] = -np.inf
            peer[id_] = [names[every[place].pmid] for place in np.argsort(-scores, kind="stable")[:DEPTH].tolist()]
    if runs:
        save(runs, collection.name, {"PMRA": peer} | ways, wanted)
    return {
        "collection": collection.name,
        "notes": list(collection.notes),
        "documents": len(names),
        "papers": len(wanted),
        "ways": _figures({"PMRA": peer} | ways, wanted) | times,
    }


def _lists(
    relate: related.Relater, wanted: Iterable[str], pmids: Mapping[str, int], names: Mapping[int, str]
) -> tuple[dict[str, list[str]], dict[str, float]]:
    """What is found for each paper, and how long it took."""
    found, times = {}, []
    for id_ in wanted:
        begun = time.perf_counter()
        papers = relate(pmids[id_], limit=DEPTH)
        times.append(time.perf_counter() - begun)
        found[id_] = [names[each.pmid] for each in papers]
    return found, latency(times)


def belonging(collection: collections.Collection, good: int | None = None) -> dict[str, dict[str, int]]:
    """Paper -> the papers that belong to it, itself left out."""
    known = {document.id for document in collection.documents}
    if collection.included:
        groups = [list(collection.included)]
    else:
        highest = max((grade for judged in collection.judgements.values() for grade in judged.values()), default=0)
        least = good or max(1, math.ceil(highest / 2))
        groups = [[id_ for id_, grade in each.items() if grade >= least] for each in collection.judgements.values()]
    found: dict[str, dict[str, int]] = {}
    for group in groups:
        here = [id_ for id_ in group if id_ in known]
        for id_ in here:
            others = {other: 1 for other in here if other != id_}
            if others:
                found.setdefault(id_, {}).update(others)
    return found


def _figures(ways: Mapping[str, Lists], wanted: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    tables = {way: by_query(lists, wanted, RELATED) | {CAPPED: capped(lists, wanted)} for way, lists in ways.items()}
    figures: dict[str, Any] = {way: means(table) for way, table in tables.items()}
    for simpler, way in itertools.combinations(tables, 2):
        for name in ("nDCG@10", CAPPED):
            figures[way][f"p, {name} against {simpler}"] = significance(tables[way][name], tables[simpler][name])
    return figures


def _mean(reports: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Each collection counts alike."""
    return {
        way: {name: round(float(np.mean([r["ways"][way][name] for r in reports])), 4) for name in (*RELATED, CAPPED)}
        for way in ("PMRA", "related", "related, dense")
        if way in reports[0]["ways"]
    }


def _show(name: str, papers: int, ways: Mapping[str, Mapping[str, float]]) -> None:
    click.echo(f"{name}: {papers:,} papers")
    for way, figures in ways.items():
        click.echo(f"  {way:14s} " + "  ".join(f"{name} {value:.4g}" for name, value in figures.items()))
