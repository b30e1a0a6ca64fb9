"""The pages in Chromium: private, accessible, and whole without scripts."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Route, expect
from tests.web import papers
from tests.web.chromium import DESKTOP, PHONE, Watch, browser, check_sound, new_context
from tests.web.server import Served

__all__ = ["browser"]
pytestmark = pytest.mark.browser

MAIN = ["/", "/search?q=gonioscopy&year=1995-2010", f"/article/{papers.RICH}", f"/article/{papers.RETRACTED}"]
REST = [
    "/search?q=gonioscopy+AND+zorbimab",
    "/search?q=gonioscopy&size=10&page=3&type=Review&sort=author",
    "/search?q=(gonioscopy",
    "/search/understood?q=gonioscopy",
    f"/article/{papers.GONE}",
    f"/article/{papers.RICH}/cite",
    f"/article/{papers.BARE}/cited-by",
    "/about",
    "/search/report?q=gonioscopy",
    "/builder?op=AND&b=gonioscopy&op=NOT&b=(eyes",
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_accessible_private_and_quiet(
    browser: Browser, server: Served, size: tuple[int, int], dark: bool
) -> None:
    context = new_context(browser, size, dark=dark)
    page, watch = context.new_page(), Watch(context, server.url)
    for path in MAIN + (REST if dark == (size == PHONE) else []):
        page.goto(server.url + path)
        check_sound(page)
    watch.check_quiet()
    context.close()


def test_everything_works_without_scripts(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE, js=False)
    page = context.new_page()
    page.goto(server.url)
    page.fill("input[name=q]", "gonioscopy")
    page.press("input[name=q]", "Enter")
    expect(page.locator(".count")).to_have_text("60\u00a0citations")
    page.click("button.main-act")
    page.fill("input[name=from]", "1990")
    page.fill("input[name=to]", "1994")
    page.click(".years button")
    page.wait_for_url(f"{server.url}/search?q=gonioscopy&year=1990-1994")
    expect(page.locator(".count")).to_have_text("10\u00a0citations")
    page.click(".hit h2 a >> nth=0")
    page.wait_for_url("**/article/10*")
    page.click(".acts button")
    expect(page.locator("#cite")).to_be_visible()
    context.close()


def test_keys_walk_the_results(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".hit").nth(1)
    assert page.evaluate("document.activeElement.closest('.hit').dataset.paper") == second.get_attribute("data-paper")
    page.keyboard.press("o")
    page.wait_for_url("**/article/*")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    context.close()


def test_the_years_can_be_dragged(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    plot = page.locator(".plot").bounding_box()
    assert plot is not None
    middle = plot["y"] + plot["height"] / 2
    page.mouse.move(plot["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] / 3, middle, steps=4)
    page.mouse.up()
    page.wait_for_url("**year=2000-")
    expect(page.locator(".count")).to_have_text("40\u00a0citations")
    context.close()


def test_years_chosen_beyond_those_there_are_stay_on_the_page(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    for year in ("2090-", "-1700", "2090-2095"):
        page.goto(f"{server.url}/search?q=gonioscopy&year={year}")
        expect(page.locator("year-range .grip")).to_have_count(2)
        check_sound(page)
    context.close()


def test_the_filters_are_one_step_from_the_top(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    skip = page.get_by_role("link", name="Skip to the filters")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url("**#filters")
    page.keyboard.press("Tab")
    expect(page.locator("#filters :focus")).to_have_count(1)
    context.close()


def test_what_has_the_focus_is_never_under_the_bar(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_function(_UNCOVERED)  # the page scrolls smoothly
    context.close()


_UNCOVERED = """() => {
  const at = document.activeElement, bar = document.querySelector(".bottom");
  if (bar.contains(at)) return true;
  return at.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;
}"""


def test_a_chosen_theme_stays_in_the_browser_and_nowhere_else(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/about")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("theme-toggle button")
    page.click("theme-toggle button")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert context.cookies() == []
    context.close()


def test_how_it_was_searched_opens_in_its_place(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy+AND+eyes")
    page.click(".how summary")
    page.click("#tree a")
    page.wait_for_selector("form#tree")
    expect(page.locator("form#tree")).to_contain_text("60")
    assert page.url.endswith("/search?q=gonioscopy+AND+eyes")
    context.close()


def test_suggestions_can_be_taken_with_the_keyboard(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(server.url)
    page.type("#q", "gonio")
    page.wait_for_selector("[role=option]")
    check_sound(page, "suggestions")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=gonioscopy")
    context.close()


def test_a_search_that_does_not_fit_in_a_line_is_seen_whole(browser: Browser, server: Served) -> None:
    strategy = " OR ".join(
        f'"gonioscopy {word}"[tiab]' for word in ["angle", "eyes", "number", "measured", "study", "grade", "lens"]
    )
    context = new_context(browser, PHONE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server.url}/search?{urlencode({'q': strategy})}")
    box = page.get_by_role("textbox", name="Search the literature")
    expect(box).to_have_value(strategy)
    assert box.evaluate("box => box.clientHeight >= Math.min(box.scrollHeight, 150)")
    check_sound(page, "a long search")
    box.fill(f"({strategy}) AND eyes")
    page.keyboard.press("Enter")
    page.wait_for_url("**+AND+eyes")
    page.goto(server.url)
    page.evaluate("text => navigator.clipboard.writeText(text)", strategy)
    page.locator("#q").focus()
    page.keyboard.press("ControlOrMeta+v")
    expect(box).to_have_value(strategy)
    expect(box).to_be_focused()
    page.keyboard.type(" OR angles")
    page.keyboard.press("Enter")
    page.wait_for_url("**+OR+angles")
    context.close()


def test_blocks_are_counted_as_they_change_and_moved_by_keyboard(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/builder")
    page.fill("input[name=b]", "gonioscopy")
    page.keyboard.press("Enter")
    page.wait_for_selector(".counts strong")
    page.locator("input[name=b]").nth(1).fill("review[pt]")
    page.keyboard.press("Tab")
    page.wait_for_selector(".counts .note")
    expect(page.locator("#stands-for")).to_have_text("gonioscopy AND review[pt]")
    page.locator("input[name=b]").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#stands-for", has_text="review[pt] AND gonioscopy").wait_for()
    page.wait_for_url("**b=review%5Bpt%5D**")
    context.close()


def test_a_strategy_is_built_without_leaving_the_keyboard(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/builder")
    new, said = page.locator("#b-new"), page.locator("#builder-said")
    new.focus()
    for number, idea in enumerate(("gonioscopy", "eyes OR review[pt]", "humans[mh]"), 1):
        page.keyboard.type(idea)
        page.keyboard.press("Enter")
        expect(page.locator(f"#b-{number}")).to_have_value(idea)
        expect(new).to_be_focused()
        expect(new).to_have_value("")
    expect(said).to_contain_text("3\u00a0blocks")
    page.locator("#up-3").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#b-2")).to_have_value("humans[mh]")
    expect(page.locator("#up-2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#b-1")).to_have_value("humans[mh]")
    expect(page.locator("#down-1")).to_be_focused()
    page.locator("#b-1").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#b-2")).to_have_value("humans[mh]")
    expect(page.locator("#b-2")).to_be_focused()
    page.locator("#remove-2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stands-for")).to_have_text("gonioscopy AND (eyes OR review[pt])")
    expect(page.locator("#b-2")).to_be_focused()
    check_sound(page, "a strategy built by keyboard")
    context.close()


def test_what_is_typed_while_an_answer_is_on_its_way_stays(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/builder?op=AND&b=gonioscopy&op=AND&b=eyes")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/builder?**", hold)
    page.fill("#b-1", "gonioscopy OR ears")
    with page.expect_request("**/builder?**"):
        page.keyboard.press("Tab")
    page.fill("#b-new", "review[pt]")
    with page.expect_response("**/builder?**"):
        held[0].continue_()
    page.unroute("**/builder?**", hold)
    expect(page.locator("#b-new")).to_have_value("review[pt]")
    page.click("#search")  # without leaving the field first: nothing typed is left behind
    page.wait_for_url("**/search?q=%28gonioscopy+OR+ears%29+AND+eyes+AND+review%5Bpt%5D")
    context.close()


def test_one_walks_along_the_results_and_back_to_where_one_was(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy&sort=date&size=10&page=2")
    papers = page.locator("li.hit").evaluate_all("all => all.map(each => each.dataset.paper)")
    page.locator("li.hit a[data-open]").nth(8).click()
    walk = page.locator("result-walk")
    expect(walk.locator(".place")).to_have_text("19 of 60")
    check_sound(page, "a paper of some results")
    page.keyboard.press("j")
    page.wait_for_url(f"**/article/{papers[9]}")
    expect(walk.locator(".place")).to_have_text("20 of 60")
    expect(walk.locator("[rel=next]")).to_have_attribute("href", "/search?q=gonioscopy&sort=date&size=10&page=3")
    walk.locator("[rel=prev]").click()
    page.wait_for_url(f"**/article/{papers[8]}")
    walk.locator(".back").click()
    page.wait_for_url(f"**/search?q=gonioscopy&sort=date&size=10&page=2#p-{papers[8]}")
    expect(page.locator(f"#p-{papers[8]}")).to_be_in_viewport()
    page.goto(f"{server.url}/article/101")
    expect(page.locator("main h1")).to_be_visible()
    expect(walk).to_be_hidden()
    context.close()


def test_a_result_is_cited_where_it_stands(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server.url}/search?q=zorbimab+placebo")
    cite = page.get_by_role("link", name="Cite Effect of zorbimab")
    cite.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cite-body")).to_be_focused()
    check_sound(page, "the sheet of references")
    page.get_by_role("button", name="Copy the AMA reference").click()
    expect(page.get_by_role("button", name="Copy the AMA reference")).to_have_text("Copied")
    assert "Synth J Med. 2020;12(3):117-126" in page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(page.locator("#cite")).to_be_hidden()
    expect(cite).to_be_focused()
    context.close()


def test_who_opens_something_in_its_place_reads_on_there(browser: Browser, server: Served) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    for opened, goes_to in (("Why here? (result 2)", "#why-"), ("Part by part, with counts", "form#tree")):
        if opened.startswith("Part"):
            page.click(".how summary")
        page.get_by_role("link", name=opened).focus()
        page.keyboard.press("Enter")
        expect(page.locator("*:focus")).to_have_attribute("tabindex", "-1")
        assert page.locator("*:focus").evaluate("(at, start) => at.matches(start)", _begins(goes_to))
    refused = "**/search/why?**"
    page.route(refused, lambda route: route.abort() if route.request.headers.get("hx-request") else route.continue_())
    page.get_by_role("link", name="Why here? (result 3)").click()
    page.wait_for_url(refused)
    context.close()


def _begins(selector: str) -> str:
    return f'[id^="{selector[1:]}"]' if selector.startswith("#") else selector
