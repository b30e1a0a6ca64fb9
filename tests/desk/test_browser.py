"""Accounts and the phone app in Chromium: private, accessible, whole without a network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from osler import web
from tests.desk.people import PASSWORD
from tests.web import papers
from tests.web.chromium import Watch, browser, check_sound, new_context
from tests.web.server import Served, free_port, served

__all__ = ["browser"]
pytestmark = pytest.mark.browser

OPEN = ["/account/login/", "/account/signup/", "/account/password/reset/", "/terms", "/privacy-notice", "/offline"]
MINE = [
    "/settings/profile",
    "/privacy",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/sessions/",
    "/",
    f"/article/{papers.RICH}",
]


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The made-up mirror with a library of its own, under a name browsers take for safe."""
    own = tmp_path_factory.mktemp("site")
    shutil.copytree(home, own, dirs_exist_ok=True)
    with served(own) as running:
        yield Served(running.url.replace("127.0.0.1", "localhost"), running.process)


def _sign_up(page: Page, site: Served, email: str) -> None:
    page.goto(f"{site.url}/account/signup/")
    page.fill("#id_email", email)
    page.fill("#id_password1", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{site.url}/")


@pytest.mark.slow
@pytest.mark.parametrize(("size", "dark"), [((320, 640), False), ((1280, 800), True)], ids=["phone", "desktop"])
def test_every_page_is_accessible_private_and_quiet(
    browser: Browser, site: Served, size: tuple[int, int], dark: bool
) -> None:
    context = new_context(browser, size, dark=dark)
    watch, page = Watch(context, site.url), context.new_page()
    for path in OPEN:
        page.goto(site.url + path)
        check_sound(page, path)
    _sign_up(page, site, f"{size[0]}@example.org")
    for path in MINE:
        page.goto(site.url + path)
        check_sound(page, path)
    page.click(".me")
    check_sound(page, "the menu")
    watch.check_quiet()
    context.close()


def test_no_cookie_before_signing_in_but_the_one_of_forms(browser: Browser, site: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    for path in ("/", "/search?q=gonioscopy", f"/article/{papers.RICH}", "/about", "/terms", "/privacy-notice"):
        page.goto(site.url + path)
    assert context.cookies() == []
    page.goto(f"{site.url}/account/login/")
    assert {cookie["name"] for cookie in context.cookies()} <= {"csrftoken"}
    context.close()


def test_a_passkey_signs_in(browser: Browser, site: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    _sign_up(page, site, "passkey@example.org")
    page.goto(f"{site.url}/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("#id_password", PASSWORD)
        page.click("main button.primary")
    page.fill("#id_name", "This test")
    page.check("#id_passwordless")
    page.click("main button.primary")
    page.wait_for_url("**/recovery-codes/**")
    expect(page.locator(".codes li")).to_have_count(10)
    page.click(".me")
    page.click(".menu .leave")
    page.wait_for_url(f"{site.url}/")
    page.goto(f"{site.url}/account/login/")
    page.click("text=Sign in with a passkey")
    page.wait_for_url(f"{site.url}/")
    page.goto(f"{site.url}/account/2fa/webauthn/")
    assert page.locator("text=This test").count() == 1
    context.close()


def test_the_phone_app_works_without_a_network(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 760})
    page = context.new_page()
    _sign_up(page, site, "train@example.org")
    article = f"{site.url}/article/{papers.RICH}"
    page.goto(article)
    page.locator(".acts-bar [id^=save-]").first.click()
    page.locator(".acts-bar [id^=save-][aria-pressed=true]").first.wait_for()
    page.goto(article)
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    _held(page, f"/article/{papers.RICH}")

    context.set_offline(True)
    page.goto(article)
    assert "zorbimab" in page.locator("h1").inner_text()
    page.locator(".app-bar:not([hidden])").wait_for()
    expect(page.locator(".app-bar")).to_contain_text("No network")
    page.goto(f"{site.url}/article/{papers.BARE}")
    assert page.locator("h1").inner_text() == "No network"

    page.goto(article)
    page.locator(".acts-bar [id^=like-]").first.click()
    page.locator(".acts-bar [id^=like-][aria-pressed=true]").first.wait_for()
    page.locator("text=1 change waits").wait_for()
    page.locator(".acts-bar [id^=dislike-]").first.click()
    page.locator("text=2 changes wait").wait_for()

    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".app-bar[hidden]").wait_for(state="attached")
    page.goto(article)
    assert page.locator(".acts-bar [id^=dislike-]").first.get_attribute("aria-pressed") == "true", "sent in order"

    page.evaluate("sessionStorage.setItem('chosen', '[\"1001\"]')")
    page.click(".me")
    page.click(".menu .leave")
    page.wait_for_url(f"{site.url}/")
    assert page.evaluate("sessionStorage.getItem('chosen')") is None
    texts = page.evaluate(
        "(async () => { let all = ''; for (const n of await caches.keys()) for (const r of await (await"
        " caches.open(n)).keys()) all += await (await caches.match(r)).text(); return all })()"
    )
    assert "train@example.org" not in texts
    assert "zorbimab" not in texts
    context.close()


def _held(page: Page, *paths: str) -> None:
    """Waits until the phone holds these pages: several are fetched at once, in no order."""
    for path in paths:
        page.wait_for_function(f"caches.match('{path}').then(Boolean)", timeout=60_000)


def _note(browser: Browser, site: Served, email: str) -> tuple[BrowserContext, Page, str]:
    """A reader with one saved paper whose note page their phone holds: (browser, page, the page's address)."""
    context = browser.new_context(viewport={"width": 360, "height": 760})
    page = context.new_page()
    _sign_up(page, site, email)
    page.goto(f"{site.url}/article/{papers.RICH}")
    page.locator(".acts-bar [id^=save-]").first.click()
    page.locator(".acts-bar [id^=save-][aria-pressed=true]").first.wait_for()
    page.goto(f"{site.url}/saved")
    address = page.locator("a.act[href*='/papers/']").first.get_attribute("href") or ""
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    _held(page, address, f"/article/{papers.RICH}")
    return context, page, site.url + address


def test_a_note_written_without_a_network_is_sent_later_in_its_turn(browser: Browser, site: Served) -> None:
    context, page, address = _note(browser, site, "note@example.org")
    context.set_offline(True)
    page.goto(f"{site.url}/article/{papers.RICH}")
    page.locator(".acts-bar [id^=like-]").first.click()
    page.locator("text=1 change waits").wait_for()
    page.goto(address)
    for words in ("First thought", "Second *thought*"):
        page.fill("#note", words)
        page.fill("#tags", "train")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("It waits to be sent.").wait_for()
        assert page.input_value("#note") == words
    page.locator("text=2 changes wait").wait_for()
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".app-bar[hidden]").wait_for(state="attached")
    page.goto(address)
    assert page.input_value("#note") == "Second *thought*"
    assert page.input_value("#tags") == "train"
    assert page.locator(".told").count() == 0
    page.goto(f"{site.url}/article/{papers.RICH}")
    assert page.locator(".acts-bar [id^=like-]").first.get_attribute("aria-pressed") == "true"
    context.close()


def test_follows_read_marks_and_bulk_acts_wait_for_the_network(browser: Browser, site: Served) -> None:
    context, page, address = _note(browser, site, "bulk@example.org")
    shelf = address[: address.index("/papers/")]
    row = page.locator(".kept")
    _held(page, shelf)
    context.set_offline(True)
    page.goto(shelf)
    row.get_by_role("button", name="Read").click()
    page.locator("text=1 change waits").wait_for()
    page.locator(".kept.is-read button[aria-pressed=true][name=do]").wait_for()
    row.get_by_role("checkbox").check()
    page.fill("#bulk [name=tag]", "train")
    page.get_by_role("button", name="Add tag").click()
    page.locator("text=2 changes wait").wait_for()
    page.goto(f"{site.url}/article/{papers.RICH}")
    follow = page.locator("button[name=follow]").first
    follow.click()
    page.locator("text=3 changes wait").wait_for()
    page.locator("button[name=follow][aria-pressed=true]").first.wait_for()
    page.goto(shelf)
    page.locator(".kept.is-read").wait_for()
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".app-bar[hidden]").wait_for(state="attached")
    page.goto(shelf)
    page.locator(".kept.is-read").wait_for()
    expect(row.locator(".tags")).to_have_text("train")
    page.goto(f"{site.url}/article/{papers.RICH}")
    expect(follow).to_have_attribute("aria-pressed", "true")
    _held(page, shelf)
    context.set_offline(True)
    page.goto(shelf)
    assert row.locator(".tags").inner_text() == "train", "what is held was fetched anew"
    context.close()


