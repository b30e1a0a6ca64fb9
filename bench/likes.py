"""`osler bench likes`: what the product's own learner makes of likes and dislikes, on any folder of screened reviews.

Included is a like, excluded a dislike. Three questions, each put to `osler.feed.preference` as the product does:

few       5, 10 or 20 likes with as many dislikes of the same review, drawn at random (fixed seeds); every other record
          of all reviews, pooled, is ranked. A review takes part where as many likes remain to be found as were given.
          A plain Rocchio profile (unigram tf-idf, headings at half weight, dislikes at .25) is ranked beside it.
change    twenty likes of one review, then five of another: how much of the precision of a profile that knows
          only the five remains. One profile for all likes is measured beside it.
screening one like and one dislike, then each paper in the order the learner proposes, until the last like is found;
          the `asreview` package (its default model) beside it from the same start. Loss as asreview defines it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bench import _asreview
from bench._screened import Screened, read_reviews
from osler.cli.common import json_option, print_json
from osler.feed import preference
from osler.feed.preference import Rows
from osler.feed.preference.rows import part
from osler.feed.preference.space import HEADING, terms
from osler.search.terms import Terms

SIZES = (5, 10, 20)
_DISCOUNT = 1 / np.log2(np.arange(2, 22))
Marks = dict[str, float]


@dataclass(frozen=True)
class Pool:
    """All reviews' records as one: `owner` says whose each is."""

    rows: Rows
    plain: sp.csr_matrix  # unigram tf-idf of unit length, headings at half weight
    space: preference.Space
    owner: NDArray[np.intp]
    included: NDArray[np.bool_]

    def wanted(self, review: int) -> NDArray[np.bool_]:
        return np.asarray((self.owner == review) & self.included)


@dataclass(frozen=True)
class Draw:
    likes: NDArray[np.intp]
    dislikes: NDArray[np.intp]


@click.command("likes")
@click.option("--reviews", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--draws", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option(
    "--starts", default=1, show_default=True, type=click.IntRange(0, 20), help="Screenings a review; 0: none."
)
@click.option("--no-peer", is_flag=True, help="Leave asreview out.")
@json_option
def command(folder: Path, draws: int, starts: int, *, no_peer: bool, as_json: bool) -> None:
    """Likes and dislikes: few reactions, a changed interest, and screening beside asreview."""
    reviews = read_reviews(folder)
    report = measure(reviews, draws=draws, starts=starts, peer=not no_peer)
    if as_json:
        print_json(report)
    else:
        _show(report)


def measure(reviews: Sequence[Screened], *, draws: int, starts: int, peer: bool) -> dict[str, Any]:
    pool = pooled(reviews)
    few = {name: _few(pool, at, draws) for at, name in enumerate(each.name for each in reviews)}
    screening = {each.name: _screening(each, starts, peer) for each in reviews if starts and _can_screen(each)}
    return {
        "records": len(pool.owner),
        "few": {"reviews": few, "mean": _few_mean(few)},
        "change": _change(pool, len(reviews), draws),
        "screening": {"reviews": screening, "mean": _means(list(screening.values())), "peer": _asreview.version()}
        if screening
        else {},
    }


def pooled(reviews: Sequence[Screened]) -> Pool:
    records = [record for each in reviews for record in each.records]
    space = preference.Space.learn(records)
    return Pool(
        preference.rows(records, space),
        _plain(records, space),
        space,
        np.repeat(np.arange(len(reviews)), [len(each.records) for each in reviews]),
        np.concatenate([each.included for each in reviews]),
    )


def drawn(pool: Pool, review: int, size: int, draws: int) -> Iterator[Draw]:
    """Nothing where fewer than `size` likes would remain to be found, or there are too few dislikes."""
    likes = np.flatnonzero(pool.wanted(review))
    dislikes = np.flatnonzero((pool.owner == review) & ~pool.included)
    if len(likes) < 2 * size or len(dislikes) < size:
        return
    for number in range(draws):
        chance = np.random.default_rng([review, size, number])
        yield Draw(chance.choice(likes, size, replace=False), chance.choice(dislikes, size, replace=False))


