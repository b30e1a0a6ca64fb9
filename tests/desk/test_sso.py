"""Signing in through an institution: OIDC against a real provider on loopback, SAML with assertions signed here."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from lxml import etree
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from pytest_django import Settings

from osler.errors import BadInput
from osler.people.models import User
from osler.project import sso
from tests.desk.people import PASSWORD, account, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("client"),
    # The provider calls its own library's older names.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

PEOPLE = [
    Person(sub="1", claims={"email": "ada@hospital.example", "email_verified": True, "name": "Ada Lovelace"}),
    Person(sub="2", claims={"email": "eve@elsewhere.example", "email_verified": True}),
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


def _configure(settings: Settings, tmp_path: Path, text: str) -> None:
    path = tmp_path / "sso.toml"
    path.write_text(text)
    settings.SOCIALACCOUNT_PROVIDERS = sso.providers(str(path))


def _oidc(settings: Settings, tmp_path: Path, provider: str, more: str = "") -> None:
    entry = f'id = "hospital"\nname = "St Example"\nserver = "{provider}"\nclient_id = "osler"\nsecret = "s"\n{more}'
    _configure(settings, tmp_path, f"[[oidc]]\n{entry}")


def _through(client: Client, sub: str, path: str = "/account/oidc/hospital/login/") -> str:
    """Goes to the provider, says there who it is, and comes back. Returns where that ends."""
    there = client.post(path)
    assert there.status_code == 302
    back = httpx.post(there.headers["Location"], data={"sub": sub})
    assert back.status_code == 302, back.text
    address = urlsplit(back.headers["location"])
    done = client.get(f"{address.path}?{address.query}")
    return str(done.headers.get("Location", done.content.decode()))


def test_a_stranger_of_the_institution_gets_an_account(settings: Settings, tmp_path: Path, provider: str) -> None:
    settings.OSLER = replace(settings.OSLER, signup="closed")
    _oidc(settings, tmp_path, provider, "trust_email = true")
    client = Client()
    page = client.get("/account/login/").content.decode()
    assert "Sign in with St Example" in page
    assert _through(client, "1") == "/"
    ada = User.objects.get()
    assert (ada.email, ada.name, ada.role) == ("ada@hospital.example", "Ada Lovelace", "reader")
    assert client.get("/settings/profile").status_code == 200
    again = Client()
    assert _through(again, "1") == "/"
    assert User.objects.count() == 1


def test_an_account_is_taken_over_only_where_the_provider_s_word_counts(
    settings: Settings, tmp_path: Path, provider: str
) -> None:
    ada = account("ada@hospital.example")
    _oidc(settings, tmp_path, provider)
    client = Client()
    _through(client, "1")
    assert client.get("/settings/profile").status_code == 302, "an untrusted provider opened somebody's account"
    _oidc(settings, tmp_path, provider, 'domains = ["hospital.example"]')
    trusted = Client()
    assert _through(trusted, "1") == "/"
    assert b"ada@hospital.example" in trusted.get("/account/email/").content
    assert User.objects.get() == ada


def test_a_trusted_domain_does_not_make_others_trusted(settings: Settings, tmp_path: Path, provider: str) -> None:
    account("eve@elsewhere.example")
    _oidc(settings, tmp_path, provider, 'domains = ["hospital.example"]')
    client = Client()
    _through(client, "2")
    assert client.get("/settings/profile").status_code == 302


def test_an_entry_may_be_for_people_with_an_account_only(settings: Settings, tmp_path: Path, provider: str) -> None:
    _oidc(settings, tmp_path, provider, "trust_email = true\nsignup = false")
    _through(Client(), "1")
    assert not User.objects.exists()
    account("ada@hospital.example")
    assert _through(Client(), "1") == "/"


def test_somebody_signed_in_connects_and_disconnects(settings: Settings, tmp_path: Path, provider: str) -> None:
    _oidc(settings, tmp_path, provider)
    client = signed_in(account("ada@elsewhere.example"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    _through(client, "1", "/account/oidc/hospital/login/?process=connect")
    assert "St Example" in client.get("/account/3rdparty/").content.decode()
    fresh = Client()
    assert _through(fresh, "1") == "/"
    assert b"ada@elsewhere.example" in fresh.get("/account/email/").content


def test_an_answer_nobody_asked_for_is_refused(settings: Settings, tmp_path: Path, provider: str) -> None:
    _oidc(settings, tmp_path, provider, "trust_email = true")
    client = Client()
    said = client.get("/account/oidc/hospital/login/callback/?code=abc&state=made-up")
    assert said.status_code in (401, 403)
    assert "Osler" in said.content.decode()
    assert not User.objects.exists()
    assert client.get("/account/oidc/nowhere/login/").status_code == 404


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[oidc]]\nid = 'a'", "name, server, client_id missing"),
        ("[oidc]\nid = 'a'", "two brackets"),
        ("[[ldap]]\nid = 'a'", "neither"),
        ("[[oidc]]\nid='A B'\nname='x'\nserver='https://x.example'\nclient_id='c'", "small letters"),
        ("[[oidc]]\nid='a'\nname='x'\nserver='x.example'\nclient_id='c'", "no address"),
        ("[[oidc]]\nid='a'\nname='x'\nserver='https://x.example'\nclient_id='c'\nsecrte='s'", "secrte"),
        ("[[saml]]\nid='a'\nname='x'\nentity_id='e'", "metadata_url"),
        ("[[oidc", "OSLER_SSO="),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "sso.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=re.escape(says)):
        sso.providers(str(path))


def test_forms_may_lead_to_the_providers_and_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "sso.toml"
    path.write_text(
        "[[oidc]]\nid='a'\nname='x'\nserver='https://x.example/realms/1'\nclient_id='c'\n"
        "origins=['https://login.x.example']\n"
    )
    assert sso.origins(sso.providers(str(path))) == ["https://login.x.example", "https://x.example"]
    assert sso.providers("") == {
        "openid_connect": {"APPS": [], "OAUTH_PKCE_ENABLED": True},
        "saml": {"APPS": []},
    }


# SAML


class Idp:
    """An institution's identity provider: a key, and assertions signed with it."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example.org")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()

    def toml(self) -> str:
        body = "".join(self.certificate.splitlines()[1:-1])
        return (
            '[[saml]]\nid = "university"\nname = "University"\nentity_id = "https://idp.example.org/saml"\n'
            f'sso_url = "https://idp.example.org/sso"\ncertificate = "{body}"\ntrust_email = true\n'
            '[saml.attributes]\nuid = "uid"\nemail = "mail"\nemail_verified = "confirmed"\n'
        )

    def answer(self, request_id: str, *, signed: bool = True, minutes: int = 5, audience: str = "") -> str:
        now = datetime.now(UTC)
        at, until = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (now, now + timedelta(minutes=minutes)))
        before = f"{now - timedelta(minutes=10):%Y-%m-%dT%H:%M:%SZ}"
        here = "http://localhost/account/saml/university"
        assertion = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
