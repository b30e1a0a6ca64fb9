"""What a paper says of itself, read from its record: kind of study, number of people, sentences worth the eye.

Nothing here appraises quality. Every sentence returned is a piece of the record, letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from osler.model.article import Article

# The first that fits is taken: publication types first, then words of title and abstract.
_TYPES = (
    ("Meta-Analysis", "meta-analysis"),
    ("Systematic Review", "systematic review"),
    ("Practice Guideline", "guideline"),
    ("Guideline", "guideline"),
    ("Randomized Controlled Trial", "randomised trial"),
    ("Clinical Trial, Phase III", "trial"),
    ("Clinical Trial, Phase II", "trial"),
    ("Controlled Clinical Trial", "controlled trial"),
    ("Clinical Trial", "trial"),
    ("Review", "review"),
    ("Observational Study", "observational study"),
    ("Case Reports", "case report"),
)
_WORDS = (
    (r"meta-?analys[ie]s", "meta-analysis"),
    (r"systematic (?:literature )?review", "systematic review"),
    (r"\b(?:guidelines?|recommendations|consensus statement)\b", "guideline"),
    (r"open-label extension", "open-label extension"),
    (r"post[ -]hoc|secondary analysis", "post hoc analysis"),
    (r"\b(?:randomi[sz]ed|randomly (?:assigned|allocated))\b", "randomised trial"),
    (r"\b(?:open-label|single-arm|phase (?:1|2|3|I{1,3})[ab]?)\b", "trial"),
    (r"\b(?:cohort|registry|longitudinal|follow-?up study)\b", "cohort"),
    (r"case[ -]control", "case-control study"),
    (r"cross-sectional", "cross-sectional study"),
    (r"\b(?:mice|mouse|murine|rats?|in vitro|fibroblasts)\b", "laboratory study"),
    (r"\bcase (?:report|series)\b", "case report or series"),
    (r"\breview\b", "review"),
)
_PEOPLE = r"(?:patients?|participants?|subjects?|individuals?|adults?|children|women|men|people|cases|volunteers)"
_COUNT = r"(?P<n>\d{1,3}(?:[, \u2009\u00a0]\d{3})+|\d+)"
_SIZES = (
    re.compile(
        rf"\b(?:randomi[sz]ed|randomly assigned|enrolled|included|recruited|studied|analy[sz]ed)\s+{_COUNT}\b", re.I
    ),
    re.compile(rf"\b(?:total of|altogether)\s+{_COUNT}\b", re.I),
    re.compile(rf"(?<![\w.]){_COUNT}\s+(?:[\w-]+\s+){{0,5}}?{_PEOPLE}\b", re.I),
    re.compile(rf"\b{_PEOPLE}[^.()]{{0,60}}\(\s*n\s*=\s*{_COUNT}\s*\)", re.I),
    re.compile(rf"\(\s*n\s*=\s*{_COUNT}\s*\)", re.I),
)
_MARKS = {
    "subgroup": re.compile(r"\b(?:subgroups?|sub-groups?|stratif\w+|subsets?|subpopulations?)\b", re.I),
    "effect modifier": re.compile(
        r"\b(?:interaction|effect modif\w+|heterogeneity of (?:treatment )?effect|moderat\w+ the effect)\b", re.I
    ),
    "stage": re.compile(r"\b(?:early|late|stage|disease duration|progress(?:ion|ive)|onset)\b", re.I),
    "biomarker": re.compile(
        r"\b(?:biomarkers?|serum levels?|predict(?:ed|ive|ors?|s)?|baseline levels?|autoantibod\w+"
        r"|C-reactive protein|interleukin)\b",
        re.I,
    ),
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])")


class Sentence(NamedTuple):
    """A sentence of an abstract, as the record has it, and what it speaks of."""

    text: str
    about: tuple[str, ...]


class Size(NamedTuple):
    n: int
    words: str  # the words it was read from, as the record has them


class Reading(NamedTuple):
    study_type: str  # "" where the record does not tell
    size: Size | None
    marked: tuple[Sentence, ...]


def read(article: Article) -> Reading:
    """What the record tells; nothing is read between its lines."""
    sentences = tuple(sentences_of(article))
    marked = tuple(Sentence(s, about) for s in sentences if (about := _about(s)))
    return Reading(study_type(article), sample_size(sentences), marked)


def sentences_of(article: Article) -> Iterator[str]:
    """The sentences of the abstract, each a piece of the record's plain text."""
    for section in article.abstract.sections if article.abstract else ():
        for sentence in _SENTENCE_END.split(section.text.plain):
            if sentence.strip():
                yield sentence.strip()


def study_type(article: Article) -> str:
    """From NLM's publication types, else from the words of title and abstract; "" where neither tells."""
    types = {t.name for t in article.publication_types}
    for name, shown in _TYPES:
        if name in types:
            return shown
    for text in (article.title.plain, " ".join(sentences_of(article))):
        for pattern, shown in _WORDS:
            if re.search(pattern, text, re.IGNORECASE):
                return shown
    return ""


def sample_size(sentences: tuple[str, ...]) -> Size | None:
    """The first number of people that the abstract gives, surest phrasing first; None where it gives none."""
    for pattern in _SIZES:
        for sentence in sentences:
            for match in pattern.finditer(sentence):
                n = int(re.sub(r"\D", "", match["n"]))
                if 1 < n < 10_000_000 and not 1900 <= n <= 2100:
                    return Size(n, match[0])
    return None


def _about(sentence: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _MARKS.items() if pattern.search(sentence))
