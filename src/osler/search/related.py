"""Papers like this one: PubMed's own model where it is as good, better where that was measured.

PubMed's related articles (PMRA, Lin & Wilbur 2007, BMC Bioinformatics 8:423) weigh a term by the odds
that a paper is about it, given how often it says it (two Poisson rates), and how rare the term is. Here
those weights are compared as angles, so that long papers gain nothing by length; the papers' meaning
(`osler.search.lexicon`) is added; the first matches speak for the next; and a sentence encoder has the last
word where it read the papers (docs/RANKING.md has figures).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.engine.fields import BEST
from osler.engine.protocol import Engine
from osler.errors import NotFound
from osler.model.query import Or, Search, Weighted, Words
from osler.search.dense import Dense
from osler.search.lexicon import Floats, Lexicon, unit
from osler.search.notices import is_notice
from osler.search.shared import phrases, spans
from osler.search.signals import standard
from osler.search.terms import Hashes, Reader, Terms, heading, surfaces

LAMBDA, MU = 0.022, 0.013  # words a term is said at, in papers that are about it and in others (Lin & Wilbur)
ASKED, CANDIDATES = 30, 120  # terms asked for; papers weighed
POSTINGS = 300_000  # records in which the terms asked for may stand, all in all: 5 ms, however large the mirror
SHARP, PULL = 0.5, 3.0  # how fast the voice of the first matches falls with their score; how far all of them pull
ROUNDS = 2  # times the first matches speak
QUALIFIED = 2.0  # of a qualifier, alone or with its heading, beside a heading
MEANING = 0.5  # of the papers' meaning beside their terms
DENSE = 0.75  # of how near they are as a sentence encoder reads them, where there is one
_REVIEWS = ("Review", "Systematic Review", "Meta-Analysis", "Practice Guideline", "Guideline")
_KEPT = 5_000  # papers whose list is kept
_HEADING = 1 << 32  # added to a heading's term, so that none is taken for a word's


@dataclass(frozen=True, slots=True)
class Related:
    """A paper, how near it is (z-scores: comparable within one list), and what both speak of, as printed."""

    pmid: int
    score: float
    shared: tuple[str, ...]

    @property
    def because(self) -> str:
        """A sentence for the reader."""
        if not self.shared:
            return ""
        first, last = self.shared[:-1], self.shared[-1]
        return f"both speak of {', '.join(first)} and {last}" if first else f"both speak of {last}"


class Relater:
    """Related papers of one engine's records, the most recent lists kept. Safe between threads."""

    def __init__(
        self, engine: Engine, lexicon: Lexicon, read: Reader | None = None, dense: Dense | None = None
    ) -> None:
        self._engine = engine
        self.lexicon = lexicon
        self.dense = dense
        self.read = read or Reader(engine)
        self._kept: dict[tuple[int, int], tuple[tuple[int, float], ...]] = {}
        self._guard = threading.Lock()

    def __call__(self, pmid: int, *, limit: int = 20, reviews_first: bool = False) -> list[Related]:
        """Nearest first; empty for a paper that says nothing. Raises NotFound where the paper is not in the mirror.

        Never a notice (erratum, retraction), nor the paper's own comments, in either direction.
        """
        kept_as = (self._engine.revision, pmid)
        with self._guard:
            found = self._kept.get(kept_as)
        if found is None:
            found = self._ordered(pmid)
            with self._guard:
                if len(self._kept) >= _KEPT:
                    self._kept.clear()
                self._kept[kept_as] = found
        if reviews_first:
            reviews = self._reviews(other for other, _ in found)
            found = tuple(sorted(found, key=lambda each: each[0] not in reviews))
        own, *others = self.read((pmid, *(other for other, _ in found[:limit])))
        reasons = dict(zip((each.pmid for each in others), shared(own, others, self.lexicon), strict=True))
        return [Related(other, round(score, 4), reasons.get(other, ())) for other, score in found[:limit]]

    def _ordered(self, pmid: int) -> tuple[tuple[int, float], ...]:
        """(PMID, score) of the papers weighed, nearest first."""
        own = next(iter(self.read([pmid])), None)
        if own is None:
            raise NotFound(f"PMID {pmid} is not in the mirror")
        asked = question(own, self.lexicon)
        if not asked:
            return ()
        apart = {pmid, *own.tied}  # left out here: a NOT would cost the index more than the few places
        where = Or(tuple(part.expr for part in asked))
        hits = self._engine.search(Search(where, asked, limit=CANDIDATES + len(apart))).hits
        pool = [hit.pmid for hit in hits if hit.pmid not in apart][:CANDIDATES]
        others = [each for each in self.read(pool) if pmid not in each.tied and not is_notice(each.fields)]
        if not others:
            return ()
        # A distilled vector knows no more than the terms do; it was worse than none (half of a collection read).
        rows = None if self.dense is None else self.dense.rows([own, *others], distilled=False)
        scores = near(own, others, self.lexicon, rows)
        order = np.lexsort((-np.array([each.pmid for each in others]), -scores))
        return tuple((others[place].pmid, float(scores[place])) for place in order.tolist())

    def _reviews(self, pmids: Iterable[int]) -> set[int]:
        return {each.pmid for each in self.read(pmids) if any(kind in _REVIEWS for kind in each.fields.types)}


