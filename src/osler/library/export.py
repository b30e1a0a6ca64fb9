"""A collection in the formats reference managers take, streamed; tags and notes go along where a format has a place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from osler import cite
from osler.cite.bibtex import escaped
from osler.cite.text import line
from osler.engine.protocol import Engine
from osler.library import queries
from osler.library.models import Collection, Paper
from osler.library.tombstone import article_of
from osler.model.article import Article, Keyword, KeywordList, RichText
from osler.people.models import User
from osler.pubmed.xml import parse


class Entry(NamedTuple):
    article: Article  # the tags are among its keywords
    tags: tuple[str, ...]
    note: str
    read: bool


class Format(NamedTuple):
    label: str
    content_type: str
    suffix: str
    write: Callable[[Iterable[Entry]], Iterator[str]]


def entries(engine: Engine, collection: Collection, user: User | None) -> Iterator[Entry]:
    """In the collection's order; papers that NLM deleted as far as they were kept. `user` None: no notes, no tags."""
    for rows in queries.saved_all(collection, user):
        stored = engine.fetch(row.pmid for row in rows)
        kept: dict[int, Paper] = queries.papers(row.pmid for row in rows if row.pmid not in stored)
        for row in rows:
            found = stored.get(row.pmid)
            article = parse(found.xml) if found else article_of(kept[row.pmid])
            yield Entry(tagged(article, row.tags), row.tags, row.note, row.read)


def tagged(article: Article, tags: tuple[str, ...]) -> Article:
    if not tags:
        return article
    words = KeywordList(tuple(Keyword(RichText(tag)) for tag in tags), owner="NOTNLM")
    return replace(article, keyword_lists=(*article.keyword_lists, words))


def _ris(each: Entry) -> str:
    text = cite.ris(each.article)
    if not each.note:
        return text
    return text.removesuffix("ER  - \n") + f"N1  - {line(each.note)}\nER  - \n"


def _bibtex(each: Entry) -> str:
    text = cite.bibtex(each.article)
    return text.removesuffix("\n}\n") + f",\n  annote = {{{escaped(each.note)}}}\n}}\n" if each.note else text


def _nbib(each: Entry) -> str:
    text = cite.nbib(each.article).rstrip("\n")
    return f"{text}\nGN  - {line(each.note)}\n" if each.note else f"{text}\n"


def _each(write: Callable[[Entry], str]) -> Callable[[Iterable[Entry]], Iterator[str]]:
    def all_of(entries: Iterable[Entry]) -> Iterator[str]:
        for entry in entries:
            yield write(entry).rstrip("\r\n") + "\n\n"

    return all_of


def _csl(entries: Iterable[Entry]) -> Iterator[str]:
    separator = "["
    for each in entries:
        item = cite.csl(each.article)
        if each.note:
            item["note"] = "\n".join(filter(None, (item.get("note", ""), each.note)))
        yield separator + json.dumps(item, ensure_ascii=False)
        separator = ",\n"
    yield "]\n" if separator != "[" else "[]\n"


def _csv(entries: Iterable[Entry]) -> Iterator[str]:
    yield cite.csv_header().rstrip("\r\n") + ",Tags,Note,Read\r\n"
    for each in entries:
        own = io.StringIO()
        csv.writer(own).writerow((_cell("; ".join(each.tags)), _cell(each.note), "yes" if each.read else ""))
        yield cite.csv_row(each.article).rstrip("\r\n") + "," + own.getvalue()


def _cell(text: str) -> str:
    """A spreadsheet would calculate what begins like a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


FORMATS: dict[str, Format] = {
    "ris": Format("RIS", "application/x-research-info-systems; charset=utf-8", "ris", _each(_ris)),
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", "bib", _each(_bibtex)),
    "nbib": Format("nbib", "application/nbib; charset=utf-8", "nbib", _each(_nbib)),
    "csl.json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", "json", _csl),
    "csv": Format("CSV", "text/csv; charset=utf-8", "csv", _csv),
    "pmids": Format("PMIDs", "text/plain; charset=utf-8", "txt", lambda all: (f"{e.article.pmid}\n" for e in all)),
}
