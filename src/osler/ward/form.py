"""The form: one field a fact, from the pack's vocabulary. Several dated values stand in one field, by semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osler.bedside.intake import Entered
from osler.bedside.pack import Pack
from osler.bedside.text.proposal import Proposal
from osler.bedside.vocabulary import Term

_ON = re.compile(
    r"^(?P<value>.*?)(?:\s+(?:on|in|since|from)\s+(?P<on>\d{4}(?:-\d\d?){0,2}))?(?:\s+(?:until|to)\s+(?P<until>\d{4}(?:-\d\d?){0,2}))?$"
)
_ASSAY = re.compile(r"^(?P<value>.*?)\s*\((?P<detail>[^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as a form shows it. `choices` is empty for what is typed."""

    term: Term
    value: str
    choices: tuple[str, ...]
    hint: str


def fields(pack: Pack, given: Mapping[str, str]) -> tuple[Field, ...]:
    """Every fact of the vocabulary, with what was entered."""
    return tuple(
        Field(term, given.get(term.name, ""), _choices(term), _hint(term)) for term in pack.vocabulary.terms.values()
    )


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that are asked together. `known` counts those that were entered."""

    title: str
    fields: tuple[Field, ...]

    @property
    def known(self) -> int:
        return sum(bool(field.value) for field in self.fields)


def sections(pack: Pack, all_: tuple[Field, ...], *, without: frozenset[str] = frozenset()) -> tuple[Section, ...]:
    """The fields by the pack's sections; those of `without` are shown elsewhere on the page."""
    by_name = {field.term.name: field for field in all_ if field.term.name not in without}
    found = [
        Section(each["title"], tuple(by_name.pop(name) for name in each["facts"] if name in by_name))
        for each in pack.words.get("section", ())
    ]
    return tuple(section for section in (*found, Section("More", tuple(by_name.values()))) if section.fields)


def entered(pack: Pack, given: Mapping[str, str]) -> Iterator[Entered]:
    """What was entered, field by field: "82 % on 2025-09-01; 71 % on 2026-09-01", "8 pg/mL (ELISA)"."""
    for term in pack.vocabulary.terms.values():
        for part in given.get(term.name, "").split(";"):
            if part.strip():
                yield _one(term, part.strip())


def _one(term: Term, part: str) -> Entered:
    match = _ON.match(part)
    value, on, until = (match["value"], match["on"], match["until"]) if match and match["value"] else (part, None, None)
    assay = _ASSAY.match(value) if term.needs_detail else None
    if assay:
        return Entered(term.name, assay["value"], on=on, until=until, detail=assay["detail"])
    return Entered(term.name, value, on=on, until=until)


def as_typed(proposals: tuple[Proposal, ...], pack: Pack) -> dict[str, str]:
    """Proposals as a form holds them, for those that the clinician ticked."""
    found: dict[str, list[str]] = {}
    for each in proposals:
        value = {True: "present", False: "absent"}[each.value] if isinstance(each.value, bool) else each.value
        since = "since" if pack.vocabulary.terms[each.fact].kind == "drug" else "on"
        text = f"{value} {each.unit}".strip() + (f" {since} {each.on}" if each.on else "")
        found.setdefault(each.fact, []).append(text)
    return {name: "; ".join(texts) for name, texts in found.items() if name in pack.vocabulary.terms}


def _choices(term: Term) -> tuple[str, ...]:
    if term.course or term.kind in ("number", "date", "drug"):
        return ()
    return ("present", "absent") if term.kind == "finding" else tuple(term.values)


def _hint(term: Term) -> str:
    if term.kind == "drug":
        return "now since 2025-02, before, or never"
    if term.kind == "date":
        return "2024-03"
    if term.kind != "number":
        return ""
    unit = " or ".join(term.units)
    detail = f" ({term.needs_detail.removeprefix('the ')})" if term.needs_detail else ""
    return f"{unit}{detail}" + (", several as value on date; value on date" if term.course else "")
