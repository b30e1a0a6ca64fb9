"""The feed with papers in it, in Chromium: accessible, private, light."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, expect

from tests.web.chromium import DESKTOP, PHONE, Watch, browser, check_sound, new_context
from tests.web.server import Served, filled

__all__ = ["browser"]
pytestmark = pytest.mark.browser

PASSWORD = "a long enough phrase"
LIMIT = 60_000  # bytes as served
FILL = f"""
import django; django.setup()
from osler.desk.feed_mirror import for_feed
from osler.follows import services
from osler.follows.models import Kind, Mute
from osler.library.services import keep, react
from osler.people import services as people
ada = people.add("ada@example.org", "{PASSWORD}", name="Ada")
services.follow(ada, Kind.SEARCH, "gonioscopy")
services.follow(ada, Kind.JOURNAL, "Alpha J")
services.choose(ada, answered=True)
services.make_token(ada)
services.mute(ada, "Gamma J")
services.mute(ada, "News", Mute.What.TYPE)
services.fewer(ada, 1150, "A paper of which fewer are wished")
keep(for_feed().engine, [1000, 1001])
react(ada, 1000, 1)
react(ada, 1001, -1)
"""


@pytest.fixture(scope="module")
def desk(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with filled(home, tmp_path_factory.mktemp("feed"), FILL) as running:
        yield running


@pytest.fixture(scope="module")
def session(browser: Browser, desk: Served) -> StorageState:
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(f"{desk.url}/account/login/")
    page.fill("input[name=login]", "ada@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{desk.url}/")
    state = context.storage_state()
    context.close()
    return state


def _reader(
    browser: Browser, session: StorageState, size: tuple[int, int], *, dark: bool = False, app: bool = True
) -> BrowserContext:
    width, height = size
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        storage_state=session,
        service_workers="allow" if app else "block",
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_feed_is_accessible_private_and_quiet(
    browser: Browser, desk: Served, session: StorageState, size: tuple[int, int], dark: bool
) -> None:
    context = _reader(browser, session, size, dark=dark)
    page = context.new_page()
    watch = Watch(context, desk.url)
    for path in ("/feed", "/follows", "/feed/less/1010"):
        page.goto(desk.url + path)
        if path == "/feed":
            assert page.locator("li.kept").count() > 15
            page.locator(".less-of").first.click()
            page.locator(".less button").first.wait_for()
        check_sound(page, path)
    watch.check_quiet()
    context.close()


def test_a_first_view_weighs_little(browser: Browser, desk: Served, session: StorageState) -> None:
    """Everything but fonts and images, heads and bodies as they came over the wire, into an empty cache; not what the
    service worker fetches afterwards, for when there is no network."""
    context = _reader(browser, session, PHONE, app=False)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weights: dict[str, float] = {}

    def begun(told: dict[str, Any]) -> None:
        kinds[told["requestId"]] = told["type"]

    def ended(told: dict[str, Any]) -> None:
        weights[told["requestId"]] = told["encodedDataLength"]

    wire.on("Network.responseReceived", begun)
    wire.on("Network.loadingFinished", ended)
    wire.send("Network.enable")
    page.goto(f"{desk.url}/feed", wait_until="networkidle")
    assert page.locator("li.kept").count() > 15
    counted = {each: weight for each, weight in weights.items() if kinds.get(each) not in ("Image", "Font")}
    assert {"Document", "Stylesheet", "Script"} <= {kinds[each] for each in counted if each in kinds}
    total = sum(counted.values())
    parts = {kind: sum(w for each, w in counted.items() if kinds.get(each) == kind) for kind in set(kinds.values())}
    assert 10_000 < total < LIMIT, parts
    print(parts)
    context.close()


def test_less_of_that_is_said_and_undone_in_place(browser: Browser, desk: Served, session: StorageState) -> None:
    context = _reader(browser, session, PHONE)
    page = context.new_page()
    page.goto(f"{desk.url}/feed")
    item = page.locator("li.kept").first
    pmid = item.get_attribute("data-paper")
    item.locator(".less-of").click()
    item.get_by_role("button", name="Fewer like this").click()
    expect(page.locator(f"#item-{pmid}")).to_contain_text("From now on fewer papers like this one.")
    page.locator(f"#item-{pmid}").get_by_role("button", name="Undo").click()
    expect(page.locator(f"#item-{pmid} h3")).to_be_visible()
    context.close()


def test_a_heading_is_followed_and_unfollowed_in_place(browser: Browser, desk: Served, session: StorageState) -> None:
    context = _reader(browser, session, PHONE)
    page = context.new_page()
    page.goto(f"{desk.url}/article/101")
    button = page.get_by_role("button", name="Follow Scleroderma, Systemic")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    context.close()
