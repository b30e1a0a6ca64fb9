"""A search that found nothing: which part is to blame, and what leaving something out would find."""

from __future__ import annotations

from typing import NamedTuple

from osler.engine.protocol import Engine
from osler.model.query import And
from osler.search.mapping import Node
from osler.search.run import Answer, Request, run
from osler.search.vocabulary import Vocabulary
from osler.web.state import State

_PARTS = 8  # parts of a query looked at one by one


class Part(NamedTuple):
    text: str
    papers: int  # what this part finds alone


class Way(NamedTuple):
    """Another search that does find something."""

    label: str
    papers: int
    href: str


class Relaxed(NamedTuple):
    parts: tuple[Part, ...]
    ways: tuple[Way, ...]


def relaxed(engine: Engine, vocabulary: Vocabulary, state: State, answer: Answer) -> Relaxed:
    ways = []
    if state.choices:
        bare = state.without_choices()
        count = run(engine, vocabulary, Request(text=bare.q, limit=1)).count if bare.q else 0
        ways.append(Way("The same words without the filters", count, bare.url()))
    nodes = _together(answer.explanation, state)
    parts = tuple(Part(node.text, engine.count(node.expr)) for node in nodes)
    for place, node in enumerate(nodes):
        rest = [other for at, other in enumerate(nodes) if at != place]
        count = engine.count(And(tuple(other.expr for other in rest)))
        text = " AND ".join(f"({n.text})" if n.op else n.text for n in rest)
        ways.append(Way(f"Without {node.text}", count, state.to(q=text).url()))
    return Relaxed(parts, tuple(sorted((w for w in ways if w.papers), key=lambda w: -w.papers)[:5]))


def _together(node: Node, state: State) -> list[Node]:
    """The parts joined by AND that were typed; [] where there is only one. Choices wrap the query in one more AND."""
    if state.choices and node.op == "AND" and node.children:
        node = node.children[0]
    parts = [child for child in node.children if child.text] if node.op == "AND" else []
    return parts[:_PARTS] if len(parts) > 1 else []
