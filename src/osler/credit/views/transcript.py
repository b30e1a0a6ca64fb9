"""The transcript of a period, the year's chart and goals, and the files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from osler.credit.pages import export, papers
from osler.credit.pages.chart import chart, hours
from osler.credit.views import asked
from osler.errors import BadInput
from osler.learning import queries, rules, services
from osler.learning.scheme import shown
from osler.learning.schemes_in_force import providers, schemes, title
from osler.learning.transcript import transcript
from osler.people.guards import reader
from osler.people.models import User
from osler.web import render

SHOWN = 200  # claims on the page; the files hold all


@require_safe
@reader
def page(request: HttpRequest) -> HttpResponse:
    user = asked.user(request)
    first, last = asked.period(request)
    scheme = _scheme(request)
    said = transcript(user, first, last, scheme)
    now = providers()
    whole_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    context = {
        "said": said,
        "claims": said["claims"][:SHOWN],
        "marks": papers.marks(source["pmid"] for each in said["claims"][:SHOWN] for source in each["sources"]),
        "first": first,
        "last": last,
        "year": first.year if whole_year else None,
        "years": sorted({*queries.years(user), asked.today(user).year}, reverse=True),
        "scheme": scheme,
        "schemes": [(id, title(id, now)) for id in schemes()],
        "time": hours(said["minutes"]),
        "chart": chart(rules.by_month(queries.parts(queries.counted(user, first, last, scheme)), first), first),
        "goals": _goals(user, first.year, now) if whole_year and not scheme else [],
        "waiting": queries.waiting(user, first, last),
        "address": _address(first, last, scheme),
    }
    return render.page(request, "credit/transcript.html", context)


def _scheme(request: HttpRequest) -> str:
    scheme = request.GET.get("scheme", "")
    if scheme and scheme not in schemes():
        raise BadInput(f"there is no credit scheme '{scheme}' here")
    return scheme


def _address(first: date, last: date, scheme: str) -> str:
    return f"from={first}&to={last}" + (f"&scheme={scheme}" if scheme else "")


def _goals(user: User, year: int, now: Any) -> list[dict[str, Any]]:
    """Every goal of the year with what is reached of it; schemes count by their own years."""
    found = []
    for scheme, amount in queries.goals(user, year).items():
        if scheme and scheme not in schemes():
            continue
        span = schemes()[scheme].year_of(date(year, 12, 31)) if scheme else (date(year, 1, 1), date(year, 12, 31))
        claims = queries.counted(user, *span, scheme)
        reached = (
            sum((each.credit for each in claims), Decimal(0))
            if scheme
            else Decimal(sum(each.minutes or 0 for each in claims)) / 60
        )
        unit = schemes()[scheme].unit if scheme else "hour"
        found.append(
            {"title": title(scheme, now) if scheme else "Hours, all schemes", "scheme": scheme, "unit": f"{unit}s"}
            | {"amount": shown(amount), "reached": shown(reached)}
            | {"most": float(amount), "value": min(float(reached), float(amount))}
        )
    return found


@require_POST
@reader
def goal(request: HttpRequest) -> HttpResponse:
    """An empty amount takes the goal away."""
    given = request.POST
    text = given.get("amount", "").strip()
    try:
        amount = Decimal(text) if text else None
        year = int(given.get("year", ""))
    except (InvalidOperation, ValueError):
        raise BadInput("a goal is a number above 0, for a year") from None
    if not 1900 <= year <= 2999 or (amount is not None and not amount.is_finite()):
        raise BadInput("a goal is a number above 0, for a year")
    services.set_goal(asked.user(request), year, given.get("scheme", ""), amount)
    return redirect(f"{reverse('transcript')}?year={year}")


@require_safe
@reader
def file(request: HttpRequest, format: str) -> HttpResponse:
    """csv, json or pdf."""
    user = asked.user(request)
    first, last = asked.period(request)
    said = transcript(user, first, last, _scheme(request))
    marks = dict(papers.marks(source["pmid"] for each in said["claims"] for source in each["sources"]))
    if format == "json":
        for each in said["claims"]:
            each["sources"] = [source | {"state": marks.get(source["pmid"], "")} for source in each["sources"]]
        response: HttpResponse = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
    elif format == "csv":
        response = HttpResponse(export.as_csv(said, marks), content_type="text/csv; charset=utf-8")
    elif format == "pdf":
        response = HttpResponse(export.pdf("transcript", _on_paper(said, marks)), content_type="application/pdf")
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="learning-{first}-{last}.{format}"'
    return response


def _on_paper(said: dict[str, Any], marks: dict[int, str]) -> dict[str, Any]:
    for each in said["claims"]:
        for source in each["sources"]:
            mark = marks.get(source["pmid"])
            source["mark"] = f" ({papers.SAYS[mark]})" if mark else ""
    return said | {"time": hours(said["minutes"])}
