"""What a CDS client sends with `patient-view`, and the one bundle that follows from it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from osler.bedside.pack import Pack
from osler.errors import BadInput

Json = dict[str, Any]
WANTED = ("patient", "conditions")  # without these nothing can be said


class Missing(Exception):
    """A prefetch that is needed was not sent; the message names it."""


def templates(packs: list[Pack]) -> Json:
    """The prefetch asked for: by type, subject and, for observations, by the codes that any pack reads."""
    codes = sorted(
        {code.removeprefix("loinc ") for pack in packs for code in pack.vocabulary.by_code if code.startswith("loinc ")}
    )
    tokens = ",".join(f"http://loinc.org|{code}" for code in codes)
    return {
        "patient": "Patient/{{context.patientId}}",
        "conditions": "Condition?patient={{context.patientId}}",
        "observations": f"Observation?patient={{{{context.patientId}}}}&code={tokens}",
        "medications": "MedicationStatement?patient={{context.patientId}}",
    }


def bundle(body: Any) -> Json:
    """The resources of all prefetches together. Raises BadInput naming what is wrong, Missing for what is not there."""
    patient = _request(body)
    sent = body.get("prefetch")
    if sent is not None and not isinstance(sent, Mapping):
        raise BadInput("prefetch: expected an object")
    missing = [name for name in WANTED if not (isinstance(sent, Mapping) and isinstance(sent.get(name), Mapping))]
    if missing:
        raise Missing(f"prefetch: {' and '.join(missing)} not sent; this service reads no FHIR server itself")
    assert sent is not None
    server = str(body.get("fhirServer") or "").rstrip("/")
    entries: dict[str, Json] = {}
    for name, value in sent.items():
        for entry in _entries(value):
            resource = entry["resource"]
            key = f"{resource.get('resourceType')}/{resource.get('id', f'{name}#{len(entries)}')}"
            url = entry.get("fullUrl") or (f"{server}/{key}" if server else None)
            entries.setdefault(key, {"resource": resource} | ({"fullUrl": url} if url else {}))
    people = [e["resource"] for e in entries.values() if e["resource"].get("resourceType") == "Patient"]
    if any(str(person.get("id")) != patient for person in people):
        raise BadInput("prefetch: the patient sent is not the one of the context (patientId)")
    return {"resourceType": "Bundle", "type": "collection", "entry": list(entries.values())}


def incomplete(body: Json) -> tuple[str, ...]:
    """Names of the prefetches of which only a first page was sent."""
    return tuple(
        name
        for name, value in body["prefetch"].items()
        if isinstance(value, Mapping) and any(_is_next(link) for link in value.get("link") or ())
    )


def _is_next(link: Any) -> bool:
    return isinstance(link, Mapping) and link.get("relation") == "next"


def _request(body: Any) -> str:
    """The patient's id. Raises BadInput where the request is not that of a `patient-view` hook."""
    if not isinstance(body, Mapping):
        raise BadInput("expected a JSON object")
    if body.get("hook") != "patient-view":
        raise BadInput("hook: this service answers patient-view")
    try:
        uuid.UUID(str(body.get("hookInstance")))
    except ValueError:
        raise BadInput("hookInstance: expected a UUID") from None
    context = body.get("context")
    for name in ("userId", "patientId"):
        if not isinstance(context, Mapping) or not isinstance(context.get(name), str) or not context[name]:
            raise BadInput(f"context.{name}: expected a string")
    assert isinstance(context, Mapping)
    return str(context["patientId"])


def _entries(value: Any) -> Iterator[Json]:
    if not isinstance(value, Mapping):
        return
    if value.get("resourceType") != "Bundle":
        listed: list[Any] = [{"resource": value}]
    else:
        listed = value["entry"] if isinstance(value.get("entry"), list) else []
    for entry in listed:
        resource = entry.get("resource") if isinstance(entry, Mapping) else None
        if isinstance(resource, Mapping) and resource.get("resourceType") not in (None, "OperationOutcome"):
            yield {"resource": resource, "fullUrl": entry.get("fullUrl")}
