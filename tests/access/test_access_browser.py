"""The ways and the librarian's pages in Chromium: accessible, private, working with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from osler.institutions.models import Institution, Outcome
from osler.people.models import User
from tests.web.chromium import browser, check_sound, new_context
from tests.web.papers import RICH

from .conftest import signed_in

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def _async_is_fine() -> Iterator[None]:
    """Playwright runs a loop in this thread; nothing of Django's runs in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def _cookie(client: Client, server: LiveServer) -> dict[str, str]:
    return {"name": "osler", "value": client.cookies["osler"].value, "url": server.url}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible(
    browser: Browser,
    live_server: LiveServer,
    client: Client,
    infirmary: Institution,
    librarian: User,
    width: int,
    dark: bool,
) -> None:
    signed_in(client, librarian)
    context = new_context(browser, (width, 800), dark=dark)
    context.add_cookies([_cookie(client, live_server)])  # type: ignore[list-item]
    page = context.new_page()
    slug, file = infirmary.slug, infirmary.files.get().pk
    for path in (
        f"/article/{RICH}",
        f"/article/{RICH}/ways",
        "/institutions",
        "/librarian",
        f"/librarian/{slug}",
        f"/librarian/{slug}/links?pmids={RICH}",
        f"/librarian/{slug}/holdings/{file}",
    ):
        page.goto(live_server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        check_sound(page, path)
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_outcome_is_one_tap(
    browser: Browser, live_server: LiveServer, client: Client, reader: User, scripts: bool
) -> None:
    signed_in(client, reader)
    context = browser.new_context(java_script_enabled=scripts)
    context.add_cookies([_cookie(client, live_server)])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{live_server.url}/article/{RICH}/ways" if not scripts else f"{live_server.url}/search?q=zorbimab")
    if scripts:
        page.click(".reach .more")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.click("button:has-text('It worked') >> nth=0")
    if scripts:
        page.wait_for_selector(".ways .said")
    assert Outcome.objects.get().met == "worked"
    context.close()
