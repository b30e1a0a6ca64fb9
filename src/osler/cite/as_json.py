"""An article as plain JSON values: `osler show --json`, `/article/PMID.json` and the API. `docs/JSON.md` shows it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from osler.cite import names
from osler.cite.source import citation_line
from osler.cite.subject import abstract
from osler.model.article import Article, PartialDate, RichText

# Pairs and triples of the model that would be bare lists in JSON: their parts' names.
_PARTS: dict[str, tuple[str, ...]] = {
    "anchor": ("book", "part", "sec"),
    "title_anchor": ("book", "part", "sec"),
    "collection_anchor": ("book", "part", "sec"),
    "location_labels": ("type", "label"),
    "item_lists": ("type", "items"),
    "params": ("name", "value"),
}


def as_json(article: Article) -> dict[str, Any]:
    """Dicts, lists, strings, numbers, booleans and None only.

    Every name of the top level is always there ("", [], null where not given), so that a reader needs no
    guards; inside, what is not given is left out. Text with markup has a sibling `NAME_markup`.
    """
    derived = {
        "citation": citation_line(article),
        "doi": article.doi,
        "pmcid": article.pmcid,
        "pub_date": _date(article.pub_date),
        "authors": [names.short(person) for person in names.authors(article)],
        "abstract_text": abstract(article),
        "retracted": article.is_retracted,
        "cited_pmids": list(article.cited_pmids),
    }
    own: dict[str, Any] = {}
    for field in dataclasses.fields(article):
        own.update(_named(field.name, getattr(article, field.name)))
    return {"pmid": article.pmid, "title": article.title.plain} | derived | own


def _named(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """(name, JSON value) of one field, and its markup where it has any."""
    if isinstance(value, RichText):
        yield name, value.plain
        if value.markup:
            yield f"{name}_markup", value.markup
    elif name in _PARTS and value:
        yield name, _parts(_PARTS[name], value)
    else:
        yield name, _value(value)


def _value(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return _date(value)
    if dataclasses.is_dataclass(value):
        return _object((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    if hasattr(value, "_fields"):
        return _object(zip(value._fields, value, strict=True))
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    return value


def _object(members: Iterator[tuple[str, Any]]) -> dict[str, Any]:
    found = (pair for name, value in members for pair in _named(name, value))
    return {name: value for name, value in found if value not in ("", None) and value != []}


def _parts(labels: tuple[str, ...], value: Any) -> Any:
    if isinstance(value[0], tuple):
        return [_parts(labels, each) for each in value]
    return _object(zip(labels, value, strict=True))


def _date(date: PartialDate) -> dict[str, Any] | None:
    """`iso` is as exact as the date: "2019", "2019-03" or "2019-03-04". None where nothing is known."""
    parts = [f"{date.year:04}" if date.year else "", *(f"{n:02}" for n in (date.month, date.day) if n)]
    given = {"iso": "-".join(parts) if date.year else "", **date._asdict()}
    return {name: value for name, value in given.items() if value not in ("", None)} or None
