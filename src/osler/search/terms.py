"""A record as the ranker sees it: hashed stems with their weighted counts, and where they stand.

Ranking reads a few hundred records a query, so only the elements it needs are taken out of NLM's
bytes, without building an article. A term is the CRC-32 of its stem: no table to keep, stable for ever.
"""

from __future__ import annotations

import html
import re
import threading
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import Stemmer
from numpy.typing import NDArray

from osler.engine import words as analysis
from osler.engine.protocol import Engine
from osler.engine.stopwords import STOPWORDS
from osler.model.article import is_no_title

Hashes = NDArray[np.uint32]

TITLE, HEADING = 3, 2  # how often a word there counts, as in the index (`osler.engine.fields.BEST`); elsewhere once
_APART = [0] * 100  # between title and abstract: no window spans both
_KEPT = 10_000  # records kept parsed, about 3 kB each


def _element(name: bytes) -> tuple[bytes, re.Pattern[bytes]]:
    """How an element starts, and the element: a look for the start costs a tenth of matching in vain.

    The text is what has no "<", then what follows a "<" of something else: three times as quick as ".*?".
    """
    return b"<" + name, re.compile(rb"<%b(?:\s[^>]*)?>([^<]*(?:<(?!/%b>)[^<]*)*)</%b>" % (name, name, name))


_TITLE, _BOOK, _ABSTRACT = map(_element, (b"ArticleTitle", b"BookTitle", b"AbstractText"))
_VERNACULAR = _element(b"VernacularTitle")
_SUBSTANCE, _SUPPLEMENTARY = map(_element, (b"NameOfSubstance", b"SupplMeshName"))
_KEYWORD, _TYPE = map(_element, (b"Keyword", b"PublicationType"))
_HEADING = re.compile(rb"<MeshHeading>.*?<DescriptorName([^>]*)>(.*?)</DescriptorName>(.*?)</MeshHeading>", re.DOTALL)
_QUALIFIER = _element(b"QualifierName")
_IS_MAJOR = b'MajorTopicYN="Y"'
_AUTHOR = re.compile(
    rb"<LastName>([^<]*)</LastName>\s*(?:<ForeName>([^<]*)</ForeName>\s*)?(?:<Initials>([^<]*)</Initials>)?"
)
_YEAR = re.compile(rb"<PubDate>.*?(\d{4})", re.DOTALL)
_TIE = re.compile(rb'<CommentsCorrections RefType="(\w+)">(?:(?!</CommentsCorrections>).)*?<PMID[^>]*>(\d+)', re.DOTALL)
_TIED = (b"Erratum", b"Retract", b"PartialRetract", b"Comment", b"ExpressionOfConcern")
_MARKUP = re.compile(rb"<[^>]*>")
_REFERENCES = b"<ReferenceList"


class Fields(NamedTuple):
    """The texts of a record that ranking reads."""

    title: str
    abstract: str
    headings: tuple[str, ...]
    major: tuple[str, ...]  # headings that are a main topic, or have a qualifier that is
    qualified: tuple[tuple[str, str], ...]  # (heading, qualifier)
    substances: tuple[str, ...]
    keywords: tuple[str, ...]
    types: tuple[str, ...]
    listed: bytes  # the author list as NLM prints it: `authors` reads it, for the few who ask
    year: int  # 0 where none is given
    tied: frozenset[int]


class Terms(NamedTuple):
    """One record's terms."""

    pmid: int
    terms: Hashes  # distinct
    counts: NDArray[np.float32]  # beside `terms`: how often, weighted by field
    length: float  # sum of `counts`
    title: frozenset[int]
    major: frozenset[int]  # words of the main topics
    running: Hashes  # title and abstract in printed order, stop words left out, zeros between
    headings: tuple[int, ...]  # MeSH headings as terms of their own
    qualified: tuple[int, ...]  # qualifiers, alone and each with its heading, as terms of their own
    tied: frozenset[int]  # PMIDs of its notices and comments, and of what it is one of
    fields: Fields


def fields(xml: bytes) -> Fields:
    """Of one `PubmedArticle` or `PubmedBookArticle` as NLM publishes it; a part that is absent is empty."""
    own = xml.partition(_REFERENCES)[0]  # what it cites is not what it says
    year = _YEAR.search(own)
    found = _HEADING.findall(own) if b"<MeshHeading>" in own else ()  # looking for it is quicker than reading it
    headings = [
        (_plain(name), _IS_MAJOR in own_mark or _IS_MAJOR in rest, _texts(_QUALIFIER, rest))
        for own_mark, name, rest in found
    ]
    return Fields(
        title=_title(own),
        abstract=" ".join(_texts(_ABSTRACT, own)),
        headings=tuple(name for name, _, _ in headings),
        major=tuple(name for name, major, _ in headings if major),
        qualified=tuple((name, qualifier) for name, _, qualifiers in headings for qualifier in qualifiers),
        substances=_texts(_SUBSTANCE, own) + _texts(_SUPPLEMENTARY, own),
        keywords=_texts(_KEYWORD, own),
        types=_texts(_TYPE, own),
        listed=own[start : own.find(b"</AuthorList>", start)] if (start := own.find(b"<AuthorList")) >= 0 else b"",
        year=int(year[1]) if year else 0,
        tied=_tied(own),
    )


