"""Criteria as data: read from `criteria/*.toml`, evaluated in three values, with what would decide them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from osler.bedside import expression, vocabulary
from osler.bedside.expression import Expression, Item, Score
from osler.bedside.vocabulary import Vocabulary
from osler.errors import BadInput
from osler.model.evidence import Source


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a criterion, as shown to the reader."""

    text: str
    when: Expression
    weight: Decimal | None = None  # points it adds; None where the criterion does not count points
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    title: str
    group: str  # criteria of one group stand side by side
    when: Expression
    parts: tuple[Part, ...]
    source: Source
    read: date
    review_by: date
    caution: str = ""  # what it does not say

    @property
    def at_least(self) -> Decimal | None:
        """The points needed; None where the criterion does not count points."""
        return self.when.at_least if isinstance(self.when, Score) else None


def read(data: Mapping[str, Any], facts: Vocabulary, *, file: str) -> Iterator[Criterion]:
    """The criteria of one parsed file. Raises BadInput naming file, criterion and mistake."""
    for key in ("read", "review_by"):
        if not isinstance(data.get(key), date):
            raise BadInput(f"{file}: {key} = YYYY-MM-DD is missing")
    for entry in data.get("criterion", ()):
        where = f"{file}, {entry.get('id', 'a criterion without id')}"
        try:
            yield _criterion(entry, data, facts, where)
        except KeyError as missing:
            raise BadInput(f"{where}: {missing.args[0]} is missing") from None


def _criterion(entry: Mapping[str, Any], data: Mapping[str, Any], facts: Vocabulary, where: str) -> Criterion:
    parts = tuple(_part(each, where, scored="at_least" in entry) for each in entry["part"])
    if "at_least" in entry:
        items = tuple(p.item for p in parts if p.item is not None)
        when: Expression = Score(items, Decimal(str(entry["at_least"])))
    elif "when" in entry:
        when = expression.parse(entry["when"])
    else:
        when = parts[0].when if len(parts) == 1 else expression.AllOf(tuple(p.when for p in parts))
    vocabulary.check(when, facts, where=where)
    for part in parts:
        vocabulary.check(part.when, facts, where=where)
    return Criterion(
        id=entry["id"],
        title=entry["title"],
        group=entry["group"],
        when=when,
        parts=parts,
        source=source(entry["source"], where),
        read=entry.get("read", data["read"]),
        review_by=entry.get("review_by", data["review_by"]),
        caution=entry.get("caution", ""),
    )


def _part(each: Mapping[str, Any], where: str, *, scored: bool) -> Part:
    try:
        when = expression.parse(each["when"])
    except BadInput as problem:
        raise BadInput(f"{where}: {problem}") from None
    if not scored:
        return Part(each["text"], when)
    weight = Decimal(str(each["points"]))
    per_point = Decimal(str(each.get("per_point", 0)))
    item = Item(when, weight, each.get("highest_of", ""), each.get("graded", ""), per_point)
    return Part(each["text"], when, weight, item)


def source(entry: Mapping[str, Any], where: str) -> Source:
    """A source that can be found again. Raises BadInput where it has neither PMID, DOI, NCT nor address."""
    if not any(entry.get(k) for k in ("pmid", "doi", "nct", "url")):
        raise BadInput(f"{where}: the source needs a pmid, doi, nct or url")
    return Source(
        entry["cite"],
        entry.get("pmid"),
        entry.get("doi", ""),
        entry.get("nct", ""),
        entry.get("url", ""),
        entry.get("where", ""),
    )
