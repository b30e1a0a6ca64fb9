"""Choices beside the query box: a facet's value, a range of years, a clinical filter; each narrows the search."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence

from osler.engine import words
from osler.errors import BadInput
from osler.model.query import Key, Span
from osler.search import filters
from osler.search.mapping import Context, Node, translate
from osler.search.mapping.expressions import all_of, any_of
from osler.search.mapping.node import join
from osler.search.syntax import parse

Choice = tuple[str, str]  # (kind, value): ("filter", "systematic"), ("year", "2019-2023"), ("journal", "lancet")

_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?")


def narrow(node: Node, choices: Sequence[Choice], context: Context) -> Node:
    """The query AND every choice; choices of one kind are alternatives (a reader who ticks two boxes means either),
    filters apart, which all apply. Raises BadInput naming a choice that does not exist."""
    if not choices:
        return node
    groups: dict[str, list[Node]] = {}
    for kind, value in choices:
        group = f"filter {value}" if kind == "filter" else kind
        groups.setdefault(group, []).append(_node(kind, value, context))
    parts = [node, *(_either(nodes) for nodes in groups.values())]
    return Node("", join("AND", parts), all_of(p.expr for p in parts), op="AND", children=tuple(parts), end=node.end)


def _either(nodes: list[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    return Node("", join("OR", nodes), any_of(n.expr for n in nodes), op="OR", children=tuple(nodes))


def _node(kind: str, value: str, context: Context) -> Node:
    if kind not in _READERS:
        raise BadInput(f"there is no choice '{kind}'; there are {', '.join(sorted(_READERS))}")
    return _READERS[kind](value, context)


def _filter(value: str, context: Context) -> Node:
    chosen = filters.every().get(value)
    if chosen is None:
        close = difflib.get_close_matches(value, filters.every(), n=1)
        raise BadInput(
            f"there is no filter '{value}'; {f'did you mean {close[0]}?' if close else 'see docs/SEARCH.md'}"
        )
    inner = translate(parse(chosen.query), Context(context.engine, context.vocabulary, context.today))
    text = f'"{chosen.id}"[Filter]'
    return Node(text, text, inner.expr, "Filter", because=f"{chosen.name}: {chosen.source}", children=(inner,))


def _year(value: str, context: Context) -> Node:
    match = _YEARS.fullmatch(value.strip())
    if not match or not (match.group(1) or match.group(3)):
        raise BadInput(f"'{value}' is no year or range of years; write 2019, 2019-2023, 2019- or -2023")
    low, dash, high = match.groups()
    first = int(low or 1000)
    last = int(high) if high else (3000 if dash else first)
    if first > last:
        raise BadInput(f"the years {value} run backwards")
    text = f"{first:04}:{last:04}[ppdat]"
    printed = f"{first:04}/01/01:{last:04}/12/31[Print Publication Date]"
    return Node(text, printed, Span("pub_date", first * 10_000, last * 10_000 + 9_999), "Print Publication Date")


def _free(value: str, context: Context) -> Node:
    text = '"free full text"[Filter]'
    return Node(text, text, Key("subset", ("free full text",)), "Filter")


def _key(field: str, tag: str, suffix: str = "") -> Callable[[str, Context], Node]:
    def read(value: str, context: Context) -> Node:
        name = words.key(value)
        text = f'"{name}"[{tag}{suffix}]'
        return Node(text, text, Key(field, (name,)), tag)

    return read


_READERS: dict[str, Callable[[str, Context], Node]] = {
    "filter": _filter,
    "year": _year,
    "free_full_text": _free,
    "publication_type": _key("pt", "Publication Type", ":noexp"),
    "journal": _key("journal", "Journal"),
    "language": _key("language", "Language"),
}
