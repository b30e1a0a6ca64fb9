"""CDS Hooks 2.0: discovery, the `patient-view` service, and its feedback (answered, kept nowhere)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from osler.bedside import fhir_bundle, intake, pack
from osler.bedside.answer import Answer, answer
from osler.bedside.applicability import Applies
from osler.bedside.evaluate import View as Seen
from osler.bedside.pack import Pack
from osler.errors import BadInput, EngineFailed
from osler.fhir import card, prefetch, trust
from osler.fhir.cors import cors
from osler.fhir.keys import KeysUnavailable
from osler.model.patient import Patient, Truth
from osler.web import mirror

View = Callable[..., HttpResponse]
Json = dict[str, Any]
SERVICE = "osler-patient-view"


class Contradicts(NamedTuple):
    """A record of a patient whom a pack concerns, whose facts cannot all be true."""

    title: str
    problem: str


def door(view: View) -> View:
    """Errors as JSON with the status a CDS client understands; nothing is kept by caches on the way."""

    @csrf_exempt
    @cors
    @wraps(view)
    @sensitive_variables()
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        try:
            response = view(request, *args, **more)
        except trust.Untrusted as problem:
            response = _problem(401, str(problem))
            response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        except KeysUnavailable as problem:
            response = _problem(503, str(problem))
        except prefetch.Missing as problem:
            response = _problem(412, str(problem))
        except BadInput as problem:
            response = _problem(400, str(problem))
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answered


def _problem(status: int, message: str) -> JsonResponse:
    return JsonResponse({"problems": message.splitlines()}, status=status)


@door
@require_http_methods(["GET", "HEAD"])
def discovery(_request: HttpRequest) -> HttpResponse:
    """What is offered. Open to all, as nothing of a patient is in it."""
    service = {
        "hook": "patient-view",
        "title": "What was studied in patients like this",
        "description": "Recognises the state of the patient's disease and shows, as one information card, what was "
        "studied in patients in that state. It suggests no treatment.",
        "id": SERVICE,
        "prefetch": prefetch.templates(_packs()),
        "usageRequirements": "Needs the prefetch patient and conditions; does not read the FHIR server itself.",
    }
    return JsonResponse({"services": [service]})


@door
@require_http_methods(["POST"])
def service(request: HttpRequest, name: str) -> HttpResponse:
    """At most one card: none for a patient whose disease no pack is about."""
    if name != SERVICE:
        return _problem(404, f"no service has the id {name[:60]!r}; see {reverse('cds-services')}")
    trust.verify(request.headers.get("Authorization", ""), _addresses(request), settings.OSLER.cds_hooks_issuers)
    body = _body(request)
    bundle = prefetch.bundle(body)
    base = _base(request)
    found = [each for disease in _packs() if (each := _one(bundle, disease, date.today()))]
    best = max((each for each in found if isinstance(each, Answer)), key=_inside, default=None)
    if best is not None:
        notes = [f"Only a first page of {name} was sent; what is on further pages is not known here."
                 for name in prefetch.incomplete(body)]  # fmt: skip
        cards = [card.card(best, base, _mirrored(best, base), notes)]
    else:
        contradicting = [each for each in found if isinstance(each, Contradicts)][:1]
        cards = [card.contradiction(each.title, each.problem, base) for each in contradicting]
    return JsonResponse({"cards": cards})


@door
@require_http_methods(["POST"])
def feedback(request: HttpRequest, name: str) -> HttpResponse:
    """What became of a card. Checked, answered, and forgotten: cards have no suggestions to learn from."""
    if name != SERVICE:
        return _problem(404, f"no service has the id {name[:60]!r}")
    trust.verify(request.headers.get("Authorization", ""), _addresses(request), settings.OSLER.cds_hooks_issuers)
    body = _body(request)
    listed = body.get("feedback") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise BadInput("feedback: expected a list")
    for each in listed:
        if not isinstance(each, dict) or not each.get("card") or each.get("outcome") not in ("accepted", "overridden"):
            raise BadInput("feedback: each needs a card and an outcome, accepted or overridden")
    return JsonResponse({})


def _one(bundle: Json, disease: Pack, today: date) -> Answer | Contradicts | None:
    """None for a patient whom the pack does not concern. Raises BadInput for a bundle nobody can read."""
    stated, _ = fhir_bundle.stated(bundle, disease.vocabulary, as_of=today)
    try:
        patient = intake.assemble(stated, disease.vocabulary, as_of=today)
    except BadInput as problem:
        facts = tuple(f for each in stated for f in intake.fact(each, disease.vocabulary, as_of=today))
        concerned = Seen(Patient(today, facts), disease.conditions).truth(disease.concerns) is Truth.MET
        return Contradicts(disease.title, str(problem)) if concerned else None
    if Seen(patient, disease.conditions).truth(disease.concerns) is not Truth.MET:
        return None
    return answer(patient, disease, today=today)


def _inside(found: Answer) -> int:
    return sum(a.applies is Applies.INSIDE for a in found.applied)


def _mirrored(found: Answer, base: str) -> dict[int, str]:
    wanted = [a.evidence.source.pmid for a in found.applied if a.applies is Applies.INSIDE and a.evidence.source.pmid]
    try:
        return {pmid: f"{base}{reverse('article', args=[pmid])}" for pmid in mirror.engine().fetch(wanted)}
    except EngineFailed:
        return {}


def _body(request: HttpRequest) -> Any:
    try:
        data = request.read(fhir_bundle.LARGEST + 1)
        if len(data) > fhir_bundle.LARGEST:
            raise BadInput(f"the request is larger than {fhir_bundle.LARGEST // 2**20} MB")
        return json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise BadInput(f"not JSON: {problem}") from problem


def _base(request: HttpRequest) -> str:
    return (settings.OSLER.base_url or request.build_absolute_uri("/")).rstrip("/")


def _addresses(request: HttpRequest) -> list[str]:
    """What a token may be meant for: the address that was called; for feedback the service's as well."""
    called = f"{_base(request)}{request.path.rstrip('/')}"
    return [each for url in {called, called.removesuffix("/feedback")} for each in (url, f"{url}/")]


def _packs() -> list[Pack]:
    return [pack.load(name) for name in pack.names()]
