"""The desk in Chromium: accessible, private, whole without scripts; a second tap is the first one's echo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web import papers
from tests.web.chromium import DESKTOP, PHONE, Watch, browser, check_sound, new_context
from tests.web.server import Served, filled

__all__ = ["browser"]
pytestmark = pytest.mark.browser

PASSWORD = "a long enough phrase"
FILL = f"""
import django; django.setup()
from osler.library import queries, services
from osler.people import services as people
from osler.web import mirror
ada = people.add("ada@example.org", "{PASSWORD}", name="Ada")
people.add("ben@example.org", "{PASSWORD}")
engine = mirror.engine()
services.keep(engine, range(1000, 1010))
club = services.default_collection(ada)
services.add(club, ada, range(1000, 1010))
access = queries.access(ada, club.pk)
row = queries.saved_page(club, ada, queries.Wanted()).rows[0]
services.set_tags(access, row.id, ["journal club"])
services.write_note(access, row.id, "Worth *reading*", version=0)
services.share(access, "ben@example.org", can_write=True)
services.make_link(access)
services.react(ada, 1000, 1)
services.react(ada, {papers.RETRACTED}, 1)
services.opened(ada, 1000)
"""


@pytest.fixture(scope="module")
def desk(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`osler serve` on the made-up mirror, with a library of its own."""
    with filled(home, tmp_path_factory.mktemp("desk"), FILL) as running:
        yield running


def _signed_in(
    browser: Browser, desk: Served, size: tuple[int, int] = DESKTOP, **more: bool
) -> tuple[BrowserContext, Page]:
    context = new_context(browser, size, **more)
    page = context.new_page()
    page.goto(f"{desk.url}/account/login/")
    page.fill("input[name=login]", "ada@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{desk.url}/")
    return context, page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(320, 700), DESKTOP], ids=["narrow", "desktop"])
def test_the_desk_is_accessible_private_and_quiet(
    browser: Browser, desk: Served, size: tuple[int, int], dark: bool
) -> None:
    context, page = _signed_in(browser, desk, size, dark=dark)
    watch = Watch(context, desk.url)
    paths = ["/collections/1", "/collections/1?q=nothing-fits", "/collections", "/collections/1/settings"]
    paths += ["/collections/1/papers/1", "/reactions", "/notices", "/history", "/import", "/search?q=gonioscopy"]
    paths += [f"/article/{papers.RICH}"]
    for path in paths if dark == (size == DESKTOP) else paths[:1]:
        page.goto(desk.url + path)
        check_sound(page, path)
    watch.check_quiet()
    context.close()


def test_a_double_tap_is_one_tap(browser: Browser, desk: Served) -> None:
    context, page = _signed_in(browser, desk, PHONE)
    page.goto(f"{desk.url}/search?q=gonioscopy&sort=date")
    button = page.locator(".hit").nth(3).locator("button[id^=like-]")
    button.dblclick()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(900)
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator(".hit").nth(3).locator("button[id^=like-]")).to_have_attribute("aria-pressed", "true")
    page.locator(".hit").nth(3).locator("button[id^=like-]").click()
    expect(page.locator(".hit").nth(3).locator("button[id^=like-]")).to_have_attribute("aria-pressed", "false")
    context.close()


def test_both_rows_of_an_article_say_the_same(browser: Browser, desk: Served) -> None:
    context, page = _signed_in(browser, desk, PHONE)
    page.goto(f"{desk.url}/article/{papers.BARE}")
    page.locator(f"#save-low-{papers.BARE}").click()
    expect(page.locator(f"#save-head-{papers.BARE}")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    page.go_forward()
    expect(page.locator(f"#save-low-{papers.BARE}")).to_have_attribute("aria-pressed", "true")
    context.close()


def test_papers_are_dragged_into_order_and_the_next_move_still_works(browser: Browser, desk: Served) -> None:
    context, page = _signed_in(browser, desk, (1280, 2400))
    page.goto(f"{desk.url}/collections/1")
    before = [each.get_attribute("data-paper") for each in page.locator("li[data-saved]").all()]
    grip, onto = page.locator(".grip").nth(2), page.locator("li[data-saved]").nth(0)
    box, top = grip.bounding_box(), onto.bounding_box()
    assert box is not None
    assert top is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(top["x"] + 30, top["y"] + 10, steps=8)
    with page.expect_response("**/order"):
        page.mouse.up()
    for at, pmid in enumerate([before[2], before[0], before[1], *before[3:]]):
        expect(page.locator("li[data-saved]").nth(at)).to_have_attribute("data-paper", pmid or "")
    with page.expect_response("**/order") as answer:
        page.locator("li[data-saved]").nth(0).locator("button[value^=down]").click()
    assert answer.value.status == 200, answer.value.text()[:3000]
    page.reload()
    assert [each.get_attribute("data-paper") for each in page.locator("li[data-saved]").all()][:2] == before[:3:2]
    context.close()


def test_saved_papers_without_scripts(browser: Browser, desk: Served) -> None:
    context, page = _signed_in(browser, desk, PHONE, js=False)
    page.goto(f"{desk.url}/article/{papers.CROWD}")
    page.locator(f"#save-head-{papers.CROWD}").click()
    expect(page.locator(f"#save-head-{papers.CROWD}")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{desk.url}/saved")
    page.locator("input[name=saved]").nth(0).check()
    page.fill("form#bulk input[name=tag]", "by hand")
    page.locator("form#bulk button[value=tag]").click()
    expect(page.locator(".tags a").filter(has_text="by hand")).to_have_count(1)
    page.goto(f"{desk.url}/import")
    page.fill("textarea[name=pasted]", "1020\n999")
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#missing")).to_be_visible()
    context.close()


def test_a_visitor_signs_in_and_the_tap_is_done(browser: Browser, desk: Served) -> None:
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(f"{desk.url}/search?q=gonioscopy&sort=date")
    pmid = page.locator(".hit").nth(5).get_attribute("data-paper")
    page.locator(".hit").nth(5).get_by_role("link", name="Save").click()
    page.fill("input[name=login]", "ben@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/search?q=gonioscopy&sort=date#acts-*")
    expect(page.locator(f"#save-{pmid}")).to_have_attribute("aria-pressed", "true")
    context.close()
