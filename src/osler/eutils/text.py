"""A record as PubMed prints it: the abstract format and the summary line."""

from __future__ import annotations

import textwrap

from osler import cite
from osler.cite import names
from osler.model.article import Article, Person

_WIDTH = 80
_RELATIONS = {
    "CommentIn": "Comment in",
    "CommentOn": "Comment on",
    "ErratumIn": "Erratum in",
    "ErratumFor": "Erratum for",
    "RetractionIn": "Retraction in",
    "RetractionOf": "Retraction of",
    "UpdateIn": "Update in",
    "UpdateOf": "Update of",
    "ExpressionOfConcernIn": "Expression of concern in",
    "ExpressionOfConcernFor": "Expression of concern for",
    "RepublishedIn": "Republished in",
    "RepublishedFrom": "Republished from",
    "SummaryForPatientsIn": "Summary for patients in",
    "OriginalReportIn": "Original report in",
    "RetractedandRepublishedIn": "Retracted and republished in",
    "RetractedandRepublishedFrom": "Retracted and republished from",
    "CorrectedandRepublishedIn": "Corrected and republished in",
    "CorrectedandRepublishedFrom": "Corrected and republished from",
}


def abstract(number: int, article: Article) -> str:
    """Numbered, wrapped, blocks between empty lines."""
    numbers = _affiliations(article)
    blocks = [
        f"{number}. {cite.citation_line(article)}",
        article.title.plain,
        _authors(article, numbers),
        _information(numbers),
        *(
            f"{name}:\n{_listed(article, kind)}"
            for kind, name in _RELATIONS.items()
            if any(c.type == kind for c in article.corrections)
        ),
        _abstract(article),
        article.abstract.copyright if article.abstract else "",
    ]
    ids = [f"DOI: {article.doi}" if article.doi else "", f"PMCID: {article.pmcid}" if article.pmcid else ""]
    status = " [Indexed for MEDLINE]" if article.status == "MEDLINE" else ""
    ids.append(f"PMID: {article.pmid}{status}")
    coi = f"Conflict of interest statement: {article.coi_statement.plain}" if article.coi_statement else ""
    told = [_wrapped(block) for block in (*blocks, coi) if block]
    return "\n\n".join([*told, "\n".join(filter(None, ids))]) + "\n\n\n"


def docsum(number: int, article: Article) -> str:
    """One paragraph: authors, title, source."""
    return f"{number}: {cite.formatted(article, 'nlm')}\n\n"


def _affiliations(article: Article) -> dict[str, int]:
    """Each affiliation once, numbered from 1 in the order met."""
    texts = (each.text.plain for person in article.authors for each in person.affiliations)
    return {text: place for place, text in enumerate(dict.fromkeys(texts), start=1)}


def _authors(article: Article, numbers: dict[str, int]) -> str:
    def one(person: Person) -> str:
        name = names.collective(person) if person.collective_name else names.short(person)
        marks = ")(".join(str(numbers[each.text.plain]) for each in person.affiliations)
        return f"{name}({marks})" if marks else name

    people = [one(person) for person in article.authors]
    return ", ".join(people) + "." if people else ""


def _information(numbers: dict[str, int]) -> str:
    return "\n".join(["Author information:", *(f"({n}){text}" for text, n in numbers.items())]) if numbers else ""


def _listed(article: Article, kind: str) -> str:
    return "\n".join(
        f"    {c.source}" + (f" PMID: {c.pmid}" if c.pmid else "") for c in article.corrections if c.type == kind
    )


def _abstract(article: Article) -> str:
    if article.abstract is None:
        return ""
    return "\n".join(
        f"{section.label}: {section.text.plain}" if section.label else section.text.plain
        for section in article.abstract.sections
    )


def _wrapped(block: str) -> str:
    lines = (
        textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) if line.strip() else line
        for line in block.splitlines()
    )
    return "\n".join(lines)
