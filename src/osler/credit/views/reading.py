"""The page's clock, and the quiet line after a sitting."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from osler.club import queries as club
from osler.learning import queries, reading, sittings
from osler.people.models import User
from osler.web import render
from osler.web.whole import whole

_LONGEST = 200  # bytes of a beat
_WORTH_A_LINE = 1  # minutes read, from which a sitting is worth mentioning


@csrf_exempt  # no form could send the header asked for below, and no other site's script may
@require_POST
@never_cache
def beat(request: HttpRequest) -> HttpResponse:
    """`{"pmid": 1, "ms": 15000}`: so long was the page read since its last beat. 204 whatever was counted of it."""
    reader = request.user
    if request.headers.get("X-Osler") != "beat" or not isinstance(reader, User):
        return HttpResponse(status=403)
    if not reader.history_on:
        return HttpResponse(status=204)
    try:
        said = json.loads(request.read(_LONGEST))
        pmid, ms = int(said["pmid"]), float(said["ms"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return HttpResponse("a beat is a PMID and milliseconds", status=400, content_type="text/plain")
    if not (0 < pmid < 10**9 and 0 <= ms < 10**9):
        return HttpResponse("a beat is a PMID and milliseconds", status=400, content_type="text/plain")
    sittings.read(reader, pmid, timedelta(milliseconds=ms), datetime.now(UTC))
    return HttpResponse(status=204)


@require_safe
@never_cache
def line(request: HttpRequest) -> HttpResponse:
    """Two things as a fragment, either of them empty where there is nothing to say: how colleagues rated the paper
    `pmid`, where the reader asked for that; and what was read in this sitting and may be claimed."""
    reader = request.user
    if not isinstance(reader, User):
        return HttpResponse()
    pmid = whole(request.GET.get("pmid", ""))
    rated = club.ratings_for_reader(reader, [pmid]) if pmid is not None else {}
    found = queries.sitting_now(reader, datetime.now(UTC) - reading.SITTING_GAP) if reader.history_on else None
    minutes = queries.minutes(found) if found else 0
    worth_saying = found is not None and minutes >= _WORTH_A_LINE
    if not rated and not worth_saying:
        return HttpResponse()
    context = {
        "activity": found if worth_saying else None,
        "minutes": minutes,
        "papers": len(found.sources.all()) if found else 0,
        "rated": next(iter(rated.values()), None),
    }
    return render.page(request, "credit/line.html", context)
