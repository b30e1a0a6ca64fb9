"""The provider's side: what waits, decisions, who the provider is, the report and the log. Administrators only."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from osler.credit.pages import export, papers
from osler.credit.views import asked
from osler.errors import BadInput, NotFound
from osler.learning import audit, queries, services
from osler.learning.models import AuditEntry, Provider
from osler.learning.rules import BIAS, PRACTICE
from osler.learning.schemes_in_force import providers, schemes, title
from osler.people.guards import administrator
from osler.web import render

FIELDS = ("name", "accreditation_number", "statement", "columns", "questions")


@require_safe
@administrator
def queue(request: HttpRequest) -> HttpResponse:
    number = asked.page(request)
    rows = queries.queue(number)
    now = providers()
    year = date.today().year
    context = {
        "rows": rows[: queries.PER_PAGE],
        "number": number,
        "more": len(rows) > queries.PER_PAGE,
        "titles": {each.scheme: title(each.scheme, now) for each in rows},
        "providers": now,
        "schemes": [each for each in schemes().values() if each.needs_provider],
        "names": {each.id: title(each.id, now) for each in schemes().values()},
        "year": year,
    }
    return render.page(request, "credit/queue.html", context)


@require_safe
@administrator
def queued(request: HttpRequest, key: str) -> HttpResponse:
    return _decide_page(request, key)


def _decide_page(request: HttpRequest, key: str, problem: str = "") -> HttpResponse:
    claim = queries.queued(key)
    now = providers()
    content = queries.revisions(claim)[0].content
    context = {
        "claim": claim,
        "content": content,
        "title": title(claim.scheme, now),
        "learner": claim.user,
        "ids": queries.learner_ids(claim.user),
        "marks": papers.marks(source["pmid"] for source in content["sources"]),
        "says": papers.SAYS,
        "practices": PRACTICE,
        "biases": BIAS,
        "provider": now.get(claim.scheme),
        "problem": problem,
    }
    return render.page(request, "credit/queued.html", context, status=422 if problem else 200)


@require_POST
@administrator
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """`do`: approve, or return with `comment`; `revision` is what was on the screen."""
    claim = queries.queued(key)
    seen = request.POST.get("revision", "")
    by = asked.user(request)
    try:
        if seen != str(claim.revision):
            raise BadInput("the learner has changed this claim meanwhile; look at it again")
        if request.POST.get("do") == "approve":
            services.approve(claim, by)
        else:
            services.give_back(claim, by, request.POST.get("comment", ""))
    except BadInput as error:
        return _decide_page(request, key, str(error))
    return redirect("provider-queue")


@require_http_methods(["GET", "HEAD", "POST"])
@administrator
def setup(request: HttpRequest, scheme: str) -> HttpResponse:
    """Who may award a scheme's credit here; POST sets or removes it."""
    rules = schemes().get(scheme)
    if rules is None or not rules.needs_provider:
        raise NotFound("there is no such scheme that needs a provider")
    by = asked.user(request)
    there = Provider.objects.filter(scheme=scheme).first()
    given = {name: getattr(there, name) if there else "" for name in FIELDS}
    problem, status = "", 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "remove":
                services.remove_provider(by, scheme)
            else:
                given = {name: request.POST.get(name, "") for name in FIELDS}
                export.columns(Provider(columns=given["columns"]))
                services.set_provider(by, scheme, **given)
            return redirect("provider-queue")
        except BadInput as error:
            problem, status = str(error), 422
    context = {
        "scheme": rules,
        "title": title(scheme, providers()),
        "given": given,
        "problem": problem,
        "in_force": there is not None and there.removed_at is None,
        "fields": [*export.FIELDS, "learner.id.NPI"],
    }
    return render.page(request, "credit/provider.html", context, status=status)


@require_safe
@administrator
def report(request: HttpRequest, scheme: str) -> HttpResponse:
    """Approved claims of a period as the provider's CSV; the log says that it left."""
    provider = providers().get(scheme)
    if provider is None:
        raise NotFound("no provider is set up for this scheme")
    first, last = asked.period(request)
    claims = queries.approved(scheme, first, last)
    text = export.report(provider, claims)
    services.exported(asked.user(request), scheme, first, last, len(claims))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="credit-{first}-{last}.csv"'
    return response


@require_safe
@administrator
def log(request: HttpRequest) -> HttpResponse:
    number = asked.page(request)
    rows = queries.audit(number)
    context = {
        "rows": rows[: queries.PER_PAGE],
        "number": number,
        "more": len(rows) > queries.PER_PAGE,
        "broken_at": audit.broken_at(AuditEntry.objects.order_by("number").iterator()),
    }
    return render.page(request, "credit/log.html", context)
