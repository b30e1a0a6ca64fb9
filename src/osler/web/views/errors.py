"""Error pages: one table from what went wrong to a status, a heading and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from osler import errors
from osler.web import render


class Told(NamedTuple):
    status: int
    heading: str
    help: str


TABLE: dict[type[errors.OslerError], Told] = {
    errors.BadQuery: Told(400, "That query cannot be read", ""),
    errors.BadInput: Told(400, "That cannot be used", ""),
    errors.SourceProblem: Told(500, "This record cannot be read", "The administrator finds it with `osler verify`."),
    errors.NotFound: Told(404, "Not here", ""),
    errors.Conflict: Told(
        409, "It has changed meanwhile", "Nothing was overwritten. Look at it again, then repeat it."
    ),
    errors.LibraryBusy: Told(503, "Not kept yet", "Another change or a backup is being written. Try again."),
    errors.MailFailed: Told(
        503, "The mail did not leave", "What you entered is kept. In a few minutes ask again: sign in, and it is sent."
    ),
    errors.EngineOutdated: Told(503, "The index is of another version", "The administrator runs `osler rebuild`."),
    errors.EngineLocked: Told(503, "The mirror is busy", "Try again in a moment."),
    errors.OutOfSpace: Told(503, "The disk is full", "Nothing is lost; the administrator has to make room."),
    errors.EngineFailed: Told(503, "The mirror cannot be read", "The administrator finds the reason in the log."),
    errors.QueryTooSlow: Told(503, "That search took too long", "Add a word, a year or a type of publication."),
    errors.OslerError: Told(500, "Something went wrong", ""),
}


def told(error: errors.OslerError) -> Told:
    """The row of the nearest ancestor that has one."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)


def page(request: HttpRequest, error: errors.OslerError) -> HttpResponse:
    """The page of an error of ours; 503 also says when to come back."""
    said = told(error)
    response = _say(request, said, str(error), again=_again(request, error))
    if said.status == 503:
        response.headers["Retry-After"] = "30"
    return response


def _again(request: HttpRequest, error: errors.OslerError) -> Sequence[tuple[str, list[str]]]:
    """The form of a change that was not kept. A password is not written into a page."""
    if not isinstance(error, errors.LibraryBusy) or request.method != "POST":
        return ()
    sent = list(request.POST.lists())
    return () if any("password" in name for name, _ in sent) else sent


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _say(request, Told(400, "That request cannot be used", ""), "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _say(request, Told(403, "Not allowed", ""), "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _say(request, Told(404, "Not here", ""), "There is no page at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    return _say(request, Told(500, "Something went wrong", ""), "It is in the log. Nothing of yours is lost.")


def _say(
    request: HttpRequest, said: Told, message: str, *, again: Sequence[tuple[str, list[str]]] = ()
) -> HttpResponse:
    """`again`: the form that failed, to be sent once more with one tap."""
    context = {"told": said, "message": message, "again": again, "path": request.get_full_path()}
    return render.page(request, "web/error.html", context, status=said.status)
