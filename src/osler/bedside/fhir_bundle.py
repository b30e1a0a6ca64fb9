"""A FHIR R4 bundle -> facts as entered, beside everything that was ignored and why.

Read are Patient (birth date, sex), Condition, Observation and MedicationStatement, by the codes that a
pack's vocabulary lists. Another version of FHIR is refused; a resource of nobody, or of somebody else, is ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from osler.bedside import fhir_version, intake
from osler.bedside.intake import Entered
from osler.bedside.vocabulary import Term, Vocabulary
from osler.engine.words import words
from osler.errors import BadInput
from osler.model.patient import Patient

Json = Mapping[str, Any]
LARGEST = 64 * 1024 * 1024  # bytes of a bundle; 10,000 resources are about a quarter of it
_SYSTEMS = {
    "http://loinc.org": "loinc",
    "http://snomed.info/sct": "snomed",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
}
_READ = ("Patient", "Condition", "Observation", "MedicationStatement")
_FINAL = ("final", "amended", "corrected")
# SNOMED CT and v3 codes of a result that is only present or absent
_PRESENT = {"snomed 10828004", "snomed 52101004", "snomed 373066001", "POS"}
_ABSENT = {"snomed 260385009", "snomed 2667000", "snomed 373067005", "NEG"}


class Ignored(NamedTuple):
    """A resource (or many alike) that gave no fact."""

    reason: str
    resource: str  # the first of them: "Observation/crp-1"
    code: str = ""  # "loinc 2345-7 Glucose"
    times: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """What a bundle gave."""

    patient: Patient
    ignored: tuple[Ignored, ...]


class _Skip(Exception):
    """Not an error: the reason a resource gives no fact."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


def parse(data: bytes) -> Json:
    """The bundle in these bytes. Raises BadInput: too large, not JSON, not a bundle, or not FHIR R4."""
    if len(data) > LARGEST:
        raise BadInput(f"the bundle is larger than {LARGEST // 2**20} MB")
    try:
        bundle = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise BadInput(f"the bundle is not JSON: {problem}") from problem
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        found = bundle.get("resourceType", "no resourceType") if isinstance(bundle, dict) else type(bundle).__name__
        raise BadInput(f"expected a FHIR Bundle, found {found}")
    return bundle


def take(bundle: Json, vocabulary: Vocabulary, *, as_of: date) -> Taken:
    """The patient of a bundle. Raises BadInput where it has no or several patients, or contradicts itself."""
    entered, ignored = stated(bundle, vocabulary, as_of=as_of)
    return Taken(intake.assemble(entered, vocabulary, as_of=as_of), ignored)


def stated(bundle: Json, vocabulary: Vocabulary, *, as_of: date) -> tuple[list[Entered], tuple[Ignored, ...]]:
    """The facts of a bundle, each possible by itself, contradictions among them left in. Raises BadInput where it is
    of another version of FHIR, or has no or several patients."""
    resources = list(_resources(bundle))
    fhir_version.check(bundle, [r for _, r in resources])
    people = [(where, r) for where, r in resources if r.get("resourceType") == "Patient"]
    if len(people) != 1:
        raise BadInput(f"the bundle has {len(people)} patients; send those of one")
    reader = _Reader(vocabulary, as_of, *people[0], index=_index(bundle, resources))
    for where, resource in resources:
        reader.read(where, resource)
    return reader.settled(), reader.ignored()


def _resources(bundle: Json) -> Iterator[tuple[str, Json]]:
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise BadInput("the bundle's entry is not a list")
    for number, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            yield f"{resource.get('resourceType', '?')}/{resource.get('id', f'#{number + 1}')}", resource


def _index(bundle: Json, resources: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(resources)
    for entry in bundle.get("entry", []):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict) and "fullUrl" in entry:
            found[str(entry["fullUrl"])] = entry["resource"]
    return found


