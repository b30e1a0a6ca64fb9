"""A disease as a folder: facts, criteria, evidence, words. Adding a disease adds no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from osler.bedside import criteria, tomlfile, vocabulary
from osler.bedside.criteria import Criterion
from osler.bedside.expression import Expression
from osler.bedside.vocabulary import Vocabulary
from osler.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything known of one disease."""

    id: str
    title: str
    vocabulary: Vocabulary
    criteria: tuple[Criterion, ...]
    words: Mapping[str, Any]  # words.toml as it stands: patterns of the text reader, questions to the mirror

    @property
    def conditions(self) -> Mapping[str, Expression]:
        return MappingProxyType({c.id: c.when for c in self.criteria})


def names() -> list[str]:
    """The packs that come with Osler."""
    return sorted(each.name for each in _folder().iterdir() if each.joinpath("facts.toml").is_file())


@lru_cache(maxsize=16)
def load(name: str) -> Pack:
    """A pack that comes with Osler. Raises NotFound naming those there are, BadInput where a file is wrong."""
    if name not in names():
        raise NotFound(f"no pack is called {name!r}; there are {', '.join(names())}")
    return read(_folder().joinpath(name))


def read(folder: Traversable) -> Pack:
    """The pack in a folder. Raises BadInput with the file and what is wrong in it."""
    words = _parse(folder, "words.toml").data
    facts = vocabulary.read(_parse(folder, "facts.toml").data)
    found: list[Criterion] = []
    for file in sorted(folder.joinpath("criteria").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            document = tomlfile.parse(file.read_text("utf-8"), name=f"criteria/{file.name}")
            found.extend(criteria.read(document.data, facts, file=document.name))
    ids = [c.id for c in found]
    for criterion in found:
        if ids.count(criterion.id) > 1:
            raise BadInput(f"criteria: {criterion.id} is defined twice")
        for tree in (criterion.when, *(p.when for p in criterion.parts)):
            vocabulary.check(tree, facts, where=criterion.id, criteria=frozenset(ids))
    return Pack(folder.name, words["title"], facts, tuple(found), words)


def _parse(folder: Traversable, name: str) -> tomlfile.Document:
    return tomlfile.parse(folder.joinpath(name).read_text("utf-8"), name=name)


def _folder() -> Traversable:
    return resources.files("osler.bedside").joinpath("packs")
