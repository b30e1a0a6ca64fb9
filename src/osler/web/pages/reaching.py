"""The ways to the texts of a page's papers: known at once, whatever other services do. The same number of queries for
one paper as for twenty."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from django.http import HttpRequest

from osler.config import Config
from osler.fulltext import address, journal, libkey, unpaywall
from osler.fulltext.asking import Asking
from osler.fulltext.client import Client
from osler.fulltext.holdings import Decision
from osler.fulltext.libkey import LibKey
from osler.fulltext.ordering import Met
from osler.fulltext.resolve import Ways, known
from osler.fulltext.snapshot import Snapshot
from osler.fulltext.unpaywall import Unpaywall
from osler.fulltext.ways import Asked, Library, Resolver, Way
from osler.institutions import queries, reader
from osler.model.article import Article
from osler.web import mirror

Services = tuple[tuple[Resolver, ...], tuple[Resolver, ...]]  # answering from this machine; asking another


@dataclass(frozen=True, slots=True)
class Reaching:
    ways: Mapping[int, Ways] = field(default_factory=dict)  # by PMID
    libraries: tuple[Library, ...] = ()
    signed_in: bool = False
    asks: bool = False  # offer to find the reader's institution

    def of(self, pmid: int) -> Ways:
        return self.ways.get(pmid, Ways(()))


def reaching(request: HttpRequest, articles: Iterable[Article], *, ask: bool = False) -> Reaching:
    """With `ask` other services are asked too (once a day for each paper): never on the way to a page."""
    papers = list(articles)
    belongs = reader.belongs(request)
    sources = queries.sources(belongs.institutions)
    libraries = tuple(queries.library(each, has_holdings=sources.of(each.pk)) for each in belongs.institutions)
    today = datetime.now(UTC).date()
    learned = bool(papers) and reader.any_at_all(request).outcomes
    said = _said(papers, sources, libraries, today, learned=learned)
    resolvers = services(mirror.config())
    user = reader.signed_in(request)
    name = user.name if user else ""
    ways = {}
    for paper, (decisions, met) in zip(papers, said, strict=True):
        asked = [Asked(paper, today, each, decisions.get(each.id), name) for each in libraries]
        ways[paper.pmid] = _ways(asked or [Asked(paper, today, reader=name)], met, resolvers, ask=ask)
    return Reaching(ways, libraries, user is not None, belongs.asks)


def _said(
    papers: list[Article], sources: queries.Sources, libraries: tuple[Library, ...], today: date, *, learned: bool
) -> list[tuple[Mapping[int, Decision | None], Met]]:
    """Of each paper: what the libraries' holdings say, and what readers met with its journal. Where neither is kept
    here, nothing is worked out."""
    if not sources.files and not learned:
        return [({}, {})] * len(papers)
    journals = [journal.known(each, mirror.issns) for each in papers]
    questions = [(known_, journal.sought(each)) for known_, each in zip(journals, papers, strict=True)]
    keys = [journal.key(known_) for known_ in journals]
    met = queries.met((each.id for each in libraries), keys) if learned else {}
    decided = queries.decisions(sources, questions, today)
    return [(decisions, met.get(key, {})) for decisions, key in zip(decided, keys, strict=True)]


def _ways(asked: list[Asked], met: Met, resolvers: Services, *, ask: bool) -> Ways:
    here, told = remote(asked, resolvers, ask=ask)
    return known(asked, here, met, told)


def remote(
    asked: list[Asked], resolvers: Services | None = None, *, ask: bool
) -> tuple[tuple[Resolver, ...], list[Way]]:
    """(resolvers that answer from this machine, what the others said, or places for it). By default of the resolvers
    in the settings."""
    here, elsewhere = resolvers or services(mirror.config())
    return here, [_told(resolver, each, ask=ask) for resolver, each in _questions(elsewhere, asked)]


def _questions(elsewhere: Iterable[Resolver], asked: list[Asked]) -> Iterable[tuple[Resolver, Asked]]:
    for resolver in elsewhere:
        if resolver.name == libkey.name:  # each library has its own
            yield from ((resolver, each) for each in asked if each.library and each.library.libkey_token)
        else:
            yield resolver, asked[0]


def _told(resolver: Resolver, asked: Asked, *, ask: bool) -> Way:
    library = asked.library.id if asked.library else 0
    if ask or (resolver.name == unpaywall.name and not address.doi(asked.article.doi)):
        return replace(resolver.way(asked), library=library)
    name = {unpaywall.name: "Unpaywall", libkey.name: "LibKey"}[resolver.name]
    return Way(resolver.name, name, f"{name} has not been asked yet.", pending=True, library=library)


_lock = threading.Lock()
_services: dict[Config, Services] = {}


def services(config: Config) -> Services:
    """(those that answer from this machine, those that ask another) as the administrator switched them on. With
    Unpaywall's list on this machine its service is not asked."""
    snapshot = Snapshot(config.unpaywall_snapshot)
    here: tuple[Resolver, ...] = (snapshot,) if snapshot.exists else ()
    with _lock:
        if config not in _services:
            asking = Asking(Client(config.outgoing_seconds, private=config.outgoing_private))
            elsewhere: list[Resolver] = []
            if config.unpaywall_email:
                elsewhere.append(Unpaywall(asking, config.unpaywall_url, config.unpaywall_email))
            if config.libkey:
                elsewhere.append(LibKey(asking, config.libkey_url))
            _services[config] = ((snapshot,), tuple(elsewhere))
        kept, others = _services[config]
    return (kept if here else ()), tuple(each for each in others if not (here and each.name == unpaywall.name))
