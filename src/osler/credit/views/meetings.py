"""Meetings: scheduled, talked about, rated, minuted, attended."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from osler.cite.source import title
from osler.club import queries, quote, services
from osler.club.models import Meeting, Member
from osler.credit.pages import papers
from osler.credit.views import asked
from osler.errors import BadInput, NotFound
from osler.learning import queries as learning
from osler.model.article import Article
from osler.people.guards import reader
from osler.web import mirror, prose, records, render
from osler.web.whole import MOST_ROWS, whole


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def schedule(request: HttpRequest, club: str, key: str = "") -> HttpResponse:
    """A new meeting of a club, or one changed; for organisers."""
    user = asked.user(request)
    member = queries.member(user, club)
    meeting = queries.meeting(user, key)[0] if key else None
    if meeting is not None and meeting.club_id != member.club_id:
        raise NotFound("there is no such meeting in this club")
    services.for_organisers(member)
    zone = ZoneInfo(learning.learner(user).time_zone)
    problem, status = "", 200
    if request.method == "POST":
        try:
            made = _scheduled(request, member, meeting, zone)
            return redirect("meeting", made.key)
        except BadInput as error:
            problem, status = str(error), 422
    given = request.POST.dict() if request.method == "POST" else _as_given(meeting, zone)
    if request.method != "POST" and request.GET.get("pmid"):
        given |= {"pmid": request.GET["pmid"]}
    context = {"club": member.club, "meeting": meeting, "given": given, "problem": problem, "zone": zone.key}
    return render.page(request, "credit/schedule.html", context, status=status)


def _as_given(meeting: Meeting | None, zone: ZoneInfo) -> dict[str, str]:
    if meeting is None:
        return {"starts_at": "", "minutes": "60", "place": "", "pmid": "", "questions": ""}
    return {
        "starts_at": meeting.starts_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        "minutes": str(meeting.minutes),
        "place": meeting.place,
        "pmid": str(meeting.pmid),
        "questions": meeting.questions,
    }


def _scheduled(request: HttpRequest, member: Member, meeting: Meeting | None, zone: ZoneInfo) -> Meeting:
    given = request.POST
    minutes, pmid = whole(given.get("minutes", ""), below=10_000), given.get("pmid", "").strip()
    if minutes is None:
        raise BadInput("minutes are a whole number")
    if meeting is not None and pmid == str(meeting.pmid):
        paper = (meeting.pmid, meeting.title)  # NLM may have deleted it since
    else:
        listed = papers.titled(pmid)
        if len(listed) != 1:
            raise BadInput("a meeting has one paper: give its PMID")
        paper = listed[0]
    return services.schedule(
        member,
        starts_at=asked.moment(given.get("starts_at", ""), zone),
        minutes=minutes,
        place=given.get("place", ""),
        pmid=paper[0],
        title=paper[1],
        questions=given.get("questions", ""),
        meeting=meeting,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """One meeting; POST `do` is one of those in _act."""
    user = asked.user(request)
    found, member = queries.meeting(user, key)
    problem, status = "", 200
    article = _article(found.pmid)
    abstract = _abstract(article)
    if request.method == "POST":
        try:
            _act(request, found, member, abstract)
            return redirect("meeting", key)
        except BadInput as error:
            problem, status = str(error), 422
    own = queries.own_rating(user, found.pmid)
    now = datetime.now(UTC)
    context = {
        "meeting": found,
        "club": found.club,
        "organises": queries.organises(member),
        "me": user,
        "questions": prose.html(found.questions),
        "minutes": prose.html(found.notes),
        "prose": prose.html,
        "paper": title(article) if article else found.title,
        "marks": papers.marks([found.pmid]),
        "says": papers.SAYS,
        "sentences": quote.sentences(abstract),
        "threads": queries.threads(found),
        "own": own,
        "rated": queries.ratings_for([found.pmid], least=1).get(found.pmid) if own else None,
        "begun": found.starts_at <= now and not found.cancelled,
        "members": queries.members(found.club),
        "there": queries.attendances(found),
        "zone": ZoneInfo(learning.learner(user).time_zone),
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render.page(request, "credit/meeting.html", context, status=status)


def _article(pmid: int) -> Article | None:
    try:
        return records.article(mirror.engine(), pmid)
    except NotFound:
        return None


def _abstract(article: Article | None) -> list[str]:
    if article is None or article.abstract is None:
        return []
    return [section.text.plain for section in article.abstract.sections]


def _act(request: HttpRequest, found: Meeting, member: Member, abstract: list[str]) -> None:
    given, user = request.POST, asked.user(request)
    do = given.get("do", "")
    number = whole(given.get("id", ""), below=MOST_ROWS)
    if do == "comment":
        services.comment(
            user, found, given.get("text", ""), quoted=given.get("quote", ""), parent=number, abstract=abstract
        )
    elif do == "take-back":
        services.take_comment_back(user, found, number or 0)
    elif do == "rate":
        services.rate(
            user, found.pmid, whole(given.get("relevance", "")) or 0, whole(given.get("newsworthiness", "")) or 0
        )
    elif do == "minutes":
        services.write_minutes(member, found, given.get("notes", ""))
    elif do == "attend":
        services.attend(
            member, found, [n for each in given.getlist("who") if (n := whole(each, below=MOST_ROWS)) is not None]
        )
    elif do in ("cancel", "hold"):
        services.cancel(member, found, do == "cancel")
    else:
        raise BadInput(f"a meeting knows no act '{do}'")
