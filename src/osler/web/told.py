"""What other records of the mirror say of a paper, where its own record does not say it yet.

NLM ties a retraction, an erratum or an expression of concern from both sides, but not on the same day: the notice comes
with one update file, the paper's changed record with a later one, or never.
"""

from __future__ import annotations

from dataclasses import replace

from osler.cite.source import citation_line
from osler.engine.protocol import Engine
from osler.engine.words import key
from osler.model.article import Article, Correction
from osler.model.query import Key, Search, Sort
from osler.pubmed.xml import parse

NOTE = "Said by the notice’s record; NLM’s record of this article does not say it yet."

# The notice's RefType -> the paper's.
# https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#commentscorrections
_OTHER_SIDE = {
    "RetractionOf": "RetractionIn",
    "RetractedandRepublishedFrom": "RetractedandRepublishedIn",
    "ExpressionOfConcernFor": "ExpressionOfConcernIn",
    "ErratumFor": "ErratumIn",
    "CorrectedandRepublishedFrom": "CorrectedandRepublishedIn",
}
_TIED = tuple(map(key, _OTHER_SIDE))
_MOST = 200  # notices read for one page


def completed(engine: Engine, articles: list[Article]) -> list[Article]:
    """The same articles with the ties their notices have to them: one question to the index, whatever their number."""
    told = _told(engine, articles)
    return [replace(a, corrections=(*a.corrections, *told[a.pmid])) if a.pmid in told else a for a in articles]


def _told(engine: Engine, articles: list[Article]) -> dict[int, list[Correction]]:
    known = {a.pmid: {(c.type, c.pmid) for c in a.corrections} for a in articles}
    if not known:
        return {}
    named = tuple(f"{type_} {pmid}" for pmid in known for type_ in _TIED)
    notices = engine.search(Search(Key("tie", named), sort=Sort.DATE, limit=_MOST))
    told: dict[int, list[Correction]] = {}
    for stored in engine.fetch([hit.pmid for hit in notices.hits]).values():
        notice = parse(stored.xml)
        for tie in notice.corrections:
            type_ = _OTHER_SIDE.get(tie.type)
            if type_ and tie.pmid in known and (type_, notice.pmid) not in known[tie.pmid]:
                told.setdefault(tie.pmid, []).append(Correction(type_, citation_line(notice), notice.pmid, note=NOTE))
    return told
