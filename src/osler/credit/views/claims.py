"""One claim: its draft, the record it becomes, corrections and withdrawal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from osler.credit.pages import claim_form, papers
from osler.credit.views import asked
from osler.errors import BadInput
from osler.learning import queries, services
from osler.learning.models import Claim
from osler.learning.rules import BIAS, PRACTICE
from osler.learning.schemes_in_force import providers, schemes, title
from osler.learning.state import EDITABLE, State, Step, allowed
from osler.people.guards import reader
from osler.web import render


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def claim(request: HttpRequest, key: str) -> HttpResponse:
    """The draft's form while it is editable, the record afterwards."""
    user = asked.user(request)
    found = queries.claim(user, key)
    if State(found.state) not in EDITABLE:
        if request.method == "POST":
            raise BadInput(f"this claim is {found.state} and cannot be edited; a correction can be added to it")
        return _record(request, found)
    if request.method != "POST":
        return _form(request, found)
    return _autosaved(request, found) if request.headers.get("X-Osler") == "draft" else _saved(request, found)


def _autosaved(request: HttpRequest, claim: Claim) -> HttpResponse:
    """JSON for the script: `told`, and `edits` to send with the next save."""
    typed = _read(request, claim)
    try:
        claim = services.save_draft(claim, typed.content, typed.evaluation, edits=typed.edits)
    except services.Stale as error:
        return JsonResponse({"told": f"Not saved: {error}."}, status=409)
    zone = ZoneInfo(queries.learner(claim.user).time_zone)
    return JsonResponse({"told": f"Draft saved at {datetime.now(zone):%H:%M}.", "edits": claim.edits})


def _saved(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Saved in any case; then submitted where that was asked, or shown again with what is missing."""
    typed = _read(request, claim)
    problems = list(typed.problems)
    try:
        claim = services.save_draft(claim, typed.content, typed.evaluation, edits=typed.edits)
        if request.POST.get("do") == "submit" and not problems:
            services.submit(claim)
    except services.Refused as error:
        problems += error.problems
    except BadInput as error:
        problems.append(f"{str(error).capitalize()}.")
    if problems:
        return _form(request, claim, problems, typed)
    return redirect("claim", claim.key)


def _read(request: HttpRequest, claim: Claim) -> claim_form.Typed:
    shown_scheme = request.POST.get("asked", claim.scheme)  # whose questionnaire the form showed
    return claim_form.read(request.POST, claim, providers().get(shown_scheme))


def _form(
    request: HttpRequest,
    claim: Claim,
    problems: list[str] | None = None,
    typed: claim_form.Typed | None = None,
    *,
    correcting: bool = False,
) -> HttpResponse:
    content = typed.content if typed else services.content_of(claim)
    now = providers()
    provider = now.get(content.scheme)
    answered = dict(typed.evaluation if typed else claim.evaluation)
    sources = list(claim.activity.sources.order_by("opened_at", "id"))
    rules = schemes().get(content.scheme)
    context: dict[str, Any] = {
        "claim": claim,
        "content": content,
        "edits": claim.edits if typed is None or not correcting else typed.edits,
        "problems": problems or [],
        "sources": sources,
        "marks": papers.marks(source.pmid for source in sources),
        "says": papers.SAYS,
        "choices": claim_form.choices(now, content.minutes or 30),
        "provider": provider,
        "asked": [(q, answered.get(q, "")) for q in services.questions(provider)] if provider else [],
        "practices": PRACTICE,
        "biases": BIAS,
        "measured": queries.minutes(claim.activity),
        "stated": claim.activity.stated_minutes is not None,
        "needed": rules.fields if rules else frozenset(),
        "correcting": correcting,
        "reason": request.POST.get("reason", ""),
        "scheme_title": title(content.scheme, now),
    }
    return render.page(request, "credit/claim.html", context, status=422 if problems else 200)


def _record(request: HttpRequest, claim: Claim) -> HttpResponse:
    revisions = queries.revisions(claim)
    now = providers()
    pmids = [source["pmid"] for revision in revisions for source in revision.content["sources"]]
    context = {
        "claim": claim,
        "title": title(claim.scheme, now),
        "unit": schemes()[claim.scheme].unit if claim.scheme in schemes() else "credit",
        "revisions": revisions,
        "marks": papers.marks(pmids),
        "says": papers.SAYS,
        "practices": PRACTICE,
        "biases": BIAS,
        "steps": allowed(State(claim.state)),
        "Step": Step,
        "waits_without_provider": claim.state == State.SUBMITTED and claim.scheme not in now,
        "zone": ZoneInfo(queries.learner(claim.user).time_zone),
        "scheme_there": claim.scheme in schemes(),
    }
    return render.page(request, "credit/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """A further revision of what was submitted, with its reason."""
    claim = queries.claim(asked.user(request), key)
    if Step.CORRECT not in allowed(State(claim.state)):
        raise BadInput(f"a claim that is {claim.state} cannot be corrected")
    if request.method != "POST":
        return _form(request, claim, correcting=True)
    typed = _read(request, claim)
    problems = list(typed.problems)
    if not problems:
        try:
            services.correct(claim, typed.content, request.POST.get("reason", ""), now=datetime.now(UTC))
            return redirect("claim", claim.key)
        except services.Refused as error:
            problems += error.problems
        except BadInput as error:
            problems.append(f"{str(error).capitalize()}.")
    return _form(request, claim, problems, typed, correcting=True)


@require_POST
@reader
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    claim = services.withdraw(queries.claim(asked.user(request), key))
    return redirect("activity", claim.activity.key)