ID="_a1" Version="2.0" IssueInstant="{at}">
<saml:Issuer>https://idp.example.org/saml</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">p1</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{here}/acs/" InResponseTo="{request_id}"/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
<saml:Audience>{audience or f"{here}/metadata/"}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{at}"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
</saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="uid"><saml:AttributeValue>u-17</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="mail"><saml:AttributeValue>mary@university.example</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="confirmed"><saml:AttributeValue>true</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement>
</saml:Assertion>"""
        if signed:
            algorithms = {"sign_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}
            assertion = OneLogin_Saml2_Utils.add_sign(assertion, self.key, self.certificate, **algorithms).decode()
        response = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{at}" Destination="{here}/acs/"
InResponseTo="{request_id}">
<saml:Issuer>https://idp.example.org/saml</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{assertion}</samlp:Response>"""
        return base64.b64encode(response.encode()).decode()


@pytest.fixture
def idp(settings: Settings, tmp_path: Path) -> Idp:
    made = Idp()
    _configure(settings, tmp_path, made.toml())
    return made


def _asked(client: Client) -> str:
    """Starts signing in; the id of the request the institution would see."""
    there = client.post("/account/saml/university/login/", headers={"host": "localhost"})
    assert there.headers["Location"].startswith("https://idp.example.org/sso?SAMLRequest=")
    (packed,) = parse_qs(urlsplit(there.headers["Location"]).query)["SAMLRequest"]
    request = etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))
    return str(request.get("ID"))


def _told(client: Client, answer: str) -> int:
    host = {"host": "localhost"}
    posted = client.post("/account/saml/university/acs/", {"SAMLResponse": answer}, headers=host)
    assert posted.status_code == 302
    return client.get(posted.headers["Location"], headers=host).status_code


def test_saml_metadata_names_us(idp: Idp) -> None:
    said = Client().get("/account/saml/university/metadata/", headers={"host": "localhost"})
    tree = etree.fromstring(said.content)
    assert tree.get("entityID") == "http://localhost/account/saml/university/metadata/"
    assert b"/account/saml/university/acs/" in said.content


def test_a_signed_assertion_signs_in(idp: Idp) -> None:
    client = Client()
    assert _told(client, idp.answer(_asked(client))) == 302
    assert User.objects.get().email == "mary@university.example"
    assert client.get("/settings/profile").status_code == 200


@pytest.mark.parametrize("wrong", ["unsigned", "late", "for another", "other key", "changed"])
def test_an_assertion_that_is_not_for_us_now_is_refused(idp: Idp, wrong: str) -> None:
    client = Client()
    request = _asked(client)
    if wrong == "unsigned":
        answer = idp.answer(request, signed=False)
    elif wrong == "late":
        answer = idp.answer(request, minutes=-5)
    elif wrong == "for another":
        answer = idp.answer(request, audience="https://other.example/metadata")
    elif wrong == "other key":
        answer = Idp().answer(request)
    else:
        text = base64.b64decode(idp.answer(request)).replace(b"mary@", b"boss@")
        answer = base64.b64encode(text).decode()
    assert _told(client, answer) != 302
    assert not User.objects.exists()
    assert client.get("/settings/profile").status_code == 302


def test_an_assertion_answering_no_request_of_ours_is_refused(idp: Idp) -> None:
    client = Client()
    _told(client, idp.answer("_made-up"))
    assert not User.objects.exists()
