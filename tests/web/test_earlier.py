"""Earlier searches by their numbers: #3 AND cough."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from tests.web.chromium import DESKTOP, PHONE, browser, check_sound, new_context
from tests.web.reading import parsed
from tests.web.server import Served

from osler.errors import BadInput, BadQuery
from osler.search.syntax import numbers, written_out
from osler.web.state import State

__all__ = ["browser"]


def _address(q: str, *earlier: str, path: str = "/search") -> str:
    return f"{path}?{urlencode([('q', q), *(('earlier', text) for text in earlier)])}"


def _text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(str(parsed(response.content).text_content()).split())


def _file(client: Client, address: str) -> bytes:
    return b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]


def _state(q: str, *earlier: str) -> State:
    return State.read(QueryDict(_address(q, *earlier).partition("?")[2]))


@pytest.mark.parametrize(
    ("text", "earlier", "means"),
    [
        ("#3 AND cough", {3: "asthma[ti]"}, "asthma[ti] AND cough"),
        ("cough NOT #1", {1: "a[ti] OR b[ti]"}, "cough NOT (a[ti] OR b[ti])"),
        ("#2", {1: "a[ti]", 2: "#1 OR b[ti]"}, "a[ti] OR b[ti]"),
        ("cough  AND asthma", {1: "a"}, "cough  AND asthma"),
        ("#2 AND cough", {1: "a"}, "#2 AND cough"),
    ],
)
def test_a_number_is_written_out(text: str, earlier: dict[int, str], means: str) -> None:
    assert written_out(text, earlier) == means


def test_a_search_that_names_itself_or_a_later_one_does_not_go_round() -> None:
    assert numbers(written_out("#2 AND x", {1: "#2 OR a", 2: "#1 OR #2"})) == {2}


def test_searches_that_double_each_other_end_in_a_clear_error() -> None:
    earlier = {1: "a OR b", **{n: f"#{n - 1} OR #{n - 1}" for n in range(2, 40)}}
    with pytest.raises(BadQuery, match="more than 20,000 terms"):
        written_out("#39 AND c", earlier)


def test_the_address_holds_what_the_query_names_and_nothing_else() -> None:
    state = _state("#2 AND cough", "1 asthma", "2 #1 NOT child", "3 never named")
    assert state.earlier == ((1, "asthma"), (2, "#1 NOT child"))
    assert _state("cough", "1 asthma").pairs == [("q", "cough")]
    assert State.read(QueryDict(state.url().partition("?")[2])) == state
    with pytest.raises(BadInput, match="3 cough"):
        _state("#1", "asthma")


def test_numbers_find_what_they_stand_for_and_the_page_says_it(client: Client) -> None:
    address = _address("#1 NOT #2", "1 gonioscopy", "2 zorbimab[ti]")
    named = parsed(client.get(address).content)
    plain = parsed(client.get(_address("gonioscopy NOT zorbimab[ti]")).content)
    assert named.xpath("//dl[@class='stands-for']//dd/text()") == ["gonioscopy", "zorbimab[ti]"]
    assert named.xpath("//@data-means") == plain.xpath("//@data-means") == ["gonioscopy NOT zorbimab[ti]"]
    assert named.xpath("//li/@data-paper") == plain.xpath("//li/@data-paper") != []
    assert named.xpath("//form[@role='search']/input[@name='earlier']/@value") == ["1 gonioscopy", "2 zorbimab[ti]"]


def test_chosen_filters_are_part_of_what_a_search_stands_for(client: Client) -> None:
    narrowed = parsed(client.get("/search?q=gonioscopy&year=1990-1994").content)
    (means,) = narrowed.xpath("//@data-means")
    again = parsed(client.get(_address("#1", f"1 {means}")).content)
    assert again.xpath("//@data-count") == narrowed.xpath("//@data-count") == ["10"]


def test_report_export_and_builder_know_it_too(client: Client) -> None:
    report = _text(client, _address("#1 AND eyes", "1 gonioscopy", path="/search/report"))
    assert "Search #1gonioscopy" in report.replace("#1 ", "#1")
    exported = _file(client, _address("#1", "1 gonioscopy", path="/search.pmids"))
    assert exported == _file(client, _address("gonioscopy", path="/search.pmids")) != b""
    page = parsed(client.get(_address("#1 AND eyes", "1 gonioscopy")).content)
    assert "/builder?q=gonioscopy%20AND%20eyes" in [href.replace("+", "%20") for href in page.xpath("//a/@href")]


def test_every_part_can_be_changed_where_it_is_explained(client: Client) -> None:
    page = parsed(client.get(_address("#1 AND eyes", "1 gonioscopy", path="/search/understood")).content)
    assert {"gonioscopy", "eyes"} <= set(page.xpath("//input[starts-with(@name, 'at-')]/@value"))


def test_a_number_that_is_not_there_is_refused_with_what_would_be_right(client: Client) -> None:
    text = _text(client, _address("gonioscopy AND #7", "1 eyes"), status=400)
    assert "There is no search #7, at character 16" in text
    assert "pasted with its lines numbered" in text


def _search(page: Page, text: str) -> None:
    page.fill("#q", text)
    page.press("#q", "Enter")
    page.wait_for_load_state()


@pytest.mark.browser
def test_each_search_of_a_tab_has_a_number_that_the_box_takes(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy&year=1990-1994")
    expect(page.locator("search-number")).to_contain_text("#1")
    _search(page, "eyes")
    expect(page.locator("search-number")).to_contain_text("#2")
    _search(page, "#1 OR #2")
    expect(page.locator(".stands-for dt")).to_have_text(["#1", "#2"])
    expect(page.locator("search-number")).to_contain_text("#3")
    check_sound(page)
    page.goto(f"{server.url}/search?q=eyes")
    expect(page.locator("search-number")).to_contain_text("#2")  # the same search keeps its number

    other = context.new_page()  # another tab has numbers of its own; an address means the same in it
    other.goto(f"{server.url}{_address('#3 AND eyes', '3 gonioscopy')}")
    expect(other.locator(".stands-for dd")).to_have_text("gonioscopy")
    expect(other.locator("search-number")).to_contain_text("#1")
    _search(other, "#3")
    expect(other.locator(".count")).to_have_text("60\u00a0citations")
    context.close()


@pytest.mark.browser
def test_an_unknown_number_shows_those_there_are(browser: Browser, server: Served) -> None:
    context = new_context(browser, DESKTOP, dark=True)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    _search(page, "#8 AND eyes")
    expect(page.locator("search-history .number")).to_have_text("#1")
    check_sound(page)
    page.fill("#q", "eyes NOT ")
    page.locator("#q").press_sequentially("#")
    page.get_by_role("option").click()
    expect(page.locator("#q")).to_have_value("eyes NOT #1 ")
    page.press("#q", "Enter")
    expect(page.locator(".stands-for dd")).to_have_text("gonioscopy")
    page.goto(f"{server.url}/builder")
    page.locator("search-history button").last.click()
    expect(page.locator("#b-1")).to_have_value("gonioscopy")
    check_sound(page)
    context.close()
