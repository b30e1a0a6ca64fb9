"""The link tester: ten PMIDs, every link, decision and reason, addresses taken apart, classic mistakes pointed out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from osler.errors import BadInput
from osler.fulltext import journal, proxy
from osler.fulltext.apart import Part, apart
from osler.fulltext.holdings import Decision
from osler.fulltext.ordering import NAMES
from osler.fulltext.resolve import known
from osler.fulltext.ways import Asked, Library, Way
from osler.institutions import queries, services
from osler.people.guards import librarian
from osler.people.models import User
from osler.web import mirror, records, render
from osler.web.pages.cards import Card, card
from osler.web.pages.reaching import remote

MOST = 10


class Tested(NamedTuple):
    way: Way
    parts: list[Part]
    doubts: list[str]


class Paper(NamedTuple):
    card: Card
    journal: journal.Known
    decision: Decision | None
    tested: list[Tested]


@librarian
@require_safe
def tester(request: HttpRequest, slug: str) -> HttpResponse:
    assert isinstance(request.user, User)
    institution = services.find(request.user, slug)
    text = request.GET.get("pmids", "")
    context = {"institution": institution, "text": text, "papers": [], "missing": [], "problem": "", "names": NAMES}
    status = 200
    try:
        pmids = _pmids(text)
        sources = queries.sources([institution])
        library = queries.library(institution, has_holdings=sources.of(institution.pk))
        articles = records.articles(mirror.engine(), pmids)
        journals = [journal.known(each, mirror.issns) for each in articles]
        today = datetime.now(UTC).date()
        questions = [(found, journal.sought(each)) for found, each in zip(journals, articles, strict=True)]
        decided = queries.decisions(sources, questions, today)
        ask = request.GET.get("ask") == "1"
        context["papers"] = [
            _paper(Asked(each, today, library, answers.get(institution.pk)), found, ask=ask)
            for each, found, answers in zip(articles, journals, decided, strict=True)
        ]
        context["missing"] = [each for each in pmids if each not in {article.pmid for article in articles}]
    except BadInput as problem:
        context["problem"], status = str(problem), 422
    return render.page(request, "access/tester.html", context, status=status)


def _pmids(text: str) -> list[int]:
    """Raises BadInput for what is no PMID, and for more than ten."""
    words = [each for each in re.split(r"[\s,;]+", text) if each]
    wrong = next((each for each in words if not (each.isascii() and each.isdigit() and len(each) <= 9)), "")
    if wrong:
        raise BadInput(f"'{wrong[:40]}' is no PMID")
    pmids = list(dict.fromkeys(map(int, words)))
    if len(pmids) > MOST:
        raise BadInput(f"these are {len(pmids)} PMIDs; up to {MOST} are tested at once")
    return pmids


def _paper(asked: Asked, found: journal.Known, *, ask: bool) -> Paper:
    assert asked.library is not None
    here, told = remote([asked], ask=ask)
    ways = known([asked], here, also=told).ways
    tested = [Tested(way, apart(way.url) if way.offered else [], _doubts(way, asked, asked.library)) for way in ways]
    return Paper(card(asked.article), found, asked.decision, tested)


def _doubts(way: Way, asked: Asked, library: Library) -> list[str]:
    """Of what went through the proxy: the target is what the way would be without one."""
    if way.resolver != "subscription" or not way.offered or not library.proxy:
        return []
    plain = known([replace(asked, library=replace(library, proxy="", order=("subscription",)))]).ways
    target = next((each.url for each in plain if each.resolver == "subscription"), "")
    return list(proxy.doubts(library.proxy, target)) if target and target != way.url else []
