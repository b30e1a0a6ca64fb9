"""Best match: the index's own top hits, widened by feedback and put in order by what speaks for each.

Four steps. BM25 finds a first pool; the terms that mark its best records are asked for as well
(pseudo-relevance feedback, as RM3), which finds what says the same in other words; then every record
of both pools is weighed by several signals, each a z-score over the pool, in one linear mix; and
those nearest to it in meaning lift it where they stand higher. The
weights were chosen so that they hold on a collection they were not chosen on: docs/RANKING.md.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from osler.engine.fields import BEST
from osler.engine.protocol import Engine
from osler.model.query import And, Expr, Found, Hit, Not, Or, Pmids, Search, Weighted, Words
from osler.search.dense import Dense
from osler.search.lexicon import Floats, Lexicon
from osler.search.priors import priors
from osler.search.reading import Reading
from osler.search.signals import Bag, Meanings, Pool, Signals, bag, company, instead, mean, mixed, toward
from osler.search.terms import Reader, hashed, surfaces

FIRST, POOL, NEAREST = 100, 200, 100  # records of the first pool; of both by words; added by an encoder
WORDS = 40  # of a long strategy that take part in ranking
FEEDBACK_RECORDS, FEEDBACK_TERMS, FEEDBACK_SHARE = 10, 20, 0.5
_KEPT = 64  # ranked pools kept for the pages that follow

WEIGHTS = {
    "words": 1.0,
    "again": 1.6,
    "feedback": 0.05,
    "near": 0.2,
    "title": 0.2,
    "major": 0.1,
    "kind": 0.1,
    "recent": 0.1,
}
DENSE_WEIGHTS = WEIGHTS | {"dense": 2.0, "dense again": 1.0, "close": 1.5}
CLOSELY = 100  # records, the best so far, that an encoder compares with the question term by term
COMPANY = 0.5  # part of their lead by which neighbours in meaning lift a record
PULL, DENSE_PULL = 3.0, 1.0  # how far the first answers move the question's meaning, in times its own length


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, in words: analysed, in order, repeats kept; and as typed, for an encoder.

    `beyond` are the records that feedback may add although they do not match; None: none.
    """

    words: tuple[str, ...]
    text: str = ""
    beyond: Expr | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A pool in order: what each signal said of each record, and what it came to."""

    pmids: tuple[int, ...]
    scores: tuple[float, ...]  # the mix, falling; z-scores, so comparable within this pool only
    signals: Signals  # in the order of `pmids`
    count: int  # records that match, the pool's or not
    weights: Mapping[str, float]


class Ranker:
    """Ranks for one engine. Safe between threads."""

    def __init__(self, engine: Engine, lexicon: Lexicon | None, dense: Dense | None = None) -> None:
        self.engine = engine
        self.read = Reader(engine)
        self.lexicon = lexicon
        self.dense = dense
        self._meanings = Meanings(lexicon) if lexicon else None
        self._kept: dict[tuple[int, Expr, Wanted], Ranked] = {}
        self._guard = threading.Lock()

    def search(self, asked: Search, wanted: Wanted) -> Found:
        """As `engine.search(asked)`, its best in a better order; records below the pool follow by BM25.

        Without a lexicon, or where no word is looked for, the index's own order stands.
        """
        if self.lexicon is None or not _terms(wanted.words):
            return self.engine.search(replace(asked, score=score(wanted.words)))
        left = _budget(asked.seconds)
        ranked = self.pool(asked.where, wanted, seconds=asked.seconds)
        hits = page(ranked, asked.offset, asked.limit)
        facets: Found | None = None
        if asked.facets or (len(hits) < asked.limit and asked.offset + len(hits) < ranked.count):
            rest = Not(asked.where, Pmids(ranked.pmids))
            below = max(0, asked.offset - len(ranked.pmids))
            missing = asked.limit - len(hits)
            if missing and ranked.count > len(ranked.pmids):
                last = replace(asked, where=rest, score=score(wanted.words), offset=below, limit=missing, facets=())
                tail = self.engine.search(replace(last, seconds=left()))
                hits = (*hits, *_below(ranked, tail.hits))
            if asked.facets:
                facets = self.engine.search(replace(asked, score=(), limit=0, offset=0, seconds=left()))
        return Found(ranked.count, hits, facets.facets if facets else {}, facets.notes if facets else ())

    def pool(self, where: Expr, wanted: Wanted, *, seconds: float | None = None) -> Ranked:
        """The best records that match `where`, in order; at most POOL of them. Needs a lexicon."""
        kept_as = (self.engine.revision, where, wanted)
        with self._guard:
            kept = self._kept.get(kept_as)
        if kept is None:
            kept = self._ranked(where, wanted, seconds)
            with self._guard:
                if len(self._kept) >= _KEPT:
                    self._kept.clear()
                self._kept[kept_as] = kept
        return kept

    def _ranked(self, where: Expr, wanted: Wanted, seconds: float | None) -> Ranked:
        assert self.lexicon is not None
        left = _budget(seconds)
        query = bag(_terms(wanted.words))
        first = self.engine.search(Search(where, score(wanted.words), limit=FIRST, seconds=left()))
        records = self.read(hit.pmid for hit in first.hits)
        if not records:
            return Ranked((), (), {}, first.count, {})
        pool = Pool(records, self.lexicon, self._meanings)
        more = pool.feedback(pool.bm25(query), records=FEEDBACK_RECORDS, terms=FEEDBACK_TERMS)
        if first.count > len(records) or wanted.beyond is not None:
            added = self._added(more, pool, query)
            weighted = (*_lighter(score(wanted.words), query), *added)
            marked = Or(tuple(part.expr for part in added))
            widened = where if wanted.beyond is None else Or((where, And((marked, wanted.beyond))))
            asked = Search(widened, weighted, limit=POOL, seconds=left())
            known = {each.pmid for each in records}
            found = [hit.pmid for hit in self.engine.search(asked).hits if hit.pmid not in known][: POOL - len(records)]
            pool = Pool([*records, *self.read(found)], self.lexicon, self._meanings)
        allowed = where if wanted.beyond is None else Or((where, wanted.beyond))
        question = self.dense.question(wanted.text or " ".join(wanted.words)) if self.dense else None
        if question is not None:
            known = set(pool.pmids.tolist())
            near = [pmid for pmid in self._near(question.vector, allowed, left()) if pmid not in known]
            pool = Pool([*pool.records, *self.read(near)], self.lexicon, self._meanings)
        signals, final = self._signals(pool, query, more, question)
        order = np.lexsort((-pool.pmids, -final))
        return Ranked(
            tuple(pool.pmids[order].tolist()),
            tuple(final[order].tolist()),
            {name: values[order] for name, values in signals.items()},
            first.count,
            (DENSE_WEIGHTS if "dense" in signals else WEIGHTS) | {"company": COMPANY},
        )

    def kept(self, words: Sequence[str], pmid: int) -> Ranked | None:
        """The pool of a recent search for these words that a record stood in, for `osler.search.why`."""
        revision = self.engine.revision
        with self._guard:
            pools = [
                ranked
                for (when, _, wanted), ranked in self._kept.items()
                if when == revision and wanted.words == tuple(words) and pmid in ranked.pmids
            ]
        return pools[-1] if pools else None

    def _near(self, question: Floats, where: Expr, seconds: float | None) -> list[int]:
        """What the encoder finds nearest among the records that may be shown."""
        assert self.dense is not None
        near = self.dense.nearest(question, NEAREST)
        found = self.engine.search(Search(And((where, Pmids(tuple(near)))), limit=NEAREST, seconds=seconds))
        kept = {hit.pmid for hit in found.hits}
        return [pmid for pmid in near if pmid in kept]

    def _added(self, more: Bag, pool: Pool, query: Bag) -> tuple[Weighted, ...]:
        """The terms of feedback as the index knows them: by a word of theirs from the records they come from."""
        names: dict[int, str] = {}
        wanted = set(more.terms.tolist())
        for place in np.argsort(-pool.bm25(query), kind="stable")[:FEEDBACK_RECORDS]:
            names |= surfaces(pool.records[place].fields)
            if wanted <= names.keys():
                break
        pairs = zip(more.terms.tolist(), more.weights.tolist(), strict=True)
        return tuple(Weighted(Words(BEST, (names[t],)), FEEDBACK_SHARE * weight) for t, weight in pairs if t in names)

    def _signals(self, pool: Pool, query: Bag, more: Bag, question: Reading | None) -> tuple[Signals, Floats]:
        """All that speaks for each record, and what it comes to."""
        signals: Signals = {"words": pool.bm25(query), "feedback": pool.bm25(more), "near": pool.nearest(query)}
        titles = pool.named(query, [each.title for each in pool.records])
        signals["title"] = instead(titles, signals["near"])
        signals |= priors(pool, query)
        if self.dense is None or question is None or not (rows := self.dense.rows(pool.records)).any():
            return _weighed(signals, pool, query)
        signals["dense"] = rows @ question.vector
        everything, final = _weighed(signals, pool, query, rows, question.vector)
        best = np.lexsort((-pool.pmids, -final))[:CLOSELY]
        close = self.dense.close(question, pool.lexicon.idf(question.terms), pool.pmids[best].tolist())
        if np.isnan(close).all():
            return everything, final
        signals["close"] = np.full(len(final), np.nan, np.float32)
        signals["close"][best] = close
        everything, again = _weighed(signals, pool, query, rows, question.vector)
        below = final - final[best].min() + again[best].min()  # the others stay where they were, after the best
        below[best] = again[best]
        return everything, below


def _weighed(
    signals: Signals, pool: Pool, query: Bag, rows: Floats | None = None, question: Floats | None = None
) -> tuple[Signals, Floats]:
    """The signals with those that listen to the others, and the mix."""
    signals = dict(signals)
    weights = WEIGHTS if question is None else DENSE_WEIGHTS
    so_far = mean(signals, weights)
    meaning = pool.lexicon.meaning([(query.terms, query.weights)])[0]
    signals["again"] = pool.meaning @ toward(meaning, pool.meaning, so_far, weight=PULL)
    if rows is not None and question is not None:
        signals["dense again"] = rows @ toward(question, rows, so_far, weight=DENSE_PULL)
    final = mixed(signals, weights)
    signals["company"] = company(final, pool.meaning)
    return signals, final + COMPANY * signals["company"]


def _budget(seconds: float | None) -> Callable[[], float | None]:
    """What is left of the time that all searches of one question share; a hundredth of a second at least."""
    until = None if seconds is None else time.monotonic() + seconds
    return lambda: None if until is None else max(0.01, until - time.monotonic())


def score(words: Sequence[str]) -> tuple[Weighted, ...]:
    """BM25 over the ranking field, one part a distinct word."""
    counted = {word: min(2, list(words).count(word)) for word in list(dict.fromkeys(words))[:WORDS] if hashed(word)}
    return tuple(Weighted(Words(BEST, (word,)), float(count)) for word, count in counted.items())


def any_word(words: Iterable[str]) -> Expr:
    """What has at least one of the words: the loosest reading of a question."""
    return Or(tuple(Words(BEST, (word,)) for word in list(dict.fromkeys(words))[:WORDS] if hashed(word)))


def _lighter(parts: Iterable[Weighted], query: Bag) -> tuple[Weighted, ...]:
    """The question's own part of a widened one."""
    share = (1 - FEEDBACK_SHARE) / max(float(query.weights.sum()), 1.0)
    return tuple(replace(part, weight=part.weight * share) for part in parts)


def page(ranked: Ranked, offset: int, limit: int) -> tuple[Hit, ...]:
    """Part of a pool as hits."""
    part = slice(offset, offset + limit)
    return tuple(Hit(pmid, value) for pmid, value in zip(ranked.pmids[part], ranked.scores[part], strict=True))


def _below(ranked: Ranked, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits after the pool, their scores brought below its last."""
    floor = ranked.scores[-1] if ranked.scores else 0.0
    return tuple(Hit(hit.pmid, floor - 1 / (1 + max(hit.score, 0.0))) for hit in hits)


def _terms(words: Sequence[str]) -> list[int]:
    few = set(list(dict.fromkeys(words))[:WORDS])
    return [term for word in words if word in few and (term := hashed(word))]