def test_a_note_that_met_another_change_is_not_lost(browser: Browser, site: Served) -> None:
    context, page, address = _note(browser, site, "met@example.org")
    context.set_offline(True)
    page.goto(address)
    page.fill("#note", "Written on the train")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It waits to be sent.").wait_for()
    other = browser.new_context()
    desk = other.new_page()
    desk.goto(f"{site.url}/account/login/")
    desk.fill("input[name=login]", "met@example.org")
    desk.fill("input[name=password]", PASSWORD)
    desk.press("input[name=password]", "Enter")
    desk.wait_for_url(f"{site.url}/")
    desk.goto(address)
    desk.fill("#note", "Written at the desk")
    desk.get_by_role("button", name="Save").click()
    desk.wait_for_url("**/collections/**")
    other.close()
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("met another change").wait_for()
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="See both").click()
    page.locator(".as-typed").wait_for()
    expect(page.locator(".as-typed")).to_have_text("Written at the desk")
    assert page.input_value("#note") == "Written on the train"
    check_sound(page, "a note that met another")
    page.fill("#note", "Both")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/collections/**")
    page.goto(address)
    page.locator(".app-bar[hidden]").wait_for(state="attached")
    assert page.input_value("#note") == "Both"
    assert page.locator(".as-typed").count() == 0
    context.close()


def test_a_paper_shared_from_another_app_opens_here(browser: Browser, site: Served) -> None:
    """What Chromium itself read in the manifest says where a share goes."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.url)
    told = context.new_cdp_session(page).send("Page.getAppManifest")
    assert told["errors"] == []
    target = json.loads(told["data"])["share_target"]
    params = target["params"]
    assert target["method"] == "GET"
    for shared in (
        {params["url"]: f"https://pubmed.ncbi.nlm.nih.gov/{papers.RICH}/"},
        {params["title"]: "A paper", params["text"]: "Read this https://doi.org/10.5555/synth.2020.101 today"},
    ):
        page.goto(f"{site.url}{target['action']}?{urlencode(shared)}")
        page.wait_for_url(f"{site.url}/article/{papers.RICH}")
    page.goto(f"{site.url}{target['action']}?{urlencode({params['text']: 'gonioscopy'})}")
    page.wait_for_url("**/search?q=gonioscopy")
    context.close()


