"""The pages' addresses."""

from __future__ import annotations

from django.urls import path, register_converter

from osler.web.converters import Pmid
from osler.web.views import (
    about,
    article,
    builder,
    chosen,
    cited,
    export,
    feed,
    formats,
    home,
    report,
    search,
    similar,
    small,
    suggest,
    understood,
    why,
)

register_converter(Pmid, "pmid")

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("search/understood", understood.understood, name="understood"),
    path("search/why", why.why, name="why"),
    path("search/report", report.page, name="report"),
    path("search/report.<str:format>", report.file, name="report-file"),
    path("search.atom", feed.feed, {"format": "atom"}, name="search-feed"),
    path("search.rss", feed.feed, {"format": "rss"}, name="search-rss"),
    path("search.jsonfeed", feed.feed, {"format": "json"}, name="search-json-feed"),
    path("search.<str:format>", export.exported, name="export"),
    path("chosen", chosen.chosen, name="chosen"),
    path("builder", builder.builder, name="builder"),
    path("suggest", suggest.suggest, name="suggest"),
    path("article/<pmid:pmid>", article.article, name="article"),
    path("article/<pmid:pmid>/", article.moved),
    path("article/<pmid:pmid>/similar", similar.similar, name="similar"),
    path("article/<pmid:pmid>/cite", cited.reference, name="cite"),
    path("article/<pmid:pmid>/cited-by", cited.cited_by, name="cited-by"),
    path("article/<pmid:pmid>.<str:format>", formats.formatted, name="formatted"),
    path("<pmid:pmid>", article.moved),
    path("<pmid:pmid>/", article.moved),
    path("pubmed/<pmid:pmid>", article.moved),
    path("pubmed/<pmid:pmid>/", article.moved),
    path("pubmed/", home.home),
    path("advanced/", builder.moved),
    path("about", about.about, name="about"),
    path("opensearch.xml", small.opensearch, name="opensearch"),
    path("robots.txt", small.robots, name="robots"),
    path("favicon.ico", small.favicon, name="favicon"),
    path("healthz", small.health, name="health"),
]
