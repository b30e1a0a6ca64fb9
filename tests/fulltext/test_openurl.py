"""OpenURLs of ten kinds of record, read back by parsers that are not ours. All records are made up."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from osler.fulltext import openurl
from osler.model.article import (
    Article,
    ArticleId,
    Book,
    BookData,
    Journal,
    Pagination,
    PartialDate,
    Person,
    PersonList,
    RichText,
)

# Keys of the KEV matrices info:ofi/fmt:kev:mtx:journal and …:book, and of the context object itself.
_COMMON = {"aulast", "aufirst", "auinit", "ausuffix", "au", "aucorp", "genre", "date", "issn", "isbn", "spage", "epage"}
_JOURNAL = _COMMON | {"atitle", "jtitle", "stitle", "volume", "issue", "pages", "eissn", "part", "artnum", "coden"}
_BOOK = _COMMON | {"btitle", "atitle", "place", "pub", "edition", "tpages", "series", "pages", "eissn"}
_CONTEXT = {"url_ver", "url_ctx_fmt", "ctx_ver", "ctx_enc", "rfr_id", "rft_id", "rft_val_fmt"}

JOURNAL = Journal(
    title="Made-up Journal of Tests & Things",
    iso_abbreviation="Made-up J. Tests",
    issn="1234-5679",
    issn_type="Print",
    volume="12",
    issue="3 Pt 1",
    pub_date=PartialDate(2020, 3),
)
ADA = PersonList((Person("O’Hara-Łuk", "Ada Zoë", "AZ", "Jr"), Person(collective_name=RichText("MADE-UP Group"))))


def _article(**parts: object) -> Article:
    given: dict[str, object] = {
        "pmid": 7,
        "title": RichText("IL-6 & “β-cells”: 50 % more? A=B+C; x<y.", "<i>IL-6</i>"),
        "journal": JOURNAL,
        "author_lists": (ADA,),
        "pagination": Pagination("117-26", "117", "126"),
        "ids": (ArticleId("doi", "10.5555/(SICI)1<2::AID>3.0.CO;2-#"),),
    }
    return Article(**(given | parts))  # type: ignore[arg-type]


BOOK = Book(
    title=RichText("The Made-up Handbook"),
    publisher_name=RichText("Made-up Press"),
    publisher_location="Nowhere (XX)",
    pub_date=PartialDate(2015),
    isbns=("9780306406157",),
    edition="2nd",
    author_lists=(PersonList((Person("Editor", "Edna", "E"),), type="authors"),),
)
SHAPES: dict[str, Article] = {
    "full": _article(),
    "electronic": _article(journal=Journal(title="E", issn="2345-6784", issn_type="Electronic", volume="1")),
    "no doi": _article(ids=()),
    "group only": _article(author_lists=(PersonList((Person(collective_name=RichText("G & Co")),)),)),
    "nobody": _article(author_lists=()),
    "vernacular": _article(title=RichText(""), vernacular_title=RichText("Übersicht über Erfundenes")),
    "ahead of print": _article(
        journal=Journal(title="A"), pagination=Pagination(), article_dates=(PartialDate(2026, 1, 9),)
    ),
    "article number": _article(pagination=Pagination("e1000123", "e1000123")),
    "book": _article(
        title=RichText(""), journal=Journal(), author_lists=(), book_data=BookData(BOOK), pagination=Pagination()
    ),
    "chapter": _article(journal=Journal(), book_data=BookData(BOOK, contribution_date=PartialDate(2016, 1, 5))),
}
PARSERS: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "urllib": lambda url: parse_qsl(urlsplit(url).query, strict_parsing=True, keep_blank_values=True),
    "httpx": lambda url: list(httpx.URL(url).params.multi_items()),
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_field_comes_back(shape: str, parser: str) -> None:
    article = SHAPES[shape]
    url = openurl.joined("https://links.example/find?sid=a%26b#top", openurl.kev(article))
    found = PARSERS[parser](url)
    assert found[0] == ("sid", "a&b")
    assert sorted(found[1:]) == sorted((key, value) for key, value in openurl.pairs(article) if value)
    assert urlsplit(url).fragment == ""


@pytest.mark.parametrize("shape", SHAPES)
def test_only_keys_of_the_standard_are_used(shape: str) -> None:
    keys = [key for key, _ in parse_qsl(openurl.kev(SHAPES[shape]))]
    known = _BOOK if SHAPES[shape].book_data else _JOURNAL
    assert {key for key in keys if not key.startswith("rft.")} <= _CONTEXT
    assert {key.removeprefix("rft.") for key in keys if key.startswith("rft.")} <= known
    repeated = {key for key in keys if keys.count(key) > 1}
    assert repeated <= {"rft_id", "rft.au", "rft.aucorp"}


def test_what_the_fields_say() -> None:
    said = dict(parse_qsl(openurl.kev(SHAPES["full"])))
    assert said["rft_val_fmt"] == "info:ofi/fmt:kev:mtx:journal"
    assert said["rft.atitle"] == "IL-6 & “β-cells”: 50 % more? A=B+C; x<y."
    assert (said["rft.aulast"], said["rft.auinit"], said["rft.aucorp"]) == ("O’Hara-Łuk", "AZ", "MADE-UP Group")
    assert (said["rft.date"], said["rft.spage"], said["rft.epage"], said["rft.issn"]) == (
        "2020-03",
        "117",
        "126",
        "1234-5679",
    )
    ids = [value for key, value in parse_qsl(openurl.kev(SHAPES["full"])) if key == "rft_id"]
    assert ids == ["info:doi/10.5555/(SICI)1<2::AID>3.0.CO;2-#", "info:pmid/7"]
    chapter, book = (dict(parse_qsl(openurl.kev(SHAPES[name]))) for name in ("chapter", "book"))
    assert (chapter["rft.genre"], chapter["rft.btitle"]) == ("bookitem", "The Made-up Handbook")
    assert (book["rft.genre"], book["rft.isbn"], book["rft.pub"]) == ("book", "9780306406157", "Made-up Press")
    assert "rft.atitle" not in book


def test_a_base_without_a_query_gets_one() -> None:
    assert openurl.joined("https://links.example/find", "a=1") == "https://links.example/find?a=1"
    assert openurl.joined("https://links.example/find?", "a=1") == "https://links.example/find?a=1"
