"""Every page of the account is Osler's own: none of allauth's shows through, none needs a script that stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth import urls as allauth_urls
from django.template import engines
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from osler.people.models import Role
from tests.desk.people import PASSWORD, account, signed_in
from tests.web.reading import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("client")]

# Answers to other programs, or addresses that lead on at once: tested where they work.
NO_PAGE = {
    "saml_acs",
    "saml_finish_acs",
    "saml_sls",
    "saml_metadata",
    "saml_login",
    "openid_connect_login",
    "openid_connect_callback",
    "mfa_login_webauthn",
    "mfa_download_recovery_codes",
}
ARGUMENTS: dict[str, list[object]] = {
    "account_confirm_email": ["no-such-key"],
    "account_reset_password_from_key": ["1", "no-key"],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns)
        elif each.name:
            yield each.name


NAMES = sorted(set(_names(allauth_urls.urlpatterns)) - NO_PAGE)


def _is_ours(content: bytes) -> None:
    tree = parsed(content)
    assert tree.xpath("//header[@class='top']"), content.decode()[:600]
    assert len(tree.xpath("//main//h1 | //h1")) == 1
    assert not tree.xpath("//script[not(@src)] | //style | //*[@style]")
    assert all(address.startswith("/") for address in tree.xpath("//script/@src | //link[@rel='stylesheet']/@href"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for field in tree.xpath("//main//input[not(@type='hidden') and not(@hidden)] | //main//select | //main//textarea"):
        labelled = field.xpath("ancestor::label") or field.get("aria-label")
        assert labelled or tree.xpath(f"//label[@for='{field.get('id')}']"), f"no label: {dict(field.attrib)}"


def test_the_walk_meets_the_whole_account() -> None:
    assert len(NAMES) > 25
    assert {"account_login", "mfa_index", "usersessions_list", "socialaccount_connections"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["outsider", "reader"])
def test_every_page_is_ours(name: str, who: str) -> None:
    client = Client() if who == "outsider" else signed_in(account())
    seen = client.get(reverse(name, args=ARGUMENTS.get(name, [])), follow=True)
    assert seen.status_code in (200, 401, 403, 404), name
    _is_ours(seen.content)


def test_every_template_of_allauth_has_one_of_ours_before_it() -> None:
    """Also those that are shown only once in a while."""
    folder = Path(allauth_urls.__file__).parent / "templates"
    unused = re.compile(r"base|/snippets/|allauth/|openid/|idp/|signup_by_passkey|webauthn/signup_form")
    jinja2 = engines["jinja2"].env  # type: ignore[attr-defined]
    ours = set(jinja2.list_templates())
    theirs = {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    mails = {str(path.relative_to(folder)) for path in folder.rglob("email/*.txt")}
    assert not {name for name in theirs | mails if not unused.search(name)} - ours


@pytest.mark.parametrize(
    "path",
    [
        "/settings/profile",
        "/privacy",
        "/privacy/delete",
        "/terms",
        "/privacy-notice",
        "/settings/people",
        "/settings/texts",
    ],
)
def test_pages_of_the_desk_are_whole(path: str) -> None:
    client = signed_in(account(role=Role.ADMINISTRATOR))
    seen = client.get(path)
    if path == "/privacy/delete":
        assert seen.status_code == 302  # asked again who this is
        assert seen.headers["Location"].startswith("/account/reauthenticate/")
        return
    assert seen.status_code == 200
    _is_ours(seen.content)


def test_a_reader_signs_up_out_and_in_again() -> None:
    client = Client()
    joined = client.post("/account/signup/", {"email": "New@Example.org", "password1": PASSWORD}, follow=False)
    assert joined.status_code == 302
    assert b"new@example.org" in client.get("/account/email/").content
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/account/email/").status_code == 302
    wrong = client.post("/account/login/", {"login": "new@example.org", "password": "something else"})
    assert "not correct" in wrong.content.decode()
    assert client.post("/account/login/", {"login": "new@example.org", "password": PASSWORD}).status_code == 302
    assert client.get("/account/email/").status_code == 200


def test_a_taken_address_is_not_told_to_strangers_where_mail_can_tell_its_owner() -> None:
    account("ada@example.org")
    seen = Client().post("/account/signup/", {"email": "ada@example.org", "password1": PASSWORD})
    assert seen.status_code in (200, 302)


def test_a_weak_password_is_refused_beside_its_field() -> None:
    seen = Client().post("/account/signup/", {"email": "new@example.org", "password1": "password"})
    assert seen.status_code == 200
    field = parsed(seen.content).get_element_by_id("id_password1")
    assert field.get("aria-invalid") == "true"
    assert "id_password1_error" in str(field.get("aria-describedby"))


def test_sign_in_is_throttled_for_one_address_in_all_workers() -> None:
    account("ada@example.org")
    for _ in range(5):
        Client().post("/account/login/", {"login": "ada@example.org", "password": "wrong wrong wrong"})
    said = Client().post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert said.status_code in (200, 429)
    assert "Too many" in said.content.decode()


def test_other_devices_are_listed_and_can_be_signed_out() -> None:
    ada, bea = account("ada@example.org"), account("bea@example.org")
    here, there, colleague = signed_in(ada), signed_in(ada), signed_in(bea)
    tree = parsed(here.get("/account/sessions/").content)
    ends = tree.xpath("//form[contains(@action, '/end')]/@action")
    assert len(ends) == 1
    assert Client().post(ends[0]).status_code == 302
    assert colleague.post(ends[0]).status_code == 404
    assert there.get("/settings/profile").status_code == 200
    assert here.post(ends[0]).status_code == 302
    assert there.get("/settings/profile").status_code == 302
    assert here.get("/settings/profile").status_code == 200
