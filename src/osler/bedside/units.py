"""Units as people type and FHIR sends them, brought to one spelling and converted exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from osler.errors import BadInput
from osler.model.patient import Quantity

# One spelling for each unit; keys are lower case without spaces. UCUM's own spellings are among them.
_SPELLINGS = {
    "mg/l": "mg/L", "milligram/l": "mg/L", "mg/liter": "mg/L", "mg/litre": "mg/L",
    "mg/dl": "mg/dL", "mg/100ml": "mg/dL",
    "mg/ml": "mg/mL", "ug/ml": "µg/mL", "µg/ml": "µg/mL", "mcg/ml": "µg/mL", "ug/l": "µg/L", "µg/l": "µg/L",
    "mm/h": "mm/h", "mm/hr": "mm/h", "mm/1h": "mm/h", "mm/hour": "mm/h", "mm/1sth": "mm/h",
    "g/l": "g/L", "giga/l": "10^9/L", "gpt/l": "10^9/L", "k/µl": "10^3/µL", "k/mm3": "10^3/µL", "tsd/µl": "10^3/µL",
    "thou/µl": "10^3/µL", "/µl": "/µL", "/mm3": "/µL", "/mm^3": "/µL",
    "pg/ml": "pg/mL", "ng/l": "ng/L", "ng/ml": "ng/mL",
    "%": "%", "percent": "%", "%predicted": "%", "%pred": "%", "%pred.": "%", "percentpredicted": "%",
    "%ofpredicted": "%", "{percentpredicted}": "%", "%{predicted}": "%",
    "a": "years", "y": "years", "yr": "years", "yrs": "years", "year": "years", "years": "years",
    "mo": "months", "mos": "months", "month": "months", "months": "months",
    "wk": "weeks", "week": "weeks", "weeks": "weeks", "d": "days", "day": "days", "days": "days",
    "point": "points", "points": "points", "{score}": "points", "score": "points", "units": "points", "1": "points",
    "mg/d": "mg/day", "mg/day": "mg/day", "mg/24h": "mg/day", "mgdaily": "mg/day", "mgaday": "mg/day",
    "mgperday": "mg/day", "mmin1sthour": "mm/h",
    "mminthefirsthour": "mm/h", "mmhg": "mmHg", "mm[hg]": "mmHg", "ml": "mL", "l": "L", "m": "m", "cm": "cm",
}  # fmt: skip
_POWER = re.compile(r"[x×]?10(?:\^|\*|e)?(?P<power>[39])/(?P<of>l|µl|mm\^?3)")  # "x10^9/L", "10E9/L", "10³/µL"
_SUPERSCRIPTS = str.maketrans("³⁹μ", "39µ")
_GIGA = ("G/L", "G/l", "Gpt/L", "Gpt/l")


def spelt(unit: str) -> str:
    """The one spelling of a unit; a unit not known is returned as typed, trimmed."""
    if unit.strip() in _GIGA:  # a capital G is giga: thousand million platelets, not grams
        return "10^9/L"
    folded = "".join(unit.split()).lower().translate(_SUPERSCRIPTS)
    folded = folded.replace("/ul", "/µl") if folded.endswith("/ul") else folded
    power = _POWER.fullmatch(folded)
    if power:
        return "10^9/L" if power["of"] == "l" and power["power"] == "9" else _thousands(power, unit)
    return _SPELLINGS.get(folded, unit.strip())


def _thousands(power: re.Match[str], typed: str) -> str:
    return "10^3/µL" if power["power"] == "3" and power["of"] != "l" else typed.strip()


def convert(quantity: Quantity, factors: Mapping[str, Decimal], *, what: str) -> Quantity:
    """`quantity` in the unit whose factor is 1. Raises BadInput where its unit is none of `factors`."""
    unit = spelt(quantity.unit)
    if unit not in factors:
        raise BadInput(f"{what}: cannot read the unit {quantity.unit!r}; give {either(factors)}")
    factor = factors[unit]
    own = next(name for name, each in factors.items() if each == 1)
    low = None if quantity.low is None else quantity.low * factor
    high = None if quantity.high is None else quantity.high * factor
    return Quantity(low, high, own, quantity.low_open, quantity.high_open)


def either(names: Mapping[str, Decimal]) -> str:
    """ "mg/L or mg/dL", for a person."""
    return " or ".join(names)