def test_a_new_version_is_offered_and_taken(browser: Browser, home: Path, tmp_path: Path) -> None:
    """The software changes under an open page, as by an update and a restart."""
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    port = str(free_port())
    url = f"http://localhost:{port}"
    part = Path(web.__file__).parent / "static" / "web" / "js" / "theme.js"
    before = part.stat()
    context = browser.new_context()
    page = context.new_page()
    try:
        with served(tmp_path, "--port", port) as running:
            _sign_up(page, Served(url, running.process), "version@example.org")
            page.evaluate("navigator.serviceWorker.ready")
            page.reload()
            page.wait_for_function("navigator.serviceWorker.controller")
            first = page.evaluate("caches.keys().then(names => names.filter(name => name.startsWith('static-')))")
        os.utime(part, ns=(before.st_atime_ns, time.time_ns()))
        with served(tmp_path, "--port", port):
            page.evaluate("navigator.serviceWorker.getRegistration().then(each => each.update())")
            button = page.get_by_role("button", name="A new version is here: reload")
            button.wait_for()
            check_sound(page, "the offer of a new version")
            with page.expect_navigation():
                button.click()
            page.wait_for_function("navigator.serviceWorker.controller")
            page.locator(".app-bar[hidden]").wait_for(state="attached")
            page.wait_for_function(f"caches.keys().then(names => !names.includes('{first[0]}'))")
    finally:
        os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
    context.close()


def _code(secret: str, *, ahead: int = 0) -> str:
    """RFC 6238 with its defaults: SHA-1, 30 seconds, six digits."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.new(base64.b32decode(padded), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_code_from_an_app_is_the_second_step(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 760})
    page = context.new_page()
    _sign_up(page, site, "totp@example.org")
    page.goto(f"{site.url}/account/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.fill("#id_password", PASSWORD)
        page.click("main button.primary")
    page.locator("#id_code").wait_for()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.locator("main").inner_text() + page.content())
    assert secret
    check_sound(page, "enrolling an authenticator app")
    page.fill("#id_code", "000000")
    page.click("main button.primary")
    page.locator("#id_code_error").wait_for()
    page.fill("#id_code", _code(secret[0]))
    page.click("main button.primary")
    page.wait_for_url("**/recovery-codes/**")
    recovery = page.locator(".codes li").first.inner_text()
    for answer in (None, recovery):
        page.click(".me")
        page.click(".menu .leave")
        page.wait_for_url(f"{site.url}/")
        page.goto(f"{site.url}/account/login/")
        page.fill("input[name=login]", "totp@example.org")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/2fa/authenticate/**")
        check_sound(page, "asking for the code")
        page.fill("#id_code", "123456")
        page.click("main button.primary")
        page.locator("#id_code_error").wait_for()
        if answer is None:  # a code is good once: that of enrolling is spent
            page.wait_for_timeout((30 - time.time() % 30) * 1000 + 200)
        page.fill("#id_code", answer or _code(secret[0]))
        page.click("main button.primary")
        page.wait_for_url(f"{site.url}/")
    context.close()


def test_keys_like_and_save_the_paper_at_hand(browser: Browser, site: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    _sign_up(page, site, "keys@example.org")
    page.goto(f"{site.url}/search?q=gonioscopy")
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.locator("[data-paper] .acts-bar [id^=like-][aria-pressed=true]").first.wait_for()
    page.goto(f"{site.url}/article/{papers.RICH}")
    page.keyboard.press("s")
    page.locator(".acts-bar [id^=save-][aria-pressed=true]").first.wait_for()
    context.close()
