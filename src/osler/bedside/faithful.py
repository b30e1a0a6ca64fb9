"""Does the mirrored abstract say the numbers that an evidence record gives? Found, not in it, or contradicted.

A number is found where a sentence of the abstract has it in its own company: an estimate with its
interval, an arm with its size. It is contradicted where that company stands there with another number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from osler.bedside.appraise import sentences_of
from osler.model.article import Article
from osler.model.evidence import Arm, Evidence, Interval, PValue, Result, Subgroup, plain_number


class Found(StrEnum):
    FOUND = "found"
    ABSENT = "not in the abstract"
    CONTRADICTS = "contradicts the abstract"
    NO_ABSTRACT = "no abstract in the mirror"


class Check(NamedTuple):
    """One number of a record. `sentence` is a piece of the abstract, "" where none speaks of it."""

    what: str
    value: str
    status: Found
    pmid: int
    sentence: str = ""


_NUMBER = re.compile(r"(?<![\w.])[-−–]?\s?\d+(?:[.·,]\d+)*")
_INTERVAL = re.compile(
    r"(?P<low>[-−–]?\s?\d+(?:[.·]\d+)?)\s*%?\s*(?:to|,|;|–|-|−)\s*(?P<high>[-−–]?\s?\d+(?:[.·]\d+)?)\s*%?",
    re.IGNORECASE,
)
_CI = re.compile(r"\b(?:CI|confidence interval|CrI)\b", re.IGNORECASE)
_P = re.compile(r"\bp\s*(?:value)?\s*(?P<rel>[=<>≤≥])\s*(?P<p>0?[.·]\d+)", re.IGNORECASE)
_RANDOMISED = re.compile(
    r"\b(?P<n>\d+)\s+(?:[\w-]+\s+){0,4}?(?:patients|participants|individuals|subjects|people)\b(?:\s+\w+){0,3}?\s+"
    r"(?:were\s+)?(?:randomi[sz]ed|randomly assigned|enrolled)",
    re.IGNORECASE,
)


def checks(record: Evidence, articles: Mapping[int, Article]) -> tuple[Check, ...]:
    """Every number of a record against the abstract of the source it was read from; () where the mirror has none."""
    found: list[Check] = []
    own = articles.get(record.source.pmid or 0)
    if own is not None:
        found += _people(record, own)
    for result in record.results:
        pmid = (result.source.pmid if result.source else None) or (record.source.pmid if not result.source else None)
        article = articles.get(pmid or 0)
        if article is not None:
            found += _result(result, article)
    return tuple(found)


def _people(record: Evidence, article: Article) -> Iterator[Check]:
    sentences = tuple(sentences_of(article))
    if record.n is not None:
        yield _size(record.n, sentences, article.pmid)
    for arm in record.arms:
        yield _arm(arm, sentences, article.pmid)


def _size(n: int, sentences: Sequence[str], pmid: int) -> Check:
    if not sentences:
        return Check("n", str(n), Found.NO_ABSTRACT, pmid)
    others = []
    for sentence in sentences:
        if Decimal(n) in _numbers(sentence):
            return Check("n", str(n), Found.FOUND, pmid, sentence)
        others += [sentence for match in _RANDOMISED.finditer(sentence) if int(match["n"]) != n]
    status = Found.CONTRADICTS if others else Found.ABSENT
    return Check("n", str(n), status, pmid, others[0] if others else "")


def _arm(arm: Arm, sentences: Sequence[str], pmid: int) -> Check:
    what = f"n, {arm.name}"
    if not sentences:
        return Check(what, str(arm.n), Found.NO_ABSTRACT, pmid)
    beside = re.compile(rf"{re.escape(arm.name)}\b[^.;()]{{0,40}}[\[(]\s*n\s*=\s*(?P<n>\d+)", re.IGNORECASE)
    wrong = ""
    for sentence in sentences:
        match = beside.search(sentence)
        if match and int(match["n"]) == arm.n:
            return Check(what, str(arm.n), Found.FOUND, pmid, sentence)
        wrong = wrong or (sentence if match else "")
    if wrong:
        return Check(what, str(arm.n), Found.CONTRADICTS, pmid, wrong)
    named = [s for s in sentences if arm.name.lower() in s.lower() and Decimal(arm.n) in _numbers(s)]
    return Check(what, str(arm.n), Found.FOUND if named else Found.ABSENT, pmid, named[0] if named else "")


def _result(result: Result, article: Article) -> Iterator[Check]:
    sentences = tuple(sentences_of(article))
    yield from _effect(result.id, result, sentences, article.pmid)
    for sub in result.subgroups:
        yield from _effect(f"{result.id}, {sub.name}", sub, sentences, article.pmid)
    for arm, value in result.values:
        yield _alone(f"{result.id}, {arm}", value, sentences, article.pmid)


def _effect(what: str, each: Result | Subgroup, sentences: Sequence[str], pmid: int) -> Iterator[Check]:
    if each.estimate is not None and each.interval is not None:
        yield _with_interval(what, each.estimate, each.interval, sentences, pmid)
    elif each.estimate is not None:
        yield _alone(what, each.estimate, sentences, pmid)
    if each.p is not None:
        yield _p_value(what, each, each.p, sentences, pmid)


def _with_interval(what: str, estimate: Decimal, interval: Interval, sentences: Sequence[str], pmid: int) -> Check:
    value = f"{plain_number(estimate)} ({plain_number(interval.low)} to {plain_number(interval.high)})"
    if not sentences:
        return Check(what, value, Found.NO_ABSTRACT, pmid)
    against = ""
    for sentence in sentences:
        here = _has(sentence, estimate)
        intervals = [(_decimal(m["low"]), _decimal(m["high"])) for m in _INTERVAL.finditer(sentence)]
        wanted = any(_same(low, interval.low) and _same(high, interval.high) for low, high in intervals)
        if here and wanted:
            return Check(what, value, Found.FOUND, pmid, sentence)
        if _CI.search(sentence) and (here or wanted):
            against = against or sentence
    return Check(what, value, Found.CONTRADICTS if against else Found.ABSENT, pmid, against)


def _p_value(what: str, each: Result | Subgroup, p: PValue, sentences: Sequence[str], pmid: int) -> Check:
    if not sentences:
        return Check(f"{what}, p", str(p), Found.NO_ABSTRACT, pmid)
    against = ""
    for sentence in sentences:
        company = each.estimate is None or _has(sentence, each.estimate)
        for match in _P.finditer(sentence):
            same = _same(_decimal(match["p"]), p.value) and (match["rel"] == "=") == (p.relation == "=")
            if same and company:
                return Check(f"{what}, p", str(p), Found.FOUND, pmid, sentence)
            if each.estimate is not None and company:
                against = against or sentence
    return Check(f"{what}, p", str(p), Found.CONTRADICTS if against else Found.ABSENT, pmid, against)


def _alone(what: str, value: Decimal, sentences: Sequence[str], pmid: int) -> Check:
    if not sentences:
        return Check(what, plain_number(value), Found.NO_ABSTRACT, pmid)
    sentence = next((s for s in sentences if _has(s, value)), "")
    return Check(what, plain_number(value), Found.FOUND if sentence else Found.ABSENT, pmid, sentence)


def _has(sentence: str, value: Decimal) -> bool:
    return any(_same(number, value) for number in _numbers(sentence))


def _numbers(sentence: str) -> list[Decimal]:
    """What is one: "1.2.3" is a version or a section, no number."""
    found = [match[0] for match in _NUMBER.finditer(sentence)]
    return [_decimal(text) for text in found if text.replace("·", ".").strip(".").count(".") <= 1]


def _decimal(text: str) -> Decimal:
    digits = re.sub(r"[-−–\s]", "", text).replace("·", ".")
    parts = digits.split(",")
    if len(parts) > 1:
        digits = "".join(parts) if all(len(part) == 3 for part in parts[1:]) else parts[0]
    number = Decimal(digits.strip(".") or 0)
    return -number if text.lstrip()[:1] in "-−–" else number


def _same(printed: Decimal, given: Decimal) -> bool:
    """Equal, sign apart ("fell by 2.70"), or equal once rounded to the places the record gives."""
    printed, given = abs(printed), abs(given)
    return printed == given or (_places(printed) > _places(given) and round(printed, _places(given)) == given != 0)


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))
