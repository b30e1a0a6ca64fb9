"""The synthetic notes and how proposals are scored against them; shared by the benchmark and the tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from osler.bedside import intake
from osler.bedside.pack import Pack
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.reader import propose
from osler.errors import BadInput

_TODAY = date(2026, 11, 23)


class Note(NamedTuple):
    id: str
    text: str
    facts: tuple[str, ...]  # "+ild", "-pah", "crp=12 mg/L@2026-03"


class Scored(NamedTuple):
    """`negation` counts findings proposed with the wrong sign; `dates` the matched facts whose date agrees."""

    right: int
    extra: int
    missed: int
    negation: int
    dates: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def notes(path: Path) -> Iterator[Note]:
    """Blocks of `[id]`, lines of the note, and a line of facts after ">"."""
    id_ = ""
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            id_, lines = line.strip("[]"), []
        elif line.startswith(">"):
            yield Note(id_, "\n".join(lines), tuple(f.strip() for f in line[1:].split(";") if f.strip()))
        elif id_ and line:
            lines.append(line)


def scored(all_: Iterator[Note], pack: Pack) -> Scored:
    """Facts by name and value; a date that differs is counted apart."""
    right = extra = missed = negation = dates = 0
    for note in all_:
        found = {_canonical(p, pack) for p in propose(note.text, pack)}
        plain, wanted = ({f.split("@")[0] for f in each} for each in (found, note.facts))
        right += len(plain & wanted)
        extra += len(plain - wanted)
        missed += len(wanted - plain)
        negation += sum(_opposite(f) in wanted for f in plain - wanted)
        dates += sum(f in found for f in note.facts if f.split("@")[0] in plain)
    return Scored(right, extra, missed, negation, dates)


def _opposite(fact: str) -> str:
    return {"+": "-", "-": "+"}.get(fact[0], "?") + fact[1:]


def _canonical(proposal: Proposal, pack: Pack) -> str:
    entered = proposal.entered()._replace(on=None)
    try:
        fact = intake.fact(entered, pack.vocabulary, as_of=_TODAY)[0]
    except BadInput as problem:
        return f"{proposal.fact}: {problem}"
    if isinstance(fact.value, bool):
        return ("+" if fact.value else "-") + fact.name
    return f"{fact.name}={fact.value}" + (f"@{proposal.on}" if proposal.on else "")
