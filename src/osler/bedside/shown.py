"""Facts and conditions in words, for a page, a print-out and JSON."""

from __future__ import annotations

from osler.bedside import expression as e
from osler.bedside.evaluate import View, pairs_within
from osler.bedside.vocabulary import Vocabulary
from osler.model.patient import Fact, Quantity, Truth, plain

_OPS = {">": "above", ">=": "at least", "<": "under", "<=": "at most"}
_DRUG = {"now": "taken now", "before": "taken before", "never": "never taken"}


def value(fact: Fact, vocabulary: Vocabulary) -> str:
    """A fact's value: "12 mg/L", "present", "taken now"."""
    if isinstance(fact.value, bool):
        return "present" if fact.value else "absent"
    if isinstance(fact.value, Quantity):
        return str(fact.value)
    term = vocabulary.terms[fact.name]
    return _DRUG.get(fact.value, fact.value) if term.kind == "drug" else fact.value


def dated(fact: Fact, vocabulary: Vocabulary) -> str:
    """The value and, where known, its day."""
    text = value(fact, vocabulary)
    return f"{text} ({fact.on})" if fact.on else text


def condition(tree: e.Expression, vocabulary: Vocabulary) -> str:
    """A condition in words."""
    match tree:
        case e.AllOf(parts):
            found = " and ".join(_bracketed(p, vocabulary, (e.AnyOf,)) for p in parts)
        case e.AnyOf(parts):
            found = " or ".join(_bracketed(p, vocabulary, (e.AllOf,)) for p in parts)
        case e.AtLeast(count, parts):
            found = f"{count} of: " + "; ".join(condition(p, vocabulary) for p in parts)
        case e.Negated(part):
            found = f"not ({condition(part, vocabulary)})"
        case e.State(id_):
            found = f"criterion {id_} met"
        case e.Score(items, at_least):
            found = f"{plain(at_least)} points or more from {len(items)} items"
        case e.Compare():
            found = _compare(tree, vocabulary)
        case e.Is(name, values):
            found = f"{label(name, vocabulary)} {' or '.join(_DRUG.get(v, v) for v in values)}"
        case e.Straddles(name, number, unit):
            found = f"{label(name, vocabulary)} not clearly on one side of {plain(number)} {unit}".rstrip()
        case e.Change():
            found = _change(tree, vocabulary)
    return found


def label(name: str, vocabulary: Vocabulary) -> str:
    return vocabulary.terms[name].label


def _bracketed(tree: e.Expression, vocabulary: Vocabulary, kinds: tuple[type, ...]) -> str:
    text = condition(tree, vocabulary)
    return f"({text})" if isinstance(tree, kinds) else text


def _compare(leaf: e.Compare, vocabulary: Vocabulary) -> str:
    if leaf.other:
        return f"{label(leaf.fact, vocabulary)} {_OPS[leaf.op]} {plain(leaf.value)} × {label(leaf.other, vocabulary)}"
    unit = leaf.unit or vocabulary.terms[leaf.fact].unit
    return f"{label(leaf.fact, vocabulary)} {_OPS[leaf.op]} {plain(leaf.value)} {unit}".rstrip()


def _change(leaf: e.Change, vocabulary: Vocabulary) -> str:
    size = f"{plain(leaf.value)} %" if leaf.relative else f"{plain(leaf.value)} points"
    return (
        f"{leaf.direction} of {label(leaf.fact, vocabulary)} by {_OPS[leaf.op]} {size}"
        f"{' of its earlier value' if leaf.relative else ''} within {leaf.months} months"
    )


def because(tree: e.Expression, view: View, vocabulary: Vocabulary) -> str:
    """The facts a condition was read from, or what it wants for."""
    if view.truth(tree) is Truth.UNDECIDED:
        return f"not known: {'; '.join(wanted(tree, view, vocabulary))}"
    return "; ".join(dict.fromkeys(_read_from(tree, view, vocabulary)))


def wanted(tree: e.Expression, view: View, vocabulary: Vocabulary) -> list[str]:
    """What is missing, each once: a fact, a clearer value, or an earlier measurement."""
    found: list[str] = []
    for leaf in view.wanting(tree):
        name = label(leaf.fact, vocabulary)
        if isinstance(leaf, e.Change):
            count = len(view.patient.course(leaf.fact))
            found.append(
                f"{name}, two dated measurements within {leaf.months} months" + (" (one given)" * (count == 1))
            )
        elif view.patient.latest(leaf.fact) is None:
            found.append(name)
        else:
            found.append(f"{name} more exactly")
    return list(dict.fromkeys(found))


def _read_from(tree: e.Expression, view: View, vocabulary: Vocabulary) -> list[str]:
    found: list[str] = []
    for each in e.walk(tree):
        if isinstance(each, e.State):
            found.append(f"criterion {each.id} {view.state(each.id)}")
        elif isinstance(each, e.Change):
            for earlier, later in pairs_within(view.patient.course(each.fact), each.months):
                names = label(each.fact, vocabulary)
                found.append(f"{names} {dated(earlier, vocabulary)} → {dated(later, vocabulary)}")
        elif isinstance(each, e.Compare | e.Is | e.Straddles):
            fact = view.patient.latest(each.fact)
            if fact is not None:
                found.append(f"{label(each.fact, vocabulary)}: {dated(fact, vocabulary)}")
    return found
