"""A second opinion on result sets: strategies evaluated record by record, by code that shares nothing with the search.

It knows only what the published strategies use: parentheses, AND, OR, NOT in either case, quotation
marks, a handful of tags, adjacency as AND. Words are found with `str.split` over folded text; headings
are exploded from the tree file itself.
"""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from osler.model.article import Article

Test = Callable[["Sheet"], bool]
TOKEN = re.compile(
    r'\s*(?:(\()|(\))|"([^"]*)"\s*(?:\[([^\]]*)\])?|([^\s()"\[\]]+(?:\s+[^\s()"\[\]]+)*?)\s*\[([^\]]*)\]|([^\s()"]+))'
)
OPERATORS = ("and", "or", "not")


def fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).lower()
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("α", "alpha").replace("β", "beta")
    return re.sub(r"(\w)['’]s\b", r"\1", text)


def plain(text: str) -> str:
    """' like this ' : words between single spaces."""
    return f" {' '.join(re.sub(r'[^0-9a-zα-ω]+', ' ', fold(text)).split())} "


class Sheet:
    """What of a record can be searched, as lists of plain strings and sets of exact values."""

    def __init__(self, article: Article) -> None:
        book = article.book_data.book if article.book_data else None
        self.pmid = article.pmid
        self.title = [plain(article.title.plain), *([plain(book.title.plain)] if book else [])]
        abstracts = ([article.abstract] if article.abstract else []) + list(article.other_abstracts)
        self.abstract = [plain(" ".join(f"{s.label} {s.text.plain}" for s in a.sections)) for a in abstracts]
        self.keyword = [plain(k.text.plain) for group in article.keyword_lists for k in group.keywords]
        self.tiab = [*self.title, *self.abstract, *self.keyword]
        self.mesh = {fold(h.name) for h in article.mesh_headings}
        self.qualifiers = {fold(q.name) for h in article.mesh_headings for q in h.qualifiers}
        self.types = {fold(t.name) for t in article.publication_types}
        self.substances = {fold(c.name) for c in article.chemicals} | {
            fold(c.name) for c in article.supplementary_concepts
        }
        journal = article.journal
        self.journals = {fold(n) for n in (journal.medline_ta, journal.iso_abbreviation, journal.title)}
        self.everything = [*self.tiab, *map(plain, self._others(article))]

    def _others(self, article: Article) -> Iterator[str]:
        yield from (*self.mesh, *self.qualifiers, *self.types, *self.substances, *self.journals)
        yield from (*article.gene_symbols, *article.space_flight_missions)
        groups = article.author_lists + article.investigator_lists
        people = [*(p for g in groups for p in g.people), *article.personal_name_subjects]
        for person in people:
            yield person.collective_name.plain if person.collective_name else ""
            yield f"{person.fore_name} {person.last_name} {person.initials} {person.suffix}"
            yield from (a.text.plain for a in person.affiliations)
        yield article.affiliation.plain if article.affiliation else ""
        yield article.coi_statement.plain if article.coi_statement else ""
        yield from (" ".join((bank.name, *bank.accession_numbers)) for bank in article.data_banks)


