"""What a marked text tells of direction and significance, as numbers with names.

Signs are of the intervention against the comparator: +1 higher, -1 lower, 0 not told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from osler.bedside.direction.clean import clean, intervals, ratios
from osler.bedside.direction.roles import (
    COMPARATOR,
    CONTROL,
    INTERVENTION,
    OUTCOME,
    Marked,
    Token,
    mark,
    words,
)

_UP = (
    r"(?:increas\w*|high(?:er|est)?|greater|more|larg(?:er|est)|longer|rose|rise[sn]?|elevat\w*|gain\w*|enhanc\w*"
    r"|improv\w*|superior\w*|better|prolong\w*|faster|exceed\w*|greatest|augment\w*|raised|stronger|upregulat\w*"
    r"|heavier|older|benefi\w*|favou?r\w*|doubl\w*)"
)
_DOWN = (
    r"(?:decreas\w*|low(?:er|ered|est|ering)?|reduc\w*|less|fewer|short(?:er|ened|est)|small(?:er|est)|declin\w*|fell"
    r"|drop\w*|diminish\w*|attenuat\w*|suppress\w*|inhibit\w*|prevent\w*|worse\w*|poorer|inferior\w*|fewest|least"
    r"|slower|lesser|minimi\w*|alleviat\w*|delay\w*|weaker|loss|lost|eliminat\w*|abolish\w*|protect\w*"
    r"|eas(?:ed|ier))"
)
_UP_WORD, _DOWN_WORD = re.compile(_UP), re.compile(_DOWN)
_VALUED = re.compile(r"(?:improv\w*|better|superior\w*|benefi\w*|favou?r\w*|worse\w*|poorer|inferior\w*|deteriorat\w*)")
_THAN = frozenset({"than", "versus", "vs", "compared", "comparison", "relative", "over", "against", "whereas", "while"})
_NEGATIONS = frozenset({"no", "not", "without", "nor", "neither"})
_COUNTED = {
    "neg": r"\b(?:no|not|non|without|neither|nor|similar\w*|comparable|equivalent|did not|failed|lack\w*|absence|ns"
    r"|nonsignificant|insignificant\w*|equal\w*|same|unchanged|non-?inferior\w*|only a trend|trend)\b",
    "nosig": r"\b(?:no|not|non|without|neither|nor)\b[^.;]{0,40}?(?:signific|differ|effect|chang|associat|improv|reduc"
    r"|increas|affect|superior|benefit)",
    "sig": r"\bsignificant",
    "similar": r"similar|comparable|equivalent|unchanged|did not differ|same\b|as effective",
    "trend": r"\btrend|tend",
    "however": r"however|but |although|whereas|while",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _COUNTED.items()}
_DIFFERENCE = re.compile(
    r"(?:mean difference|difference|md|smd|wmd|effect size|coefficient|beta|β|change)[^0-9\-]{0,25}(-?\s?\d+(?:\.\d+)?)"
)
_VERSUS = re.compile(
    r"(-?\d+(?:\.\d+)?)\s*%?\s*(?:\(?[^a-z]{0,22}\)?)?\s*[a-z/]{0,8}\.?\s*"
    r"(?:vs\.?|versus|compared (?:with|to)|and|against|,)\s*(-?\d+(?:\.\d+)?)"
)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_BAD = frozenset({
    "pain", "mortality", "death", "deaths", "died", "adverse", "event", "events", "infection", "infections", "bleeding",
    "score", "scores", "symptoms", "risk", "incidence", "depression", "anxiety", "complications", "failure", "relapse",
    "recurrence", "nausea", "vomiting", "stress", "duration", "time", "loss", "weight", "bmi", "pressure",
    "cholesterol", "ldl", "glucose", "cost", "length", "stay", "fatigue", "severity",
})  # fmt: skip
_GOOD = frozenset({
    "survival", "quality", "adherence", "success", "remission", "response", "recovery", "function", "satisfaction",
    "knowledge", "compliance", "attendance", "strength", "performance", "cessation", "abstinence", "hdl", "vital",
    "density", "healing", "clearance", "immunity", "titers", "titre",
})  # fmt: skip
Features = dict[str, float]


def features(intervention: str, comparator: str, outcome: str, text: str) -> Features:
    """Named numbers; a name that is missing counts as 0."""
    marked = mark(intervention, comparator, outcome, text)
    found: Features = {"table": text.count("\n"), "length": len(marked.tokens)}
    found |= {name: len(pattern.findall(marked.text)) for name, pattern in _PATTERNS.items()}
    found |= _significance(marked)
    found |= _ratio_and_interval(marked.text)
    found |= _who_stands_where(marked.tokens)
    found |= _direction_words(marked.tokens)
    found |= _numbers(marked, found["i_first"])
    said = clean(outcome)
    named = set(words(outcome))
    return found | {
        "outcome_bad": len(named & _BAD),
        "outcome_good": len(named & _GOOD),
        "outcome_up": len(re.findall(_UP, said)),
        "outcome_down": len(re.findall(_DOWN, said)),
        "comparator_control": bool(CONTROL.search(clean(comparator))),
        "intervention_control": bool(CONTROL.search(clean(intervention))),
    }


def _significance(marked: Marked) -> Features:
    values = marked.p_values
    return {
        "p_significant": sum(p.significant for p in values),
        "p_not": sum(not p.significant for p in values),
        "p_least": min((p.value for p in values), default=1.1),
        "p_first": values[0].value if values else 1.1,
        "p_last": values[-1].value if values else 1.1,
    }


def _ratio_and_interval(text: str) -> Features:
    found = ratios(text)
    null = 1.0 if found else 0.0
    places = [0 if low <= null <= high else 1 if low > null else -1 for low, high in intervals(text)]
    difference = _DIFFERENCE.search(text)
    return {
        "ratio": math.log(max(found[0], 0.01)) if found else 0.0,
        "ratios": len(found),
        "interval_holds_null": places.count(0),
        "interval_above": places.count(1),
        "interval_below": places.count(-1),
        "difference": 0 if difference is None else -1 if difference[1].startswith("-") else 1,
    }


def _who_stands_where(tokens: Sequence[Token]) -> Features:
    places = {role: [i for i, t in enumerate(tokens) if t.kind == role] for role in (INTERVENTION, COMPARATOR, OUTCOME)}
    own, other = places[INTERVENTION], places[COMPARATOR]
    return {
        "i": len(own),
        "c": len(other),
        "o": len(places[OUTCOME]),
        "i_first": _sign(other[0], own[0]) if own and other else 0,
    }


def _direction_words(tokens: Sequence[Token]) -> Features:
    """Each word of direction, whose it is, and how near the outcome it stands; improvement is counted apart."""
    found: Features = {}
    outcomes = [i for i, t in enumerate(tokens) if t.kind == OUTCOME]
    for at, token in enumerate(tokens):
        up = _UP_WORD.fullmatch(token.kind) is not None
        if not up and _DOWN_WORD.fullmatch(token.kind) is None:
            continue
        kind = "valued" if _VALUED.fullmatch(token.kind) else "moved"
        negated = any(t.kind in _NEGATIONS for t in tokens[max(0, at - 4) : at])
        sign = 0 if negated else 1 if up else -1
        whose = _whose(tokens, at)
        near = 1 / (1 + min((abs(i - at) for i in outcomes), default=20) / 6)
        for name, value in (("whose", sign * whose * near), ("raw", sign * near), ("n", 1)):
            found[f"{kind}_{name}"] = found.get(f"{kind}_{name}", 0) + value
        for name, value in (("ups" if up else "downs", 1), ("negated_direction", int(negated))):
            found[name] = found.get(name, 0) + value
        if not negated:
            found.setdefault(f"{kind}_first", sign * (whose or 1))
            found.setdefault(f"{kind}_first_raw", sign)
            found.setdefault(f"{kind}_first_whose", whose)
            found[f"{kind}_last"] = sign * (whose or 1)
    return found


def _whose(tokens: Sequence[Token], at: int) -> int:
    """+1 where the word of direction speaks of the intervention, -1 of the comparator, 0 of neither."""
    after = [(i - at, t.kind) for i, t in enumerate(tokens[at + 1 : at + 25], at + 1) if _is_arm(t)]
    before = [(at - i, tokens[i].kind) for i in range(at - 1, max(-1, at - 18), -1) if _is_arm(tokens[i])]
    than = next((i for i in range(at + 1, min(len(tokens), at + 25)) if tokens[i].kind in _THAN), None)
    if than is not None:
        between = [t.kind for t in tokens[at + 1 : than] if _is_arm(t)]
        beyond = [t.kind for t in tokens[than + 1 : than + 14] if _is_arm(t)]
        if between:
            return _arm_sign(between[0])
        if beyond:
            return -_arm_sign(beyond[0])
        return _arm_sign(before[0][1]) if before else 0
    if after and (not before or after[0][0] <= before[0][0] + 3):
        return _arm_sign(after[0][1])
    return _arm_sign(before[0][1]) if before else 0


def _is_arm(token: Token) -> bool:
    return token.kind in (INTERVENTION, COMPARATOR)


def _arm_sign(kind: str) -> int:
    return 1 if kind == INTERVENTION else -1


def _numbers(marked: Marked, i_first: float) -> Features:
    """Numbers set against each other, by the arms they stand beside and by their order."""
    numbers = [(match.start(), float(match[0])) for match in _NUMBER.finditer(marked.text)]
    arms = [(t.at, t.kind) for t in marked.tokens if _is_arm(t)]
    order = i_first or 1
    values = [value for _, value in numbers]
    measured = _floats(r"(-?\d+(?:\.\d+)?)\s*(?:±|\(|\+/-)", marked.text)
    percent = _floats(r"(-?\d+(?:\.\d+)?)\s*%", marked.text)
    found = {
        "numbers": len(numbers),
        "following": _beside(numbers, arms, lambda number, arm: number - arm),
        "preceding": _beside(numbers, arms, lambda number, arm: arm - number),
        "column_1_2": _pair(values, 0, 1),
        "column_1_3": _pair(values, 0, 2),
        "column_2_4": _pair(values, 1, 3),
        "measured": _pair(measured, 0, 1),
        "measured_ordered": _pair(measured, 0, 1) * order,
        "percent": _pair(percent, 0, 1),
        "percent_ordered": _pair(percent, 0, 1) * order,
    }
    return found | _versus(marked.text, arms, order)


def _versus(text: str, arms: Sequence[tuple[int, str]], order: float) -> Features:
    match = _VERSUS.search(text)
    if match is None:
        return {}
    sign = _sign(float(match[1]), float(match[2]))
    before = [kind for at, kind in arms if at < match.start()]
    within = [kind for at, kind in arms if match.start(1) < at < match.start(2)]
    return {
        "versus": sign,
        "versus_ordered": sign * order,
        "versus_near": sign * (_arm_sign(before[-1]) if before else 1),
        "versus_within": sign * (_arm_sign(within[0]) if within else 0),
    }


def _beside(
    numbers: Sequence[tuple[int, float]], arms: Sequence[tuple[int, str]], distance: Callable[[int, int], int]
) -> int:
    nearest = {}
    for role in (INTERVENTION, COMPARATOR):
        near = [
            (distance(place, at), value)
            for at, kind in arms
            if kind == role
            for place, value in numbers
            if 0 < distance(place, at) < 60
        ]
        if not near:
            return 0
        nearest[role] = min(near, key=lambda pair: pair[0])[1]
    return _sign(nearest[INTERVENTION], nearest[COMPARATOR])


def _floats(pattern: str, text: str) -> list[float]:
    return [float(number) for number in re.findall(pattern, text)]


def _pair(values: Sequence[float], first: int, second: int) -> int:
    return _sign(values[first], values[second]) if len(values) > max(first, second) else 0


def _sign(a: float, b: float) -> int:
    return (a > b) - (a < b)


def names(rows: Sequence[Features]) -> Iterator[str]:
    """Every name that occurs, in alphabetical order."""
    yield from sorted({name for row in rows for name in row})
