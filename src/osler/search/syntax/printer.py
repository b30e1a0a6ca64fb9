"""A tree back to text: reading the text again gives the same tree."""

from __future__ import annotations

from osler.search.syntax.tree import Group, History, Leaf, Range, Term, Tree, fold


def unparse(tree: Tree) -> str:
    """The query a person would type; nested groups in parentheses."""
    return fold(tree, _leaf, _group)


def _leaf(node: Leaf) -> str:
    match node:
        case History(number=number):
            return f"#{number}"
        case Range(low=low, high=high, tag=tag):
            return f'"{low}"[{tag.short}] : "{high}"[{tag.short}]'
        case Term():
            return _term(node)


def _term(term: Term) -> str:
    text = f'"{term.text}"' if term.quoted else term.text
    if term.tag is None:
        return text
    modifiers = ("" if term.explode else ":noexp") + ("" if term.near is None else f":~{term.near}")
    return f"{text}[{term.tag.short}{modifiers}{f':__jid{term.jid}' if term.jid else ''}]"


def _group(group: Group, parts: list[str]) -> str:
    inner = [f"({text})" if isinstance(part, Group) else text for part, text in zip(group.parts, parts, strict=True)]
    return f" {group.op} ".join(inner)
