"""What is measured of ranked lists, by query, and how two ways of ranking are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
import numpy as np
from ir_measures import AP, RR, P, R, nDCG

RELEVANCE = {"nDCG@10": nDCG @ 10, "recall@100": R @ 100, "MAP": AP, "MRR": RR}  # nDCG with linear gain, as trec_eval
RELATED = {"nDCG@10": nDCG @ 10, "P@5": P @ 5, "recall@20": R @ 20}
CAPPED = "recall@20 of at most 20"  # found among twenty, of as many as twenty places can hold
Lists = Mapping[str, Sequence[str]]  # query -> documents, best first
Table = dict[str, dict[str, float]]  # measure -> query -> value

_ROUNDS = 10_000


def by_query(
    lists: Lists, judgements: Mapping[str, Mapping[str, int]], measures: Mapping[str, ir_measures.Measure]
) -> Table:
    """Every judged query has a value: 0 where nothing was found."""
    run = {query: {doc: float(-place) for place, doc in enumerate(found)} for query, found in lists.items()}
    grades = {query: {doc: max(0, grade) for doc, grade in judged.items()} for query, judged in judgements.items()}
    table: Table = {name: dict.fromkeys(grades, 0.0) for name in measures}
    names = {str(measure): name for name, measure in measures.items()}
    for each in ir_measures.iter_calc(list(measures.values()), grades, run):
        table[names[str(each.measure)]][each.query_id] = each.value
    return table


def capped(lists: Lists, judgements: Mapping[str, Mapping[str, int]], most: int = 20) -> dict[str, float]:
    """Recall at `most` where more may belong: of those that could stand there. By query."""
    found: dict[str, float] = {}
    for query, judged in judgements.items():
        good = {doc for doc, grade in judged.items() if grade > 0}
        found[query] = len(good.intersection(lists.get(query, ())[:most])) / max(1, min(most, len(good)))
    return found


def means(table: Table) -> dict[str, float]:
    return {name: round(float(np.mean(list(values.values()))), 4) for name, values in table.items()}


def significance(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """Two-sided paired randomisation test (Smucker 2007): how often chance alone gives as large a difference."""
    difference = np.array([ours[query] - theirs[query] for query in ours])
    signs = np.random.default_rng(1).choice((-1.0, 1.0), (_ROUNDS, len(difference)))
    chance = np.abs((signs * difference).mean(axis=1))
    return round(float((chance >= abs(difference.mean()) - 1e-12).mean()), 4)


def latency(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds."""
    return {
        "p50_ms": round(float(np.percentile(seconds, 50)) * 1e3, 2),
        "p99_ms": round(float(np.percentile(seconds, 99)) * 1e3, 2),
    }
