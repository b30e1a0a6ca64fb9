"""Your privacy choices: what is kept and why, everything as a file, and the way out."""

from __future__ import annotations

from datetime import date

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from osler.people import forget, queries, services
from osler.people.guards import reader
from osler.people.models import User
from osler.people.takeaway import takeaway
from osler.web import render

_SPANS = ((30, "30 days"), (90, "90 days"), (365, "one year"), (0, "until I delete it"))


class ChoicesForm(forms.Form):
    history_on = forms.BooleanField(required=False)
    history_days = forms.TypedChoiceField(choices=_SPANS, coerce=int, required=False)
    personalised = forms.BooleanField(required=False)


class DeleteForm(forms.Form):
    email = forms.EmailField()


@reader
def privacy(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    form = ChoicesForm(request.POST or None, initial=_chosen(user))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.choose(
            user,
            history_on=said["history_on"],
            history_days=said["history_days"] if said["history_days"] else None,
            personalised=said["personalised"],
        )
        messages.success(request, "Saved.")
        return redirect("privacy")
    return render.page(request, "desk/privacy.html", {"form": form, "notice": queries.notice("privacy-notice")})


@require_POST
@reader
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Everything of this reader's as one ZIP, written while it is sent."""
    response = StreamingHttpResponse(takeaway(_user(request)), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="osler-{date.today()}.zip"'
    return response


def _can_be_asked(request: HttpRequest) -> bool:
    """Whether there is a way to ask again who this is; single sign-on alone has none."""
    return not settings.OSLER.single_user and bool(get_adapter().get_reauthentication_methods(request.user))


@reader
@reauthentication_required(enabled=_can_be_asked)  # type: ignore[untyped-decorator]
def delete(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    form = DeleteForm(request.POST or None)
    blocked = queries.is_only_administrator(user)
    if request.method == "POST" and form.is_valid() and not blocked:
        if form.cleaned_data["email"].strip().lower() == user.email:
            forget.person(user)
            logout(request)
            return redirect(reverse("home"))
        form.add_error("email", "This is not the address of your account")
    return render.page(request, "desk/delete.html", {"form": form, "blocked": blocked})


def _chosen(user: User) -> dict[str, object]:
    return {
        "history_on": user.history_on,
        "history_days": user.history_days or 0,
        "personalised": user.personalised,
    }


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
