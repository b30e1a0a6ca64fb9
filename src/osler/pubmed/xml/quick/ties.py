"""Who paid, and the ties to other papers."""

from __future__ import annotations

from osler.model.article import Correction, Grant
from osler.pubmed.xml.quick.shape import A, N, Rows, T, Unusual, W, make, prose, tidy_all

_GRANTS = Rows(
    rf"<Grant>{W}(?:<GrantID>{T}</GrantID>{W})?+(?:<Acronym>{N}</Acronym>{W})?+<Agency>{T}</Agency>{W}"
    rf"(?:<Country>{N}</Country>{W})?+</Grant>"
)
_CORRECTIONS = Rows(
    rf'<CommentsCorrections RefType="{A}">{W}<RefSource>{T}</RefSource>{W}'
    rf'(?:<PMID Version="([0-9]{{1,3}})">([1-9][0-9]{{0,9}})</PMID>{W})?+'
    rf"(?:<Note>{T}</Note>{W})?+</CommentsCorrections>"
)


def grants(inside: str) -> tuple[Grant, ...]:
    """Of a `GrantList`. Raises Unusual."""
    parts = _only(_GRANTS, inside)
    return tuple(
        [
            make(Grant, (_text(agency), _text(id_), _name(acronym), _name(country)))
            for id_, acronym, agency, country, _ in _GRANTS.each(parts)
        ]
    )


def corrections(inside: str) -> tuple[Correction, ...]:
    """Of a `CommentsCorrectionsList`. Raises Unusual."""
    parts = _only(_CORRECTIONS, inside)
    return tuple(
        [
            make(Correction, (type_, _text(source), int(pmid) if pmid else None, version or "", _text(note)))
            for type_, source, version, pmid, note, _ in _CORRECTIONS.each(parts)
        ]
    )


def _only(rows: Rows, inside: str) -> list[str | None]:
    parts = rows.of(inside)
    if parts is None or parts[0].strip():
        raise Unusual
    return parts


def _text(text: str | None) -> str:
    found = prose(text) if text else ""
    if found is None:
        raise Unusual
    return found


def _name(name: str | None) -> str:
    if not name:
        return ""
    if not tidy_all((name,)):
        raise Unusual
    return name
