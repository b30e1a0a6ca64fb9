"""The article page says what NLM's record says, the gravest first."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.test import Client
from tests.web import papers
from tests.web.reading import parsed

from osler.model.article import Article
from osler.pubmed import xml
from osler.web.pages.article import article_page
from osler.web.pages.cards import card

Page = Callable[[int], str]


@pytest.fixture
def page(client: Client) -> Page:
    def get(pmid: int) -> str:
        response = client.get(f"/article/{pmid}")
        assert response.status_code == 200
        return response.content.decode()

    return get


def _text(page: str) -> str:
    """The main part as a person reads it."""
    main = parsed(page).get_element_by_id("main")
    return " ".join(main.text_content().split())


def test_publication_types_stand_before_the_title_the_telling_one_first(page: Page) -> None:
    text = _text(page(papers.RICH))
    assert text.startswith("Randomized Controlled Trial Effect of zorbimab on IL-6+ cells in synthetic sclerosis.")
    assert "Research Support" in text.split("Funding")[1]


def test_markup_and_mathematics_are_kept(page: Page) -> None:
    text = page(papers.RICH)
    assert 'Effect of <i>zorbimab</i> on <span class="unbroken">IL-6</span><sup>+</sup> cells' in text
    assert "<math><msub><mi>x</mi><mn>0</mn></msub>" in text
    assert '<mo>[</mo><mi>a</mi><mo separator="true">,</mo><mi>b</mi><mo>]</mo>' in text


def test_the_abstract_keeps_its_structure_and_its_copyright(page: Page) -> None:
    tree = parsed(page(papers.RICH))
    labels = [h.text for h in tree.xpath("//section[@id='abstract']//h3")]
    assert labels == ["BACKGROUND", "METHODS", "CONCLUSIONS"]
    assert "© 2020 The Synthetic Society." in _text(page(papers.RICH))


def test_another_language_is_marked_as_such(page: Page) -> None:
    assert re.search(r'lang="es"[^>]*>\s*<p[^>]*>Resumen en español\.', page(papers.RICH))


def test_a_title_in_the_language_of_the_paper_says_which_language_it_is() -> None:
    text = papers.article(1, "", language="heb").replace(
        "</PublicationTypeList>", "</PublicationTypeList><VernacularTitle>כותרת בדויה</VernacularTitle>"
    )
    article = xml.parse(text.encode())
    assert isinstance(article, Article)
    made = article_page(article, url="http://testserver/article/1")
    assert (made.vernacular, made.vernacular_lang, made.title_lang) == ("כותרת בדויה", "he", "he")
    assert card(article).title == '<span lang="he" dir="auto">כותרת בדויה</span>'


def test_authors_are_searches_with_affiliations_on_demand(page: Page) -> None:
    text = page(papers.RICH)
    assert '<a href="/search?q=%22Doe+JQ%22%5Bau%5D">Jane Q Doe</a>' in text
    assert 'href="https://orcid.org/0000-0002-1825-0097"' in text
    assert text.count("Institute of Made-up Medicine, Nowhere.</li>") == 1, "each affiliation is printed once"
    assert "ZORB Study Group" in text
    assert "contributed equally" in text


def test_six_hundred_authors_do_not_push_the_abstract_away(page: Page) -> None:
    text = _text(page(papers.CROWD))
    assert "and 592 more authors" in text
    assert "et al." in text


def test_the_citation_line_and_the_ids(page: Page) -> None:
    text = page(papers.RICH)
    assert "Synth J Med. 2020 Mar;12(3):117-26. Epub 2019 Dec 24." in _text(text)
    for link in ("https://doi.org/10.5555/synth.2020.101", "https://pubmed.ncbi.nlm.nih.gov/101/", "PMC9000101/"):
        assert link in text


def test_subjects_registrations_and_funding_are_links(page: Page) -> None:
    text = unescape(page(papers.RICH))
    assert "/search?q=%22Scleroderma%2C+Systemic%2Fdrug+therapy%22%5Bmh%5D" in text
    assert "/search?q=%22zorbimab%22%5Bot%5D" in text
    assert "/search?q=%22zorbimab%22%5Bnm%5D" in text
    assert 'href="https://clinicaltrials.gov/study/NCT00000101"' in text
    assert "/search?q=%22R01+XX000101%22%5Bgr%5D" in text
    assert "Jane Doe owns no shares of anything." in text


def test_a_retraction_cannot_be_missed(page: Page) -> None:
    text = page(papers.RETRACTED)
    read = _text(text)
    assert read.startswith("This article has been retracted. Do not rely on its findings.")
    assert read.index("retracted") < read.index("A finding that did not stand")
    banner = text[text.index('class="banner retracted"') : text.index("<h1")]
    assert f'href="/article/{papers.NOTICE}"' in banner


def test_the_notice_leads_back_to_what_it_retracts(page: Page) -> None:
    text = page(papers.NOTICE)
    assert _text(text).startswith("This is a retraction notice.")
    assert f'href="/article/{papers.RETRACTED}"' in text


def test_ties_without_a_pmid_are_text(page: Page) -> None:
    text = page(papers.RICH)
    assert "Synth J Med. 2020 Jun;12(6):400" in text
    assert "<dt>Comment in</dt><dd>Synth J Med. 2020 Jun" in re.sub(r"\s*\n\s*", "", text)
    assert f'<a href="/article/{papers.BARE}">Synth J Med. 2020 May;12(5):300</a>' in text


def test_references_lead_inside_where_the_mirror_has_them_and_outside_where_not(page: Page) -> None:
    text = page(papers.RICH)
    assert f'<a href="/article/{papers.BARE}">Held here. Synth J Med. 1999.</a>' in text
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/888/"' in text
    assert 'href="/article/888"' not in text
    assert "A book nobody numbered." in text


def test_cited_by_is_the_other_direction(page: Page) -> None:
    text = _text(page(papers.BARE))
    assert "Cited by Effect of zorbimab" in text
    assert "1 paper in this mirror" in text


def test_a_book_chapter_says_where_it_stands(page: Page) -> None:
    text = page(papers.BOOK)
    assert "A Chapter on Made-up Disease" in text
    assert 'href="https://www.ncbi.nlm.nih.gov/books/n/synthbook/"' in text
    assert "In: The Synthetic Handbook [Internet]. Nowhere: Made-up Press; 2015." in _text(text)
    assert "Editors: Editor E" in text
    assert "Diagnosis" in text


def test_reference_managers_find_their_tags(page: Page) -> None:
    tree = parsed(page(papers.RICH))
    tags = {meta.get("name"): meta.get("content") for meta in tree.xpath("//meta[starts-with(@name,'citation_')]")}
    assert tags["citation_title"] == "Effect of zorbimab on IL-6+ cells in synthetic sclerosis."
    assert tags["citation_pmid"] == "101"
    assert tags["citation_doi"] == "10.5555/synth.2020.101"
    assert tags["citation_publication_date"] == "2020/03"
    authors = [m.get("content") for m in tree.xpath("//meta[@name='citation_author']")]
    assert authors == ["Doe, Jane Q", "Roe, Richard", "ZORB Study Group"]
    coins = parse_qs(tree.xpath("//span[@class='Z3988']")[0].get("title"))
    assert coins["rft.jtitle"] == ["Synthetic Journal of Medicine"]
    assert coins["rft_id"] == ["info:doi/10.5555/synth.2020.101", "info:pmid/101"]
    assert tree.xpath("//link[@rel='canonical']")[0].get("href") == "http://testserver/article/101"


def test_a_link_to_it_can_be_previewed(page: Page) -> None:
    tree = parsed(page(papers.RICH))
    (said,) = tree.xpath("//meta[@name='description']/@content")
    assert said.startswith("Doe JQ, Roe R, ZORB Study Group. Synth J Med. 2020 Mar;12(3):117-26.")
    assert said.endswith("Synthetic sclerosis has few treatments.")
    shown = {meta.get("property"): meta.get("content") for meta in tree.xpath("//meta[starts-with(@property,'og:')]")}
    assert shown == {
        "og:type": "article",
        "og:site_name": "Osler",
        "og:title": "Effect of zorbimab on IL-6+ cells in synthetic sclerosis.",
        "og:description": said,
        "og:url": "http://testserver/article/101",
    }
    assert tree.xpath("//meta[@name='citation_language']/@content") == ["en"]


def test_what_happened_to_the_record_is_told_in_its_order(page: Page) -> None:
    (record,) = parsed(page(papers.RICH)).xpath("//section[@aria-labelledby='record-h']")
    days = [time.get("datetime") for time in record.iter("time")]
    assert len(days) == 2
    assert days == sorted(days)


def test_the_data_script_is_json_about_this_paper(page: Page) -> None:
    (script,) = parsed(page(papers.HOSTILE)).xpath("//script[@type='application/ld+json']")
    described = json.loads(script.text)
    assert described["@type"] == "ScholarlyArticle"
    assert described["name"].startswith("Hostile <script>alert(1)</script>")


def test_hostile_text_stays_text(page: Page) -> None:
    text = page(papers.HOSTILE)
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    assert 'href="javascript:' not in text
    assert "49" not in _text(text).split("Hostile")[1][:80], "a template expression in a title was evaluated"
    tree = parsed(text)
    assert not tree.xpath("//*[@onmouseover or @onerror]")


@pytest.mark.parametrize("pmid", [papers.GONE, 999999999])
def test_an_absent_pmid_helps_on(client: Client, pmid: int) -> None:
    response = client.get(f"/article/{pmid}")
    assert response.status_code == 404
    assert f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" in response.content.decode()


@pytest.mark.parametrize("path", ["/article/0", "/article/abc", "/article/1234567890", "/article/-1"])
def test_what_is_no_pmid_is_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_pubmeds_own_form_of_the_address_leads_here(client: Client) -> None:
    response = client.get("/article/101/")
    assert (response.status_code, response.headers["Location"]) == (301, "/article/101")


def test_similar_papers_come_with_their_reason(client: Client) -> None:
    page = client.get("/article/1007/similar").content.decode()
    near = [int(n) for n in re.findall(r'data-paper="(\d+)"', page)]
    assert len(near) >= 20
    assert 1007 not in near
    assert "Both speak of" in page


def test_reviews_come_first_where_asked(client: Client) -> None:
    page = client.get("/article/1007/similar?reviews=1").content.decode()
    near = [int(n) for n in re.findall(r'data-paper="(\d+)"', page)]
    kinds = [(pmid - 1000) % 3 == 0 for pmid in near]
    assert kinds[0]
    assert kinds == sorted(kinds, reverse=True)


def test_the_page_of_a_paper_asks_for_a_few_of_them(page: Page, client: Client) -> None:
    assert 'href="/article/1007/similar"' in page(1007)
    few = client.get("/article/1007/similar", headers={"HX-Request": "true", "HX-Target": "similar-list"})
    assert few.content.decode().count("data-paper=") == 5
    assert b"<html" not in few.content


def test_a_retraction_notice_is_not_like_what_it_retracts(client: Client) -> None:
    page = client.get(f"/article/{papers.RETRACTED}/similar").content.decode()
    assert f'data-paper="{papers.NOTICE}"' not in page


def test_nothing_is_like_a_paper_that_is_not_here(client: Client) -> None:
    assert client.get(f"/article/{papers.GONE}/similar").status_code == 404


def test_a_reference_has_a_page_of_its_own_and_a_part_for_a_sheet(client: Client) -> None:
    whole = client.get(f"/article/{papers.RICH}/cite")
    assert "Doe JQ, Roe R" in _text(whole.content.decode())
    part = client.get(f"/article/{papers.RICH}/cite", headers={"HX-Target": "cite-body"}).content.decode()
    assert part.lstrip().startswith('<div id="cite-body"')
    assert f'href="/article/{papers.RICH}.ris"' in part
    assert client.get(f"/article/{papers.GONE}/cite").status_code == 404


def test_all_that_cite_a_paper_are_listed(client: Client) -> None:
    text = _text(client.get(f"/article/{papers.BARE}/cited-by").content.decode())
    assert "1 paper in this mirror." in text
    assert "Effect of zorbimab" in text
    assert "0 papers in this mirror." in _text(client.get(f"/article/{papers.RICH}/cited-by").content.decode())
    assert client.get(f"/article/{papers.GONE}/cited-by").status_code == 404
    assert client.get(f"/article/{papers.BARE}/cited-by?page=0").status_code == 400
