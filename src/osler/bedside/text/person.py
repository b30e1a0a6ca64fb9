"""Age and sex of the patient, told from the note as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osler.bedside.pack import Pack
from osler.bedside.text.context import own_parts
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.sentences import Sentence, sentences

_AGE = re.compile(
    r"\b(?P<a>\d{1,3})[- ]?(?:years?|yrs?)[- ]?(?:old|of age)\b|\b(?P<b>\d{1,3})\s?y(?:/?o|r)\b"
    r"|\b(?P<c>\d{2})(?=[MF]\b)"
    r"|\baged?:? (?P<d>\d{1,3})\b|\b(?:a |the )?(?:man|woman) of (?P<e>\d{2})\b|\b(?P<f>\d{1,3}) years, (?:fe)?male\b"
    r"|\b(?:man|woman|male|female)(?: patient)?, (?P<g>\d{1,3})(?=,| years)",
    re.IGNORECASE,
)
_SEX = (
    ("female", re.compile(r"\b(?:woman|female|lady|girl|Mrs|Ms|mother of)\b|\b\d{2}\s?(?:y/?o\s?)?F\b", re.IGNORECASE)),
    ("male", re.compile(r"\b(?:man|male|gentleman|boy|Mr|father of)\b|\b\d{2}\s?(?:y/?o\s?)?M\b", re.IGNORECASE)),
)
_PRONOUN = (
    ("female", re.compile(r"\b(?:she|her|herself)\b", re.IGNORECASE)),
    ("male", re.compile(r"\b(?:he|his|himself)\b", re.IGNORECASE)),
)
_IF = re.compile(r"^\s*(?:if|should)\b", re.IGNORECASE)
_AT_AN_EVENT = re.compile(r"\bat (?:the )?age(?: of)?:? $|\bat $", re.IGNORECASE)


def read(note: str, pack: Pack) -> Iterator[Proposal]:
    """At most one age and one sex; none where the note points both ways."""
    own = [part for s in sentences(note) for part in own_parts(s)]
    if "age" in pack.vocabulary.terms:
        yield from _age(own)
    if "sex" in pack.vocabulary.terms:
        yield from _sex(note, own)


def _age(own: list[Sentence]) -> Iterator[Proposal]:
    for sentence in own:
        for match in _AGE.finditer(sentence.text):
            if _AT_AN_EVENT.search(sentence.text[: match.start()]):
                continue
            number = next(n for n in match.groups() if n)
            yield _proposal(sentence, match, "age", number, "years")
            return


def _sex(note: str, own: list[Sentence]) -> Iterator[Proposal]:
    for patterns in (_SEX, _PRONOUN):
        places = own if patterns is _SEX else [s for s in sentences(note) if not _IF.match(s.text)]
        found = [(sex, s, m) for sex, says in patterns for s in places if (m := says.search(s.text))]
        if found:
            if len({sex for sex, _, _ in found}) == 1:
                yield _proposal(found[0][1], found[0][2], "sex", found[0][0], "")
            return


def _proposal(sentence: Sentence, match: re.Match[str], fact: str, value: str, unit: str) -> Proposal:
    start = sentence.start + match.start()
    return Proposal(fact, value, unit, "", start, start + len(match[0]), match[0])
