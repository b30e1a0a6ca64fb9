"""Many readers' interests against many new papers: products of matrices, a row an interest, a column a paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.feed.preference.profile import VOICES, Profile
from osler.feed.preference.rows import Rows, over
from osler.feed.preference.space import Columns, Floats

KIND, MEANING = 0.9, 0.6  # of the kind of paper and of the meaning, beside the subject's terms
AUTHORS = 3.0  # of the authors of liked papers, beside the three
USUAL = 0.5  # of the kind that is usual in the subject, taken off the kind that is liked
_TOPIC, _FEWEST = 28, 20  # a subject is the nearest so manieth part of the papers, or so many
SHARP = 5.0  # how fast the voice of a like falls with the angle between the meanings
_READERS, _PAPERS = 500, 500  # at once: 1,000 interests x 5,000 papers are 20 MB, 15,000 likes x 500 papers 30 MB


def scores(profiles: Sequence[Profile], papers: Rows) -> tuple[Floats, NDArray[np.int16]]:
    """Readers by papers: the score of the interest that speaks loudest, and which it is (-1: the reader has none).

    Higher is better; scores of one reader over one set of papers can be compared, others cannot.
    """
    best = np.zeros((len(profiles), len(papers)), np.float32)
    which = np.full(best.shape, -1, np.int16)
    for first in range(0, len(profiles) if len(papers) else 0, _READERS):
        some = profiles[first : first + _READERS]
        every, row = _scored(some, papers), 0
        for reader, profile in enumerate(some, first):
            own = every[row : row + len(profile.interests)]
            row += len(own)
            if len(own):
                which[reader], best[reader] = own.argmax(axis=0), own.max(axis=0)
    return best, which


def _scored(profiles: Sequence[Profile], papers: Rows) -> Floats:
    """All their interests, one after the other. Subject, kind and meaning are z-scores, so that none drowns another."""
    interests = [interest for each in profiles for interest in each.interests]
    if not interests:
        return np.zeros((0, len(papers)), np.float32)
    subjects = matrix([(each.columns, each.weights) for each in interests], papers.columns)
    found = _standard((papers.matrix @ subjects.T.tocsr()).toarray().T)
    found += papers.trust * MEANING * _standard(_meaning(profiles, papers))
    kinds = np.stack([each.kinds for each in interests]) - USUAL * _usual(found, papers)
    found += papers.trust * KIND * _standard(kinds @ papers.kinds.T)
    found[:, papers.silent] = 0  # as the mean paper: nothing speaks for it, nothing against it
    met = (matrix([(each.names, each.company) for each in interests], papers.names) @ papers.written.T).tocoo()
    found[met.row, met.col] += AUTHORS * np.log1p(met.data)
    found *= np.array([each.freshness for each in interests], np.float32)[:, None]
    return found


def _usual(near: Floats, papers: Rows) -> Floats:
    """The mean kind of the papers nearest to each interest, a row each: of a subject that is studied in trials alone,
    being a trial says little."""
    number = min(len(papers), max(_FEWEST, len(papers) // _TOPIC))
    places = np.argpartition(near, -number, axis=1)[:, -number:]
    shares = np.full(places.size, 1 / number, np.float32)
    starts = np.arange(0, places.size + 1, number)
    return np.asarray(sp.csr_matrix((shares, places.ravel(), starts), shape=near.shape) @ papers.kinds, np.float32)


def _meaning(profiles: Sequence[Profile], papers: Rows) -> Floats:
    """How near a paper is in meaning to the likes, in the mean, the nearest speaking loudest; less the dislikes'.

    What many readers liked is compared once.
    """
    speakers: dict[int, Floats] = {}
    owners, pmids, weights = list[int](), list[int](), list[float]()
    for row, (own, meaning, weight) in enumerate(_speakers(profiles)):
        speakers.update(zip(own, meaning, strict=True))
        owners += [row // 2] * len(own)
        pmids += own
        weights += [weight / max(1, len(own))] * len(own)
    places = {pmid: place for place, pmid in enumerate(speakers)}
    columns = [places[pmid] for pmid in pmids]
    shape = (sum(len(each.interests) for each in profiles), len(places))
    weighted = sp.csr_matrix((np.array(weights, np.float32), (owners, columns)), shape=shape)
    return _heard(weighted, np.stack(list(speakers.values())), papers)


def _speakers(profiles: Sequence[Profile]) -> Iterator[tuple[tuple[int, ...], Floats, float]]:
    """(PMIDs, their meaning, the weight of all) of each interest: first the likes, then the dislikes."""
    for profile in profiles:
        for interest in profile.interests:
            yield interest.likes[:VOICES], interest.meaning, 1.0
            yield profile.dislikes, profile.against, -profile.distaste


def _heard(weights: sp.csr_matrix, speakers: Floats, papers: Rows) -> Floats:
    found = np.empty((weights.shape[0], len(papers)), np.float32)
    for first in range(0, len(papers), _PAPERS):
        some = slice(first, first + _PAPERS)
        near = speakers @ papers.meaning[some].T
        near -= 1
        near *= SHARP
        found[:, some] = weights @ np.exp(near, out=near)
    return found


def _standard(values: Floats) -> Floats:
    """z-scores over the papers; zeros where all are alike."""
    values = values - values.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.einsum("ij,ij->i", values, values) / values.shape[1])
    values /= np.maximum(spread, 1e-6)[:, None]
    return values


def matrix(parts: Sequence[tuple[Columns, Floats]], wanted: Columns) -> sp.csr_matrix:
    """(Columns, weights) as rows over the columns `wanted`; what these lack is left out."""
    columns = np.concatenate([columns for columns, _ in parts])
    owners = np.repeat(np.arange(len(parts)), [len(columns) for columns, _ in parts])
    weights = np.concatenate([weights for _, weights in parts])
    every = sp.coo_matrix((weights, (owners, np.arange(len(columns)))), shape=(len(parts), len(columns)))
    return over(every, columns, wanted)
