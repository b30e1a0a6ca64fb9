"""Learning in Chromium: a hidden tab counts zero, drafts save themselves, pages are accessible and fit a phone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web import papers
from tests.web.chromium import Watch, browser, check_sound
from tests.web.server import Served, served

__all__ = ["browser"]
pytestmark = pytest.mark.browser

ADDRESS, PHRASE = "reader@example.org", "a long enough phrase"
PAPER = f"/article/{papers.RICH}"
SEED = f"""
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "osler.project.settings"
django.setup()
from datetime import UTC, datetime, timedelta
from osler.club import queries, services as clubs
from osler.learning import certificates, services
from osler.learning.rules import Content
from osler.people.models import Role, User
user = User.objects.create_user("{ADDRESS}", "{PHRASE}", name="Jane Doe", role=Role.ADMINISTRATOR)
now = datetime.now(UTC)
for n in range(3):
    at = now - timedelta(days=n)
    made = services.start_by_hand(user, f"Question {{n}}?", at, minutes=30, papers=[(101, "A paper")])
    claim = services.open_claim(user, made.key, "ama-pra-2")
    said = Content(scheme="ama-pra-2", question="Why?", sources=(101,), learned="Much.", minutes=30)
    claim = services.save_draft(claim, said, [], edits=0)
    if n:
        services.submit(claim)
year = now.year
made = certificates.issue(user, now.date().replace(month=1, day=1), now.date().replace(month=12, day=31))
club = clubs.found(user, "A club")
there = clubs.schedule(queries.member(user, club.key), starts_at=now - timedelta(days=1), minutes=60, place="Here",
    pmid=101, title="A paper", questions="Why?")
clubs.comment(user, there, "So.")
clubs.rate(user, 101, 5, 5)
pages = ["/learning", "/learning/new", "/learning/settings", "/learning/schemes", "/learning/transcript",
    "/learning/certificates", f"/learning/certificates/{{made.pk}}", f"/verify/{{made.code}}",
    f"/learning/activities/{{claim.activity.key}}", f"/learning/claims/{{claim.key}}",
    "/learning/provider", "/learning/provider/log", "/learning/provider/ama-pra-1-point-of-care",
    "/clubs", f"/clubs/{{club.key}}", f"/clubs/meetings/{{there.key}}", f"/clubs/{{club.key}}/schedule"]
draft = user.claims.get(state="draft")
print(" ".join([f"/learning/claims/{{draft.key}}", *pages]))
"""


@pytest.fixture(scope="module")
def own_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with a library of its own."""
    copy = tmp_path_factory.mktemp("learning") / "home"
    shutil.copytree(home, copy)
    return copy


@pytest.fixture(scope="module")
def server(own_home: Path) -> Iterator[Served]:
    with served(own_home) as running:
        yield running


@pytest.fixture(scope="module")
def pages(server: Served, own_home: Path) -> list[str]:
    """Addresses of every page, a draft's first, for an account made in the running library."""
    environ = {**os.environ, "OSLER_HOME": str(own_home)}
    done = subprocess.run([sys.executable, "-c", SEED], env=environ, check=True, capture_output=True, text=True)
    return done.stdout.split()


@pytest.fixture(scope="module")
def state(browser: Browser, server: Served, pages: list[str]) -> object:
    """The cookies of a signed-in reader."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/account/login/")
    page.fill("input[name=login]", ADDRESS)
    page.fill("input[name=password]", PHRASE)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{server.url}/")
    kept = context.storage_state()
    context.close()
    return kept


def _signed_in(browser: Browser, state: object, width: int = 1280, *, dark: bool = False) -> BrowserContext:
    return browser.new_context(
        storage_state=state,  # type: ignore[arg-type]
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
    )


def _read_ms(home: Path, pmid: int) -> int:
    with closing(sqlite3.connect(home / "library.sqlite3")) as library:
        rows = library.execute(
            "SELECT s.read_ms FROM learning_source s JOIN learning_activity a ON a.id = s.activity_id "
            "WHERE s.pmid = ? AND a.kind = 'search'",
            [pmid],
        ).fetchall()
    return sum(ms for (ms,) in rows)


def _hide(page: Page) -> None:
    """As the browser tells a page that another tab stands in front of it: what it sees and the event it gets."""
    page.evaluate(
        """() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    )


def test_a_page_that_is_read_counts_and_a_hidden_one_counts_zero(
    browser: Browser, server: Served, own_home: Path, state: object
) -> None:
    context = _signed_in(browser, state)
    page = context.new_page()
    begun = time.monotonic()
    page.goto(server.url + PAPER)
    page.bring_to_front()
    page.wait_for_selector("reading-clock", state="attached")
    page.wait_for_timeout(4_000)
    with page.expect_response("**/learning/beat"):
        _hide(page)
    shown = _read_ms(own_home, papers.RICH)
    assert 2_500 <= shown <= 1000 * (time.monotonic() - begun)
    page.wait_for_timeout(20_000)
    page.close(run_before_unload=True)
    time.sleep(0.5)
    assert _read_ms(own_home, papers.RICH) == shown, "twenty hidden seconds are no second"
    context.close()


def test_a_page_without_focus_counts_zero(browser: Browser, server: Served, own_home: Path, state: object) -> None:
    context = _signed_in(browser, state)
    page = context.new_page()
    page.add_init_script("document.hasFocus = () => false")
    page.goto(f"{server.url}/article/{papers.BOOK}")
    page.wait_for_timeout(17_000)
    assert _read_ms(own_home, papers.BOOK) == 0
    context.close()


def test_a_draft_is_saved_while_it_is_typed(browser: Browser, server: Served, pages: list[str], state: object) -> None:
    context = _signed_in(browser, state)
    page = context.new_page()
    page.goto(server.url + pages[0])
    page.fill("textarea[name=learned]", "What I typed.")
    page.locator("[data-saved]", has_text="Draft saved at").wait_for()
    with page.expect_response("**/learning/claims/*") as again:
        page.fill("textarea[name=learned]", "What I typed next.")
    assert again.value.ok
    page.reload()
    assert page.input_value("textarea[name=learned]") == "What I typed next."
    context.close()


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1280, False), (1280, True)])
def test_every_page_is_accessible_and_fits(
    browser: Browser, server: Served, pages: list[str], state: object, width: int, dark: bool
) -> None:
    context = _signed_in(browser, state, width, dark=dark)
    page, watch = context.new_page(), Watch(context, server.url)
    for path in pages if width == 360 and not dark else pages[::3]:
        page.goto(server.url + path)
        check_sound(page, path)
    watch.check_quiet()
    context.close()
