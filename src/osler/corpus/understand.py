"""Elements of a file made into records ready for an engine: pure, and the costly half of loading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from osler.engine.protocol import Prepared
from osler.model.article import Deletion, Problem, Record
from osler.pubmed import xml
from osler.pubmed.xml.split import Element

Prepare = Callable[[Sequence[Record]], Prepared]


class Understood(NamedTuple):
    """What a batch of elements says, in order."""

    prepared: Prepared
    records: int
    size: int  # bytes of the records
    deletions: list[Deletion]
    problems: list[Problem]


def understand(elements: Iterable[tuple[Element, int]], prepare: Prepare) -> Understood:
    """Elements with their ordinals -> records ready to be put, deletions, problems."""
    records: list[Record] = []
    deletions: list[Deletion] = []
    problems: list[Problem] = []
    for element, ordinal in elements:
        for event in xml.events(element, ordinal):
            if isinstance(event, Deletion):
                deletions.append(event)
            elif isinstance(event, Problem):
                problems.append(event)
            else:
                records.append(event)
                problems.extend(_unknown(event, ordinal))
    return Understood(prepare(records), len(records), sum(len(r.xml) for r in records), deletions, problems)


def _unknown(record: Record, ordinal: int) -> Iterator[Problem]:
    """Elements that no DTD of NLM's has: kept in the record as published, and counted here."""
    article = record.article
    if article.unknown_elements:
        told = ", ".join(article.unknown_elements)
        yield Problem("unknown-element", f"kept, but not understood: {told}", article.pmid, ordinal)
