"""Test collections as folders, and a throw-away index of one made through the product's own reader and writer."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import click

from bench import _files as files
from bench import _judged as judged
from bench import _tables as tables
from bench._values import Collection, Document, Heading, Judgements
from osler.engine.embedded import open_engine
from osler.engine.protocol import Engine
from osler.errors import BadInput
from osler.model.article import Record
from osler.pubmed import xml

__all__ = ["Collection", "Document", "Heading", "Judgements", "indexed", "paper_xml", "pooled", "read"]

_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold


def read(folder: Path) -> list[Collection]:
    """One collection of `corpus.jsonl`, `queries.jsonl`, qrels; of `questions.jsonl`; or one a screened CSV.

    What was made of what is odd goes to standard error. Raises BadInput and SourceProblem naming file and line.
    """
    found = _read(folder)
    for collection in found:
        for note in collection.notes:
            click.echo(f"{collection.name}: {note}", err=True)
    return found


def _read(folder: Path) -> list[Collection]:
    if corpus := files.find(folder, "corpus.jsonl"):
        return [judged.read(folder, corpus)]
    if questions := files.find(folder, "questions.jsonl"):
        return [_questions(folder, questions)]
    reviews = tables.found_in(folder)
    if not reviews or files.find(folder, "queries.jsonl"):
        raise BadInput(f"{folder} holds neither corpus.jsonl[.gz] nor questions.jsonl[.gz] nor CSV files")
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


def _questions(folder: Path, path: Path) -> Collection:
    """Questions that were a paper's title, each with its own abstract: the document has no title, or it would be it."""
    documents, queries = [], {}
    for where, line in files.objects(path):
        try:
            id_ = str(line["pmid"])
            text = " ".join(f"{part['label']}: {part['text']}" for part in line["sections"])
            queries[id_] = str(line["question"])
        except (KeyError, TypeError):
            raise BadInput(f"{where}: pmid, question and sections (label, text) are wanted") from None
        headings = tuple(judged.headings(line.get("mesh"), False))
        documents.append(Document(id_, "", text, headings, str(line.get("year") or "")))
    return Collection(folder.resolve().name, tuple(documents), queries, {pmid: {pmid: 1} for pmid in queries})


def _screened(path: Path) -> Collection:
    documents, included = [], []
    for number, row in enumerate(tables.rows(path), 1):
        year = re.search(r"\b(1[89]|20)\d\d\b", row.said["year"])
        headings = tuple(judged.headings(row.said["headings"], False))
        documents.append(
            Document(str(number), row.said["title"], row.said["abstract"], headings, year[0] if year else "")
        )
        if row.included:
            included.append(str(number))
    return Collection(path.name.partition(".")[0], tuple(documents), included=tuple(included))
