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
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

import click

from osler.engine.embedded import open_engine
from osler.engine.protocol import Engine
from osler.model.article import Record
from osler.pubmed import xml

_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
Judgements = Mapping[str, Mapping[str, int]]  # query -> document -> grade


@dataclass(frozen=True)
class Document:
    """What a collection says of one record; ids are the collection's."""

    id: str
    title: str
    text: str
    headings: tuple[tuple[str, bool], ...] = ()  # (MeSH heading, is it a major topic)
    year: str = ""


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
    reviews = sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")])
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
    source = _CONTROL.sub(" ", _xml(pmid, document)).encode()
    return Record(xml.parse(source), source)


def _xml(pmid: int, document: Document) -> str:
    headings = "".join(
        f'<MeshHeading><DescriptorName UI={quoteattr(f"D{i:09}")} MajorTopicYN="{"Y" if major else "N"}">'
        f"{escape(name)}</DescriptorName></MeshHeading>"
        for i, (name, major) in enumerate(document.headings, 1)
    )
    year = f"<PubDate><Year>{document.year}</Year></PubDate>" if document.year else "<PubDate/>"
    text = f"<Abstract><AbstractText>{escape(document.text)}</AbstractText></Abstract>" if document.text else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f'<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">{year}</JournalIssue></Journal>'
        f"<ArticleTitle>{escape(document.title)}</ArticleTitle>{text}<Language>eng</Language></Article>"
        f"<MeshHeadingList>{headings}</MeshHeadingList></MedlineCitation></PubmedArticle>"
    )


def _judged(folder: Path, corpus: Path) -> Collection:
    judgements: dict[str, dict[str, int]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8") as rows:
        for row in csv.reader(rows, delimiter="\t"):
            if len(row) >= 3 and _is_number(row[-1]):
                judgements.setdefault(row[0], {})[row[-2]] = int(float(row[-1]))
    queries = {str(q["_id"]): q["text"] for q in _lines(_file(folder, "queries.jsonl") or folder / "queries.jsonl")}
    return Collection(
        folder.name,
        tuple(map(_document, _lines(corpus))),
        {id_: text for id_, text in queries.items() if id_ in judgements},
        judgements,
    )


def _document(line: Mapping[str, Any]) -> Document:
    metadata = line.get("metadata") or {}
    headings = [*_headings(line.get("mesh_major"), True), *_headings(line.get("mesh_minor"), False)]
    for name in ("mesh", "mesh_terms", "mesh_headings", "MeSH"):
        headings.extend(_headings(line.get(name) or metadata.get(name), False))
    year = str(line.get("year") or metadata.get("year") or "")
    return Document(
        str(line["_id"]),
        line.get("title") or "",
        line.get("text") or "",
        tuple(dict.fromkeys(headings)),
        year if re.fullmatch(r"\d{4}", year) else "",
    )


def _headings(value: object, major: bool) -> Iterator[tuple[str, bool]]:
    """A list; "Aged; Female"; or as CD-ROMs printed them: "CYSTIC-FIBROSIS: en.  HUMAN."."""
    if isinstance(value, str) and ";" not in value and re.search(r"\.(\s|$)", value):
        value = [part.split(":")[0].replace("-", " ").capitalize() for part in re.split(r"\.(?:\s+|$)", value)]
    parts = value.split(";") if isinstance(value, str) else value if isinstance(value, list) else []
    for part in parts:
        if name := " ".join(str(part).split()):
            yield name.strip("*"), major or name.startswith("*")


def _questions(folder: Path, path: Path) -> Collection:
    """Questions that were a paper's title, each with its own abstract: the document has no title, or it would be it."""
    lines = list(_lines(path))
    documents = tuple(
        Document(
            line["pmid"],
            "",
            " ".join(f"{part['label']}: {part['text']}" for part in line["sections"]),
            tuple((name, False) for name in line.get("mesh", [])),
            str(line.get("year") or ""),
        )
        for line in lines
    )
    queries = {line["pmid"]: line["question"] for line in lines}
    return Collection(folder.name, documents, queries, {pmid: {pmid: 1} for pmid in queries})


def _screened(path: Path) -> Collection:
    documents, included = [], []
    with _open(path) as rows:
        for number, row in enumerate(csv.DictReader(rows), 1):
            headings = tuple(_headings(row.get("keywords") or "", False))
            year = row.get("year") or ""
            documents.append(
                Document(
                    str(number),
                    row.get("title") or "",
                    row.get("abstract") or "",
                    headings,
                    year if year.isdigit() else "",
                )
            )
            if row.get("label_included") == "1":
                included.append(str(number))
    return Collection(path.name.partition(".")[0], tuple(documents), included=tuple(included))


def _file(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with _open(path) as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _open(path: Path) -> TextIO:
    return io.TextIOWrapper(gzip.open(path) if path.suffix == ".gz" else path.open("rb"), encoding="utf-8", newline="")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text.strip()) is not None
