"""What an unappraised paper seems to report: a sentence on a known intervention and outcome, and which way it went.

Read by a small model that is right about four times in five (bench/HISTORY.md), so it is shown as such,
beside the sentence, and counted for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from osler.bedside import pack as packs
from osler.bedside.appraise import sentences_of
from osler.bedside.direction.model import direction
from osler.bedside.pack import Pack
from osler.model.article import Article

_LEAST = 0.8  # belief below which nothing is shown
_RESULT = re.compile(r"\bp\s*[<=>]|significan|no differen|did not differ|confidence interval|\bCI\b", re.IGNORECASE)


class Reported(NamedTuple):
    """`sentence` is a piece of the record; `share` the model's belief in `label`, 0 to 1."""

    sentence: str
    intervention: str
    outcome: str
    label: str
    share: float


def reported(article: Article, pack: Pack, *, most: int = 2) -> tuple[Reported, ...]:
    """At most `most` sentences, in the order of the abstract."""
    found: list[Reported] = []
    for sentence in sentences_of(article):
        if len(found) < most and _RESULT.search(sentence):
            found.extend(_one(sentence, pack))
    return tuple(found[:most])


def _one(sentence: str, pack: Pack) -> Iterator[Reported]:
    interventions, outcomes = _names(pack.id)
    intervention = _first(sentence, interventions)
    outcome = _first(sentence, outcomes)
    if intervention and outcome:
        label, share = direction(intervention, "placebo or control", outcome, sentence)
        if share >= _LEAST:
            yield Reported(sentence, intervention, outcome, label, round(share, 2))


def _first(sentence: str, names: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    return next((name for name, says in names if says.search(sentence)), "")


_Names = tuple[tuple[str, re.Pattern[str]], ...]


@lru_cache(maxsize=16)
def _names(name: str) -> tuple[_Names, _Names]:
    """The interventions and outcomes that a pack knows, each with how it is written."""
    pack = packs.load(name)
    drugs = {t.name.replace("_", " ") for t in pack.vocabulary.terms.values() if t.kind == "drug"}
    studied = {r.intervention for r in pack.evidence.values() if r.intervention}
    interventions = tuple((n, re.compile(rf"\b{re.escape(n)}\b", re.IGNORECASE)) for n in sorted(drugs | studied))
    outcomes = tuple(
        (entry["name"], re.compile(rf"(?<!\w)(?:{'|'.join(entry['says'])})(?!\w)", re.IGNORECASE))
        for entry in pack.words.get("outcome", ())
    )
    return interventions, outcomes
