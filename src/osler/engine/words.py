"""Text to words: the one analysis that both the index and the queries go through.

Lower case, diacritics folded, Greek letters by name, split at everything that is neither letter
nor digit: "β-Blockers in Sjögren's" -> beta blockers in sjogrens. Stemming is the engine's own
affair and happens only in the ranking field.
"""

from __future__ import annotations

import re
import unicodedata

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_FOLD = str.maketrans(_GREEK | {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ](?=s\b)")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without diacritics, Greek letters spelt out."""
    text = text.lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_FOLD)


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORD.findall(_APOSTROPHES.sub("", fold(text)))


def key(text: str) -> str:
    """The form of a keyed value: folded, white space collapsed, punctuation kept."""
    return " ".join(fold(text).split())
