"""Test collections as folders, and a throw-away index of one made through the product's own reader and writer."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TextIO
from xml.sax.saxutils import escape, quoteattr

import click

from osler.engine.embedded import open_engine
from osler.engine.protocol import Engine
from osler.model.article import Record
from osler.pubmed import xml

_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
Judgements = Mapping[str, Mapping[str, int]]  # query -> document -> grade


class Heading(NamedTuple):
    name: str
    major: bool
    qualifiers: tuple[str, ...] = ()  # as the collection names them: "immunology", "im"


@dataclass(frozen=True)
class Document:
    """What a collection says of one record; ids are the collection's."""

    id: str
    title: str
    text: str
    headings: tuple[Heading, ...] = ()
    year: str = ""
    authors: tuple[tuple[str, str], ...] = ()  # (last name, initials)


@dataclass(frozen=True)
class Collection:
    name: str
    documents: tuple[Document, ...]
    queries: Mapping[str, str] = field(default_factory=dict)
    judgements: Judgements = field(default_factory=dict)
    included: tuple[str, ...] = ()  # a screened review: the documents it kept


def read(folder: Path) -> list[Collection]:
    """One collection of `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`; of `questions.jsonl`; or one a screened CSV."""
    if corpus := _file(folder, "corpus.jsonl"):
        return [_judged(folder, corpus)]
    if questions := _file(folder, "questions.jsonl"):
        return [_questions(folder, questions)]
    reviews = sorted(path for kind in ("csv", "csv.gz", "tsv", "tsv.gz") for path in folder.glob(f"*.{kind}"))
    if not reviews:
        raise click.ClickException(f"{folder} holds neither corpus.jsonl[.gz] nor questions.jsonl[.gz] nor CSV files")
    return [_screened(path) for path in reviews]


def pooled(collection: Collection, others: Sequence[Collection]) -> Collection:
    """The collection with the others' documents beside its own; ids are kept apart by the other's name."""
    added = tuple(
        replace(document, id=f"{other.name}/{document.id}") for other in others for document in other.documents
    )
    return replace(collection, documents=collection.documents + added)


@contextmanager
def indexed(collection: Collection) -> Iterator[tuple[Engine, Path, Mapping[int, str]]]:
    """An engine that holds the collection, its folder, and PMID -> document id. PMIDs are ordinals from 1."""
    names = dict(enumerate((document.id for document in collection.documents), 1))
    with tempfile.TemporaryDirectory(prefix="osler-bench-") as folder:
        engine = open_engine(Path(folder), parse=xml.parse, create=True)
        try:
            with engine.writer() as writer:
                writer.put(map(_record, names, collection.documents), source=collection.name)
                writer.commit()
            yield engine, Path(folder), names
        finally:
            engine.close()


def _record(pmid: int, document: Document) -> Record:
    source = paper_xml(pmid, document)
    return Record(xml.parse(source), source)


def paper_xml(pmid: int, document: Document) -> bytes:
    """The document as NLM would print it."""
    return _CONTROL.sub(" ", _xml(pmid, document)).encode()


def _xml(pmid: int, document: Document) -> str:
    headings = "".join(_heading_xml(each, f"D{i:09}") for i, each in enumerate(document.headings, 1))
    year = f"<PubDate><Year>{document.year}</Year></PubDate>" if document.year else "<PubDate/>"
    text = f"<Abstract><AbstractText>{escape(document.text)}</AbstractText></Abstract>" if document.text else ""
    authors = "".join(_author_xml(*each) for each in document.authors)
    listed = f'<AuthorList CompleteYN="Y">{authors}</AuthorList>' if authors else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f'<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">{year}</JournalIssue></Journal>'
        f"<ArticleTitle>{escape(document.title)}</ArticleTitle>{text}{listed}<Language>eng</Language></Article>"
        f"<MeshHeadingList>{headings}</MeshHeadingList></MedlineCitation></PubmedArticle>"
    )


