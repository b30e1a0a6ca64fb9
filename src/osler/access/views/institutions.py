"""Find your institution: asked once, remembered, changed at any time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from osler.errors import NotFound
from osler.institutions import queries, reader, services
from osler.institutions.models import Membership
from osler.web import render


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The list, with a box to narrow it; a POST keeps what is ticked, "none of these" being an answer too."""
    after = _after(request)
    if request.method == "POST":
        return _keep(request, after)
    user = reader.signed_in(request)
    wanted = request.GET.get("q", "").strip()
    mine = reader.belongs(request).institutions
    found = [each for each in queries.institutions() if wanted.lower() in each.name.lower()]
    context = {
        "institutions": found,
        "mine": [each.pk for each in mine],
        "wanted": wanted,
        "after": after,
        "signed_in": user is not None,
        "edits": user is not None and user.is_librarian,
    }
    return render.page(request, "access/institutions.html", context)


def _keep(request: HttpRequest, after: str) -> HttpResponse:
    known = {each.slug: each for each in queries.institutions()}
    slugs = [slug for slug in dict.fromkeys(request.POST.getlist("institution")) if slug in known]
    response = redirect(after)
    user = reader.signed_in(request)
    if user is None:
        reader.remember(response, slugs, secure=request.is_secure())
    else:
        for each in reader.belongs(request).institutions:
            if each.slug not in slugs:
                services.leave(user, each)
        for slug in slugs:
            services.join(user, known[slug], Membership.How.CHOICE)
        services.answered(user)
    response.status_code = 303
    return response


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    institution = queries.institution(slug)
    if not institution.logo:
        raise NotFound(f"{institution.name} has no logo here")
    response = HttpResponse(bytes(institution.logo), content_type=institution.logo_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "max-age=86400"
    return response


def _after(request: HttpRequest) -> str:
    """Where to go on: an address of ours, else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    mine = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if mine else "/"
