"""Searches made and papers opened join the reader's sitting, where their history is on. Nobody else's ever do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import ResolverMatch

from osler.cite.source import title as cite_title
from osler.errors import OslerError
from osler.learning import sittings
from osler.people.models import User
from osler.pubmed.xml import parse
from osler.web import mirror, records
from osler.web.state import State

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
_SHOWN = (200, 304)


def remember(get_response: Answer) -> Answer:
    """After the page is made. The E-utilities and every other door pass through unrecorded."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match is None or match.url_name not in ("search", "article") or response.status_code not in _SHOWN:
            return response
        reader = _who_keeps_history(request)
        if reader is not None:
            try:
                _record(request, reader, match)
            except (OslerError, DatabaseError) as error:  # the page is what was asked for, the record is an extra
                log.warning("a sitting was not recorded: %s", error)
        return response

    return answer


def _record(request: HttpRequest, reader: User, match: ResolverMatch) -> None:
    now = datetime.now(UTC)
    if match.url_name == "article":
        pmid = match.kwargs["pmid"]
        sittings.opened(reader, pmid, title(pmid), now, asked=asked_before(request))
    elif asked := _asked(request.GET):
        sittings.searched(reader, asked, now)


def _who_keeps_history(request: HttpRequest) -> User | None:
    """None for visitors, for readers with history off, and for what a browser fetches ahead of time."""
    prefetched = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    user = request.user
    if request.method != "GET" or prefetched or not isinstance(user, User) or not user.history_on:
        return None
    return user


def title(pmid: int) -> str:
    """As a record keeps it. Raises NotFound where the mirror has none."""
    return cite_title(parse(records.record(mirror.engine(), pmid).xml, brief=True)) or "[No title]"


def asked_before(request: HttpRequest) -> str:
    """The search that led here, from the page before; "" where it was none of ours."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or before.path != "/search":
        return ""
    return _asked(QueryDict(before.query))


def _asked(given: QueryDict) -> str:
    """The search of an address, without numbers that mean something to one tab only."""
    try:
        return State.read(given).meaning
    except OslerError:
        return str(given.get("q", "")).strip()
