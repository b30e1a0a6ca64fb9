"""The page and its JSON. Everything comes by POST and leaves with the response: no redirect, no store, no log."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from osler.bedside import document, fhir_bundle, forest, intake, mirror, pack, shown, timeline
from osler.bedside.answer import WHAT_THIS_IS_NOT, Answer, answer
from osler.bedside.mirror import FromMirror
from osler.bedside.pack import Pack
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.reader import propose
from osler.errors import BadInput, EngineFailed, NotFound
from osler.model.patient import Patient
from osler.ward import form
from osler.web import mirror as opened
from osler.web import render

View = Callable[..., HttpResponse]
Json = dict[str, Any]


class _InMemory(MemoryFileUploadHandler):
    """A bundle never touches the disk, however large (up to the reader's own limit)."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > fhir_bundle.LARGEST:
            raise BadInput(f"what was sent is larger than {fhir_bundle.LARGEST // 2**20} MB")
        self.activated = True


def private(view: View) -> View:
    """Kept out of caches, histories and referrers; a fact is never part of an address."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        response = view(request, *args, **more)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answered


@private
@sensitive_post_parameters()
@csrf_exempt  # so that uploads can be kept in memory before anything is read; protected in _page
@require_http_methods(["GET", "HEAD", "POST"])
def bedside(request: HttpRequest) -> HttpResponse:
    """The form; after a POST, the form as entered and the answer."""
    if request.method == "POST":
        request.upload_handlers = [_InMemory(request)]
    return _page(request)


@csrf_protect
@sensitive_variables()
def _page(request: HttpRequest) -> HttpResponse:
    disease = _pack(request.POST.get("pack", request.GET.get("pack", "ssc")))
    given = {name: request.POST.get(name, "") for name in disease.vocabulary.terms}
    context: Json = {"disease": disease, "packs": pack.names(), "note": "", "proposals": (), "ignored": (), "said": ""}
    status = 200
    try:
        given |= _from_elsewhere(request, disease, context)
        patient = intake.assemble(list(form.entered(disease, given)), disease.vocabulary, as_of=_today())
    except BadInput as problem:
        context["problems"] = str(problem).splitlines()
        context["answer"] = None
        status = 422
    else:
        context["problems"] = []
        context["answer"] = _answered(patient, disease, asked=request.method == "POST")
    context |= {"fields": form.fields(disease, given), "what_this_is_not": WHAT_THIS_IS_NOT}
    return render.page(request, "ward/bedside.html", context, status=status)


def _from_elsewhere(request: HttpRequest, disease: Pack, context: Json) -> dict[str, str]:
    """Facts that do not come from the fields: a bundle, or proposals that were ticked."""
    bundle = request.FILES.get("bundle")
    if bundle is not None:
        taken = fhir_bundle.take(fhir_bundle.parse(bundle.read()), disease.vocabulary, as_of=_today())
        context["ignored"] = taken.ignored
        return _typed(taken.patient, disease)
    note = request.POST.get("note", "").replace("\r\n", "\n")
    if not note.strip():
        return {}
    proposals = propose(note, disease)
    if request.POST.get("do") == "confirm":
        ticked = set(request.POST.getlist("confirm"))
        return form.as_typed(tuple(p for p in proposals if f"{p.fact}@{p.start}" in ticked), disease)
    context["note"], context["proposals"] = note, [_proposed(p, disease) for p in proposals]
    return {}


def _proposed(each: Proposal, disease: Pack) -> Json:
    value = {True: "present", False: "absent"}[each.value] if isinstance(each.value, bool) else each.value
    return {
        "key": f"{each.fact}@{each.start}",
        "label": shown.label(each.fact, disease.vocabulary),
        "shown": f"{value} {each.unit}".strip() + (f" on {each.on}" if each.on else ""),
        "words": each.words,
    }


def _typed(patient: Patient, disease: Pack) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for fact in patient.facts:
        if not fact.origin.startswith("follows"):
            on = f" on {fact.on}" if fact.on else ""
            value = fact.value if isinstance(fact.value, str) else shown.value(fact, disease.vocabulary)
            found.setdefault(fact.name, []).append(f"{value}{on}")
    return {name: "; ".join(values) for name, values in found.items()}


def _answered(patient: Patient, disease: Pack, *, asked: bool) -> Json:
    found = answer(patient, disease, today=_today())
    looked = _look(disease, patient) if asked and patient.facts else None
    drawings = [forest.forest(p, id_=f"forest-{i}") for i, p in enumerate(found.pools) if p.synthesis is not None]
    return document.document(found, today=_today(), mirror=looked) | {
        "course": timeline.timeline(patient, disease),
        "forests": drawings,
        "asked": asked,
        "groups": _groups(found),
    }


def _groups(found: Answer) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for state in found.states:
        groups.setdefault(state.criterion.group, []).append(state.criterion.id)
    return groups


def _look(disease: Pack, patient: Patient) -> FromMirror | None:
    try:
        return mirror.look(disease, patient, opened.engine(), opened.vocabulary(), today=_today())
    except EngineFailed:
        return None  # the evidence carries its own citations: the page is whole without the mirror


@private
@csrf_exempt
@require_POST
@sensitive_variables()
def bedside_json(request: HttpRequest) -> HttpResponse:
    """The answer as data for facts as JSON, or for a FHIR bundle; the same shapes as the command's."""
    try:
        body = request.read(fhir_bundle.LARGEST + 1)
        data = json.loads(body, parse_float=str)
        disease = _pack(str(data.get("pack", "ssc")) if isinstance(data, dict) else "ssc")
        extra: Json = {}
        if isinstance(data, dict) and data.get("resourceType") == "Bundle":
            taken = fhir_bundle.take(fhir_bundle.parse(body), disease.vocabulary, as_of=_today())
            patient, extra = taken.patient, {"ignored": [i._asdict() for i in taken.ignored]}
        else:
            patient = intake.patient(data, disease.vocabulary, today=_today())
    except (ValueError, RecursionError) as problem:
        return JsonResponse({"problems": [f"not JSON: {problem}"]}, status=400)
    except BadInput as problem:
        return JsonResponse({"problems": str(problem).splitlines()}, status=422)
    except NotFound as problem:
        return JsonResponse({"problems": [str(problem)]}, status=404)
    found = answer(patient, disease, today=_today())
    looked = _look(disease, patient)
    return JsonResponse(document.document(found, today=_today(), mirror=looked) | extra)


def _pack(name: str) -> Pack:
    return pack.load(name)


def _today() -> date:
    return date.today()
