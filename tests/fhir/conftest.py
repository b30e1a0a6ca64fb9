"""The doors on the made-up mirror, and a health record that signs its requests with real keys."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client
from pytest_django import Settings

from tests.web.conftest import client, home

__all__ = ["client", "home"]

ISSUER = "https://ehr.example.org"
SERVICE = "http://testserver/cds-services/osler-patient-view"
Json = dict[str, Any]


@dataclass
class Record:
    """An EHR: its keys, the loopback server that publishes them, and how often that was asked."""

    keys: dict[str, Any]
    url: str = ""
    reads: int = 0
    answers: int = 200
    published: list[Json] = field(default_factory=list)

    def token(self, kid: str = "rsa", alg: str = "RS384", /, key: Any = None, **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": SERVICE, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4())} | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, key or self.keys[kid], algorithm=alg, headers={"kid": kid})

    def publish(self, kid: str) -> None:
        key = self.keys[kid].public_key()
        algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPublicKey) else jwt.algorithms.ECAlgorithm
        self.published.append(json.loads(algorithm.to_jwk(key)) | {"kid": kid, "use": "sig"})


@pytest.fixture
def record(settings: Settings) -> Iterator[Record]:
    """Its keys are published over HTTP on the loopback, and Osler is told to trust it."""
    made = Record(
        {
            "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "ec": ec.generate_private_key(ec.SECP384R1()),
            "later": ec.generate_private_key(ec.SECP384R1()),
        }
    )
    made.publish("rsa")
    made.publish("ec")

    class Published(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.reads += 1
            self.send_response(made.answers)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": made.published}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Published) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.url = f"http://127.0.0.1:{server.server_port}/{uuid.uuid4()}/jwks.json"
        settings.OSLER = replace(settings.OSLER, cds_hooks_issuers=f"{ISSUER}={made.url}")
        yield made
        server.shutdown()


@pytest.fixture
def ehr(client: Client, record: Record) -> Record:
    """The record, with the mirror of the web tests behind the service."""
    return record


def patient_view(*, conditions: tuple[str, ...] = ("89155008",), **extra: Any) -> Json:
    """A `patient-view` request, synthetic."""
    subject = {"reference": "Patient/p-4711"}
    crp = {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]}
    return {
        "hook": "patient-view",
        "hookInstance": str(uuid.uuid4()),
        "fhirServer": "https://ehr.example.org/r4",
        "fhirAuthorization": {"access_token": "opaque-token-8812", "token_type": "Bearer", "expires_in": 300},
        "context": {"userId": "Practitioner/1", "patientId": "p-4711"},
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": "p-4711", "gender": "female", "birthDate": "1971-03-09",
                        "name": [{"family": "Zyxwvutsson"}]},
            "conditions": {"resourceType": "Bundle", "type": "searchset", "entry": [
                {"fullUrl": f"https://ehr.example.org/r4/Condition/c{i}", "search": {"mode": "match"}, "resource": {
                    "resourceType": "Condition", "id": f"c{i}", "subject": subject,
                    "clinicalStatus": {"coding": [{"code": "active"}]},
                    "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]}}}
                for i, code in enumerate(conditions)]},
            "observations": {"resourceType": "Bundle", "type": "searchset", "entry": [
                {"resource": {"resourceType": "Observation", "id": "o1", "status": "final", "code": crp,
                              "subject": {"reference": "https://ehr.example.org/r4/Patient/p-4711"},
                              "effectiveDateTime": "2026-02-03",
                              "valueQuantity": {"value": 13.7, "code": "mg/L"}}}]},
            "medications": None,
        },
    } | extra  # fmt: skip


def call(client: Client, body: Any, token: str = "", path: str = "/cds-services/osler-patient-view") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(path, data, content_type="application/json", headers=headers)