def _author_xml(last: str, initials: str) -> str:
    return f'<Author ValidYN="Y"><LastName>{escape(last)}</LastName><Initials>{escape(initials)}</Initials></Author>'


def _heading_xml(heading: Heading, ui: str) -> str:
    major = "Y" if heading.major else "N"
    qualifiers = "".join(
        f'<QualifierName MajorTopicYN="N">{escape(each)}</QualifierName>' for each in heading.qualifiers
    )
    descriptor = f'<DescriptorName UI={quoteattr(ui)} MajorTopicYN="{major}">{escape(heading.name)}</DescriptorName>'
    return f"<MeshHeading>{descriptor}{qualifiers}</MeshHeading>"


def _judged(folder: Path, corpus: Path) -> Collection:
    if not (qrels := _file(folder, "qrels.tsv")):
        raise click.ClickException(f"{folder} has a corpus but no qrels.tsv[.gz]")
    if not (asked := _file(folder, "queries.jsonl")):
        raise click.ClickException(f"{folder} has a corpus but no queries.jsonl[.gz]")
    judgements = _judgements(qrels)
    queries = {_said(line, "id", asked): _said(line, "question", asked) for line in _lines(asked)}
    documents = {document.id: document for document in (_document(line, corpus) for line in _lines(corpus))}
    kept = {id_: text for id_, text in queries.items() if id_ in judgements}
    if not kept:
        raise click.ClickException(f"no query of {asked.name} has a judgement in {qrels.name}")
    return Collection(folder.name, tuple(documents.values()), kept, {id_: judgements[id_] for id_ in kept})


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    """query, document, grade; or as TREC writes them, with a number of no meaning in the second place.

    By tabs or blanks, with or without a line of names above; without a grade a line says "belongs".
    """
    found: dict[str, dict[str, int]] = {}
    with _open(path) as lines:
        for number, line in enumerate(lines):
            row = line.strip("\r\n").split("\t") if "\t" in line else line.split()
            if number == 0 and not _is_number(row[-1] if row else "") and _is_named(row):
                continue
            if len(row) == 2:
                row.append("1")
            if len(row) >= 3 and _is_number(row[-1]):
                found.setdefault(row[0].strip(), {})[row[-2].strip()] = int(float(row[-1]))
    return found


def _is_named(row: Sequence[str]) -> bool:
    return any(re.search(r"quer|qid|corpus|doc|score|grade|rel|topic", name, re.IGNORECASE) for name in row)


def _document(line: Mapping[str, Any], path: Path) -> Document:
    metadata = line.get("metadata") or {}
    headings = [*_headings(line.get("mesh_major"), True), *_headings(line.get("mesh_minor"), False)]
    for name in ("mesh", "mesh_terms", "mesh_headings", "MeSH"):
        headings.extend(_headings(line.get(name) or metadata.get(name), False))
    year = str(line.get("year") or metadata.get("year") or "")
    return Document(
        _said(line, "id", path),
        _text(line.get("title")),
        _text(next((line[name] for name in _NAMES["text"] if line.get(name)), "")),
        tuple(dict.fromkeys(headings)),
        year if re.fullmatch(r"\d{4}", year) else "",
    )


_NAMES = {  # what collections call the same thing
    "id": ("_id", "id", "docid", "doc_id", "pmid", "query_id", "qid"),
    "question": ("text", "query", "question", "title"),
    "text": ("text", "abstract", "contents", "body"),
}


def _said(line: Mapping[str, Any], what: str, path: Path) -> str:
    for name in _NAMES[what]:
        if line.get(name) not in (None, ""):
            return _text(line[name])
    raise click.ClickException(f"{path.name}: a line without {' or '.join(_NAMES[what])}: {str(line)[:80]}")


def _text(value: object) -> str:
    """A text, a number, or a list of texts or of {"text": …}."""
    if isinstance(value, list):
        return " ".join(map(_text, value))
    if isinstance(value, dict):
        return _text(value.get("text") or value.get("name") or "")
    return "" if value is None else str(value)


