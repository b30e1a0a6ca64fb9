"""Any patient, without a pack: what the note names in MeSH, and the literature on those things together.

Conditions, findings and drugs are recognised by their MeSH names and entry terms; what is denied, of a
relative, or in doubt is marked and not searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from osler.bedside import appraise
from osler.bedside.appraise import Reading
from osler.bedside.text import context
from osler.bedside.text.sentences import Sentence, sentences
from osler.engine.protocol import Engine
from osler.engine.words import key, words
from osler.model.article import Article
from osler.model.query import And, Expr, Key, Or, Search, Weighted, Words
from osler.pubmed import xml
from osler.search.vocabulary import Concept, Vocabulary

_LONGEST = 6  # words of a name
_WORD = re.compile(r"[^\W_][\w'’-]*")
_KINDS = ("descriptor", "supplementary")
# MeSH tree branches that make a name worth searching; a name in none of them (e.g. "patient") is left out.
_BRANCHES = {"C": "condition", "F03": "condition", "D": "drug or substance", "E": "procedure", "C23": "finding"}
_PLAIN = frozenset({  # headings that every note names and no search is helped by
    "patients", "disease", "diagnosis", "therapeutics", "history", "physicians", "hospitals", "women", "men", "aged",
    "adult", "humans", "laboratories", "serum", "blood", "plasma", "skin", "lung", "heart", "kidney", "time",
    "weight", "height", "family", "hand", "face",
})  # fmt: skip


class Named(NamedTuple):
    """A MeSH concept that the note names. `words` are note[start:end]."""

    name: str
    ui: str
    kind: str  # condition | finding | drug or substance | procedure; heading where no MeSH tree was loaded
    start: int
    end: int
    words: str
    denied: bool  # denied, of somebody else, or in doubt: shown, not searched for


@dataclass(frozen=True, slots=True)
class Ranked:
    """A paper on several of the patient's conditions, findings and drugs, and which."""

    article: Article
    reading: Reading
    about: tuple[str, ...]
    score: float


def recognise(note: str, vocabulary: Vocabulary) -> tuple[Named, ...]:
    """Every concept, longest names first where they overlap, in the order of the note."""
    return tuple(each for sentence in sentences(note) for each in _in(sentence, vocabulary))


def _in(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Named]:
    own = list(context.own_parts(sentence))
    tokens = list(_WORD.finditer(sentence.text))
    at = 0
    while at < len(tokens):
        found = _longest(sentence.text, tokens[at : at + _LONGEST], vocabulary)
        if found is None:
            at += 1
            continue
        size, concept, kind = found
        start, end = tokens[at].start(), tokens[at + size - 1].end()
        before, after = sentence.text[:start], sentence.text[end:]
        mine = any(p.start <= sentence.start + start < p.start + len(p.text) for p in own)
        denied = not mine or context.uncertain(before, after) or context.negated(before, after) is not False
        place = sentence.start + start
        yield Named(concept.name, concept.ui, kind, place, place + end - start, sentence.text[start:end], denied)
        at += size


def _longest(text: str, tokens: Sequence[re.Match[str]], vocabulary: Vocabulary) -> tuple[int, Concept, str] | None:
    for size in range(len(tokens), 0, -1):
        named = text[tokens[0].start() : tokens[size - 1].end()]
        if size == 1 and (len(named) < 3 or named.lower() in _PLAIN):
            continue
        for concept in vocabulary.entries(named):
            kind = _kind(concept, vocabulary) if concept.kind in _KINDS else ""
            if kind:
                return size, concept, kind
    return None


def _kind(concept: Concept, vocabulary: Vocabulary) -> str:
    numbers = vocabulary.tree_numbers(concept)
    if not numbers:
        return "drug or substance" if concept.kind == "supplementary" else "" if vocabulary.has_trees() else "heading"
    for branch in ("C23", "F03", "C", "D", "E"):
        if any(number.startswith(branch) for number in numbers):
            return _BRANCHES[branch]
    return ""


def literature(named: Sequence[Named], engine: Engine, *, limit: int = 20, seconds: float = 2.0) -> tuple[Ranked, ...]:
    """Papers about two or more of what is named, rarest things weighing most; about one, where none is about two."""
    wanted = list(dict.fromkeys(n.name for n in named if not n.denied))[:12]
    if not wanted:
        return ()
    parts: list[Expr] = [_about(name) for name in wanted]
    score = tuple(Weighted(part, 1.0 / (1 + engine.document_frequency("mesh", key(name))) ** 0.25, bm25=False)
                  for part, name in zip(parts, wanted, strict=True))  # fmt: skip
    together: Expr = parts[0] if len(parts) == 1 else Or(tuple(And((a, b)) for a, b in _two(parts)))
    found = engine.search(Search(where=together, score=score, limit=limit, seconds=seconds))
    if not found.hits and len(parts) > 1:
        found = engine.search(Search(where=Or(tuple(parts)), score=score, limit=limit, seconds=seconds))
    kept = engine.fetch([hit.pmid for hit in found.hits])
    articles = [(xml.parse(kept[hit.pmid].xml), hit.score) for hit in found.hits if hit.pmid in kept]
    return tuple(Ranked(a, appraise.read(a), _shared(a, wanted), value) for a, value in articles)


def _about(name: str) -> Expr:
    spoken = " ".join(reversed(name.split(", "))) if ", " in name else name
    return Or((Key("mesh", (key(name),)), Words("title", tuple(words(spoken)))))


def _two(parts: Sequence[Expr]) -> Iterator[tuple[Expr, Expr]]:
    for index, first in enumerate(parts):
        for second in parts[index + 1 :]:
            yield first, second


def _shared(article: Article, wanted: Sequence[str]) -> tuple[str, ...]:
    headings = {h.name.lower() for h in article.mesh_headings}
    title = article.title.plain.lower()
    return tuple(
        name for name in wanted if name.lower() in headings or " ".join(reversed(name.lower().split(", "))) in title
    )
