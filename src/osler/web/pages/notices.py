"""What has happened to a paper since: banners nobody can miss, and every tie to another record."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from osler.model.article import Article, Correction


class Tie(NamedTuple):
    """Another paper. `pmid` None where NLM cites it without a number."""

    source: str
    pmid: int | None
    note: str


class Banner(NamedTuple):
    kind: str  # retracted | concern | notice | corrected | updated
    text: str
    ties: tuple[Tie, ...]

    @property
    def grave(self) -> bool:
        """True for what must be read before the title."""
        return self.kind in ("retracted", "concern", "notice")


class Ties(NamedTuple):
    label: str
    ties: tuple[Tie, ...]


# NLM's RefType -> what to say on the record that carries it.
# https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#commentscorrections
LABELS = {
    "RetractionIn": "Retracted in",
    "RetractedandRepublishedIn": "Retracted and republished in",
    "ExpressionOfConcernIn": "Expression of concern in",
    "ErratumIn": "Erratum in",
    "CorrectedandRepublishedIn": "Corrected and republished in",
    "UpdateIn": "Updated in",
    "RepublishedIn": "Republished in",
    "RetractionOf": "Retraction of",
    "RetractedandRepublishedFrom": "Retracted and republished from",
    "ExpressionOfConcernFor": "Expression of concern for",
    "ErratumFor": "Erratum for",
    "CorrectedandRepublishedFrom": "Corrected and republished from",
    "UpdateOf": "Update of",
    "RepublishedFrom": "Republished from",
    "CommentIn": "Comment in",
    "CommentOn": "Comment on",
    "SummaryForPatientsIn": "Summary for patients in",
    "OriginalReportIn": "Original report in",
    "ReprintIn": "Reprinted in",
    "ReprintOf": "Reprint of",
    "AssociatedDataset": "Associated data set",
    "AssociatedPublication": "Associated publication",
}
_ORDER = {type_: place for place, type_ in enumerate(LABELS)}

_BANNERS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "retracted",
        ("RetractionIn", "RetractedandRepublishedIn"),
        "This article has been retracted. Do not rely on its findings.",
    ),
    ("concern", ("ExpressionOfConcernIn",), "An expression of concern has been published about this article."),
    ("notice", ("RetractionOf",), "This is a retraction notice."),
    ("notice", ("ExpressionOfConcernFor",), "This is an expression of concern about another article."),
    ("corrected", ("ErratumIn", "CorrectedandRepublishedIn"), "A correction to this article has been published."),
    ("updated", ("UpdateIn",), "This article has been updated."),
)


def banners(article: Article) -> tuple[Banner, ...]:
    """The gravest first. Retraction is shown also where only the type or the title says so."""
    found = []
    for kind, types, text in _BANNERS:
        ties = tuple(_tie(c) for c in article.corrections if c.type in types)
        if ties or (kind == "retracted" and article.is_retracted):
            found.append(Banner(kind, text, ties))
    return tuple(found)


def ties(corrections: Iterable[Correction]) -> tuple[Ties, ...]:
    """Every tie, grouped by kind in the order of `LABELS`; references NLM lists here ("Cites") are left out."""
    listed = sorted((c for c in corrections if c.type != "Cites"), key=lambda c: _ORDER.get(c.type, len(_ORDER)))
    return tuple(
        Ties(LABELS.get(type_, type_), tuple(_tie(c) for c in group))
        for type_, group in groupby(listed, key=lambda c: c.type)
    )


def _tie(correction: Correction) -> Tie:
    return Tie(correction.source, correction.pmid, correction.note)
