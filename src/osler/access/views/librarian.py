"""The librarian's pages: their institution, what it holds, what fails."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from osler.access import forms
from osler.errors import BadInput, NotFound
from osler.fulltext import kbart
from osler.fulltext.ordering import NAMES
from osler.institutions import queries, services
from osler.institutions.models import Institution
from osler.people.guards import librarian
from osler.people.models import User
from osler.web import render

_SHOWN = 500  # problems of a file on its page; `osler holdings load --json` gives all


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@librarian
@require_http_methods(["GET", "HEAD", "POST"])
def all_(request: HttpRequest) -> HttpResponse:
    """The institutions this account edits; administrators make new ones."""
    user, problem = _user(request), ""
    if request.method == "POST":
        if not user.is_administrator:
            raise PermissionDenied
        try:
            return _go("librarian-institution", services.add(request.POST.get("name", "")).slug)
        except BadInput as refused:
            problem = str(refused)
    context = {"institutions": queries.editable(user), "makes": user.is_administrator, "problem": problem}
    return render.page(request, "access/librarian.html", context, status=422 if problem else 200)


@librarian
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str) -> HttpResponse:
    institution = services.find(_user(request), slug)
    if request.method != "POST":
        return _page(request, institution, forms.InstitutionForm(initial=forms.initial(institution)))
    form = forms.InstitutionForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.change(institution, forms.changes(form.cleaned_data))
        except BadInput as problem:
            form.add_error("domains", str(problem))
        else:
            messages.success(request, "Saved. Readers' links follow at once.")
            return _go("librarian-institution", slug)
    return _page(request, institution, form, status=422)


@librarian
@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a title list; the report is the file's page."""
    institution = services.find(_user(request), slug)
    given = request.FILES.get("file")
    try:
        if given is None:
            raise BadInput("choose a file first")
        if (given.size or 0) > kbart.LARGEST:
            raise BadInput(f"{given.name} is larger than {kbart.LARGEST // 2**20} MB")
        loaded = services.load_holdings(institution, given.read(), given.name or "holdings.txt")
    except BadInput as problem:
        form = forms.InstitutionForm(initial=forms.initial(institution))
        return _page(request, institution, form, status=422, problem=str(problem))
    return _go("librarian-file", slug, loaded.pk)


@librarian
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, slug: str, file: int) -> HttpResponse:
    """What was refused of a file, and why; a POST takes it out of force."""
    institution = services.find(_user(request), slug)
    found = institution.files.filter(pk=file, in_force=True).first()
    if found is None:
        raise NotFound("there is no such file in force")
    if request.method == "POST":
        services.drop_holdings(found)
        messages.success(request, f"{found.name} is no longer in force.")
        return _go("librarian-institution", slug)
    problems = found.problems.order_by("-refused", "number", "id")[:_SHOWN]
    context = {
        "institution": institution,
        "file": found,
        "refused": [each for each in problems if each.refused],
        "notes": [each for each in problems if not each.refused],
        "shown": _SHOWN,
    }
    return render.page(request, "access/file.html", context)


def _page(
    request: HttpRequest, institution: Institution, form: forms.InstitutionForm, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "institution": institution,
        "form": form,
        "has_token": bool(institution.libkey_token),
        "files": institution.files.filter(in_force=True),
        "failing": queries.failing(institution),
        "names": NAMES,
        "problem": problem,
        "said": [str(each) for each in messages.get_messages(request)],
    }
    return render.page(request, "access/institution.html", context, status=status)


def _go(name: str, *args: object) -> HttpResponse:
    response = redirect(name, *args)
    response.status_code = 303
    return response
