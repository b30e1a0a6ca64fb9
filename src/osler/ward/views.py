"""The page and its JSON. Everything comes by POST and leaves with the response; a kept case is `cases.py`'s."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from osler.bedside import document, fhir_bundle, forest, general, intake, mirror, pack, shown, timeline
from osler.bedside.answer import WHAT_THIS_IS_NOT, Answer, answer
from osler.bedside.applicability import APART
from osler.bedside.mirror import FromMirror
from osler.bedside.pack import Pack
from osler.bedside.text.proposal import Proposal, as_of
from osler.bedside.text.reader import propose
from osler.errors import BadInput, EngineFailed, NotFound
from osler.model.patient import Patient
from osler.ward import form, queries
from osler.ward.uploads import in_memory
from osler.web import mirror as opened
from osler.web import render
from osler.web.whole import MOST_ROWS, whole

View = Callable[..., HttpResponseBase]
Json = dict[str, Any]


NEXT = 3  # questions asked with a field of their own
AROUND = 60  # characters of a note shown on either side of what was found
LONGEST_NOTE = 100_000  # characters: a page is answered while somebody waits


def private(view: View) -> View:
    """Kept out of caches, histories and referrers; a fact is never part of an address."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        response = view(request, *args, **more)
        response.headers["Cache-Control"] = "no-store"
        # The address says nothing, and with no-referrer a browser would send its forms from "null", which CSRF refuses.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return answered


@private
@sensitive_post_parameters()
@in_memory
@require_http_methods(["GET", "HEAD", "POST"])
def bedside(request: HttpRequest) -> HttpResponse:
    """The form; after a POST, the form as entered and the answer."""
    name = request.POST.get("pack", request.GET.get("pack", "ssc"))
    if name == "none":
        return _any_disease(request)
    disease = _pack(name)
    given = {name: request.POST.get(name, "") for name in disease.vocabulary.terms}
    context: Json = {"disease": disease, "packs": _packs(), "note": "", "proposals": (), "ignored": (), "read": False}
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
        asked = request.method == "POST" and not context["proposals"]  # first say what is true of the note
        context["answer"] = _answered(patient, disease, asked=asked)
    context |= _form(disease, given, context["answer"]) | {"what_this_is_not": WHAT_THIS_IS_NOT}
    return render.page(request, "ward/bedside.html", context, status=status)


def _form(disease: Pack, given: dict[str, str], answered: Json | None) -> Json:
    """Every fact once: the most deciding ones first, the rest by section."""
    fields = form.fields(disease, given)
    deciding = [q["fact"] for q in answered["questions"][:NEXT]] if answered else []
    by_name = {field.term.name: field for field in fields}
    return {
        "next": [by_name[name] for name in deciding],
        "sections": form.sections(disease, fields, without=frozenset(deciding)),
    }


def _any_disease(request: HttpRequest) -> HttpResponse:
    """Without a pack: what the note names in MeSH, and the papers on those things together."""
    note = request.POST.get("note", "").replace("\r\n", "\n")
    context: Json = {"packs": _packs(), "note": note, "named": (), "papers": (), "problems": [], "asked": bool(note)}
    status = 200
    try:
        if len(note) > LONGEST_NOTE:
            raise BadInput(f"the text has {len(note):,} characters; {LONGEST_NOTE:,} are read at most")
        context["named"] = general.recognise(note, opened.vocabulary()) if note.strip() else ()
        found = general.literature(context["named"], opened.engine()) if context["named"] else ()
        context["papers"] = [document.reading(p.article, p.reading) | {"about": p.about} for p in found]
    except BadInput as problem:
        context["problems"], status = [str(problem)], 422
    except EngineFailed:
        context["problems"] = ["The mirror cannot be opened, so there are no papers to show"]
    return render.page(request, "ward/any.html", context | {"what_this_is_not": WHAT_THIS_IS_NOT}, status=status)


def _packs() -> list[tuple[str, str]]:
    """(id, title) of every pack, and of none."""
    return [*((name, pack.load(name).title) for name in sorted(pack.names(), reverse=True)), ("none", "Any disease")]


def _from_elsewhere(request: HttpRequest, disease: Pack, context: Json) -> dict[str, str]:
    """Facts that do not come from the fields: a bundle, or proposals that were ticked."""
    if request.POST.get("case"):
        return _case(request)
    bundle = request.FILES.get("bundle")
    if bundle is not None:
        taken = fhir_bundle.take(fhir_bundle.parse(bundle.read()), disease.vocabulary, as_of=_today())
        context["ignored"] = taken.ignored
        return _typed(taken.patient, disease)
    note = request.POST.get("note", "").replace("\r\n", "\n")
    if not note.strip():
        return {}
    if len(note) > LONGEST_NOTE:
        raise BadInput(f"the text has {len(note):,} characters; {LONGEST_NOTE:,} are read at most")
    proposals = as_of(propose(note, disease), _today())
    if request.POST.get("do") == "confirm":
        ticked = set(request.POST.getlist("confirm"))
        return form.as_typed(tuple(p for p in proposals if f"{p.fact}@{p.start}" in ticked), disease)
    context["note"], context["proposals"] = note, [_proposed(p, disease, note) for p in proposals]
    context["read"] = True
    return {}


def _case(request: HttpRequest) -> dict[str, str]:
    """The fields of the reader's own case. Raises BadInput where there is none."""
    case = whole(request.POST["case"], below=MOST_ROWS)
    if not request.user.is_authenticated or case is None:
        raise BadInput("there is no such case")
    try:
        opened_ = queries.case(request.user, case).opened
    except NotFound as problem:
        raise BadInput(str(problem)) from problem
    return dict(opened_.fields) if opened_ else {}


def _proposed(each: Proposal, disease: Pack, note: str) -> Json:
    """A proposal with the words it came from, and a few on either side."""
    value = {True: "present", False: "absent"}[each.value] if isinstance(each.value, bool) else each.value
    return {
        "key": f"{each.fact}@{each.start}",
        "label": shown.label(each.fact, disease.vocabulary),
        "shown": f"{value} {each.unit}".strip() + (f" on {each.on}" if each.on else ""),
        "words": each.words,
        "before": _cut(note[max(0, each.start - AROUND) : each.start]),
        "after": _cut(note[each.end : each.end + AROUND], after=True),
    }


def _cut(text: str, *, after: bool = False) -> str:
    """Whole words of one line."""
    line = text.split("\n")[0 if after else -1]
    if len(line) < AROUND:
        return line
    return line.rpartition(" ")[0] + " …" if after else "… " + line.partition(" ")[2]


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
        "tally": _tally(found),
    }


def _groups(found: Answer) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for state in found.states:
        groups.setdefault(state.criterion.group, []).append(state.criterion.id)
    return groups


def _tally(found: Answer) -> dict[str, int]:
    """How many studies stand where; guidelines, decisions and reviews are not counted."""
    studies = [a.applies.value for a in found.applied if a.evidence.design not in APART]
    return {where: studies.count(where) for where in ("inside", "undecided", "outside")}


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
