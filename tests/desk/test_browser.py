"""Accounts and the phone app in Chromium: private, accessible, whole without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.desk.people import PASSWORD
from tests.web import papers
from tests.web.server import Served, served

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
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
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The made-up mirror with a library of its own, under a name browsers take for safe."""
    own = tmp_path_factory.mktemp("site")
    shutil.copytree(home, own, dirs_exist_ok=True)
    with served(own) as running:
        yield Served(running.url.replace("127.0.0.1", "localhost"), running.process)


class Watch:
    """What a page asked for and complained of."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda each: None if each.url.startswith(own) else self.foreign.append(each.url))
        context.on("console", lambda each: self._hear(each.type, each.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(text)


def _sign_up(page: Page, site: Served, email: str) -> None:
    page.goto(f"{site.url}/account/signup/")
    page.fill("#id_email", email)
    page.fill("#id_password1", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{site.url}/")


def _sound(page: Page, path: str) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
    sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert sideways <= 0, f"{path} scrolls sideways by {sideways} px"


@pytest.mark.slow
@pytest.mark.parametrize(("size", "dark"), [((320, 640), False), ((1280, 800), True)], ids=["phone", "desktop"])
def test_every_page_is_accessible_private_and_quiet(
    browser: Browser, site: Served, size: tuple[int, int], dark: bool
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    watch, page = Watch(context, site.url), context.new_page()
    for path in OPEN:
        page.goto(site.url + path)
        _sound(page, path)
    _sign_up(page, site, f"{size[0]}@example.org")
    for path in MINE:
        page.goto(site.url + path)
        _sound(page, path)
    page.click(".me")
    _sound(page, "the menu")
    assert watch.foreign == []
    assert watch.complaints == []
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
    assert page.locator(".codes li").count() == 10
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
    held = page.locator("html[data-held]:not([data-held='0']):not([data-held='1'])")
    held.wait_for(state="attached", timeout=30_000)

    context.set_offline(True)
    page.goto(article)
    assert "zorbimab" in page.locator("h1").inner_text()
    page.locator(".app-bar:not([hidden])").wait_for()
    assert "No network" in page.locator(".app-bar").inner_text()
    page.goto(f"{site.url}/article/{papers.BARE}")
    assert page.locator("h1").inner_text() == "No network"

    page.goto(article)
    page.locator(".acts-bar [id^=like-]").first.click()
    page.locator(".acts-bar [id^=like-][aria-pressed=true]").first.wait_for()
    page.locator("text=1 tap waits").wait_for()
    page.locator(".acts-bar [id^=dislike-]").first.click()
    page.locator("text=2 taps wait").wait_for()

    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".app-bar[hidden]").wait_for(state="attached")
    page.goto(article)
    assert page.locator(".acts-bar [id^=dislike-]").first.get_attribute("aria-pressed") == "true", "sent in order"

    page.click(".me")
    page.click(".menu .leave")
    page.wait_for_url(f"{site.url}/")
    texts = page.evaluate(
        "(async () => { let all = ''; for (const n of await caches.keys()) for (const r of await (await"
        " caches.open(n)).keys()) all += await (await caches.match(r)).text(); return all })()"
    )
    assert "train@example.org" not in texts
    assert "zorbimab" not in texts
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
