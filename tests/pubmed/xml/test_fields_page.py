"""`docs/NLM-FIELDS.md` is complete after the DTD, and true after the model and the index."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from types import NoneType, UnionType

import pytest
from tests.pubmed.xml import dtd

from osler.engine import fields as index
from osler.model import article

ROW = re.compile(r"^\| (?P<element>[\w:]+) \| (?P<attribute>\w*) \| (?P<paths>.+?) \| (?P<index>.*?) ?\|$")
INDEX_FIELDS = {index.BEST, *index.TEXT, *index.KEY, *index.NUMBER}


def rows(page: str) -> Iterator[re.Match[str]]:
    return (row for row in map(ROW.match, page.splitlines()) if row and row["element"] != "element")


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/NLM-FIELDS.md").read_text()


def test_every_element_and_attribute_of_the_dtd_is_on_the_page(page: str, shared: Path) -> None:
    declared = dtd.read(shared / "data/dtd/pubmed_250101.dtd")
    wanted = {(name, "") for name in declared.elements}
    wanted |= {(name, each.name) for name, of in declared.attributes.items() for each in of}
    listed = [(row["element"], row["attribute"]) for row in rows(page)]
    assert len(listed) == len(set(listed))
    assert wanted - set(listed) == set()
    assert set(listed) - wanted == set()


def test_every_index_field_on_the_page_exists(page: str) -> None:
    for row in rows(page):
        for name in filter(None, row["index"].split(", ")):
            assert name in INDEX_FIELDS, row[0]


def test_every_index_field_is_filled_by_something_on_the_page(page: str) -> None:
    named = {name for row in rows(page) for name in row["index"].split(", ")}
    assert INDEX_FIELDS - named == {"editor"}  # an Author, by the Type of its list


def test_every_path_on_the_page_leads_to_a_field(page: str) -> None:
    paths = {path for row in rows(page) for path in re.findall(r"`([^`]+)`", row["paths"])}
    assert len(paths) > 100
    for path in paths:
        assert leads_somewhere(path), path


def leads_somewhere(path: str) -> bool:
    if path in ("Article", "Deletion"):
        return True
    first, _, rest = path.partition(".")
    if first == "*":
        return any(rest in typing.get_type_hints(kind) for kind in (article.RichText, article.PartialDate))
    if first == "Deletion":
        return rest in typing.get_type_hints(article.Deletion)
    kinds: set[object] = {article.Article}
    for step in path.split("."):
        name, many = step.removesuffix("[]"), step.endswith("[]")
        kinds = {hint for kind in kinds for hint in _field(kind, name, many)}
    return bool(kinds)


def _field(kind: object, name: str, many: bool) -> set[object]:
    """The types of a field; of its members where it is a tuple and `many` are asked."""
    if not (is_dataclass(kind) or hasattr(kind, "_fields")):
        return set()
    hint = typing.get_type_hints(kind).get(name)
    if hint is None:
        return set()
    found = set(typing.get_args(hint)) - {NoneType} if isinstance(hint, UnionType) else {hint}
    if many:
        found = {part for each in found if typing.get_origin(each) is tuple for part in typing.get_args(each)}
        found.discard(...)
    return found