class _Reader:
    def __init__(
        self, vocabulary: Vocabulary, as_of: date, name: str, person: Json, *, index: Mapping[str, Json]
    ) -> None:
        self.vocabulary = vocabulary
        self.as_of = as_of
        self.person = person
        self.names = {name} | {key for key, value in index.items() if value is person}
        self.index = index
        self.entered: list[tuple[str, Entered]] = []  # (moment, fact): of one day the last moment counts
        self._ignored: dict[tuple[str, str], Ignored] = {}
        self.drugs = [
            (t, [words(w) for w in (t.name.replace("_", " "), t.label, *t.spoken)])
            for t in vocabulary.terms.values()
            if t.kind == "drug"
        ]

    def read(self, where: str, resource: Json) -> None:
        try:
            for moment, entered in self._facts(where, resource):
                intake.fact(entered, self.vocabulary, as_of=self.as_of)
                self.entered.append((moment, entered))
        except _Skip as skip:
            self._ignore(str(skip), where, skip.code)
        except BadInput as problem:
            self._ignore(str(problem), where, "")
        except (AttributeError, KeyError, TypeError) as problem:
            self._ignore(f"not shaped like FHIR R4: {type(problem).__name__} {problem}", where, "")

    def settled(self) -> list[Entered]:
        """One fact of each name and day; a drug taken now outweighs one stopped; dated facts outweigh undated ones."""
        by_day: dict[tuple[str, Any], tuple[str, Entered]] = {}
        for moment, each in self.entered:
            kind = self.vocabulary.terms[each.name].kind
            key = (each.name, None if kind == "drug" else each.on)
            held = by_day.get(key)
            weight = ("1" if each.value == "now" else "0") + moment if kind == "drug" else moment
            if held is None or weight >= held[0]:
                by_day[key] = (weight, each)
        dated = {name for name, on in by_day if on is not None}
        kept = []
        for (name, on), (_, each) in by_day.items():
            if on is None and name in dated and self.vocabulary.terms[name].kind != "drug":
                self._ignore("no date, where other values of the same fact have one", each.origin[5:], "")
            else:
                kept.append(each)
        return kept

    def ignored(self) -> tuple[Ignored, ...]:
        return tuple(sorted(self._ignored.values(), key=lambda i: (-i.times, i.resource)))

    def _ignore(self, reason: str, where: str, code: str) -> None:
        held = self._ignored.get((reason, code))
        self._ignored[reason, code] = held._replace(times=held.times + 1) if held else Ignored(reason, where, code)

    def _facts(self, where: str, resource: Json) -> Iterator[tuple[str, Entered]]:
        kind = resource.get("resourceType")
        if kind not in _READ:
            raise _Skip(f"{kind} is not read here")
        if kind == "Patient":
            yield from self._person(where)
            return
        self._own(resource)
        read = {"Condition": self._condition, "Observation": self._observation, "MedicationStatement": self._drug}
        moment, entered = read[str(kind)](resource)
        yield moment, entered._replace(origin=f"fhir {where}")

    def _person(self, where: str) -> Iterator[tuple[str, Entered]]:
        born = self.person.get("birthDate")
        if born and "age" in self.vocabulary.terms:
            low, high = intake.years_since(str(born), self.as_of)
            value = low if low == high else {"low": low, "high": high}
            yield "", Entered("age", value, "years", origin=f"fhir {where}")
        if self.person.get("gender") in ("male", "female") and "sex" in self.vocabulary.terms:
            yield "", Entered("sex", self.person["gender"], origin=f"fhir {where}")

    def _own(self, resource: Json) -> None:
        reference = str((resource.get("subject") or {}).get("reference") or "").partition("/_history/")[0]
        if not reference:
            raise _Skip("names no subject")
        if reference in self.names:
            return
        if reference in self.index:
            raise _Skip("belongs to another subject")
        raise _Skip(f"its subject points nowhere: {reference}")

    # -- Condition

    def _condition(self, resource: Json) -> tuple[str, Entered]:
        term, code = self._known(resource.get("code"))
        verified = _status(resource.get("verificationStatus"))
        clinical = _status(resource.get("clinicalStatus"))
        if verified in ("unconfirmed", "provisional", "differential", "entered-in-error"):
            raise _Skip(f"verification status {verified}", code)
        if verified != "refuted" and clinical in ("inactive", "resolved", "remission"):
            raise _Skip(f"clinical status {clinical}", code)
        moment = str(resource.get("onsetDateTime") or resource.get("recordedDate") or "")
        value: Any = verified != "refuted"
        if term.kind == "choice":
            value = self._choice(term, resource.get("code"), code)
        return moment, Entered(term.name, value, on=moment[:10] or None)

    # -- Observation

    def _observation(self, resource: Json) -> tuple[str, Entered]:
        term, code = self._known(resource.get("code"))
        status = resource.get("status")
        if status not in _FINAL:
            raise _Skip(f"status {status}", code)
        if "dataAbsentReason" in resource:
            raise _Skip("its value is said to be absent", code)
        moment = self._moment(resource)
        detail = " ".join(_texts(resource.get("method"))[:1])
        value, unit = self._value(term, resource, code)
        return moment, Entered(term.name, value, unit, moment[:10] or None, detail=detail)

    def _moment(self, resource: Json) -> str:
        period = resource.get("effectivePeriod") or {}
        return str(
            resource.get("effectiveDateTime")
            or resource.get("effectiveInstant")
            or period.get("end")
            or period.get("start")
            or ""
        )

    def _value(self, term: Term, resource: Json, code: str) -> tuple[Any, str]:
        quantity = resource.get("valueQuantity")
        if quantity is not None and term.kind == "number":
            return _quantity(quantity, term, code)
        if term.kind == "number":
            bounds = resource.get("valueRange")
            if bounds is None:
                raise _Skip("has no number", code)
            low, high = bounds.get("low") or {}, bounds.get("high") or {}
            return {"low": low.get("value"), "high": high.get("value")}, str(low.get("unit") or high.get("unit") or "")
        if term.kind == "finding":
            return _finding(resource, code), ""
        return self._choice(term, resource.get("valueCodeableConcept"), code), ""

    # -- MedicationStatement

    def _drug(self, resource: Json) -> tuple[str, Entered]:
        concept = resource.get("medicationCodeableConcept")
        if concept is None:
            reference = str((resource.get("medicationReference") or {}).get("reference") or "")
            held = self._resolved(reference, resource)
            if held is None:
                raise _Skip(f"its medication points nowhere: {reference or 'no reference'}")
            concept = held.get("code")
        term, code = self._drug_of(concept)
        status = str(resource.get("status"))
        value = {"active": "now", "completed": "before", "stopped": "before"}.get(status)
        if value is None:
            raise _Skip(f"status {status}", code)
        period = resource.get("effectivePeriod") or {}
        start = str(period.get("start") or resource.get("effectiveDateTime") or "")[:10]
        end = str(period.get("end") or "")[:10]
        if value == "now" and end and end < self.as_of.isoformat():
            value = "before"
        until = end if value == "before" else ""
        return start, Entered(term.name, value, on=start or None, until=until or None)

    def _resolved(self, reference: str, resource: Json) -> Json | None:
        if reference.startswith("#"):
            contained = resource.get("contained", [])
            return next((c for c in contained if isinstance(c, dict) and c.get("id") == reference[1:]), None)
        return self.index.get(reference)

    def _drug_of(self, concept: Any) -> tuple[Term, str]:
        for code in _codes(concept):
            if code in self.vocabulary.by_code:
                return self.vocabulary.terms[self.vocabulary.by_code[code]], code
        said = [words(text) for text in _texts(concept)]
        for term, spellings in self.drugs:
            if any(_within(spelling, text) for spelling in spellings for text in said):
                return term, term.name
        raise _Skip("medicine not used here", _shown(concept))

    # -- codes

    def _known(self, concept: Any) -> tuple[Term, str]:
        for code in _codes(concept):
            if code in self.vocabulary.by_code:
                return self.vocabulary.terms[self.vocabulary.by_code[code]], code
        raise _Skip("code not used here", _shown(concept))

    def _choice(self, term: Term, concept: Any, code: str) -> str:
        for each in _codes(concept):
            if each in term.code_values:
                return term.code_values[each]
        raise _Skip("its value is not one of those known", code)