def read(pmid: int, xml: bytes) -> Terms:
    """The terms of a stored record."""
    own = fields(xml)
    title, abstract = hashes(own.title), hashes(own.abstract)
    counts = Counter(abstract)
    counts.update(hashes(" ".join((*own.substances, *own.keywords))))
    for term in title:
        counts[term] += TITLE
    for term in hashes(" ".join(own.headings)):
        counts[term] += HEADING
    return Terms(
        pmid,
        np.fromiter(counts.keys(), np.uint32, len(counts)),
        np.fromiter(counts.values(), np.float32, len(counts)),
        float(counts.total()),
        frozenset(title),
        frozenset(hashes(" ".join(own.major))),
        np.array([*title, *_APART, *abstract], np.uint32),
        tuple(map(heading, own.headings)),
        tuple(term for pair in own.qualified for term in (heading(f"/{pair[1]}"), heading("/".join(pair)))),
        own.tied,
        own,
    )


def hashes(text: str) -> list[int]:
    """The terms of a text in order, stop words left out."""
    return list(filter(None, map(hashed, analysis.words(text)))) if text else []


@lru_cache(maxsize=400_000)
def hashed(word: str) -> int:
    """The term of an analysed word; 0 for a stop word."""
    return 0 if word in STOPWORDS else zlib.crc32(_stem(word).encode()) or 1


@lru_cache(maxsize=100_000)
def heading(name: str) -> int:
    """A MeSH heading as one term, apart from its words."""
    return zlib.crc32(f"mesh:{analysis.key(name)}".encode())


def surfaces(own: Fields) -> Mapping[int, str]:
    """Term -> a word of the record that has it, as analysed: to ask the index for it, and to show it."""
    text = " ".join((own.title, own.abstract, *own.headings, *own.substances, *own.keywords))
    return {term: word for word in reversed(analysis.words(text)) if (term := hashed(word))}


def authors(own: Fields) -> tuple[str, ...]:
    """Surname and first given name, or the initials where no more is printed: "Osler William", "Osler W". Half of
    mankind shares its surname and initial with others; who has neither is left out."""
    found = []
    for last, given, initials in _AUTHOR.findall(own.listed):
        first = _plain(given).partition(" ")[0]
        if named := first if len(first.rstrip(".")) > 1 else _plain(initials):
            found.append(f"{_plain(last)} {named}")
    return tuple(found)


class Reader:
    """Records of an engine as terms, the most recent kept. Safe between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[int, Terms] = {}
        self._revision = -1
        self._guard = threading.Lock()

    def __call__(self, pmids: Iterable[int]) -> list[Terms]:
        """In the order asked; a record that is gone is left out."""
        wanted = list(dict.fromkeys(pmids))
        revision = self._engine.revision
        with self._guard:
            if revision != self._revision:
                self._kept, self._revision = {}, revision
            kept = dict(self._kept_of(wanted))
        news = [read(pmid, stored.xml) for pmid, stored in self._engine.fetch(set(wanted) - kept.keys()).items()]
        kept.update((each.pmid, each) for each in news)
        with self._guard:
            if revision == self._revision:
                self._keep(news)
        return [kept[pmid] for pmid in wanted if pmid in kept]

    def _kept_of(self, wanted: list[int]) -> Iterator[tuple[int, Terms]]:
        return ((pmid, self._kept[pmid]) for pmid in wanted if pmid in self._kept)

    def _keep(self, news: list[Terms]) -> None:
        if len(self._kept) + len(news) > _KEPT:
            self._kept.clear()
        self._kept.update((each.pmid, each) for each in news)


def _texts(element: tuple[bytes, re.Pattern[bytes]], xml: bytes) -> tuple[str, ...]:
    start, pattern = element
    return tuple(map(_plain, pattern.findall(xml))) if start in xml else ()


def _title(own: bytes) -> str:
    """The article's or the book's; the vernacular one where NLM's only says that there is none."""
    title = " ".join(_texts(_TITLE, own)) or " ".join(_texts(_BOOK, own))
    return " ".join(_texts(_VERNACULAR, own)) if is_no_title(title) else title


def _tied(xml: bytes) -> frozenset[int]:
    if b"<CommentsCorrections " not in xml:
        return frozenset()
    return frozenset(int(pmid) for kind, pmid in _TIE.findall(xml) if kind.startswith(_TIED))


def _plain(markup: bytes) -> str:
    if b"<" in markup:
        markup = _MARKUP.sub(b"", markup)
    text = markup.decode()
    return html.unescape(text) if "&" in text else text


def _stem(word: str) -> str:
    # A stemmer shares neither its buffer nor its cache between threads; one call of its own costs 2 µs, once a word.
    return str(Stemmer.Stemmer("english", 0).stemWord(word))
