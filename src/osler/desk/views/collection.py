"""One collection: looked through, put in order, worked on many papers at once."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from osler.desk import telling
from osler.desk.addresses import addresses
from osler.desk.cards import kept_cards
from osler.desk.feed_mirror import for_feed
from osler.desk.likeliest import likeliest
from osler.desk.returning import back, see_other
from osler.errors import BadInput, Conflict
from osler.library import queries, services
from osler.library.queries import Access, Wanted
from osler.people.guards import reader
from osler.people.models import User
from osler.web import prose, render
from osler.web.pages.keeping import keeping
from osler.web.whole import MOST_ROWS, whole

MOST_AT_ONCE = 1_000  # papers one form works on
MOST_ARRANGED = 5_000  # papers; their records are read while the reader waits


@reader
@require_safe
def collection(request: HttpRequest, id: int) -> HttpResponse:
    telling.look()
    return _page(request, queries.access(_user(request), id))


@reader
@require_POST
def order(request: HttpRequest, id: int) -> HttpResponse:
    """`move`: "up 5", "down 5", "5 before 7" or "5 after 7", of the order whose `version` was seen."""
    access = queries.access(_user(request), id)
    said = ""
    try:
        saved, before, after = _where(access, request.POST.get("move", ""))
        if before is not None or after is not None:
            version = _number(request.POST.get("version", ""))
            services.move(access, saved, before=before, after=after, version=version)
    except Conflict as error:
        if not request.headers.get("HX-Request"):
            raise
        said = f"{error}. This is the order now; move the paper again."
    if request.headers.get("HX-Request"):
        return _page(request, queries.access(access.user, id), said=said)
    return see_other(f"{back(request, reverse('collection', args=[id]))}#saved-{saved}")


@reader
@require_POST
def arrange(request: HttpRequest, id: int) -> HttpResponse:
    """The whole collection anew, what is likeliest to be liked first, of the order whose `version` was seen."""
    access = queries.access(_user(request), id)
    pmids = queries.pmids_in_order(access.writable())
    if len(pmids) > MOST_ARRANGED:
        raise BadInput(f"a collection of more than {MOST_ARRANGED:,} papers is not put in order at once")
    reactions = queries.reactions_for(access.user, pmids)
    if not reactions:
        raise BadInput("like or dislike some of these papers first: they tell which of the others come first")
    mirror = for_feed()
    order = likeliest(mirror.read(pmids), reactions, mirror.space)
    services.arrange(access, order, version=_number(request.POST.get("version", "")))
    return see_other(reverse("collection", args=[id]))


@reader
@require_POST
def act(request: HttpRequest, id: int) -> HttpResponse:
    """`do` with the papers ticked (`saved`), or the one in "read 5"."""
    access = queries.access(_user(request), id)
    name, _, one = request.POST.get("do", "").partition(" ")
    done = _ACTS.get(name)
    if done is None:
        raise BadInput(f"there is nothing called “{name[:40]}” to do with papers")
    ids = [_number(text) for text in ([one] if one else request.POST.getlist("saved"))[:MOST_AT_ONCE]]
    if ids:
        done(request, access, ids)
    return see_other(back(request, reverse("collection", args=[id])))


def _read(request: HttpRequest, access: Access, ids: list[int]) -> None:
    services.mark_read(access.user, queries.pmids_of(access.collection, ids))


def _unread(request: HttpRequest, access: Access, ids: list[int]) -> None:
    services.mark_read(access.user, queries.pmids_of(access.collection, ids), read=False)


def _tag(request: HttpRequest, access: Access, ids: list[int]) -> None:
    services.tag(access, ids, request.POST.get("tag", "").split(","))


def _untag(request: HttpRequest, access: Access, ids: list[int]) -> None:
    services.tag(access, ids, request.POST.get("tag", "").split(","), off=True)


def _copy(request: HttpRequest, access: Access, ids: list[int]) -> None:
    services.copy(access, ids, _to(request, access))


def _move(request: HttpRequest, access: Access, ids: list[int]) -> None:
    services.transfer(access, ids, _to(request, access))


def _remove(request: HttpRequest, access: Access, ids: list[int]) -> None:
    services.remove(access, ids)


_ACTS: dict[str, Callable[[HttpRequest, Access, list[int]], None]] = {
    "read": _read,
    "unread": _unread,
    "tag": _tag,
    "untag": _untag,
    "copy": _copy,
    "move": _move,
    "remove": _remove,
}


def _to(request: HttpRequest, access: Access) -> Access:
    text = request.POST.get("to", "")
    if not text:
        raise BadInput("choose the collection to put them into")
    return queries.access(access.user, _number(text))


def _page(request: HttpRequest, access: Access, *, said: str = "") -> HttpResponse:
    given = request.GET if request.method != "POST" else request.POST
    wanted = Wanted(
        q=given.get("q", "").strip()[:200],
        tag=given.get("tag", "").strip() if request.method != "POST" else "",
        unread=given.get("unread") == "1",
        newest=given.get("by") == "newest",
        after=given.get("after", ""),
    )
    page = queries.saved_page(access.collection, access.user, wanted)
    cards = kept_cards(row.pmid for row in page.rows)
    keeping(request, cards)
    shelves = queries.shelves(access.user)
    narrowed = {"q": wanted.q, "tag": wanted.tag, "unread": "1" if wanted.unread else ""}
    narrowed = {name: value for name, value in narrowed.items() if value}
    ordered = {"by": "newest"} if wanted.newest else {}
    context = {
        "tab": "saved",
        "access": access,
        "collection": access.collection,
        "about": prose.html(access.collection.about) if access.collection.about else "",
        "shelf": next((shelf for shelf in shelves if shelf.id == access.collection.pk), None),
        "feed": addresses(request, "collection-feed", queries.feed_token(access)),
        "shelves": shelves,
        "targets": [s for s in shelves if s.can_write and s.id != access.collection.pk],
        "rows": [(row, cards[row.pmid], prose.html(row.note, heading=4) if row.note else "") for row in page.rows],
        "count": queries.saved_count(access.collection, access.user, wanted),
        "tags": queries.tags(access.collection),
        "wanted": wanted,
        "here": reverse("collection", args=[access.collection.pk]),
        "narrowed": urlencode(narrowed),
        "next": urlencode(narrowed | ordered | {"after": page.after}) if page.after else "",
        "said": said,
        "arrangeable": wanted.whole and not wanted.after and access.can_write and queries.reacted_in(access),
        "csrf_input": csrf_input(request),  # the order's form comes anew with the list
    }
    return render.page(request, "desk/collection.html", context, fragment="kept")


def _where(access: Access, move: str) -> tuple[int, int | None, int | None]:
    """(saved paper, before which, after which); both None where it is at that end already."""
    match move.split(" "):
        case ["up", number]:
            return _number(number), queries.places(access.collection, _number(number))[0], None
        case ["down", number]:
            return _number(number), None, queries.places(access.collection, _number(number))[1]
        case [number, "before", other]:
            return _number(number), _number(other), None
        case [number, "after", other]:
            return _number(number), None, _number(other)
    raise BadInput("say which paper to move, and where to")


def _number(text: str) -> int:
    number = whole(text, below=MOST_ROWS)
    if number is None:
        raise BadInput(f"“{text[:40]}” is no number of a saved paper")
    return number


def _user(request: HttpRequest) -> User:
    assert request.user.is_authenticated
    return request.user
