"""The whole answer for one patient, from facts to evidence, without reading or writing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from osler.bedside import applicability, changes, claims, pooling, questions, recognise
from osler.bedside.applicability import Applied
from osler.bedside.changes import Change
from osler.bedside.claims import Contested
from osler.bedside.evaluate import View
from osler.bedside.pack import Pack
from osler.bedside.pooling import Interaction, Pool
from osler.bedside.questions import Question
from osler.bedside.recognise import Recognised
from osler.model.patient import Patient

WHAT_THIS_IS_NOT = (
    "Shows what was studied in patients like this one and what was not. It is no advice to treat, no diagnosis, "
    "and no substitute for reading the studies."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`applied` is ordered: by directness, then design. `notices` are for the reader, e.g. what is out of date."""

    pack: Pack
    patient: Patient
    states: tuple[Recognised, ...]
    applied: tuple[Applied, ...]
    contested: tuple[Contested, ...]
    questions: tuple[Question, ...]
    changes: tuple[Change, ...]
    pools: tuple[Pool, ...]
    interactions: tuple[Interaction, ...]
    notices: tuple[str, ...]


def answer(patient: Patient, pack: Pack, *, today: date) -> Answer:
    """Everything that follows from the facts. Pure; `today` only tells what is past its review date."""
    view = View(patient, pack.conditions)
    states = recognise.recognise(pack, view, today=today)
    applied = tuple(
        applicability.ordered([applicability.apply(r, pack, view, today=today) for r in pack.evidence.values()])
    )
    return Answer(
        pack,
        patient,
        states,
        applied,
        claims.contested(pack),
        questions.ask(pack, view),
        changes.changes(applied, pack, view),
        pooling.pools(applied),
        tuple(pooling.interactions(applied)),
        tuple(_notices(pack, patient, states, applied)),
    )


def _notices(pack: Pack, patient: Patient, states: tuple[Recognised, ...], applied: tuple[Applied, ...]) -> list[str]:
    found = list(pack.words.get("always_say", ()))
    for name, term in pack.vocabulary.terms.items():
        fact = patient.latest(name)
        if fact is not None and term.needs_detail and not fact.detail:
            found.append(f"{term.label}: {term.needs_detail} was not told; values of different ones do not compare.")
    overdue = [s.criterion.title for s in states if s.overdue] + [a.evidence.title for a in applied if a.overdue]
    found += [f"Past its review date: {title}." for title in overdue]
    return found
