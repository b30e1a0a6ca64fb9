"""The claim's form: what was typed, read once; and what each scheme would mean for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from osler.errors import BadInput
from osler.learning import services
from osler.learning.models import Claim, Provider
from osler.learning.rules import BIAS, PRACTICE, Content
from osler.learning.scheme import Per, Scheme, shown
from osler.learning.schemes_in_force import schemes
from osler.web.whole import whole

LONGEST = 10_000  # characters of a text


@dataclass(frozen=True, slots=True)
class Choice:
    """A scheme as the form offers it."""

    id: str
    title: str
    worth: str  # "0.5 credit for this activity"
    why_not: str  # "" where it can be submitted
    notes: tuple[str, ...]
    source: str
    url: str
    read: str
    review_by: str
    limits: tuple[str, ...]
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Typed:
    content: Content
    evaluation: list[list[str]]
    edits: int
    problems: tuple[str, ...]


def read(given: QueryDict, claim: Claim, provider: Provider | None) -> Typed:
    """Raises BadInput for what no form of ours sends; what people mistype is a problem, and the rest is kept."""
    problems = []
    typed = given.get("minutes", "").strip()
    minutes = whole(typed, below=100_000)
    if typed and minutes is None:
        problems.append(f"'{typed}' is no number of minutes.")
    scheme = given.get("scheme") or claim.scheme
    if scheme not in schemes() and scheme != claim.scheme:
        raise BadInput(f"there is no credit scheme '{scheme}' here")
    texts = {name: given.get(name, "").strip() for name in ("question", "learned", "practice_how", "bias_how")}
    for name, text in texts.items():
        if len(text) > LONGEST:
            problems.append(f"'{name.replace('_', ' ')}' is longer than {LONGEST:,} characters; its end is cut off.")
    content = Content(
        scheme=scheme,
        sources=tuple(n for each in given.getlist("sources") if (n := whole(each)) is not None),
        practice=_one_of(PRACTICE, given.get("practice", "")),
        bias=_one_of(BIAS, given.get("bias", "")),
        minutes=minutes,
        **{name: text[:LONGEST] for name, text in texts.items()},
    )
    edits = whole(given.get("edits", ""))
    return Typed(
        content,
        _answers(given, provider) if provider else claim.evaluation,
        claim.edits if edits is None else edits,
        tuple(problems),
    )


def _one_of(choices: Mapping[str, str], value: str) -> str:
    return value if value in choices else ""


def _answers(given: QueryDict, provider: Provider) -> list[list[str]]:
    asked = services.questions(provider)
    return [[question, given.get(f"answer-{place}", "").strip()[:LONGEST]] for place, question in enumerate(asked)]


def choices(providers: Mapping[str, Provider], minutes: int) -> list[Choice]:
    """Every scheme; those that cannot be submitted say why."""
    return [_choice(each, providers, minutes) for each in schemes().values()]


def _choice(scheme: Scheme, providers: Mapping[str, Provider], minutes: int) -> Choice:
    open_ = not scheme.needs_provider or scheme.id in providers
    return Choice(
        id=scheme.id,
        title=scheme.title if open_ else scheme.title_without_provider,
        worth=worth(scheme, minutes),
        why_not=""
        if open_
        else "Only an accredited provider can award this, and none is set up here. The same activity can be claimed "
        "under a self-claimed scheme.",
        notes=scheme.notes,
        source=f"{scheme.source.publisher}: {scheme.source.title}",
        url=scheme.source.url,
        read=scheme.source.read.isoformat(),
        review_by=scheme.source.review_by.isoformat(),
        limits=tuple(limit.says + ("" if limit.most is not None else " Not set here.") for limit in scheme.limits),
        fields=scheme.fields,
    )


def worth(scheme: Scheme, minutes: int) -> str:
    """Before limits: "0.5 credit for the activity", "0.75 hours for 40 minutes"."""
    amount = scheme.credit(minutes)
    unit = scheme.unit if amount == 1 else f"{scheme.unit}s"
    per = "for the activity" if scheme.per is Per.ACTIVITY else f"for {minutes} minutes"
    return f"{shown(amount)} {unit} {per}"
