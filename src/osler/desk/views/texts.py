"""Terms and privacy notice: shown to everyone, written by the administrator."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from osler.people import queries, services
from osler.people.guards import administrator
from osler.people.models import Notice, User
from osler.web import prose, render

_TEXTS = Path(__file__).resolve().parents[1] / "texts"
_LONGEST = 100_000  # characters


class NoticeForm(forms.Form):
    name = forms.ChoiceField(choices=Notice.Name.choices)
    text = forms.CharField(required=False, max_length=_LONGEST)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return _shown(request, Notice.Name.TERMS)


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    return _shown(request, Notice.Name.PRIVACY)


@administrator
def texts(request: HttpRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        services.write(form.cleaned_data["name"], form.cleaned_data["text"], by=request.user)
        messages.success(request, "Saved. This is what everyone reads now.")
        return redirect("texts")
    shown = [(name, label, _text(name)) for name, label in Notice.Name.choices]
    return render.page(request, "desk/texts.html", {"texts": shown, "form": form})


def _text(name: str) -> str:
    written = queries.notice(name)
    return written.text if written else (_TEXTS / f"{name}.md").read_text("utf-8")


def _shown(request: HttpRequest, name: Notice.Name) -> HttpResponse:
    written = queries.notice(name)
    context = {"heading": name.label, "html": prose.html(_text(name), heading=2), "written": written}
    return render.page(request, "desk/text.html", context)