def _few(pool: Pool, review: int, draws: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for size in SIZES:
        ours, plain = [], []
        for draw in drawn(pool, review, size, draws):
            ours.append(_ranked(pool, review, draw, learned(pool, draw)))
            plain.append(_ranked(pool, review, draw, rocchio(pool, draw)))
        if ours:
            found[str(size)] = {"osler": _average(ours), "rocchio": _average(plain)}
    return found


def learned(pool: Pool, draw: Draw) -> NDArray[np.float32]:
    """Scores of the whole pool, as the product learns them."""
    profile = preference.learn(part(pool.rows, draw.likes), part(pool.rows, draw.dislikes))
    scores, _ = preference.scores([profile], pool.rows)
    return np.asarray(scores[0], np.float32)


def rocchio(pool: Pool, draw: Draw) -> NDArray[np.float32]:
    """What the issue names as the best of the simple ones."""
    matrix = pool.plain
    weights = matrix[draw.likes].mean(0) - 0.25 * matrix[draw.dislikes].mean(0)
    return np.asarray(matrix @ np.asarray(weights).ravel(), np.float32)


def _plain(records: Sequence[Terms], space: preference.Space) -> sp.csr_matrix:
    parts = [terms(each) for each in records]
    columns = np.concatenate([columns for columns, _ in parts])
    counts = np.concatenate([counts for _, counts in parts])
    owners = np.repeat(np.arange(len(parts)), [len(columns) for columns, _ in parts])
    weights = (1 + np.log(counts)) * space.idf(columns)
    words, headings = (np.where(side, weights, 0) for side in (columns < HEADING, columns >= HEADING))
    mixed = _unit(owners, words, len(parts)) + 0.5 * _unit(owners, headings, len(parts))
    _, places = np.unique(columns, return_inverse=True)
    return sp.csr_matrix((_unit(owners, mixed, len(parts)).astype(np.float32), (owners, places)))


def _unit(owners: NDArray[np.intp], weights: NDArray[np.floating], papers: int) -> NDArray[np.floating]:
    norms = np.sqrt(np.bincount(owners, weights**2, papers))
    return np.asarray(weights / np.maximum(norms[owners], 1e-9))


def _ranked(pool: Pool, review: int, draw: Draw, scores: NDArray[np.float32]) -> Marks:
    """nDCG@20, P@20 and recall@100 over every record that was not drawn."""
    wanted = pool.wanted(review)
    ranked = scores.astype(np.float64)
    given = np.concatenate([draw.likes, draw.dislikes])
    wanted[given], ranked[given] = False, -np.inf
    order = np.argsort(-ranked, kind="stable")[:100]
    hits, total = wanted[order], int(wanted.sum())
    ideal = _DISCOUNT[: min(20, total)].sum()
    return {
        "nDCG@20": float((hits[:20] * _DISCOUNT[: len(hits[:20])]).sum() / ideal),
        "P@20": float(hits[:20].sum() / 20),
        "recall@100": float(hits.sum() / total),
    }


def _change(pool: Pool, reviews: int, draws: int) -> dict[str, Any]:
    """Precision@20 for the new interest: of all likes with one profile an interest, of all with one profile, and
    of the five new ones alone."""
    marks: list[Marks] = []
    able = [at for at in range(reviews) if pool.wanted(at).sum() >= 40]
    for number, (old, new) in enumerate((a, b) for a in able for b in able if a != b):
        if number % max(1, len(able) * (len(able) - 1) // (3 * draws)):
            continue
        chance = np.random.default_rng([old, new])
        before = chance.choice(np.flatnonzero(pool.wanted(old)), 20, replace=False)
        fresh = chance.choice(np.flatnonzero(pool.wanted(new)), 5, replace=False)
        none = np.zeros(0, np.intp)
        all_likes = np.concatenate([fresh, before])  # newest first
        ways = {
            "an interest each": preference.learn(part(pool.rows, all_likes), part(pool.rows, none)),
            "one for all": preference.joined(part(pool.rows, all_likes), part(pool.rows, none)),
            "the new five alone": preference.learn(part(pool.rows, fresh), part(pool.rows, none)),
        }
        scored, _ = preference.scores(list(ways.values()), pool.rows)
        draw = Draw(all_likes, none)
        marks.append({way: _ranked(pool, new, draw, row)["P@20"] for way, row in zip(ways, scored, strict=True)})
    if not marks:
        return {}
    mean = _average(marks)
    alone = mean["the new five alone"] or 1.0
    return mean | {"changes": len(marks), "share kept": round(mean["an interest each"] / alone, 4)}


def _can_screen(review: Screened) -> bool:
    return bool(2 <= review.included.sum() < len(review.included))


def _screening(review: Screened, starts: int, peer: bool) -> dict[str, Marks]:
    ours, theirs = [], []
    for number in range(starts):
        chance = np.random.default_rng([len(review.records), number])
        start = [int(chance.choice(np.flatnonzero(review.included == side))) for side in (True, False)]
        ours.append(_screened(review, start))
        if peer:
            theirs.append(_marks(*_asreview.screened(review.titles, review.abstracts, review.included, start)))
    return {"osler": _average(ours)} | ({"asreview": _average(theirs)} if theirs else {})


def _screened(review: Screened, start: Sequence[int]) -> Marks:
    """The learner, from the records on: making the rows is part of its time, as it is of the peer's."""
    begun = time.process_time()
    rows = preference.rows(review.records, preference.Space.learn(review.records))
    learner = preference.Screening(rows)
    for row in start:
        learner.judge(row, bool(review.included[row]))
    order: list[bool] = []
    wanted = int(review.included.sum() - review.included[start].sum())
    while sum(order) < wanted:
        for row in learner.next():
            order.append(bool(review.included[row]))
            learner.judge(row, order[-1])
    return _marks(order, len(review.records) - len(start), time.process_time() - begun)


def _marks(order: Sequence[bool], records: int, seconds: float) -> Marks:
    """`order` ends with the last like; what follows was not read."""
    labels = np.zeros(records)
    labels[: len(order)] = order
    likes = labels.sum()
    found = np.cumsum(labels)
    loss = (likes * (records - (likes - 1) / 2) - found.sum()) / (likes * (records - likes))
    read = int(np.searchsorted(found, np.ceil(0.95 * likes - 1e-9)) + 1)
    return {
        "loss": float(loss),
        "WSS@95": float((records - read) / records - 0.05),
        "recall after 100": float(found[min(99, records - 1)] / likes),
        "CPU seconds": float(seconds),
    }


def _average(marks: Sequence[Marks]) -> Marks:
    return {name: round(float(np.mean([each[name] for each in marks])), 4) for name in marks[0]}


def _few_mean(few: Mapping[str, Any]) -> dict[str, Any]:
    """By number of likes the mean over reviews; `all` is the mean over the numbers."""
    found: dict[str, Any] = {}
    for size in map(str, SIZES):
        parts = [review[size] for review in few.values() if size in review]
        if parts:
            ways = {way: _average([each[way] for each in parts]) for way in ("osler", "rocchio")}
            found[size] = {**ways, "reviews": len(parts)}
    if found:
        found["all"] = {way: _average([each[way] for each in found.values()]) for way in ("osler", "rocchio")}
    return found


def _means(parts: Sequence[Mapping[str, Marks]]) -> dict[str, Marks]:
    return {way: _average([each[way] for each in parts]) for way in (parts[0] if parts else {})}


def _show(report: Mapping[str, Any]) -> None:
    click.echo(f"{report['records']:,} records, those shared by reviews left out")
    for name, sizes in [*report["few"]["reviews"].items(), ("mean", report["few"]["mean"])]:
        for size, ways in sizes.items():
            for way in ("osler", "rocchio"):
                click.echo(f"{name[:26]:26s} {size:>3s} likes  {way:9s} {_told(ways[way])}")
    click.echo("a changed interest: " + _told(report["change"]))
    if report["screening"]:
        for name, ways in [*report["screening"]["reviews"].items(), ("mean", report["screening"]["mean"])]:
            for way, marks in ways.items():
                click.echo(f"{name[:26]:26s} screening  {way:9s} {_told(marks)}")


def _told(marks: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in marks.items())
