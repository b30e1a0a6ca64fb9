"""The reader: every fact of a note that its words state plainly, with those words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from osler.bedside import pack as packs
from osler.bedside.pack import Pack
from osler.bedside.text import drugs, findings, numbers, person
from osler.bedside.text.context import own_parts
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.sentences import sentences
from osler.errors import BadInput

LONGEST = 1_000_000  # characters; a note longer than this is no note (this much takes some ten seconds)


@lru_cache(maxsize=16)
def _readers(name: str) -> tuple[findings.Findings, numbers.Numbers, drugs.Drugs]:
    pack = packs.load(name)
    return findings.Findings(pack), numbers.Numbers(pack), drugs.Drugs(pack)


def propose(note: str, pack: Pack) -> tuple[Proposal, ...]:
    """Proposals in the order of the note, none contradicting another. Raises BadInput for a note too long."""
    if len(note) > LONGEST:
        raise BadInput(f"the text has {len(note):,} characters; {LONGEST:,} are read at most")
    found_in, numbered, medicated = _readers(pack.id)
    found: list[Proposal] = []
    for sentence in sentences(note):
        for part in own_parts(sentence):
            found.extend(found_in.read(part))
            found.extend(numbered.read(part))
            found.extend(medicated.read(part))
    found.extend(person.read(note, pack))
    return tuple(sorted(_consistent(found), key=lambda p: (p.start, p.fact)))


def _consistent(found: Iterable[Proposal]) -> Iterator[Proposal]:
    """Each statement once; where a note says two things of one fact on one day, neither."""
    by_day: dict[tuple[str, str], list[Proposal]] = {}
    for each in found:
        by_day.setdefault((each.fact, each.on), []).append(each)
    for same in by_day.values():
        if len({(p.value, p.unit) for p in same}) == 1:
            yield same[0]
