"""PubMed Central and NCBI's Bookshelf: known from the record's own ids, with the day a copy is released."""

from __future__ import annotations

from datetime import timedelta

from osler.fulltext import address, spans
from osler.fulltext.ways import Access, Asked, Way

name = "pmc"
remote = False
_NO_COPY = Way(name, "PubMed Central", "NLM’s record names no copy at PubMed Central.")


def way(asked: Asked) -> Way:
    article = asked.article
    for type_, value in article.ids:
        if type_ == "bookaccession" and address.bookshelf(value):
            return Way(name, "Bookshelf", "Free at NCBI’s Bookshelf.", address.bookshelf(value), Access.FREE)
    url = address.pmc(article.pmcid)
    if not url:
        return _NO_COPY
    release = article.dated("pmc-release")
    span = spans.published(release) if release else None
    if span is not None and span.last > asked.today:
        day = span.first if span.first == span.last else span.last + timedelta(days=1)
        return Way(name, "PubMed Central", f"Embargoed at PubMed Central until {spans.told(day)}.")
    return Way(name, "PubMed Central", f"Free at PubMed Central ({article.pmcid}).", url, Access.FREE)
