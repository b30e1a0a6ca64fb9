"""PubMed's own addresses, read as ours: people keep them as bookmarks and change only the host name.

What PubMed writes into the address of a search: `term`, `filter` (`pubt.review`, `years.2015-2020`), `sort`, `size`,
`page`; and of a list made from one paper: `linkname`, `from_uid`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from django.http import QueryDict

from osler.errors import BadInput
from osler.model.query import Sort
from osler.web.converters import Pmid
from osler.web.state import State, page_of, size_of

_SORTS = {
    "": Sort.BEST,
    "relevance": Sort.BEST,
    "date": Sort.ENTREZ,
    "pubdate": Sort.DATE,
    "fauth": Sort.AUTHOR,
    "jour": Sort.JOURNAL,
}
_TYPES = {
    name.replace(" ", "").lower(): name
    for name in (
        "Case Reports",
        "Clinical Trial",
        "Comparative Study",
        "Controlled Clinical Trial",
        "Editorial",
        "Guideline",
        "Letter",
        "Meta-Analysis",
        "Multicenter Study",
        "Observational Study",
        "Practice Guideline",
        "Randomized Controlled Trial",
        "Review",
        "Systematic Review",
    )
}
_LANGUAGES = {"english": "eng", "french": "fre", "german": "ger", "italian": "ita", "spanish": "spa"}
_WORDS = {
    "simsearch1.fha": "hasabstract",
    "hum_ani.humans": "humans[mh]",
    "hum_ani.animal": "animals[mh:noexp]",
    "sex.female": "female[mh]",
    "sex.male": "male[mh]",
}
_PARTS = {"pubmed_pubmed": "#similar", "pubmed_pubmed_citedin": "/cited-by", "pubmed_pubmed_refs": "#references"}
_YEARS = re.compile(r"years\.((?:1[0-9]|20)[0-9]{2}-(?:1[0-9]|20)[0-9]{2})")
_SINCE = re.compile(r"datesearch\.y_([1-9][0-9]?)")
_PMID = re.compile(Pmid.regex)


def address(given: QueryDict) -> str:
    """Where a request for PubMed's front page is answered here; "" where it asks for nothing.

    Raises BadInput for a sort or filter that has no like here: a search is never changed in silence.
    """
    if part := _PARTS.get(given.get("linkname", "")):
        pmid = given.get("from_uid", "")
        return f"/article/{pmid}{part}" if _PMID.fullmatch(pmid) else ""
    term = given.get("term", "").strip()
    if not term:
        return ""
    asked = given.get("sort", "")
    if asked not in _SORTS:
        raise BadInput(f"PubMed's sort '{asked[:40]}' is not known here; known are {', '.join(filter(None, _SORTS))}")
    state = State(q=term, sort=_SORTS[asked])
    for each in given.getlist("filter"):
        state = _narrowed(state, each.strip())
    size = size_of(given.get("size", ""))
    return state.to(size=size, page=page_of(given.get("page", ""), size)).url()


def _narrowed(state: State, filter_: str) -> State:
    group, _, value = filter_.partition(".")
    if group == "pubt" and value in _TYPES:
        return replace(state, type=(*state.type, _TYPES[value]))
    if group == "lang" and value in _LANGUAGES:
        return replace(state, language=(*state.language, _LANGUAGES[value]))
    if filter_ == "simsearch2.ffrft":
        return replace(state, free=True)
    if years := _YEARS.fullmatch(filter_):
        return replace(state, year=years[1])
    if since := _SINCE.fullmatch(filter_):
        return replace(state, q=f'({state.q}) AND "last {since[1]} years"[dp]')
    if filter_ in _WORDS:
        return replace(state, q=f"({state.q}) AND {_WORDS[filter_]}")
    raise BadInput(f"PubMed's filter '{filter_[:40]}' is not known here: take it out of the address and narrow by hand")
