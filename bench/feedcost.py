"""`osler bench feedcost`: what it costs to learn all readers' interests anew and rank what is new for each.

Readers and papers are invented: each reader has two subjects of a hundred and reacts to papers of them. Rows are as
long and terms as unevenly common as on records that people read; six authors each, of 200 a subject. One process.
"""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from osler.cli.common import json_option, print_json
from osler.feed import preference
from osler.feed.preference.rows import Rows, part
from osler.search.terms import Fields, Terms

SUBJECTS, VOCABULARY, LENGTH = 100, 60_000, 110  # words known; words of a title with its abstract
AT_ONCE = 1_000  # readers
_AUTHOR = "<Author><LastName>Synthetic{}</LastName><Initials>{}</Initials></Author>"


@click.command("feedcost")
@click.option("--readers", default=10_000, show_default=True, type=click.IntRange(1))
@click.option("--reactions", default=100, show_default=True, type=click.IntRange(2), help="Of each reader.")
@click.option("--new", "news", default=5_000, show_default=True, type=click.IntRange(1), help="Papers to rank.")
@json_option
def command(readers: int, reactions: int, news: int, *, as_json: bool) -> None:
    """Learn every reader's interests anew and rank the new papers for each; then one reader after one reaction."""
    report = measure(readers, reactions, news)
    if as_json:
        print_json(report)
        return
    for name, value in report.items():
        click.echo(f"{name:34s} {value:,.6g}")


def measure(readers: int, reactions: int, news: int) -> dict[str, Any]:
    chance = np.random.default_rng(1889)
    known = papers(20_000, chance, first=1)
    fresh = papers(news, chance, first=1_000_000)
    space = preference.Space.learn([*known, *fresh])
    known_rows, fresh_rows = preference.rows(known, space), preference.rows(fresh, space)
    by_subject = [np.arange(len(known))[at::SUBJECTS] for at in range(SUBJECTS)]
    likes = [_likes(chance, by_subject, reactions // 2) for _ in range(readers)]
    dislikes = [chance.choice(len(known), reactions - reactions // 2, replace=False) for _ in range(readers)]

    with threadpool_limits(1):  # threads that wait for each other count as processor time
        cost = _night(known_rows, fresh_rows, likes, dislikes)
        one = [_again(known_rows, fresh_rows, likes[at], dislikes[at]) for at in range(min(50, readers))]
    return {
        "readers": readers,
        "reactions of each": reactions,
        "new papers": news,
        "learn, CPU seconds": round(cost.learning, 2),
        "rank, CPU seconds": round(cost.ranking, 2),
        "both, CPU seconds": round(cost.learning + cost.ranking, 2),
        "interests of a reader, mean": round(cost.interests / readers, 2),
        "one reader after one reaction, ms": round(float(np.median(one)) * 1e3, 2),
        "peak memory, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


@dataclass
class Cost:
    learning: float = 0.0  # CPU seconds
    ranking: float = 0.0
    interests: int = 0


def _night(known: Rows, fresh: Rows, likes: list[NDArray[Any]], dislikes: list[NDArray[Any]]) -> Cost:
    """What a night's job does: a thousand readers at once, of whom the best sixty papers each are kept."""
    cost = Cost()
    best = np.zeros((len(likes), min(60, len(fresh))), np.int32)
    for first in range(0, len(likes), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        begun = time.process_time()
        profiles = [learned(known, *each) for each in zip(likes[some], dislikes[some], strict=True)]
        learnt = time.process_time()
        scores, _ = preference.scores(profiles, fresh)
        best[some] = np.argpartition(-scores, best.shape[1] - 1, axis=1)[:, : best.shape[1]]
        cost.learning += learnt - begun
        cost.ranking += time.process_time() - learnt
        cost.interests += sum(len(each.interests) for each in profiles)
    return cost


def learned(rows: Rows, likes: NDArray[Any], dislikes: NDArray[Any]) -> preference.Profile:
    return preference.learn(part(rows, likes), part(rows, dislikes))


def _again(known: Rows, fresh: Rows, likes: NDArray[Any], dislikes: NDArray[Any]) -> float:
    begun = time.perf_counter()
    preference.scores([learned(known, likes, dislikes)], fresh)
    return time.perf_counter() - begun


def _likes(chance: np.random.Generator, by_subject: list[NDArray[Any]], count: int) -> NDArray[Any]:
    """Of two subjects, in any order."""
    chosen = chance.choice(len(by_subject), 2, replace=False)
    of = [by_subject[at] for at in chosen]
    found = [chance.choice(own, count // 2 + (at if count % 2 else 0), replace=False) for at, own in enumerate(of)]
    return chance.permutation(np.concatenate(found))


def papers(count: int, chance: np.random.Generator, *, first: int) -> list[Terms]:
    """Words by Zipf's law; half of each paper's are its subject's own."""
    common = _zipf(VOCABULARY)
    own = _zipf(600)
    subjects = [np.random.default_rng(at).choice(VOCABULARY, 600, replace=False) for at in range(SUBJECTS)]
    found = []
    for at in range(count):
        running = np.concatenate(
            [
                subjects[at % SUBJECTS][chance.choice(600, LENGTH // 2, p=own)],
                chance.choice(VOCABULARY, LENGTH // 2, p=common),
            ]
        ).astype(np.uint32) + np.uint32(1)
        headings = tuple(int(each) for each in subjects[at % SUBJECTS][chance.choice(600, 8, p=own)])
        authors = "".join(_AUTHOR.format(at % SUBJECTS, name) for name in chance.integers(200, size=6))
        found.append(_paper(first + at, running, headings, authors.encode()))
    return found


def _zipf(size: int) -> NDArray[Any]:
    weights = 1 / np.arange(10, size + 10)
    return np.asarray(weights / weights.sum())


def _paper(pmid: int, running: NDArray[Any], headings: tuple[int, ...], authors: bytes) -> Terms:
    fields = Fields("", "", (), (), (), (), (), ("Journal Article",), authors, 2026, frozenset())
    words, counts = np.unique(running, return_counts=True)
    return Terms(
        pmid=pmid,
        terms=words,
        counts=counts.astype(np.float32),
        length=float(len(running)),
        title=frozenset(running[:10].tolist()),
        major=frozenset(),
        running=running,
        headings=headings,
        qualified=(),
        tied=frozenset(),
        fields=fields,
    )
