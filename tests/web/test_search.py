"""Results: every state in the address, every address a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote_plus

import pytest
from django.test import Client
from tests.web import papers
from tests.web.reading import parsed, parsed_xml

from osler.engine.embedded import facets
from osler.model.query import Facet
from osler.web.pages.facets import as_precise


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
    assert 'Effect of <i>zorbimab</i> on <span class="unbroken">IL-6</span><sup>+</sup>' in page
    assert "Doe JQ, Roe R, ZORB Study Group" in page
    assert "Free full text" in page
    assert "<mark>Zorbimab</mark> was no better than <mark>placebo</mark>." in page


def test_a_search_of_several_lines_stands_in_the_box_with_spaces(client: Client) -> None:
    """A browser drops line breaks from the box: "zorbimab\\nOR placebo" sent again would be another search."""
    page = _page(client, "/search?q=%231+zorbimab[ti]%0A%232+placebo%0D%0A%233+%231+AND+%232")
    assert _pmids(page) == [papers.RICH]
    (box,) = re.findall(r'id="q" name="q" value="([^"]*)"', page)
    assert " ".join(box.split()) == "#1 zorbimab[ti] #2 placebo #3 #1 AND #2"
    assert "\n" not in box


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
    chips = parsed(page).xpath("//ul[@class='chips']//a[@class='chip']")
    assert [chip.text.strip() for chip in chips] == ["Review", "Alpha J"]
    assert [chip.get("href") for chip in chips] == [
        "/search?q=gonioscopy&journal=Alpha+J",
        "/search?q=gonioscopy&type=Review",
    ]


def test_all_choices_are_taken_back_at_once(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy&sort=date&type=Review&journal=Alpha+J&size=50")
    assert parsed(page).xpath("//a[@class='clear']/@href") == ["/search?q=gonioscopy&sort=date&size=50"]
    assert "Clear all" not in _page(client, "/search?q=gonioscopy&type=Review"), "one choice is its own way back"


def test_a_page_holds_as_many_papers_as_asked_for(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy&size=50&page=2")
    assert len(_pmids(page)) == 10
    tree = parsed(page)
    assert tree.findtext(".//title") == "gonioscopy – page 2 – Osler"
    sizes = {link.text: link.get("href") for link in tree.xpath("//nav[@class='sizes']/a")}
    assert sizes["200"] == "/search?q=gonioscopy&size=200"
    assert sizes["20"] == "/search?q=gonioscopy"
    assert tree.xpath("//nav[@class='sizes']/a[@aria-current]/text()") == ["50"]
    assert len(_pmids(_page(client, sizes["200"]))) == 60
    why = tree.xpath("//div[@class='reasons']/a/@href")[-1]
    assert client.get(why).status_code == 200
    assert "no pages of '7' papers" in _page(client, "/search?q=gonioscopy&size=7", 400)
    assert "ages end at 50" in _page(client, "/search?q=gonioscopy&size=200&page=51", 400)


def test_any_page_is_a_number_away(client: Client) -> None:
    (form,) = parsed(_page(client, "/search?q=gonioscopy&year=1990-2010&size=10&page=2")).xpath(
        "//nav[@class='pages']/form"
    )
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert fields == {"q": "gonioscopy", "year": "1990-2010", "size": "10", "page": "2"}
    assert form.xpath(".//input[@name='page']/@max") == ["5"]


def test_other_orders_are_in_a_menu_and_the_one_in_force_in_sight(client: Client) -> None:
    menu = "//nav[@class='sorts']//li/a"
    usual = parsed(_page(client, "/search?q=gonioscopy"))
    assert usual.xpath(f"{menu}/text()") == ["Last added", "First author", "Journal"]
    page = parsed(_page(client, usual.xpath(f"{menu}[. = 'First author']/@href")[0]))
    assert page.xpath(f"{menu}/text()") == ["Last added", "Journal"]
    assert page.xpath("//nav[@class='sorts']/a[@aria-current]/text()") == ["First author"]


def test_two_values_of_one_facet_are_alternatives_and_stay_in_sight(client: Client) -> None:
    assert _count(_page(client, "/search?q=gonioscopy&journal=Alpha+J&journal=Beta+J")) == 60
    page = _page(client, "/search?q=gonioscopy&journal=Alpha+J")
    assert _count(page) == 30
    assert "/search?q=gonioscopy&journal=Alpha+J&journal=Beta+J" in page, "the other journal is still on offer"


def test_counts_that_are_estimates_say_of_how_many_papers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Counts are estimated from"
    assert said not in _page(client, "/search?q=gonioscopy")
    monkeypatch.setattr(facets, "SAMPLE_ABOVE", 10)
    assert said not in _page(client, "/search?q=gonioscopy"), "none of its papers is in the sample: all are counted"
    monkeypatch.setattr(facets, "sampled", lambda everything, _, __, where, hits: (everything, where))
    page = _page(client, "/search?q=gonioscopy+OR+zorbimab")
    assert f"{said} {_count(page)}\xa0papers of the result (standard error at most 6.4\xa0% of it)" in page
    (exactly,) = parsed(page).xpath("//a[text()='Count exactly']/@href")
    assert exactly == "/search?q=gonioscopy+OR+zorbimab&counts=exact"
    legends = " ".join(legend.text_content() for legend in parsed(page).iter("legend"))
    assert "Availability (estimated) Publication type (estimated) " in legends
    whole = _page(client, exactly)
    assert said not in whole
    assert "/search?q=gonioscopy+OR+zorbimab&type=Review&counts=exact" in whole, "and it stays so"


def test_estimates_are_shown_as_precisely_as_they_are_known() -> None:
    counts = (("Review", 52_482), ("Letter", 987), ("Retraction", 7), ("none", 0))
    shown = as_precise({"type": Facet(counts, sampled=900), "journal": Facet(counts)})
    assert shown["type"].counts == (("Review", 52_000), ("Letter", 990), ("Retraction", 7), ("none", 0))
    assert shown["journal"].counts == counts


@pytest.mark.parametrize(
    ("year", "count"), [("1990", 2), ("1990-1994", 10), ("2015-", 10), ("-1991", 4), ("1990-2019", 60)]
)
def test_years(client: Client, year: str, count: int) -> None:
    assert _count(_page(client, f"/search?q=gonioscopy&year={year}")) == count


def test_the_last_years_are_a_click_and_a_click_takes_them_back(client: Client) -> None:
    now = datetime.now(UTC).year
    links = parsed(_page(client, f"/search?q=gonioscopy&journal=Alpha+J&year={now - 4}-")).xpath(
        "//p[@class='recent']/a"
    )
    assert {link.text: link.get("href") for link in links} == {
        f"since {now - 1}": f"/search?q=gonioscopy&year={now - 1}-&journal=Alpha+J",
        f"since {now - 4}": "/search?q=gonioscopy&journal=Alpha+J",
        f"since {now - 9}": f"/search?q=gonioscopy&year={now - 9}-&journal=Alpha+J",
    }
    assert [link.text for link in links if link.get("aria-current")] == [f"since {now - 4}"]


def test_of_many_remarks_the_first_stand_above_the_results_and_the_others_behind_a_word(client: Client) -> None:
    words = " OR ".join(f"qqq{letter}zz[ti]" for letter in "abcdefgh")
    (told,) = parsed(_page(client, f"/search?q=gonioscopy+OR+{words}")).find_class("told")
    assert len(told.findall("ul/li")) == 3
    assert told.findtext("details/summary") == "and 5 more"
    assert len(told.findall("details/ul/li")) == 5
    (told,) = parsed(_page(client, "/search?q=gonioscopy+OR+qqqazz[ti]")).find_class("told")
    assert len(told.findall(".//li")) == 1
    assert told.find("details") is None


def test_the_two_boxes_of_the_form_become_one_year(client: Client) -> None:
    for typed, year in (
        ("from=1990&to=1994", "1990-1994"),
        ("from=1990&to=", "1990-"),
        ("from=1990&to=1990", "1990"),
        ("from=1994&to=1990", "1990-1994"),
    ):
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
    assert rows[0].startswith("AND 0 citations")
    pieces = {row.xpath("input/@value")[0]: row.xpath("a/text()")[0] for row in parsed(page).find_class("row")[1:]}
    assert pieces == {"gonioscopy": "60", "zorbimab": "1"}


def test_a_piece_of_the_query_can_be_changed_where_it_is_explained(client: Client) -> None:
    form = parsed(client.get("/search/understood?q=zorbimab+AND+(eyes+OR+ears)&journal=Alpha+J").content).forms
    (edit,) = [each for each in form if each.get("id") == "tree"]
    names = {field.value: field.name for field in edit.inputs if field.name and field.name.startswith("at-")}
    assert set(names) == {"zorbimab", "eyes", "ears"}
    fields = dict(edit.form_values()) | {names["zorbimab"]: "gonioscopy", names["ears"]: "noses[ti]"}
    response = client.get("/search/understood", fields)
    assert response.status_code == 302
    assert unquote_plus(response.headers["Location"]) == "/search?q=gonioscopy AND (eyes OR noses[ti])&journal=Alpha J"


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


def test_nothing_found_offers_what_finds_something_and_is_true_about_it(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy+AND+zorbimab+AND+eyes&journal=Alpha+J")
    assert _count(page) == 0
    ways = dict(re.findall(r'<li>[^<]+<a href="([^"]+)">[^<]+</a> \(([\d,]+)', page))
    assert ways
    for address, count in ways.items():
        assert _count(_page(client, address)) == int(count)


def test_a_filter_that_leaves_nothing_is_offered_to_be_dropped(client: Client) -> None:
    page = _page(client, "/search?q=zorbimab&year=1950")
    assert '<a href="/search?q=zorbimab">' in page


def test_a_question_that_nothing_answers_in_full_is_answered_by_what_fits_best_and_says_so(client: Client) -> None:
    page = _page(client, "/search?q=zorbimab+gonioscopy+unicorn")
    assert "No citation has all of these words" in page
    assert papers.RICH in _pmids(page)
    assert "Save all" not in page
    assert "Searches that find all their words" in page


def test_a_slip_of_spelling_is_offered_right(client: Client) -> None:
    page = _page(client, "/search?q=gonoscopy")
    assert 'Did you mean <a href="/search?q=gonioscopy">gonioscopy</a>? (60\u00a0citations)' in page


def test_a_published_filter_is_a_click_with_its_source(client: Client) -> None:
    page = _page(client, "/search?q=zorbimab")
    assert 'href="/search?q=zorbimab&filter=therapy-narrow" title="Haynes RB' in page
    narrowed = _page(client, "/search?q=zorbimab&filter=therapy-narrow")
    assert _pmids(narrowed) == [papers.RICH]
    assert ">Therapy, narrow <" in narrowed


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ris", "TY  - JOUR"),
        ("nbib", "PMID- 1"),
        ("csv", "PMID,"),
        ("bib", "@article{"),
        ("csl.json", "[{"),
        ("pmids", "1"),
    ],
)
def test_a_whole_result_is_a_file(client: Client, name: str, first: str) -> None:
    response = client.get(f"/search.{name}?q=gonioscopy&journal=Alpha+J&sort=date&page=2")
    assert response.streaming
    text = response.getvalue().decode()
    assert text.upper().startswith(first.upper())
    assert "attachment" in response.headers["Content-Disposition"]
    assert sum(str(1000 + n) in text for n in range(1, 60, 2)) == 30


def test_exported_pmids_keep_the_order_of_the_search(client: Client) -> None:
    exported = client.get("/search.pmids?q=gonioscopy&sort=date").getvalue().decode().split()
    shown = [pmid for n in (1, 2, 3) for pmid in _pmids(_page(client, f"/search?q=gonioscopy&sort=date&page={n}"))]
    assert list(map(int, exported)) == shown


@pytest.mark.parametrize("path", ["/search.docx?q=x", "/search/report.docx?q=x"])
def test_a_form_there_is_not_is_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_report_says_what_another_librarian_needs(client: Client) -> None:
    page = parsed(client.get("/search/report?q=gonioscopy+AND+eyes&filter=humans").content)
    text = " ".join(page.get_element_by_id("main").text_content().split())
    for needed in (
        "gonioscopy AND eyes",
        "own mirror of 67 records, revision 1, last updated 2026-11-22",
        "Counts by block",
    ):
        assert needed in text
    assert "PRISMA-S" in text


def test_the_report_is_a_pdf_whatever_is_in_the_query(client: Client) -> None:
    for query in ("gonioscopy", 'β "#eval" *a* $x$ \\ @y <z> #panic()', "高血压 OR عين"):
        response = client.get("/search/report.pdf", {"q": query})
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")
    assert client.get("/search/report.md?q=gonioscopy").content.startswith(b"# Search report")


def test_suggestions_come_from_the_third_letter(client: Client) -> None:
    assert client.get("/suggest?q=go").json() == {"suggestions": []}
    labels = [each["label"] for each in client.get("/suggest?q=gon").json()["suggestions"]]
    assert "gonioscopy" in labels
    assert client.get("/suggest", {"q": "x" * 20_000}).json() == {"suggestions": []}


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
    assert feed.find("a:link[@rel='self']", space).get("href").endswith("/search.atom?q=gonioscopy&type=Review")
    assert feed.find("a:entry/a:link", space).get("href").startswith("http://testserver/article/10")


def test_a_feed_of_a_query_that_cannot_be_read_is_refused(client: Client) -> None:
    assert client.get("/search.atom?q=(a").status_code == 400


def test_a_hit_says_why_it_stands_there(client: Client) -> None:
    page = _page(client, "/search?q=gonioscopy+number")
    first = _pmids(page)[0]
    address = f"/search/why?q=gonioscopy+number&pmid={first}"
    assert f'href="{address}"' in page
    reasons = _page(client, address)
    assert "For it, the weightiest first:" in reasons or "By the words looked for" in reasons
    assert "/search/why" not in _page(client, "/search?q=gonioscopy&sort=date"), "a date needs no reason"


@pytest.mark.parametrize(("pmid", "status"), [("", 400), ("x", 400), ("1" * 12, 400), (str(papers.GONE), 404)])
def test_why_of_what_is_no_paper_is_told(client: Client, pmid: str, status: int) -> None:
    assert client.get(f"/search/why?q=gonioscopy&pmid={pmid}").status_code == status
