"""Whose finding is it, is it denied, and is it a fact at all? Rules after NegEx (Chapman 2001), kept strict.

Where the words leave doubt nothing is proposed: a missed fact costs a click, a wrong one costs more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from osler.bedside.text.sentences import Sentence

_FAMILY = re.compile(
    r"\b(?:family history|famil(?:y|ial)|(?:mother|father)(?! of (?:an?|one|two|three|four|five|\d)\b)|sister"
    r"|brother|parents?|aunt|uncle|cousin|grand\w+|siblings?"
    r"|son|daughter|husband|wife|relatives?)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:he himself|she herself|the patient (?:has|is|was)|patient:)", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|review|guidelines?|literature|criteria (?:require|ask)|eligib\w+|cohorts?"
    r"|thresholds?|cut-?offs?|counts \d|patients)\b",
    re.IGNORECASE,
)
_UNCERTAIN_BEFORE = re.compile(
    r"\b(?:if|whether|suspect\w*|suspicion of|suspicious for|possibl[ey]|probabl[ey]|likely|unlikely|question of"
    r"|rule[sd]? out\??(?= )|r/o|to exclude|consider\w*|would|could|(?<!in )may(?! (?:19|20)\d\d)|might|should"
    r"|awaiting|pending|plan\w*|differential"
    r"|at risk|risk of|screen\w* for|will|concern for|query|cannot exclude|not excluded|prior to|before"
    r"|refus\w+|declin\w+ (?:of|to)|discuss\w+|allerg\w+|prevent\w*|evaluat\w+ for|assess\w* for|worr\w+)\b[^.;]*$",
    re.IGNORECASE,
)
_UNCERTAIN_AFTER = re.compile(
    r"^(?!\?\s*(?:A:\s*)?(?:yes|no|none|present|absent|positive|negative)\b)[^.;,]{0,40}?(?:\b(?:is|are|was|were)?\s*(?:suspected|possible|planned|requested|pending|considered|discussed"
    r"|declined|likely|unlikely|probable|doubtful|unclear|unconfirmed|equivocal|in question|not certain"
    r"|not yet|not tested|not measured|not done|unknown|to be excluded|cannot be excluded|not excluded"
    r"|not available|awaited|questionable)\b|\?)",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(r"\b(?:ruled out|excluded|excludes|rules out)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:healed|previous(?:ly)?|former(?:ly)?|prior|past|old|resolved|no longer|earlier)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
# "transplanted in 2019 for rapidly progressive skin disease": what it was then
_PURPOSE = re.compile(r"\b(?:19|20)\d\d\s+(?:for|because of|due to|after)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_PAST_AFTER = re.compile(
    r"^(?:[^.;,]{0,20}\b(?:in the past|no longer|(?:have|has) (?:healed|disappeared|gone|subsided)|resolved)\b"
    r"|\s*[:(]\s*(?:previous(?:ly)?|past|healed|resolved|former(?:ly)?|earlier)\b)",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not|without|denie[sd]|denying|neither|nor|never|absence of|absent|free of|negative for|no evidence of"
    r"|no sign of|no signs of|none of|lacks?|excluded|ruled out)\b",
    re.IGNORECASE,
)
# Words between a negation and a mention that end its reach.
_STOPS = re.compile(
    r"\b(?:but|however|except|although|though|apart|other than|is|are|was|were|has|have|had|shows?|showed|there"
    r"|present|positive|with|yes|which|who|because|since|then|now|only|beyond|further|additional|other)\b|[;:()]"
    r"|,\s*(?:and\s+)?(?:she|he|the|there|but|currently|now|several|multiple|some|many|numerous|two|three|\d+)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"^\s*(?:(?:have|has|had|been|be|is|are|was|were|any|ever|yet|a|an|the|shown?|developed?)\b\s*)+",
    re.IGNORECASE,
)
_NEW = re.compile(r"\b(?:new|further|additional|other|recent|more|more than|longer|only)\b", re.IGNORECASE)
_OPENS_SCOPE = re.compile(
    r"\b(?:negative for|no evidence of|no signs? of|evidence of|sign of|history of)\b", re.IGNORECASE
)
_NEGATIVE_AFTER = re.compile(
    r"^(?:\s|-(?=neg))*(?:\?\s*(?:A:\s*)?)?(?:antibod(?:y|ies)\s*)?(?:[:=]\s*)?"
    r"(?:(?:is|are|was|were|has been|have been|to be)\s+)?(?:also\s+)?"
    r"(?:(?:has|have|had|did) (?:not|never) (?:yet )?(?:occur(?:red)?|been|develop(?:ed)?|appear(?:ed)?|happen(?:ed)?)"
    r"|absent|negative|neg\b|none|no\b(?!\s+longer)|not (?:present|seen|found|detected|affected|noted|observed)"
    r"|was not found|was not(?=\s*[.,;]|$)|excluded|ruled out|(?<!\w)-(?=[\s,.;]|$)|normal)",
    re.IGNORECASE,
)
_POSITIVE_AFTER = re.compile(
    r"^[-\s]*(?:\?\s*(?:A:\s*)?)?(?:antibod(?:y|ies)\s*)?(?:[:=]\s*)?(?:(?:is|are|was|were)\s+)?(?:strongly\s+|weakly\s+)?"
    r"(?:present|positive|pos\b|yes|\+|confirmed|detected|noted)",
    re.IGNORECASE,
)


def own_parts(sentence: Sentence) -> Iterator[Sentence]:
    """What of a sentence speaks of the patient: all of it, or the parts between semicolons that do."""
    if not _of_somebody_else(sentence.text):
        yield sentence
        return
    at = 0
    for part in sentence.text.split(";"):
        if not _of_somebody_else(part):
            yield Sentence(part, sentence.start + at)
        at += len(part) + 1


def _of_somebody_else(sentence: str) -> bool:
    """True where the sentence speaks of a relative, a trial or the literature, and not clearly of the patient."""
    if _SELF.search(sentence):
        return False
    return bool(_FAMILY.search(sentence) or _ELSEWHERE.search(sentence))


def uncertain(before: str, after: str) -> bool:
    """True where a mention is suspected, planned, conditional, or still to be found out."""
    if _RULED_OUT.search(before):
        return False
    return bool(_UNCERTAIN_BEFORE.search(_clause(before)) or _UNCERTAIN_AFTER.search(after))


def past(before: str, after: str) -> bool:
    """True for what was and is no more."""
    return bool(_PAST.search(before) or _PURPOSE.search(before) or _PAST_AFTER.search(after))


def negated(before: str, after: str) -> bool | None:
    """True denied, False stated, None where both are said."""
    forward = _reaches(before)
    if forward and _NEW.search(before[list(_NEGATION.finditer(before))[-1].end() :]):
        return None
    if _NEGATIVE_AFTER.match(after):
        return None if forward else True
    if _POSITIVE_AFTER.match(after):
        return None if forward and not re.search(r"\b(?:but|however)\b", before) else False
    return forward


def _reaches(before: str) -> bool:
    cues = list(_NEGATION.finditer(before))
    if not cues:
        return False
    between = before[cues[-1].end() :]
    passive = re.search(r"\b(?:is|are|was|were|be|been)\s*$", before[: cues[-1].start()])
    if passive and cues[-1][0].lower() in ("excluded", "ruled out"):
        return False
    if cues[-1][0].lower() in ("excluded", "ruled out"):  # "Ruled out: PAH (catheter), renal crisis"
        between = re.sub(r"\([^()]*\)", "", re.sub(r"^\s*:\s*", "", between))
    between = _AUXILIARY.sub("", _OPENS_SCOPE.sub("", between))
    return not _STOPS.search(between)


def _clause(before: str) -> str:
    """What stands before a mention since the last stop that changes the subject."""
    return re.split(r";|\bbut\b|\bhowever\b", before)[-1]
