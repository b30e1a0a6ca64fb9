"""What a reader learned: the list, one activity, one entered by hand, and their learning settings."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from osler.credit.pages import claim_form, papers
from osler.credit.views import asked
from osler.errors import BadInput
from osler.learning import queries, services
from osler.learning.schemes_in_force import providers, title
from osler.people.guards import reader
from osler.web import render
from osler.web.whole import whole

MOST_IDS = 8


@require_safe
@reader
def activities(request: HttpRequest) -> HttpResponse:
    user = asked.user(request)
    page = queries.activities(user, asked.page(request))
    now = providers()
    context = {
        "page": page,
        "minutes": {each.pk: _minutes(each) for each in page.rows},
        "unfinished": queries.unfinished(user) if page.number == 1 else [],
        "titles": {claim.scheme: title(claim.scheme, now) for each in page.rows for claim in each.claimed},  # type: ignore[attr-defined]
        "zone": ZoneInfo(queries.learner(user).time_zone),
        "history_on": user.history_on,
        "old": user.history_days,
    }
    return render.page(request, "credit/activities.html", context)


def _minutes(each: object) -> int:
    """From the list's own sums."""
    stated: int | None = each.stated_minutes  # type: ignore[attr-defined]
    return stated if stated is not None else -(-(each.read_ms or 0) // 60_000)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def activity(request: HttpRequest, key: str) -> HttpResponse:
    """POST with `do=forget` forgets it."""
    user = asked.user(request)
    if request.method == "POST":
        services.forget_activity(user, key)
        return redirect("learning")
    found = queries.activity(user, key)
    now = providers()
    minutes = queries.minutes(found)
    context = {
        "activity": found,
        "minutes": minutes,
        "marks": papers.marks(source.pmid for source in found.sources.all()),
        "says": papers.SAYS,
        "claim": next(iter(found.claimed), None),  # type: ignore[attr-defined]
        "choices": claim_form.choices(now, minutes or 30),
        "zone": ZoneInfo(queries.learner(user).time_zone),
    }
    return render.page(request, "credit/activity.html", context)


@require_POST
@reader
def claim(request: HttpRequest, key: str) -> HttpResponse:
    """Opens the claim on an activity, or goes to the one there is."""
    made = services.open_claim(asked.user(request), key, request.POST.get("scheme", ""))
    return redirect("claim", made.key)


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def by_hand(request: HttpRequest) -> HttpResponse:
    """An activity the reader enters: a question, when, how long, and papers by PMID."""
    user = asked.user(request)
    zone = ZoneInfo(queries.learner(user).time_zone)
    problem, status = "", 200
    if request.method == "POST":
        given = request.POST
        try:
            typed = given.get("minutes", "").strip()
            minutes = whole(typed, below=1441)
            if typed and not minutes:
                raise BadInput("minutes are a whole number from 1 to 1440")
            made = services.start_by_hand(
                user,
                given.get("question", ""),
                asked.moment(given.get("at", ""), zone),
                minutes=minutes,
                papers=papers.titled(given.get("papers", "")),
            )
            return redirect("activity", made.key)
        except BadInput as error:
            problem, status = str(error), 422
    now = datetime.now(zone).strftime("%Y-%m-%dT%H:%M")
    given = request.POST if request.method == "POST" else request.GET
    context = {"problem": problem, "given": given, "now": given.get("at") or now, "zone": zone.key}
    return render.page(request, "credit/by_hand.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def settings(request: HttpRequest) -> HttpResponse:
    """Time zone, the name on certificates, and the numbers providers report."""
    user = asked.user(request)
    problem, status = "", 200
    if request.method == "POST":
        given = request.POST
        ids = dict(zip(given.getlist("kind"), given.getlist("value"), strict=False))
        try:
            services.set_learner(
                user, time_zone=given.get("time_zone", ""), certificate_name=given.get("name", ""), ids=ids
            )
            return redirect("learning-settings")
        except BadInput as error:
            problem, status = str(error), 422
    wanted = {kind for provider in providers().values() for kind in services.learner_ids_of(provider)}
    had = queries.learner_ids(user)
    rows = [*had.items(), *((kind, "") for kind in sorted(wanted - set(had))), ("", "")]
    context = {
        "learner": queries.learner(user),
        "rows": rows[: MOST_IDS + 1],
        "zones": sorted(available_timezones()),
        "problem": problem,
        "wanted": wanted,
    }
    return render.page(request, "credit/settings.html", context, status=status)


@require_safe
@reader
def schemes(request: HttpRequest) -> HttpResponse:
    """Every scheme with its source and what is not set."""
    return render.page(request, "credit/schemes.html", {"choices": claim_form.choices(providers(), 60)})
