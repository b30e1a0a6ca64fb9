"""Claims that studies contest: those for, those against and those that complicate it always stand together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from osler.bedside.pack import Pack
from osler.engine.words import words
from osler.model.evidence import Claim, Evidence, Stance


@dataclass(frozen=True, slots=True)
class Contested:
    claim: Claim
    stances: tuple[tuple[Evidence, Stance], ...]  # for, against, complicates; then newest first

    def saying(self, side: str) -> tuple[Evidence, ...]:
        return tuple(record for record, stance in self.stances if stance.says == side)


def contested(pack: Pack) -> tuple[Contested, ...]:
    """Every claim of the pack with everything that speaks to it, whatever the patient."""
    return tuple(Contested(claim, _stances(claim.id, pack.evidence)) for claim in pack.claims)


def _stances(claim: str, evidence: Mapping[str, Evidence]) -> tuple[tuple[Evidence, Stance], ...]:
    sides = ("for", "against", "complicates")
    found = [(record, s) for record in evidence.values() for s in record.stances if s.claim == claim]
    return tuple(sorted(found, key=lambda each: (sides.index(each[1].says), -each[0].year)))


def asked(text: str, pack: Pack) -> Contested | None:
    """The claim nearest to a question by the words they share; None where no claim shares half of its own."""
    asked_words = set(words(text))

    def shared(claim: Claim) -> float:
        own = set(words(claim.text)) | {w for each in claim.words for w in words(each)}
        core = set(words(claim.text))
        return len(core & asked_words) / len(core) + len(own & asked_words) / (100 * len(own))

    best = max(contested(pack), key=lambda c: shared(c.claim), default=None)
    return best if best is not None and shared(best.claim) >= 0.5 else None
