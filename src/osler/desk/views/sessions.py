"""One other device signed out."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from osler.people.guards import reader


@require_POST
@reader
def end(request: HttpRequest, pk: int) -> HttpResponse:
    session = UserSession.objects.filter(pk=pk, user=request.user).first()
    if session is None:
        raise Http404
    session.end()
    messages.success(request, "Signed out there.")
    return redirect("usersessions_list")
