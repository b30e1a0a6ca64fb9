"""The curated starter list, as data: specialties with their queries, and kinds of studies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Specialty:
    id: str
    name: str
    query: str  # in PubMed's language


@dataclass(frozen=True, slots=True)
class Study:
    id: str
    name: str
    types: tuple[str, ...]  # publication types


@cache
def _read() -> Mapping[str, list[dict[str, object]]]:
    return tomllib.loads((Path(__file__).parent / "specialties.toml").read_text("utf-8"))


@cache
def specialties() -> Mapping[str, Specialty]:
    """By id, in the order of their names."""
    found = [Specialty(**each) for each in _read()["specialty"]]  # type: ignore[arg-type]
    return {each.id: each for each in sorted(found, key=lambda each: each.name)}


@cache
def studies() -> Mapping[str, Study]:
    """By id, as listed."""
    return {
        str(each["id"]): Study(str(each["id"]), str(each["name"]), tuple(each["types"]))  # type: ignore[arg-type]
        for each in _read()["study"]
    }
