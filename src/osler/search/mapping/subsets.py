"""[sb] and [filter]: filters that stand for a query, subsets the index holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import replace

from osler.engine import words
from osler.errors import BadQuery
from osler.model.query import All, Expr, Key, KeyPrefix
from osler.search import filters
from osler.search.mapping.context import Context
from osler.search.mapping.languages import CODES
from osler.search.mapping.node import Node
from osler.search.syntax import NoteKind, Tag, Term, unparse

_EVERYTHING = ("all", "pubmed", "all pubmed")
_SUBSETS = {  # PubMed's name -> the index's
    "fha": "hasabstract",
    "abstract": "hasabstract",
    "has abstract": "hasabstract",
    "ffrft": "free full text",
    "free full text": "free full text",
    "freefulltext": "free full text",
    "loattrfree full text": "free full text",
    "pubmed pmc": "pmc",
    "pubmed pmc all": "pmc",
    "pubmed books": "booksdocs",
    "books and documents": "booksdocs",
    "in process": "inprocess",
    "in-process": "inprocess",
    "as supplied by publisher": "publisher",
    "pubmed not medline": "pubmednotmedline",
    "pubmed-not-medline": "pubmednotmedline",
    "jsubsetaim": "aim",
    "core clinical journals": "aim",
    "jsubsetn": "n",
    "nursing journals": "n",
    "nursing": "n",
    "jsubsetd": "d",
    "dental journals": "d",
    "dental": "d",
    "jsubsetim": "im",
    "jsubsetk": "k",
    "jsubsetq": "q",
    "history of medicine": "q",
    "jsubsetx": "x",
    "jsubsets": "s",
    "jsubsetb": "b",
    "jsubsete": "e",
    "jsubsetoldm": "om",
}
# Subjects for which PubMed keeps strategies of its own: nothing in a record says them. Name -> what comes near.
_SUBJECTS = {
    "aids": "HIV Infections[mh] OR HIV[mh] OR hiv[tiab] OR aids[tiab]",
    "bioethics": "Bioethics[mh] OR Ethics[mh] OR ethics[sh]",
    "cam": "Complementary Therapies[mh]",
    "cancer": "Neoplasms[mh] OR cancer*[tiab] OR neoplasm*[tiab]",
    "dietsuppl": "Dietary Supplements[mh]",
    "space": "Space Flight[mh] OR Extraterrestrial Environment[mh]",
    "tox": "toxicity[sh] OR poisoning[sh] OR Toxicology[mh]",
    "veterinary": "veterinary[sh] OR Animal Diseases[mh] OR Veterinary Medicine[mh]",
}
_SUBJECTS |= {
    "complementary medicine": _SUBJECTS["cam"],
    "dietary supplements": _SUBJECTS["dietsuppl"],
    "space life sciences": _SUBJECTS["space"],
    "toxicology": _SUBJECTS["tox"],
    "veterinary science": _SUBJECTS["veterinary"],
}
_LINKED = ("full text", "fft", "loattrfull text")  # says that some publisher linked a text to PubMed
_APART = re.compile(r"[^a-z0-9]+")
_MOST_TYPES = 400  # publication types of a mirror: NLM has under a hundred
_FLAG = re.compile(r"(?:has|jsubset|pubstatus)[a-z]{1,40}|pmcbook")
_YEARS = re.compile(r"y_(\d{1,2})")


def map_filter(term: Term, tag: Tag, context: Context, translate: Callable[[str, Context], Node]) -> Node:
    """A named filter, a subset, a language, a type of article, or the last y_N years."""
    name = words.key(term.text.strip(" ,;"))
    printed = f'"{name}"[{tag.name}]'
    filter_ = filters.named(name) if tag.name == "Filter" else None
    if name in _EVERYTHING:
        return _node(term, printed, All(), tag)
    if tag.name == "Filter" and filter_ is None:
        _refuse(name, term)
    if name.endswith("*"):
        return _node(term, printed, KeyPrefix("subset", name.rstrip("*")), tag)
    query = filter_.query if filter_ else _query(name, tag, context)
    if query:
        inner = translate(query, context)
        because = f"{filter_.name}: {filter_.source}" if filter_ else ""
        return replace(_node(term, printed, inner.expr, tag), because=because, children=(inner,))
    value = _SUBSETS.get(name, name)
    if context.frequency("subset", value) == 0 and value not in _SUBSETS.values():
        _unknown(term, name, context)
    return _node(term, printed, Key("subset", (value,)), tag)


def _query(name: str, tag: Tag, context: Context) -> str | None:
    """What a name stands for that no filter has; None for a subset. PubMed's filters by type of article are the
    type's name without spaces: observationalstudy[filter]."""
    years = _YEARS.fullmatch(name)
    if years:
        return f'"last {years.group(1)} years"[dp]'
    if name in CODES:
        return f"{CODES[name]}[la]"
    if tag.name != "Filter" or name in _SUBSETS or context.frequency("subset", name):
        return None
    wanted = _APART.sub("", name)
    known = (key for key, _ in context.engine.terms("pt", "", limit=_MOST_TYPES))
    every = (*context.vocabulary.keys("publication type"), *known)
    found = next((key for key in every if _APART.sub("", key) == wanted), None)
    return f'"{found}"[pt]' if found else None


def _refuse(name: str, term: Term) -> None:
    """Filters of PubMed's that rest on what no record says. Finding nothing would look like an answer."""
    if name in _SUBJECTS:
        message = f"Osler has no subject subset '{name}': PubMed makes it by a strategy of its own, no record says it"
        raise BadQuery(message, position=term.start, hint=f"in its place: ({_SUBJECTS[name]})")
    if name in _LINKED:
        message = f"'{name}' asks for links that publishers gave PubMed; Osler's records have none"
        raise BadQuery(message, position=term.start, hint="free full text[sb], or hasabstract")


def _unknown(term: Term, name: str, context: Context) -> None:
    known = [*filters.names(), *_SUBSETS, *_EVERYTHING]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    context.note(
        NoteKind.NOT_FOUND,
        f"no record here carries the filter '{name}'",
        term.start,
        f"did you mean {close[0]}[sb]?" if close else "",
        name,
    )


def _node(term: Term, printed: str, expr: Expr, tag: Tag) -> Node:
    return Node(unparse(term), printed, expr, tag.name, start=term.start, end=term.end)


def map_flag(word: str, term: Term, context: Context) -> Node | None:
    """'hasabstract', 'hasretractionin', 'jsubsetaim'… without a tag or with [text], as PubMed's guide writes them: a
    property of the record, where the mirror knows it."""
    name = words.key(word)
    value = _SUBSETS.get(name, name)
    if not _FLAG.fullmatch(name) or (name not in _SUBSETS and context.frequency("subset", value) == 0):
        return None
    return Node(word, f'"{name}"[Filter]', Key("subset", (value,)), "Filter", start=term.start, end=term.end)
