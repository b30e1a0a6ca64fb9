"""Why a hit stands where it does: what each signal said of it beside the others of its pool, in words."""

from __future__ import annotations

from typing import NamedTuple

from osler.search.rank import Ranked
from osler.search.signals import standard

SENTENCES = {
    "words": "it has the words looked for, and they are rare or frequent in it",
    "near": "words looked for stand close together",
    "title": "words looked for are in its title",
    "feedback": "it shares terms with the first hits",
    "again": "its subject is that of the best hits",
    "dense": "the sentence encoder reads it as near the question",
    "dense again": "the sentence encoder reads it as near the best hits",
    "close": "the sentence encoder finds each word looked for, or its like, in it",
    "company": "papers nearest to it in subject stand high",
    "major": "what is looked for is a main topic (MeSH)",
    "kind": "it is a guideline, review or trial",
    "recent": "it is recent",
}
# A signal counts beside the others of the pool: what is plain stands out among letters, the old among the older.
_ONLY_BESIDE_OTHERS = {
    "kind": (0.0, "it is an article, where others are letters, comments, case reports or notices"),
    "recent": (0.5, "it is newer than most of what was found"),
}


_AS_IS = ("company",)  # in the score's own unit, not standardised


class Reason(NamedTuple):
    """One signal: `value` in standard deviations from the pool's mean (company: as is), `part` of the score."""

    signal: str
    value: float
    part: float
    sentence: str


def reasons(ranked: Ranked, pmid: int) -> list[Reason]:
    """The largest part first, what speaks against it last; empty for a record that is not of the pool."""
    if pmid not in ranked.pmids:
        return []
    place = ranked.pmids.index(pmid)
    found = []
    for signal, weight in ranked.weights.items():
        if signal in ranked.signals:
            raw = ranked.signals[signal]
            value = float((raw if signal in _AS_IS else standard(raw))[place])
            if weight * value:
                said = _said(signal, float(raw[place]))
                found.append(Reason(signal, round(value, 3), round(weight * value, 3), said))
    return sorted(found, key=lambda reason: -reason.part)


def _said(signal: str, raw: float) -> str:
    """What a signal of this value says; `raw` is in the signal's own unit."""
    least, beside = _ONLY_BESIDE_OTHERS.get(signal, (None, ""))
    return SENTENCES[signal] if least is None or raw > least else beside


def sentence(found: list[Reason], most: int = 3) -> str:
    """What speaks for it most: one line for a reader."""
    return "; ".join(reason.sentence for reason in found[:most] if reason.part > 0)
