"""Papers ticked among results."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from tests.web import papers
from tests.web.chromium import DESKTOP, PHONE, Watch, browser, check_sound, new_context
from tests.web.reading import parsed
from tests.web.server import Served

__all__ = ["browser"]


@pytest.mark.parametrize("form", ["ris", "nbib", "csv", "bib", "csl.json", "pmids"])
def test_they_are_written_as_any_result_is(client: Client, form: str) -> None:
    answer = client.get(f"/chosen?pmid=1001&pmid=1003+1002&pmid=1001&as={form}")
    assert (answer.status_code, answer["Location"]) == (302, f"/search.{form}?q=1001+1003+1002")
    written = b"".join(client.get(answer["Location"]).streaming_content)  # type: ignore[attr-defined]
    assert all(number in written for number in (b"1001", b"1002", b"1003"))
    assert b"1004" not in written


def test_they_are_shown_alone(client: Client) -> None:
    shown = client.get("/chosen?pmid=1001&pmid=1003", follow=True)
    assert sorted(parsed(shown.content).xpath("//li/@data-paper")) == ["1001", "1003"]


@pytest.mark.parametrize("style", ["nlm", "ama", "vancouver", "apa"])
def test_they_are_cited_together_in_their_order(client: Client, style: str) -> None:
    page = parsed(client.get(f"/chosen?pmid=1003&pmid={papers.RICH}&pmid=99999&as={style}").content)
    (here,) = page.xpath("//nav[@aria-label='Style']/a[@aria-current]/text()")
    assert here.lower() == style
    alone = [parsed(client.get(f"/article/{pmid}/cite").content) for pmid in (1003, papers.RICH)]
    expected = [" ".join(each.xpath(f"//*[@id='cite-{style}']")[0].text_content().split()) for each in alone]
    assert [" ".join(each.text_content().split()) for each in page.xpath("//*[@id='references']/p")] == expected
    assert "1 paper of those chosen is not in this mirror" in page.text_content().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "no paper is chosen"),
        ("pmid=x1", "is no PMID"),
        ("pmid=0", "is no PMID"),
        ("pmid=1001&as=docx", "csl.json"),
        ("pmid=" + "+".join(map(str, range(1, 1002))), "more than 1,000"),
    ],
)
def test_what_makes_no_sense_is_told(client: Client, query: str, says: str) -> None:
    answer = client.get(f"/chosen?{query}")
    assert answer.status_code == 400
    assert says.lower() in parsed(answer.content).text_content().lower()


def test_a_thousand_are_not_too_many(client: Client) -> None:
    answer = client.get("/chosen?pmid=" + "+".join(map(str, range(1000, 2000))) + "&as=pmids", follow=True)
    assert answer.status_code == 200
    assert b"1001\n" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.browser
def test_what_is_ticked_stays_chosen_from_page_to_page(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE)
    page, watch = context.new_page(), Watch(context, server.url)
    page.goto(f"{server.url}/search?q=gonioscopy")
    bar, many = page.locator("#chosen"), page.locator(".how-many")
    expect(bar).to_be_hidden()
    first = page.locator(".hit").first.get_attribute("data-paper")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(many).to_have_text("1 chosen")
    expect(page.locator("chosen-papers [role=status]")).to_have_text("1 chosen")
    page.goto(f"{server.url}/search?q=gonioscopy&page=2")
    expect(many).to_have_text("1 chosen")
    second = page.locator(".hit").nth(1).get_attribute("data-paper")
    box = page.locator(".choose").nth(1).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    page.locator(".choose").nth(1).click()
    expect(many).to_have_text("2 chosen")
    check_sound(page)
    page.click("#chosen summary")
    with page.expect_download() as download:
        page.click("#chosen [value=pmids]")
    assert sorted(download.value.path().read_text("utf-8").split()) == sorted([first or "", second or ""])
    page.click("#chosen [value=cite]")
    expect(page.locator("#references p")).to_have_count(2)
    check_sound(page)
    page.goto(f"{server.url}/search?q=gonioscopy")
    expect(page.locator(".choose input").first).to_be_checked()
    page.click("#chosen [name=clear]")
    expect(bar).to_be_hidden()
    expect(page.locator(".choose input:checked")).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('chosen')") == "[]"
    watch.check_quiet()
    context.close()


@pytest.mark.browser
def test_pmids_are_copied(browser: Browser, server: Served) -> None:
    context = new_context(browser, DESKTOP, dark=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    page.locator(".choose").nth(2).click()
    check_sound(page)
    page.click("#chosen summary")
    page.click("#chosen [name=copy]")
    expect(page.locator("chosen-papers [role=status]")).to_have_text("PMIDs copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".hit").nth(2).get_attribute("data-paper")
    context.close()


@pytest.mark.browser
def test_without_scripts_those_of_the_page_are_taken(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE, js=False)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy")
    page.locator(".choose").nth(0).click()
    page.locator(".choose").nth(3).click()
    page.click("#chosen [value=cite]")
    expect(page.locator("#references p")).to_have_count(2)
    context.close()


@pytest.mark.browser
def test_a_menu_closes_as_menus_do(browser: Browser, server: Served) -> None:
    context = new_context(browser, PHONE)
    page = context.new_page()
    page.goto(f"{server.url}/search?q=gonioscopy&sort=author")
    check_sound(page)
    summary, menu = page.locator(".sorts summary"), page.locator(".sorts ul")
    summary.click()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator(".hit .in").last.click()
    expect(menu).to_be_hidden()
    summary.click()
    menu.get_by_text("Journal").click()
    page.wait_for_url("**sort=journal**")
    context.close()
