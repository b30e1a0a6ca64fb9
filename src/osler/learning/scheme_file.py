"""Scheme files: TOML to `Scheme`; a file that leaves something out is refused with its name and line.

`osler/learning/schemes/` holds those that come with Osler; a file in `OSLER_HOME/schemes/` adds one, or replaces the
one with its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from osler.bedside import tomlfile
from osler.bedside.tomlfile import Document
from osler.errors import BadInput
from osler.learning.scheme import FIELDS, Kind, Limit, Per, Period, Scheme, Source

NOT_SET = "not set"
Member = TypeVar("Member", Kind, Per, Period)
_KNOWN = ("id", "title", "title_without_provider", "issuer", "kind", "unit", "year_starts", "notes")
_TABLES = ("award", "requires", "window", "limit", "source")


def load(home: Path | None) -> Mapping[str, Scheme]:
    """Every scheme by its id, ours first, the administrator's in their place. Raises BadInput naming file and line."""
    found: dict[str, Scheme] = {}
    for name, text in _ours():
        scheme = read(text, name=name)
        found[scheme.id] = scheme
    for path in sorted((home / "schemes").glob("*.toml")) if home else ():
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise BadInput(f"{path}: cannot be read: {problem}") from problem
        scheme = read(text, name=str(path))
        found[scheme.id] = scheme
    return found


def _ours() -> list[tuple[str, str]]:
    folder = resources.files("osler.learning").joinpath("schemes")
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    return [(f"schemes/{each.name}", each.read_text("utf-8")) for each in files]


def read(text: str, *, name: str) -> Scheme:
    """One file. Raises BadInput: `name:line: what is wrong`."""
    return _Reader(tomlfile.parse(text, name=name)).scheme()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document

    def scheme(self) -> Scheme:
        for key in self.document.data:
            if key not in _KNOWN + _TABLES:
                raise self.wrong(f"there is no setting '{key}'", key)
        kind = self.choice(Kind, "kind")
        scheme = Scheme(
            id=self.text("id"),
            title=self.text("title"),
            title_without_provider=self.text("title_without_provider") if kind is Kind.PROVIDER else "",
            issuer=self.text("issuer"),
            kind=kind,
            unit=self.text("unit"),
            per=self.choice(Per, "award", "per"),
            amount=self.amount("award", "amount"),
            step=self.amount("award", "step"),
            fields=self.fields(),
            window_days=self.days("window", "days"),
            valid_from=self.day_or_not("window", "from"),
            valid_until=self.day_or_not("window", "until"),
            year_starts=self.year_starts(),
            limits=self.limits(),
            notes=self.notes(),
            source=Source(
                title=self.text("source", "title"),
                publisher=self.text("source", "publisher"),
                url=str(self.document.data["source"].get("url", "")),
                read=self.day("source", "read"),
                review_by=self.day("source", "review_by"),
            ),
        )
        if scheme.needs_provider and scheme.title.lower() in scheme.title_without_provider.lower():
            raise self.wrong(
                "title_without_provider may not name the credit that only a provider can award",
                "title_without_provider",
            )
        return scheme

    def wrong(self, what: str, *path: str | int) -> BadInput:
        return BadInput(f"{self.document.name}:{self.document.line(*path)}: {what}")

    def get(self, *path: str | int) -> Any:
        at: Any = self.document.data
        for step in path:
            if isinstance(at, Mapping) and step not in at:
                raise self.wrong(f"{'.'.join(str(p) for p in path)} is missing", *path)
            try:
                at = at[step]
            except (TypeError, IndexError, KeyError):
                raise self.wrong(f"{'.'.join(str(p) for p in path)} is missing", *path) from None
        return at

    def text(self, *path: str | int) -> str:
        value = self.get(*path)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{path[-1]} must be text", *path)
        return value.strip()

    def choice(self, choices: type[Member], *path: str | int) -> Member:
        value = self.text(*path)
        try:
            return choices(value)
        except ValueError:
            raise self.wrong(f"{path[-1]} is '{value}'; it may be {', '.join(choices)}", *path) from None

    def amount(self, *path: str | int) -> Decimal:
        value = self.get(*path)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value < 1000:
            raise self.wrong(f"{path[-1]} must be a number above 0", *path)
        return Decimal(value)

    def days(self, *path: str | int) -> int | None:
        value = self.get(*path)
        if value == NOT_SET:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10_000:
            raise self.wrong(f'{path[-1]} must be a whole number of days, or "{NOT_SET}"', *path)
        return value

    def day(self, *path: str | int) -> date:
        value = self.get(*path)
        if type(value) is not date:
            raise self.wrong(f"{path[-1]} must be a date like 2026-11-27", *path)
        return value

    def day_or_not(self, *path: str | int) -> date | None:
        return None if self.get(*path) == NOT_SET else self.day(*path)

    def fields(self) -> frozenset[str]:
        value = self.get("requires", "fields")
        if not isinstance(value, list) or not all(each in FIELDS for each in value):
            raise self.wrong(f"fields must be a list of {', '.join(FIELDS)}", "requires", "fields")
        return frozenset(value)

    def year_starts(self) -> tuple[int, int]:
        value = self.text("year_starts")
        try:
            start = date.fromisoformat(f"2025-{value}")  # no leap year: a year cannot start on 29 February
        except ValueError:
            raise self.wrong("year_starts must be month and day, like 01-01", "year_starts") from None
        return start.month, start.day

    def limits(self) -> tuple[Limit, ...]:
        listed = self.document.data.get("limit", [])
        if not isinstance(listed, list):
            raise self.wrong("limits are written as [[limit]]", "limit")
        return tuple(self.limit(place) for place in range(len(listed)))

    def limit(self, place: int) -> Limit:
        most = self.get("limit", place, "most")
        return Limit(
            self.choice(Period, "limit", place, "period"),
            None if most == NOT_SET else self.amount("limit", place, "most"),
            self.text("limit", place, "says"),
        )

    def notes(self) -> tuple[str, ...]:
        value = self.document.data.get("notes", [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong("notes must be a list of sentences", "notes")
        return tuple(value)
