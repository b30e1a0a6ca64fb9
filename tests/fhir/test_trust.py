"""Who is let in: real keys, published by a real server on the loopback."""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from pytest_django import Settings

from osler.fhir import keys, trust
from osler.fhir.models import SpentToken
from tests.fhir.conftest import ISSUER, SERVICE, Record, call, patient_view

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kid", "alg"), [("rsa", "RS384"), ("rsa", "RS256"), ("ec", "ES384")])
def test_a_signed_request_is_let_in(client: Client, ehr: Record, kid: str, alg: str) -> None:
    assert call(client, patient_view(), ehr.token(kid, alg)).status_code == 200


def test_the_address_may_stand_in_a_list_and_end_with_a_slash(client: Client, ehr: Record) -> None:
    assert call(client, patient_view(), ehr.token(aud=["https://x.example", f"{SERVICE}/"])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "https://other.example/cds-services/x"}, "aud"),
        ({"aud": "http://testserver/cds-services/osler"}, "aud"),
        ({"aud": None}, "aud"),
        ({"iss": "https://stranger.example"}, "iss"),
        ({"exp": int(time.time()) - 120}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": int(time.time()) + 600, "exp": int(time.time()) + 700}, "iat"),
        ({"jti": None}, "jti"),
        ({"jti": " "}, "jti"),
        ({"exp": int(time.time()) + 90_000}, "exp"),
    ],
)
def test_a_token_that_is_not_for_now_and_here_is_refused(
    client: Client, ehr: Record, changes: dict[str, Any], reason: str
) -> None:
    answer = call(client, patient_view(), ehr.token(**changes))
    assert answer.status_code == 401
    assert reason in answer.json()["problems"][0]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_two_clocks_may_differ_by_half_a_minute(client: Client, ehr: Record) -> None:
    now = int(time.time())
    assert call(client, patient_view(), ehr.token(iat=now + 30, exp=now + 330)).status_code == 200
    assert call(client, patient_view(), ehr.token(iat=now - 300, exp=now - 30)).status_code == 200


def test_a_token_is_used_once(client: Client, ehr: Record) -> None:
    token = ehr.token()
    assert call(client, patient_view(), token).status_code == 200
    again = call(client, patient_view(), token)
    assert again.status_code == 401
    assert "jti" in again.json()["problems"][0]
    assert SpentToken.objects.count() == 1


def test_a_spent_token_is_forgotten_after_it_has_expired(client: Client, ehr: Record) -> None:
    now = int(time.time())
    call(client, patient_view(), ehr.token(iat=now - 320, exp=now - 59))
    SpentToken.objects.update(expires_at="2026-01-01T00:00:00Z")
    call(client, patient_view(), ehr.token())
    assert SpentToken.objects.count() == 1


def _unsigned(ehr: Record) -> str:
    _, payload, _ = ehr.token().split(".")
    plain = json.dumps({"alg": "none", "kid": "rsa", "typ": "JWT"}).encode()
    return f"{base64.urlsafe_b64encode(plain).decode().rstrip('=')}.{payload}."


def _secret(ehr: Record) -> str:
    """The public key misused as a secret that both sides share."""
    public = ehr.keys["rsa"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    segments = ehr.token().split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "rsa"}).encode()).decode().rstrip("=")
    signed = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{header}.{segments[1]}".encode(), public
    )
    return f"{header}.{segments[1]}.{base64.urlsafe_b64encode(signed).decode().rstrip('=')}"


def test_no_signature_and_a_shared_secret_are_refused(client: Client, ehr: Record) -> None:
    for token in (_unsigned(ehr), _secret(ehr)):
        answer = call(client, patient_view(), token)
        assert answer.status_code == 401
        assert "alg" in answer.json()["problems"][0]


def test_another_key_under_a_known_id_is_refused(client: Client, ehr: Record) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    answer = call(client, patient_view(), ehr.token("rsa", "RS384", key=other))
    assert answer.status_code == 401
    assert "signature" in answer.json()["problems"][0]


def test_a_key_signs_only_with_its_own_curve(ehr: Record) -> None:
    small = ec.generate_private_key(ec.SECP256R1())
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(small.public_key())) | {"kid": "small"}
    (key,) = keys.read(json.dumps({"keys": [jwk]}).encode()).values()
    assert trust._algorithms(key) == ("ES256",)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "....", "\N{SNOWMAN}"])
def test_what_is_no_token_is_refused(client: Client, ehr: Record, token: str) -> None:
    assert call(client, patient_view(), token).status_code == 401


def test_nobody_is_let_in_where_no_issuer_is_named(client: Client, ehr: Record, settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, cds_hooks_issuers="")
    assert call(client, patient_view(), ehr.token()).status_code == 401


def test_keys_are_read_once_and_again_for_one_that_is_new(
    client: Client, ehr: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        assert call(client, patient_view(), ehr.token()).status_code == 200
    assert ehr.reads == 1
    assert call(client, patient_view(), ehr.token("later", "ES384")).status_code == 401
    assert ehr.reads == 1  # an unknown id does not make a stranger's requests ours
    monkeypatch.setattr(keys, "AGAIN", 0.0)
    ehr.publish("later")
    assert call(client, patient_view(), ehr.token("later", "ES384")).status_code == 200
    assert ehr.reads == 2


def test_keys_that_cannot_be_had_are_not_the_callers_fault(client: Client, ehr: Record) -> None:
    ehr.answers = 500
    assert call(client, patient_view(), ehr.token()).status_code == 503


def test_known_keys_serve_while_their_server_is_away(
    client: Client, ehr: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(client, patient_view(), ehr.token()).status_code == 200
    ehr.answers = 500
    monkeypatch.setattr(keys, "FRESH", -1.0)
    monkeypatch.setattr(keys, "AGAIN", -1.0)
    assert call(client, patient_view(), ehr.token()).status_code == 200
    assert ehr.reads == 2


def test_keys_may_come_from_a_file(client: Client, ehr: Record, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / f"{uuid.uuid4()}.json"
    file.write_text(json.dumps({"keys": ehr.published}))
    settings.OSLER = replace(settings.OSLER, cds_hooks_issuers=f"https://a.example={file}, {ISSUER}={file}")
    assert call(client, patient_view(), ehr.token("ec", "ES384")).status_code == 200
    assert ehr.reads == 0


def test_keys_never_come_over_an_open_wire() -> None:
    with pytest.raises(keys.KeysUnavailable, match="https"):
        keys.KeySet("http://ehr.example.org/jwks.json").find("rsa")


def test_a_secret_or_a_private_key_in_a_set_is_not_used() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    listed = [
        {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"},
        json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private)) | {"kid": "private"},
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
        {"kty": "RSA", "n": "x", "e": "AQAB"},
        "nonsense",
    ]
    found = keys.read(json.dumps({"keys": listed}).encode())
    assert list(found) == ["private"]
    assert isinstance(found["private"].key, rsa.RSAPublicKey)