def _quantity(quantity: Json, term: Term, code: str) -> tuple[Any, str]:
    if quantity.get("value") is None:
        raise _Skip("has no number", code)
    unit = str(quantity.get("code") or quantity.get("unit") or "")
    if not unit and term.units:
        raise _Skip(f"{term.name}: {quantity['value']} of what? The unit is missing", code)
    comparator = quantity.get("comparator", "")
    return f"{comparator}{quantity['value']}" if comparator else quantity["value"], unit


def _finding(resource: Json, code: str) -> bool:
    if isinstance(resource.get("valueBoolean"), bool):
        return bool(resource["valueBoolean"])
    said = set(_codes(resource.get("valueCodeableConcept")))
    for each in resource.get("interpretation", []) if "valueQuantity" in resource else []:
        said |= {str(c.get("code")) for c in each.get("coding", [])}
    texts = {t.strip().lower() for t in _texts(resource.get("valueCodeableConcept"))}
    texts.add(str(resource.get("valueString", "")).strip().lower())
    present = bool(said & _PRESENT or texts & {"positive", "present", "detected"})
    absent = bool(said & _ABSENT or texts & {"negative", "absent", "not detected"})
    if present == absent:
        raise _Skip("neither positive nor negative", code)
    return present


def _codes(concept: Any) -> Iterator[str]:
    for coding in (concept or {}).get("coding", []):
        system = _SYSTEMS.get(str(coding.get("system", "")))
        if system:
            yield f"{system} {coding.get('code')}"


def _texts(concept: Any) -> list[str]:
    concept = concept or {}
    found = [concept.get("text"), *(c.get("display") for c in concept.get("coding", []))]
    return [str(t) for t in found if t]


def _shown(concept: Any) -> str:
    concept = concept or {}
    coding = (concept.get("coding") or [{}])[0]
    system = _SYSTEMS.get(str(coding.get("system", "")), str(coding.get("system", "")))
    name = concept.get("text") or coding.get("display") or ""
    return " ".join(str(part) for part in (system, coding.get("code", ""), name) if part)


def _status(concept: Any) -> str:
    return str(((concept or {}).get("coding") or [{}])[0].get("code", ""))


def _within(spelling: list[str], text: list[str]) -> bool:
    size = len(spelling)
    return any(text[i : i + size] == spelling for i in range(len(text) - size + 1))