class Trees:
    """Headings and what lies below them, straight from the tables."""

    def __init__(self, descriptors: Path, trees: Path) -> None:
        with descriptors.open(encoding="utf-8") as lines:
            names = {row["ui"]: fold(row["name"]) for row in csv.DictReader(lines, delimiter="\t")}
        self.names = set(names.values())
        self.numbers: dict[str, list[str]] = defaultdict(list)
        with gzip.open(trees, "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                name = names.get(row["ui_2026"], fold(row["name"]))
                self.numbers[name].append(row["tree_number"])
                self.names.add(name)
        self.by_words = {plain(name): name for name in self.names}

    def below(self, name: str) -> set[str]:
        name = name if name in self.names else self.by_words.get(plain(name), name)
        starts = tuple(f"{number}." for number in self.numbers.get(name, ()))
        return {name} | {
            n for n, numbers in self.numbers.items() if starts and any(x.startswith(starts) for x in numbers)
        }


def compile_strategy(text: str, trees: Trees) -> Test:
    tokens = list(_tokens(text))
    test, rest = _group(tokens, trees)
    assert not rest, rest
    return test


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """(kind, text, tag)"""
    place = 0
    text = text.strip()
    while place < len(text):
        match = TOKEN.match(text, place)
        assert match, text[place : place + 30]
        opened, closed, quoted, quoted_tag, bare, bare_tag, word = match.groups()
        if opened or closed:
            yield opened or closed, "", ""
        elif quoted is not None:
            yield "term", quoted, quoted_tag or ""
        elif bare is not None:
            yield from _bare(bare, bare_tag)
        elif word.lower() in OPERATORS:
            yield word.lower(), "", ""
        elif re.search(r"\w", word):
            yield "term", word, ""
        place = match.end()
        while place < len(text) and text[place].isspace():
            place += 1


def _bare(run: str, tag: str) -> Iterator[tuple[str, str, str]]:
    """An unquoted run before a tag may begin with operators and untagged words: 'OR Silver OR Bead[tiab]'."""
    words = run.split()
    cut = max((place for place, word in enumerate(words) if word.lower() in OPERATORS), default=-1)
    untagged: list[str] = []
    for word in words[: cut + 1]:
        if word.lower() in OPERATORS:
            if untagged:
                yield "term", " ".join(untagged), ""
                untagged = []
            yield word.lower(), "", ""
        else:
            untagged.append(word)
    rest = " ".join(words[cut + 1 :])
    yield "term", rest, tag


def _group(tokens: list[tuple[str, str, str]], trees: Trees) -> tuple[Test, list[tuple[str, str, str]]]:
    test: Test | None = None
    operator = "and"
    while tokens and tokens[0][0] != ")":
        kind, text, tag = tokens[0]
        tokens = tokens[1:]
        if kind in OPERATORS:
            operator = kind
            continue
        if kind == "(":
            found, tokens = _group(tokens, trees)
            tokens = tokens[1:]
        else:
            found = _term(text, tag.lower(), trees)
        test = found if test is None else _join(test, operator, found)
        operator = "and"
    assert test is not None
    return test, tokens


def _join(left: Test, operator: str, right: Test) -> Test:
    if operator == "or":
        return lambda sheet: left(sheet) or right(sheet)
    if operator == "not":
        return lambda sheet: left(sheet) and not right(sheet)
    return lambda sheet: left(sheet) and right(sheet)


def _term(text: str, tag: str, trees: Trees) -> Test:  # noqa: PLR0911
    name = fold(" ".join(text.split())).strip("*,/ ")
    if tag in ("mesh", "mesh terms", "mh"):
        names = frozenset(trees.below(name))
        return lambda sheet: not names.isdisjoint(sheet.mesh)
    if tag in ("sh",):
        other = name.replace(" and ", " & ")
        return lambda sheet: name in sheet.qualifiers or other in sheet.qualifiers
    if tag in ("pt", "publication type"):
        names = frozenset(trees.below(name))
        return lambda sheet: not names.isdisjoint(sheet.types)
    if tag == "supplementary concept":
        return lambda sheet: name in sheet.substances
    if tag == "pharmacological action":
        return lambda sheet: False
    if tag == "journal":
        return lambda sheet: name in sheet.journals
    wanted = plain(text)
    if text.endswith("*"):
        wanted = wanted.rstrip()
    if tag in ("tiab", "title/abstract"):
        return lambda sheet: any(wanted in each for each in sheet.tiab)
    if tag == "ti":
        return lambda sheet: any(wanted in each for each in sheet.title)
    assert tag == "", tag
    return _anywhere(wanted, name, trees)


def _anywhere(wanted: str, name: str, trees: Trees) -> Test:
    names = frozenset(trees.below(name)) if name in trees.names else frozenset[str]()
    return lambda sheet: any(wanted in each for each in sheet.everything) or not names.isdisjoint(sheet.mesh)
