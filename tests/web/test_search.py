"""Results: every state in the address, every address a page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from tests.web import papers
from tests.web.reading import parsed, parsed_xml


def _page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unescape(response.content.decode())


def _count(page: str) -> int:
    (said,) = re.findall(r'class="count"[^>]*>([\d,]+)', page)
    return int(said.replace(",", ""))


def _pmids(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'data-paper="(\d+)"', page)]


def test_a_hit_says_type_title_authors_place_and_the_sentence_that_answers(client: Client) -> None:
    page = client.get("/search?q=zorbimab+placebo").content.decode()
    assert _pmids(page) == [papers.RICH]
    assert 'class="badge trial">Randomized Controlled Trial<' in page
    assert "Effect of <i>zorbimab</i> on IL-6<sup>+</sup>" in page
    assert "Doe JQ, Roe R, ZORB Study Group" in page
    assert "Free full text" in page
    assert "<mark>Zorbimab</mark> was no better than <mark>placebo</mark>." in page


def test_a_retracted_paper_says_so_before_its_title(client: Client) -> None:
    page = _page(client, "/search?q=%22did+not+stand%22%5Bti%5D+NOT+retraction%5Bti%5D")
    assert _pmids(page) == [papers.RETRACTED]
    assert page.index(">Retracted<") < page.index("A finding that did not stand</a>")


def test_pages_follow_one_another_without_gap_or_repeat(client: Client) -> None:
    seen: list[int] = []
    address: str | None = "/search?q=gonioscopy&sort=date"
    while address:
        page = _page(client, address)
        seen += _pmids(page)
        following = parsed(page).xpath("//main//a[@rel='next']/@href")
        address = following[0] if following else None
    assert sorted(seen) == [1000 + n for n in range(60)]
    years = [1990 + (pmid - 1000) % 30 for pmid in seen]
    assert years == sorted(years, reverse=True)


def test_types_and_journals_narrow_and_each_choice_can_be_taken_back(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy&type=Review&journal=Alpha+J")
    assert _count(page) == 10
    chips = parsed(page).xpath("//ul[@class='chips']//a")
    assert [chip.text.strip() for chip in chips] == ["Review", "Alpha J"]
    assert [chip.get("href") for chip in chips] == [
        "/search?q=gonioscopy&journal=Alpha+J",
        "/search?q=gonioscopy&type=Review",
    ]


def test_two_values_of_one_facet_are_alternatives_and_stay_in_sight(client: Client) -> None:
    assert _count(_page(client, "/search?q=gonioscopy&journal=Alpha+J&journal=Beta+J")) == 60
    page = _page(client, "/search?q=gonioscopy&journal=Alpha+J")
    assert _count(page) == 30
    assert "/search?q=gonioscopy&journal=Alpha+J&journal=Beta+J" in page, "the other journal is still on offer"


@pytest.mark.parametrize(
    ("year", "count"), [("1990", 2), ("1990-1994", 10), ("2015-", 10), ("-1991", 4), ("1990-2019", 60)]
)
def test_years(client: Client, year: str, count: int) -> None:
    assert _count(_page(client, f"/search?q=gonioscopy&year={year}")) == count


def test_the_two_boxes_of_the_form_become_one_year(client: Client) -> None:
    for typed, year in (("from=1990&to=1994", "1990-1994"), ("from=1990&to=", "1990-"), ("from=1990&to=1990", "1990")):
        response = client.get(f"/search?q=gonioscopy&{typed}")
        assert response.status_code == 302
        assert response.headers["Location"] == f"/search?q=gonioscopy&year={year}"


def test_the_histogram_shows_all_years_and_which_are_chosen(client: Client) -> None:
    tree = parsed(_page(client, "/search?q=gonioscopy&year=1995-1999"))
    bars = tree.xpath("//*[local-name()='svg'][@class='histogram']/*[local-name()='rect']")
    assert [int(bar.get("data-year")) for bar in bars] == list(range(1990, 2020))
    assert [int(bar.get("data-year")) for bar in bars if bar.get("class") != "off"] == list(range(1995, 2000))


def test_free_full_text(client: Client) -> None:
    assert _pmids(_page(client, "/search?q=zorbimab&free=1")) == [papers.RICH]
    assert _count(_page(client, "/search?q=gonioscopy&free=1")) == 0


def test_an_author_link_of_the_article_page_finds_the_paper(client: Client) -> None:
    page = client.get(f"/article/{papers.RICH}").content.decode()
    links = parsed(page).xpath("//ul[@class='authors']//a/@href | //ul[@class='terms']//a/@href")
    inside = [link for link in links if link.startswith("/search")]
    assert len(inside) >= 8
    for link in inside:
        assert papers.RICH in _pmids(client.get(link).content.decode()), link


def test_how_it_was_searched_is_told_with_counts(client: Client) -> None:
    page = _page(client, "/search/understood?q=gonioscopy+AND+zorbimab")
    rows = [" ".join(row.text_content().split()) for row in parsed(page).find_class("row")]
    assert rows[0] == "AND 0"
    assert any(row.endswith(" 60") for row in rows)
    assert any(row.endswith(" 1") for row in rows)


def test_a_query_that_cannot_be_read_points_at_the_place(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy+AND+(eyes", status=400)
    assert "<mark>(</mark>eyes" in page
    assert "at character 16" in page
    assert 'value="gonioscopy AND (eyes"' in page, "the query stays in the box"


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=gonioscopy&sort=sideways",
        "/search?q=gonioscopy&page=0",
        "/search?q=gonioscopy&page=x",
        "/search?q=gonioscopy&page=501",
        "/search?q=gonioscopy&year=twenty",
        "/search?q=gonioscopy&year=2010-2000",
        "/search?q=gonioscopy&filter=no-such-filter",
    ],
)
def test_an_address_that_makes_no_sense_is_told(client: Client, address: str) -> None:
    assert "<h1>That cannot be used</h1>" in _page(client, address, status=400)


def test_nothing_found_says_which_part_is_to_blame_and_offers_what_finds_something(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy+AND+zorbimab")
    assert _count(page) == 0
    ways = dict(re.findall(r'<li><a href="([^"]+)">[^<]+</a>: ([\d,]+)', page))
    assert ways
    for address, count in ways.items():
        assert _count(_page(client, address)) == int(count)


def test_filters_that_leave_nothing_are_offered_to_be_dropped(client: Client) -> None:
    page = _page(client, "/search?q=zorbimab&year=1950")
    assert '<a href="/search?q=zorbimab">The same words without the filters</a>: 1' in page


def test_a_page_beyond_the_last_leads_back(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy&page=9")
    assert 'href="/search?q=gonioscopy&page=3"' in page


def test_an_empty_box_leads_home(client: Client) -> None:
    for address in ("/search", "/search?q=", "/search?q=++"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "query", ["%00", "%F0%9F%92%8A", "%E2%80%AEabc", "<script>alert(1)</script>", "%27%22--", "a" * 5000, "%ff%fe"]
)
def test_hostile_queries_get_a_page(client: Client, query: str) -> None:
    response = client.get(f"/search?q={query}")
    assert response.status_code in (200, 302, 400)
    assert b"<script>alert" not in response.content


def test_the_feed_is_atom_of_the_newest(client: Client) -> None:
    response = client.get("/search.atom?q=gonioscopy&type=Review")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = parsed_xml(response.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert len(feed.findall("a:entry", space)) == 20
    updated = [entry.text for entry in feed.findall("a:entry/a:updated", space)]
    assert updated == sorted(updated, reverse=True)
    assert (
        feed.find("a:link[@rel='self']", space)
        .get("href")
        .endswith("/search.atom?q=gonioscopy&sort=entrez&type=Review")
    )
    assert feed.find("a:entry/a:link", space).get("href").startswith("http://testserver/article/10")


def test_a_feed_of_a_query_that_cannot_be_read_is_refused(client: Client) -> None:
    assert client.get("/search.atom?q=(a").status_code == 400
