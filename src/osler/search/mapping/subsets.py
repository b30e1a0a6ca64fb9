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
from osler.search.mapping.subjects import SUBJECTS
from osler.search.syntax import NoteKind, Tag, Term, unparse

_EVERYTHING = ("all", "pubmed", "all pubmed")
_SUBSETS = {  # PubMed's name -> the index's
    "fha": "hasabstract",
    "abstract": "hasabstract",
    "has abstract": "hasabstract",
    "ffrft": "free full text",
    "free full text": "free full text",
    "freefulltext": "free full text",
    "free fulltext": "free full text",
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
    "hascorrectedrepublishedin": "hascorrectedandrepublishedin",
    "hascorrectedrepublishedfrom": "hascorrectedandrepublishedfrom",
}
_LINKED = {  # what rests on links that others gave PubMed -> what comes near
    "full text": "free full text[sb], or hasabstract",
    "fft": "free full text[sb], or hasabstract",
    "loattrfull text": "free full text[sb], or hasabstract",
    "loall": "free full text[sb], or all[sb]",
    "data": "hasdatabanklist, or hasassociateddataset",
    "pmc open access": "pubmed pmc[sb]",
    "pubmed pmc open access": "pubmed pmc[sb]",
    "open access": "pubmed pmc[sb]",
}
_APART = re.compile(r"[^a-z0-9]+")
_MOST_TYPES = 400  # publication types of a mirror: NLM has under a hundred
_FLAG = re.compile(r"(?:has|jsubset|pubstatus)[a-z]{1,40}|pmcbook(?:title|chapter)?|indexingmethod_[a-z]{1,20}")
_FLAGS = """
hasabstract hasassociateddataset hasassociatedpublication hascois hascommentin hascommenton hascorrectedrepublishedfrom
hascorrectedrepublishedin hasdatabanklist haserratumfor haserratumin hasexpressionofconcernfor hasexpressionofconcernin
haskeyword hasnihmsid hasnonenglishabstract hasoriginalreportin hasrepublishedfrom hasrepublishedin
hasretractedandrepublishedfrom hasretractedandrepublishedin hasretractionin hasretractionof hasstructuredabstract
hassummaryforpatientsin hasupdatein hasupdateof indexingmethod_automated indexingmethod_curated pmcbook pmcbookchapter
pmcbooktitle pubstatusaheadofprint pubstatusnihms pubstatuspmcsd
"""
_KNOWN = frozenset(_FLAGS.split())  # PubMed's own, looked for as such also where no record has one
_OWNER = re.compile(r"owner([a-z]{2,20})")
_SAVED = re.compile(r"simsearch\d\.")  # filters as old addresses of PubMed name them
_YEARS = re.compile(r"y_(\d{1,2})")


def map_filter(term: Term, tag: Tag, context: Context, translate: Callable[[str, Context], Node]) -> Node:
    """A named filter, a subset, a language, a type of article, or the last y_N years."""
    name = _SAVED.sub("", words.key(term.text.strip(" ,;")))
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
    owner = _OWNER.fullmatch(name)
    value = owner[1] if owner else _SUBSETS.get(name, name)
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
    if name in SUBJECTS:
        message = f"Osler has no subject subset '{name}': PubMed makes it by a strategy of its own, no record says it"
        raise BadQuery(message, position=term.start, hint=f"in its place: ({SUBJECTS[name]})")
    if name in _LINKED:
        message = f"'{name}' asks for links that others gave PubMed; Osler's records have none"
        raise BadQuery(message, position=term.start, hint=_LINKED[name])


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
    owner = _OWNER.fullmatch(name)
    value = owner[1] if owner else _SUBSETS.get(name, name)
    known = context.frequency("subset", value) > 0
    if not ((known and (owner or _FLAG.fullmatch(name))) or name in _KNOWN or name.startswith("jsubset")):
        return None
    if not known:
        hint = "" if name.startswith("jsubset") else "in a mirror that an older Osler loaded, after: osler rebuild"
        context.note(NoteKind.NOT_FOUND, f"no record here carries the filter '{name}'", term.start, hint, word)
    return Node(word, f'"{name}"[Filter]', Key("subset", (value,)), "Filter", start=term.start, end=term.end)
