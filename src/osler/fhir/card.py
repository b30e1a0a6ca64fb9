"""An answer as a CDS Hooks card: information, its source, and links. Never a suggestion."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from osler.bedside.answer import WHAT_THIS_IS_NOT, Answer
from osler.bedside.applicability import Applied, Applies
from osler.model.patient import Truth

Json = dict[str, Any]
LONGEST = 139  # characters of a summary: the specification says under 140
_STUDIES = 6  # named in the detail
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def card(answer: Answer, base: str, mirrored: Mapping[int, str], notes: Sequence[str]) -> Json:
    """One `info` card. `mirrored` are the addresses of articles held here by PMID; `notes` what was not sent."""
    inside = [a for a in answer.applied if a.applies is Applies.INSIDE]
    links = [{"label": "Open the bedside page (nothing of the patient goes with the link)",
              "url": f"{base}/bedside?pack={answer.pack.id}", "type": "absolute"}]  # fmt: skip
    held = [(a.evidence.title, mirrored.get(a.evidence.source.pmid or 0)) for a in inside]
    links += [{"label": title[:80], "url": url, "type": "absolute"} for title, url in held if url][:3]
    return {
        "uuid": str(uuid.uuid4()),
        "summary": summary(answer.pack.title, answer.applied),
        "indicator": "info",
        "detail": "\n\n".join(_detail(answer, inside, notes)),
        "source": {"label": "Osler, clinical literature of this house", "url": f"{base}/about"},
        "links": links,
    }


def contradiction(title: str, problem: str, base: str) -> Json:
    """The card for a record whose facts cannot all be true: nothing is guessed, and it is said why."""
    return {
        "uuid": str(uuid.uuid4()),
        "summary": f"{title}: the record contradicts itself, so nothing was looked up"[:LONGEST],
        "indicator": "info",
        "detail": "\n".join(f"- {_plain(line)}" for line in problem.splitlines()[:10]),
        "source": {"label": "Osler, clinical literature of this house", "url": f"{base}/about"},
    }


def summary(title: str, applied: Sequence[Applied]) -> str:
    """E.g. "Systemic sclerosis: 4 studies in patients like this; 9 cannot be told"."""
    inside = sum(a.applies is Applies.INSIDE for a in applied)
    undecided = sum(a.applies is Applies.UNDECIDED for a in applied)
    studies = f"{inside} {'study' if inside == 1 else 'studies'} in patients like this"
    return f"{title[:80]}: {studies}; {undecided} cannot be told for want of facts"[:LONGEST]


def _detail(answer: Answer, inside: Sequence[Applied], notes: Sequence[str]) -> Iterator[str]:
    met = [s.criterion.title for s in answer.states if s.status is Truth.MET]
    yield f"**States recognised**: {_plain('; '.join(met)) or 'none'}"
    if inside:
        yield "**Studied in patients like this**\n\n" + "\n".join(_study(a) for a in inside[:_STUDIES])
        if len(inside) > _STUDIES:
            yield f"and {len(inside) - _STUDIES} more."
    if answer.questions:
        asked = "\n".join(f"- {_plain(q.text)}" for q in answer.questions[:3])
        yield f"**What would tell more**\n\n{asked}"
    yield from (_plain(note) for note in (*notes, *answer.notices))
    yield f"*{_plain(WHAT_THIS_IS_NOT)}*"


def _study(applied: Applied) -> str:
    """A missed primary endpoint stands before anything else that is said of its study."""
    missed = " ".join(applied.missed_first)
    first = next((r.says for r in applied.evidence.results if r.role != "primary" or r.met is not False), "")
    said = " ".join(part for part in (missed, f"{first}." if first else "") if part)
    named = f"{applied.evidence.title} ({applied.evidence.design}, {applied.evidence.year})"
    return f"- {_plain(named)}. {_plain(said)}"


def _plain(text: str) -> str:
    """Words as GitHub Flavored Markdown that stays words."""
    return _SPECIAL.sub(r"\\\1", text)
