"""How the reader wants to be called."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osler.people import services
from osler.people.guards import reader
from osler.people.models import User
from osler.web import render


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=200, required=False)


@reader
def profile(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    form = ProfileForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        services.rename(request.user, form.cleaned_data["name"])
        messages.success(request, "Saved.")
        return redirect("profile")
    return render.page(request, "desk/profile.html", {"form": form})