def near(own: Terms, others: Sequence[Terms], lexicon: Lexicon, read: Floats | None = None) -> Floats:
    """How near each of the others is, z-scores over them. Pure.

    `read` are rows of an encoder, the paper's own first; a row of zeros, for what was not read, speaks neither for nor
    against. They have the last word alone: as a voice of the rounds before they gained less.
    """
    rows = vectors([own, *others], lexicon)
    meaning = lexicon.meaning([(each.terms, each.counts) for each in (own, *others)])
    around, about = rows[0], meaning[0]
    scores = _scores(rows[1:], around, meaning[1:], about)
    for _ in range(ROUNDS):
        voice = np.exp(SHARP * (scores - scores.max()))
        voice /= voice.sum()
        around = rows[0] + PULL * sp.csr_matrix(voice @ rows[1:])
        about = unit(meaning[0] + PULL * unit(voice @ meaning[1:]))
        scores = _scores(rows[1:], around, meaning[1:], about)
    if read is not None:
        known = read[1:].any(axis=1)
        scores = scores + DENSE * standard(np.where(known, read[1:] @ read[0], np.nan))
    return standard(scores)


def _scores(rows: sp.csr_matrix, around: sp.csr_matrix, meaning: Floats, about: Floats) -> Floats:
    return standard(_cosines(rows, around)) + MEANING * standard(meaning @ about)


def pmra(own: Terms, others: Sequence[Terms], lexicon: Lexicon) -> Floats:
    """PubMed's model as published: the sum over shared terms of both papers' weights. Pure."""
    rows = vectors([own, *others], lexicon, plain=True)
    return _cosines(rows[1:], rows[0])


def _cosines(rows: sp.csr_matrix, one: sp.csr_matrix) -> Floats:
    return np.asarray((rows @ one.T).todense(), np.float32).ravel()


def vectors(records: Sequence[Terms], lexicon: Lexicon, *, plain: bool = False) -> sp.csr_matrix:
    """A row a record of PMRA's weights, of unit length unless `plain`."""
    return _weighed(records, lexicon, plain=plain)[0]


def _weighed(
    records: Sequence[Terms], lexicon: Lexicon, *, plain: bool = False
) -> tuple[sp.csr_matrix, NDArray[np.int64]]:
    """The rows, and the term of each column: words by stem, and MeSH headings and qualifiers whole."""
    kinds = [
        [each.terms for each in records],
        [np.array(list(dict.fromkeys(each.headings)), np.uint32) for each in records],
        [np.array([] if plain else list(dict.fromkeys(each.qualified)), np.uint32) for each in records],
    ]
    words, headings, qualified = (np.concatenate(parts) for parts in kinds)
    owners = np.concatenate([_owners(parts) for parts in kinds])
    times = np.concatenate([*(each.counts for each in records), np.ones(len(headings) + len(qualified), np.float32)])
    lengths = np.array([each.length + len(part) for each, part in zip(records, kinds[1], strict=True)], np.float32)
    rarity = np.concatenate(
        [lexicon.rarity(words), *(lexicon.rarity(part, headings=True) for part in (headings, qualified))]
    )
    weights = _about(times, lengths[owners]) * np.sqrt(np.maximum(rarity, 0))
    weights[len(words) + len(headings) :] *= QUALIFIED
    whole = np.concatenate([headings, qualified]).astype(np.int64) + _HEADING
    every = np.concatenate([words.astype(np.int64), whole])
    terms, columns = np.unique(every, return_inverse=True)
    if not plain:
        norms = np.sqrt(np.bincount(owners, weights**2, len(records)))
        weights = weights / np.maximum(norms[owners], 1e-9)
    rows = sp.csr_matrix((weights.astype(np.float32), (owners, columns)), shape=(len(records), len(terms)))
    return rows, terms


def _about(times: Floats, length: Floats | float) -> Floats:
    """How likely a paper of that length is about what it says so many times."""
    return np.asarray(1 / (1 + (MU / LAMBDA) ** (times - 1) * np.exp(-(MU - LAMBDA) * length)), np.float32)


def _owners(parts: Sequence[Hashes]) -> NDArray[np.intp]:
    return np.repeat(np.arange(len(parts)), [len(part) for part in parts])


def question(own: Terms, lexicon: Lexicon) -> tuple[Weighted, ...]:
    """What the index is asked for papers like one: the words that mark it, the commonest only while they fit. Pure."""
    about = _about(own.counts, own.length)  # the index adds how rare each is
    gains = lexicon.idf(own.terms) * about
    names = surfaces(own.fields)
    best = [place for place in np.argsort(-gains, kind="stable").tolist() if int(own.terms[place]) in names][:ASKED]
    kept: list[int] = []
    room = POSTINGS
    for place, found in zip(best, lexicon.records_with(own.terms[best]).tolist(), strict=True):
        if not kept or found <= room:
            kept.append(place)
            room -= found
    return tuple(Weighted(Words(BEST, (names[int(own.terms[place])],)), float(about[place])) for place in kept)


def shared(own: Terms, others: Sequence[Terms], lexicon: Lexicon) -> list[tuple[str, ...]]:
    """For each of the others what it shares with the paper, weightiest first (`osler.search.shared`)."""
    if not others:
        return []
    rows, terms = _weighed([own, *others], lexicon)
    both = rows[1:].multiply(rows[0]).tocsr()
    texts, names = spans(own), {_HEADING + heading(name): name for name in own.fields.headings}
    found = []
    for place, other in enumerate(others):
        row = both[place]
        worth = dict(zip(terms[row.indices].tolist(), row.data.tolist(), strict=True))
        headings = {names[term]: weight for term, weight in worth.items() if term in names}
        found.append(phrases(texts, other, worth, headings))
    return found
