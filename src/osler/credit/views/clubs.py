"""Clubs: the reader's own, one club, joining, the calendar feed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from osler.club import calendar as ical
from osler.club import queries, services
from osler.club.models import Meeting
from osler.credit.views import asked
from osler.errors import BadInput
from osler.learning import queries as learning
from osler.people.guards import reader
from osler.web import prose, render
from osler.web.whole import MOST_ROWS, whole


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def clubs(request: HttpRequest) -> HttpResponse:
    """The reader's clubs; POST founds one, or (`do=ratings`) chooses whether colleagues' ratings are shown."""
    user = asked.user(request)
    problem, status = "", 200
    if request.method == "POST":
        if request.POST.get("do") == "ratings":
            services.show_ratings(user, bool(request.POST.get("shown")))
            return redirect("clubs")
        try:
            return redirect("club", services.found(user, request.POST.get("name", "")).key)
        except BadInput as error:
            problem, status = str(error), 422
    context = {
        "memberships": queries.clubs(user),
        "upcoming": queries.upcoming(user, datetime.now(UTC)),
        "zone": ZoneInfo(learning.learner(user).time_zone),
        "ratings_shown": queries.ratings_shown(user),
        "least": queries.LEAST_RATERS,
        "problem": problem,
    }
    return render.page(request, "credit/clubs.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def club(request: HttpRequest, key: str) -> HttpResponse:
    """One club; POST `do` is one of _ACTS."""
    user = asked.user(request)
    member = queries.member(user, key)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _act(request, key)
        except BadInput as error:
            problem, status = str(error), 422
    now = datetime.now(UTC)
    meetings = queries.meetings(member.club)
    context = {
        "club": member.club,
        "about": prose.html(member.club.about),
        "member": member,
        "organises": queries.organises(member),
        "members": queries.members(member.club),
        "invitations": [
            (each, request.build_absolute_uri(reverse("club-join", args=[each.token])))
            for each in queries.invitations(member.club)
        ],
        "upcoming": [each for each in reversed(meetings) if each.starts_at >= now],
        "past": [each for each in meetings if each.starts_at < now],
        "calendar": request.build_absolute_uri(reverse("club-calendar", args=[member.calendar])),
        "zone": ZoneInfo(learning.learner(user).time_zone),
        "problem": problem,
    }
    return render.page(request, "credit/club.html", context, status=status)


def _act(request: HttpRequest, key: str) -> HttpResponse:
    member = queries.member(asked.user(request), key)
    given = request.POST
    do = given.get("do", "")
    number = whole(given.get("id", ""), below=MOST_ROWS) or 0
    if do == "describe":
        services.describe(member, given.get("name", ""), given.get("about", ""))
    elif do == "invite":
        services.invite(member, given.get("email", ""))
    elif do == "take-back":
        services.take_back(member, number)
    elif do == "role":
        services.set_role(member, number, given.get("role", ""))
    elif do == "calendar":
        services.renew_calendar(member)
    elif do == "leave":
        services.leave(member)
        return redirect("clubs")
    else:
        raise BadInput(f"a club knows no act '{do}'")
    return redirect("club", key)


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation; POST accepts it."""
    invitation = queries.invitation(token)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return redirect("club", services.join(asked.user(request), token).key)
        except BadInput as error:
            problem, status = str(error), 422
    return render.page(request, "credit/join.html", {"invitation": invitation, "problem": problem}, status=status)


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """For calendars, which cannot sign in: whoever has the address may read the schedule."""
    member, meetings = queries.calendar(token)

    def address(meeting: Meeting) -> str:
        return request.build_absolute_uri(reverse("meeting", args=[meeting.key]))

    host = settings.OSLER.base_url.partition("://")[2].strip("/") or request.get_host()
    response = HttpResponse(
        ical.written(member.club, meetings, address, host), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Cache-Control"] = "private, max-age=900"
    return response
