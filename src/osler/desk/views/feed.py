"""What is new for the reader, each paper with its reason; and how that is wished."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from osler.club.queries import ratings_for_reader
from osler.desk.addresses import addresses
from osler.desk.feed_mirror import for_feed
from osler.desk.returning import back, see_other
from osler.desk.views.follow import start as start_following
from osler.engine.words import key
from osler.errors import BadInput
from osler.follows import queries, services
from osler.follows.models import Choices, Item, Kind, Often, Quiet
from osler.follows.specialties import specialties, studies
from osler.follows.why import sentences
from osler.model.article import Article
from osler.people.guards import reader
from osler.people.models import User
from osler.web import mirror, records, render
from osler.web.pages.cards import card
from osler.web.pages.keeping import keeping
from osler.web.whole import MOST_ROWS, whole

AWAY = timedelta(days=4)  # after which the feed says what was missed
CATCH_UP = 20
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@reader
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    choices = services.choices_of(user)
    if not choices.answered and not queries.follows(user):
        return redirect("feed-start")
    after, since = request.GET.get("after", ""), _since(request.GET.get("since", ""))
    away = None
    if not after and since is None:
        services.refresh(user, for_feed(), choices=choices)
        away = _away(choices)
    page = queries.page(user, after=after, since=since, limit=CATCH_UP if since else queries.PAGE)
    context = _shown(request, page.items) | {
        "tab": "feed",
        "since": f"{since.day} {since:%B}" if since else "",
        "away": away,
        "first": not after and since is None,
        "next": f"?{urlencode({'after': page.after})}" if page.after else "",
        "personalised": user.personalised,
        "own": addresses(request, "own-feed", choices.token),
        "quiet": [Quiet(each).label.lower() for each in choices.quiet if each in Quiet.values],
    }
    services.seen(user, (item.pmid for item in page.items if item.seen_at is None))
    if not after and since is None:
        services.visited(choices)
    return render.page(request, "desk/feed.html", context)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Three questions, and the feed is there."""
    user = _user(request)
    if request.method == "POST":
        services.answer(
            user,
            request.POST.getlist("specialty")[:10],
            request.POST.getlist("study"),
            request.POST.get("often", Often.NEVER),
        )
        return see_other(reverse("feed"))
    context = {
        "specialties": specialties().values(),
        "studies": studies().values(),
        "often": Often.choices,
        "mails": services.can_mail(),
    }
    return render.page(request, "desk/feed_start.html", context)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def follows(request: HttpRequest) -> HttpResponse:
    """What I follow and mute, and the feed's controls."""
    user = _user(request)
    if request.method == "POST":
        _choose(user, request)
        return see_other(reverse("follows"))
    choices = services.choices_of(user)
    followed = queries.follows(user)
    known = {each.value for each in followed if each.kind == Kind.SPECIALTY}
    context = {
        "tab": "feed",
        "follows": followed,
        "mutes": queries.mutes(user),
        "fewer": queries.fewer(user),
        "choices": choices,
        "studies": studies().values(),
        "quiet": Quiet.choices,
        "often": Often.choices,
        "days": list(enumerate(DAYS)),
        "others": [each for each in specialties().values() if each.id not in known],
        "kinds": [(kind, kind.label) for kind in Kind if kind != Kind.SPECIALTY],
        "mails": services.can_mail(),
        "own": addresses(request, "own-feed", choices.token),
        "addresses": {each.pk: addresses(request, "follow-feed", each.token) for each in followed if each.token},
    }
    return render.page(request, "desk/follows.html", context)


@reader
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Follow, unfollow, mute, unmute, make or end an address: one form each."""
    user, post = _user(request), request.POST
    done = post.get("do", "")
    if done == "follow":
        start_following(user, post.get("kind", ""), post.get("value", ""), post.get("label", ""))
    elif done in ("mute", "mute-type"):
        services.mute(user, post.get("value", ""), "journal" if done == "mute" else "type")
    else:
        pk = whole(post.get("value", ""), below=MOST_ROWS)
        match done:
            case "unfollow":
                services.unfollow(user, pk or 0)
            case "unmute":
                services.unmute(user, pk or 0)
            case "as-before":
                services.as_before(user, pk or 0)
            case "address":
                services.make_token(user, pk)
            case "no-address":
                services.revoke_token(user, pk)
            case _:
                raise BadInput("nothing is to be done")
    return see_other(back(request, reverse("follows")))


def _choose(user: User, request: HttpRequest) -> None:
    post = request.POST
    explore = whole(post.get("explore", "10"))
    services.choose(
        user,
        study_types=post.getlist("study"),
        quiet=post.getlist("quiet"),
        explore=10 if explore is None else explore,
        often=post.get("often", Often.NEVER),
        quiet_days=[day for text in post.getlist("quiet_day") if (day := whole(text)) is not None],
        answered=True,
    )


def _shown(request: HttpRequest, items: Any) -> dict[str, Any]:
    """Cards in the items' order; a paper that NLM deleted or the reader muted since is left out."""
    found = records.articles(mirror.engine(), [item.pmid for item in items], brief=True)
    articles = {each.pmid: each for each in found}
    keeping(request, list(articles))
    rated = ratings_for_reader(_user(request), list(articles))
    muted = {(each.what, key(each.value)) for each in queries.mutes(_user(request))}
    rows = [
        _row(item, articles[item.pmid]) | {"rated": rated.get(item.pmid)}
        for item in items
        if item.pmid in articles and not _is_muted(articles[item.pmid], muted)
    ]
    days: list[tuple[str, list[dict[str, Any]]]] = []
    for row in rows:
        if not days or days[-1][0] != row["day"]:
            days.append((row["day"], []))
        days[-1][1].append(row)
    return {"days": days, "count": len(rows)}


def _is_muted(article: Article, muted: set[tuple[str, str]]) -> bool:
    """Muted since it was brought."""
    if not muted:
        return False
    told = {("journal", key(card(article).journal)), *(("type", key(each.name)) for each in article.publication_types)}
    return not told.isdisjoint(muted)


def _row(item: Item, article: Article) -> dict[str, Any]:
    told = item.why
    return {
        "card": card(article),
        "day": f"{item.day.day} {item.day:%B %Y}",
        "new": item.seen_at is None,
        "why": sentences(told),
        "liked": told.get("liked"),
        "terms": told.get("terms", []),
    }


def _away(choices: Choices) -> dict[str, str] | None:
    """Since when the reader was away; None where they were not."""
    last = choices.visited_at
    if last is None or timezone.now() - last < AWAY:
        return None
    return {"day": f"{last.day} {last:%B}", "href": f"?{urlencode({'since': last.date().isoformat()})}"}


def _since(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return timezone.make_aware(datetime.fromisoformat(text[:10]))
    except ValueError:
        raise BadInput(f"'{text}' is no day") from None


def _user(request: HttpRequest) -> User:
    assert request.user.is_authenticated
    return request.user
