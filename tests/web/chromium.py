"""Chromium for tests, and what every page must be: accessible, within its width, private and quiet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PHONE, DESKTOP = (360, 760), (1440, 900)
_PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if _PROGRAM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_PROGRAM, args=_ARGUMENTS)
        yield browser
        browser.close()


def new_context(
    browser: Browser, size: tuple[int, int] = DESKTOP, *, dark: bool = False, js: bool = True
) -> BrowserContext:
    return browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=js,
    )


def check_sound(page: Page, what: str = "") -> None:
    """axe finds nothing, and nothing sticks out sideways. `what` names the state in a failure, else its address."""
    found = Axe().run(page, options=_RULES)
    assert found.violations_count == 0, f"{what or page.url}\n{found.generate_report()}"
    sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert sideways <= 0, f"{what or page.url} scrolls sideways by {sideways} px"


class Watch:
    """What the pages of a context ask for elsewhere, and complain of."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda each: None if each.url.startswith(own) else self.foreign.append(each.url))
        context.on("console", lambda each: self._hear(each.type, each.text))
        context.on("weberror", lambda each: self.complaints.append(str(each.error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(text)

    def check_quiet(self) -> None:
        assert self.foreign == []
        assert self.complaints == []