def _headings(value: object, major: bool) -> Iterator[Heading]:
    """A list; "Aged; Female"; "Lung/*surgery"; or as CD-ROMs printed them: "CYSTIC-FIBROSIS: im, co.  HUMAN."."""
    if isinstance(value, str) and ";" not in value and re.search(r"\.(\s|$)", value):
        value = [_from_disc(part) for part in re.split(r"\.(?:\s+|$)", value)]
    parts = value.split(";") if isinstance(value, str) else value if isinstance(value, list) else []
    for part in parts:
        leading = major or (isinstance(part, dict) and bool(part.get("major") or part.get("is_major")))
        text = " ".join(_text(part).split())
        name, *qualifiers = (each.strip(" *") for each in text.split("/"))
        if name:
            yield Heading(name, leading or "*" in text, tuple(filter(None, qualifiers)))


def _from_disc(text: str) -> str:
    name, _, qualifiers = text.partition(":")
    return "/".join((name.replace("-", " ").capitalize(), *qualifiers.split(",")))


def _questions(folder: Path, path: Path) -> Collection:
    """Questions that were a paper's title, each with its own abstract: the document has no title, or it would be it."""
    lines = [line | {"pmid": str(line["pmid"])} for line in _lines(path)]
    documents = tuple(
        Document(
            line["pmid"],
            "",
            " ".join(f"{part['label']}: {part['text']}" for part in line["sections"]),
            tuple(Heading(name, major=False) for name in line.get("mesh", [])),
            str(line.get("year") or ""),
        )
        for line in lines
    )
    queries = {line["pmid"]: line["question"] for line in lines}
    return Collection(folder.name, documents, queries, {pmid: {pmid: 1} for pmid in queries})


def _screened(path: Path) -> Collection:
    with _open(path) as file:
        text = file.read()
    csv.field_size_limit(10_000_000)  # an abstract with a stray quotation mark before it can be long
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter(text))
    columns = {what: _column(rows.fieldnames or (), names) for what, names in _COLUMNS.items()}
    if columns["included"] is None or (columns["title"] is None and columns["abstract"] is None):
        raise click.ClickException(f"{path.name} has no column of included records, or neither titles nor abstracts")
    documents, included = [], []
    for number, row in enumerate(rows, 1):
        said = {what: (row.get(name) or "").strip() if name else "" for what, name in columns.items()}
        year = re.search(r"\b(1[89]|20)\d\d\b", said["year"])
        headings = tuple(_headings(said["headings"], False))
        documents.append(Document(str(number), said["title"], said["abstract"], headings, year[0] if year else ""))
        if said["included"].lower() in _YES:
            included.append(str(number))
    return Collection(path.name.partition(".")[0], tuple(documents), included=tuple(included))


_COLUMNS = {  # in the order of preference: what was kept in the end before what was kept on its abstract
    "title": ("title", "primarytitle", "articletitle"),
    "abstract": ("abstract", "abstracttext", "notesabstract", "text"),
    "headings": ("keywords", "mesh", "meshterms", "meshheadings"),
    "year": ("year", "publicationyear", "pubdate", "date"),
    "included": (
        "labelincluded", "included", "finallabel", "finalincluded", "label", "include", "inclusion", "decision",
        "fulltextdecision", "relevant", "labelabstractscreening", "abstractscreening",
    ),
}  # fmt: skip
_YES = frozenset(("1", "1.0", "yes", "y", "true", "t", "include", "included", "i", "relevant"))


def _column(header: Sequence[str], names: Sequence[str]) -> str | None:
    plain = {re.sub(r"[^a-z]", "", name.lower()): name for name in reversed(header) if name}
    return next((plain[name] for name in names if name in plain), None)


def delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _file(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with _open(path) as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _open(path: Path) -> TextIO:
    return io.TextIOWrapper(
        gzip.open(path) if path.suffix == ".gz" else path.open("rb"), encoding="utf-8-sig", newline=""
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text.strip()) is not None
