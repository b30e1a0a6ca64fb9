"""Certificates: made, shown as far as the holder allows, revoked; and the page for whoever has a code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from osler.credit.pages import export
from osler.credit.views import asked
from osler.errors import BadInput, NotFound
from osler.learning import certificates as issued
from osler.learning import queries
from osler.learning.schemes_in_force import providers, schemes, title
from osler.people.guards import reader
from osler.web import render


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def certificates(request: HttpRequest) -> HttpResponse:
    """Those of the reader; POST makes one."""
    user = asked.user(request)
    problem, status = "", 200
    year = asked.today(user).year
    if request.method == "POST":
        given = request.POST
        try:
            scheme = given.get("scheme", "")
            if scheme and scheme not in schemes():
                raise BadInput(f"there is no credit scheme '{scheme}' here")
            first, last = asked.day(given.get("from", ""), "from"), asked.day(given.get("to", ""), "to")
            made = issued.issue(user, first, last, scheme)
            return redirect("certificate", made.pk)
        except BadInput as error:
            problem, status = str(error), 422
    now = providers()
    context = {
        "certificates": queries.certificates(user),
        "schemes": [(id, title(id, now)) for id in schemes()],
        "problem": problem,
        "first": request.POST.get("from") or f"{year}-01-01",
        "last": request.POST.get("to") or f"{year}-12-31",
        "scheme": request.POST.get("scheme", ""),
    }
    return render.page(request, "credit/certificates.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def certificate(request: HttpRequest, id: int) -> HttpResponse:
    """The holder's view; POST chooses what is shown, or revokes."""
    found = queries.certificate(asked.user(request), id)
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            issued.revoke(found)
        else:
            issued.choose(found, request.POST.getlist("shows"))
        return redirect("certificate", found.pk)
    context = {
        "certificate": found,
        "said": found.content,
        "choices": issued.SHOWS,
        "address": _address(request, found.code),
        "heading": heading(found.content),
    }
    return render.page(request, "credit/certificate.html", context)


def heading(content: dict[str, object]) -> str:
    """Only what a provider awarded throughout is called a certificate of credit."""
    return "Certificate of credit" if content["providers"] and not content["statement"] else "Record of learning"


def _address(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("verify", args=[code]))


@require_safe
@reader
def file(request: HttpRequest, id: int) -> HttpResponse:
    found = queries.certificate(asked.user(request), id)
    if found.revoked_at is not None:
        raise NotFound("this certificate was revoked")
    data = found.content | {
        "heading": heading(found.content),
        "code": found.code,
        "address": _address(request, found.code),
    }
    response = HttpResponse(export.pdf("certificate", data), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="osler-certificate-{found.pk}.pdf"'
    return response


@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """For anybody who was given the code. An unknown one is a page not found, whoever asks."""
    found = queries.certificate_by_code(code)
    said = issued.public(found)
    response = render.page(
        request,
        "credit/verify.html",
        {"said": said, "heading": heading(found.content)},
        status=410 if "revoked" in said else 200,
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
