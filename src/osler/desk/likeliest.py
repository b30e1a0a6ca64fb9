"""A collection in the order in which its papers are worth looking at, told by those already liked and disliked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from osler.feed import preference
from osler.feed.preference import Screening, Space
from osler.search.terms import Terms


def likeliest(records: Sequence[Terms], reactions: Mapping[int, int], space: Space) -> list[int]:
    """PMIDs: those without a reaction, the likeliest first, then the liked, then the disliked. Pure.

    `reactions`: PMID -> 1 or -1. Without any the order stays.
    """
    screening = Screening(preference.rows(records, space))
    for row, record in enumerate(records):
        if record.pmid in reactions:
            screening.judge(row, reactions[record.pmid] > 0)
    return [records[row].pmid for row in screening.order()]
