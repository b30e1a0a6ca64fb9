"""Is it FHIR R4? Told from what it says of itself, else from elements that only other versions have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osler.errors import BadInput

_MARKS = (
    # (resource type, element, how it looks in another version, that version)
    ("Condition", "clinicalStatus", str, "DSTU2 or STU3: Condition.clinicalStatus is a code"),
    ("Condition", "verificationStatus", str, "DSTU2 or STU3: Condition.verificationStatus is a code"),
    ("Observation", "comments", str, "DSTU2: Observation.comments"),
    ("Observation", "context", dict, "STU3: Observation.context"),
    ("Observation", "related", list, "DSTU2 or STU3: Observation.related"),
    ("MedicationStatement", "wasNotTaken", bool, "DSTU2: MedicationStatement.wasNotTaken"),
    ("MedicationStatement", "taken", str, "STU3: MedicationStatement.taken"),
    ("MedicationStatement", "medication", dict, "R5: MedicationStatement.medication"),
    ("MedicationStatement", "adherence", dict, "R5: MedicationStatement.adherence"),
    ("MedicationUsage", "resourceType", str, "R5: MedicationUsage"),
)


def check(bundle: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]) -> None:
    """Raises BadInput naming the version met and where it shows; R4 (4.0, 4.3) and silence pass."""
    meta = bundle.get("meta")
    said = str(bundle.get("fhirVersion") or (meta.get("fhirVersion") if isinstance(meta, dict) else "") or "")
    if said and not said.startswith(("4.0", "4.1", "4.3", "R4")):
        raise BadInput(f"the bundle is FHIR {said}; send R4 (4.0.1)")
    for resource in resources:
        for kind, element, shape, version in _MARKS:
            if resource.get("resourceType") == kind and isinstance(resource.get(element), shape):
                raise BadInput(f"the bundle is FHIR {version} in {kind}/{resource.get('id', '?')}; send R4 (4.0.1)")
