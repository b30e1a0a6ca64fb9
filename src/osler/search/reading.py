"""A text as a sentence encoder reads it: one vector for all of it, and one for each of its terms where it stands.

What one vector of a long abstract averages away, its terms still say: a question is near a record when each of its
terms is near some term of the record (late interaction, Khattab & Zaharia 2020; with the tokens of an encoder that was
never trained for it, as here, Łukawski 2024). Of a term only the signs are kept, a bit a dimension.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from osler.search.lexicon import Floats, unit
from osler.search.terms import Hashes

Signs = NDArray[np.uint8]  # eight dimensions a byte, one row a term


class Reading(NamedTuple):
    """Rows are of unit length, one a distinct term; none where a model gives no tokens."""

    vector: Floats
    terms: Hashes
    rows: Floats

    @property
    def signs(self) -> Signs:
        return np.packbits(self.rows > 0, axis=1)


def by_term(terms: Hashes, tokens: Floats) -> tuple[Hashes, Floats]:
    """Distinct terms and their mean over all tokens that are part of them; 0 is no term."""
    distinct, owners = np.unique(terms, return_inverse=True)
    rows = np.zeros((len(distinct), tokens.shape[1]), np.float32)
    np.add.at(rows, owners, tokens)
    return distinct[distinct != 0], unit(rows[distinct != 0])


def nearness(question: Reading, worth: Floats, records: Sequence[Signs | None]) -> Floats:
    """For each record the mean over the question's terms, by their worth, of the cosine of the nearest of its own
    terms; NaN for a record of which no term is known."""
    found = np.full(len(records), np.nan, np.float32)
    known = [(place, signs) for place, signs in enumerate(records) if signs is not None and len(signs)]
    if not known or not len(question.terms) or worth.sum() <= 0:
        return found
    bits = np.unpackbits(np.concatenate([signs for _, signs in known]), axis=1, count=question.rows.shape[1])
    cosines = (2 * (bits.astype(np.float32) @ question.rows.T) - question.rows.sum(axis=1)) / np.sqrt(bits.shape[1])
    starts = np.cumsum([0, *(len(signs) for _, signs in known[:-1])])
    found[[place for place, _ in known]] = np.maximum.reduceat(cosines, starts, axis=0) @ (worth / worth.sum())
    return found
