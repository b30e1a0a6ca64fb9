"""A disease as a folder: facts, criteria, evidence, words. Adding a disease adds no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from osler.bedside import criteria, evidence_file, expression, tomlfile, vocabulary
from osler.bedside.criteria import Criterion
from osler.bedside.expression import Expression
from osler.bedside.vocabulary import Vocabulary
from osler.errors import BadInput, NotFound
from osler.model.evidence import Claim, Clause, Evidence


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything known of one disease. Two packs are the same only as one object, so that what follows from a pack
    alone is worked out once."""

    id: str
    title: str
    vocabulary: Vocabulary
    criteria: tuple[Criterion, ...]
    claims: tuple[Claim, ...]
    evidence: Mapping[str, Evidence]  # by id, in the order of file names
    clauses: Mapping[Clause, Expression]  # the condition of being inside, parsed once
    rests_on: Mapping[int, frozenset[str]]  # id of a criterion's condition or clause -> facts, criteria followed
    resting: Mapping[str, frozenset[str]]  # fact -> criteria that rest on it
    words: Mapping[str, Any]  # words.toml as it stands: patterns of the text reader, questions to the mirror
    concerns: Expression  # whom the pack is about: the condition under which a health record is shown its card

    @property
    def conditions(self) -> Mapping[str, Expression]:
        return MappingProxyType({c.id: c.when for c in self.criteria})

    def touched(self, fact: str) -> frozenset[str]:
        """The criteria that rest on a fact."""
        return self.resting.get(fact, frozenset())

    def clause(self, clause: Clause) -> Expression:
        """The condition under which a patient is inside a clause: an exclusion turned round."""
        return self.clauses[clause]


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
    groups = list(words.get("groups", ()))
    found.sort(key=lambda c: groups.index(c.group) if c.group in groups else len(groups))
    claims = tuple(Claim(c["id"], c["text"], tuple(c.get("words", ()))) for c in _claims(folder))
    evidence = _evidence(folder, facts, claims, frozenset(ids))
    clauses = {c: _inside(c) for record in evidence.values() for c in record.clauses}
    rests_on = _rests_on([*(c.when for c in found), *clauses.values()], {c.id: c.when for c in found})
    resting = {name: frozenset(c.id for c in found if name in rests_on[id(c.when)]) for name in facts.terms}
    concerns = expression.parse(words["concerns"])
    vocabulary.check(concerns, facts, where="words.toml, concerns", criteria=frozenset(ids))
    title = words["title"]
    return Pack(folder.name, title, facts, tuple(found), claims, evidence, clauses, rests_on, resting, words, concerns)


def _rests_on(trees: list[Expression], criteria_: Mapping[str, Expression]) -> Mapping[int, frozenset[str]]:
    """Trees are known by their identity: they live as long as the pack, and hashing them costs more than reading."""

    def facts_under(tree: Expression) -> frozenset[str]:
        found = set(expression.facts_of(tree))
        for each in expression.walk(tree):
            if isinstance(each, expression.State):
                found |= facts_under(criteria_[each.id])
        return frozenset(found)

    return MappingProxyType({id(tree): facts_under(tree) for tree in trees})


def _claims(folder: Traversable) -> list[Mapping[str, Any]]:
    if not folder.joinpath("claims.toml").is_file():
        return []
    return list(_parse(folder, "claims.toml").data.get("claim", ()))


def _evidence(
    folder: Traversable, facts: Vocabulary, claims: tuple[Claim, ...], criteria_ids: frozenset[str]
) -> Mapping[str, Evidence]:
    found: dict[str, Evidence] = {}
    for file in sorted(folder.joinpath("evidence").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        name = f"evidence/{file.name}"
        record = evidence_file.read(file.read_text("utf-8"), facts, name=name, claims=[c.id for c in claims])
        if f"{record.id}.toml" != file.name:
            raise BadInput(f"{name}: its id is {record.id!r}; name the file after it")
        for clause in record.clauses:
            vocabulary.check(expression.parse(clause.when), facts, where=name, criteria=criteria_ids)
        found[record.id] = record
    for record in found.values():
        if record.of_trial and record.of_trial not in found:
            raise BadInput(f"{record.file}: of_trial names {record.of_trial!r}, which has no file")
    return MappingProxyType(found)


def _inside(clause: Clause) -> Expression:
    tree = expression.parse(clause.when)
    return expression.Negated(tree) if clause.excludes else tree


def _parse(folder: Traversable, name: str) -> tomlfile.Document:
    return tomlfile.parse(folder.joinpath(name).read_text("utf-8"), name=name)


def _folder() -> Traversable:
    return resources.files("osler.bedside").joinpath("packs")
