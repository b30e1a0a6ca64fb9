"""Collections with judged questions: corpus.jsonl, queries.jsonl and qrels as BEIR, TREC and others lay them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import _files as files
from bench._values import Collection, Document, Heading
from osler.errors import BadInput

_NAMES = {  # what collections call the same thing
    "id": ("_id", "id", "docid", "doc_id", "docno", "pmid", "query_id", "qid"),
    "question": ("text", "query", "question", "title"),
    "text": ("text", "abstract", "contents", "body"),
}
_COLUMNS = {  # of a line of names above judgements
    "query": {"queryid", "query", "qid", "q", "topicid", "topic", "question", "questionid"},
    "document": {"corpusid", "corpus", "docid", "doc", "docno", "documentid", "document", "did", "pid", "pmid"},
    "grade": {"score", "relevance", "rel", "relevant", "grade", "label", "judgement", "judgment"},
}
Columns = Mapping[str, int]


def read(folder: Path, corpus: Path) -> Collection:
    """Raises BadInput and SourceProblem naming file and line."""
    qrels = _qrels(folder)
    if not (asked := files.find(folder, "queries.jsonl")):
        raise BadInput(f"{folder} has a corpus but no queries.jsonl[.gz]")
    notes: list[str] = []
    judgements = _judgements(qrels, notes)
    queries = _queries(asked)
    documents = _documents(corpus, notes)
    kept = {id_: text for id_, text in queries.items() if id_ in judgements}
    if not kept:
        raise BadInput(f"no query of {asked} has a judgement in {qrels}")
    judged = {id_: judgements[id_] for id_ in kept}
    _compare(queries, documents, judgements, notes)
    if not any(id_ in documents for each in judged.values() for id_ in each):
        raise BadInput(f"no document that {qrels} judges is in {corpus}: do the ids agree?")
    return Collection(folder.resolve().name, tuple(documents.values()), kept, judged, notes=tuple(notes))


def _qrels(folder: Path) -> Path:
    """qrels.tsv; or as BEIR has them, by split: that for testing, or the only one."""
    for name in ("qrels.tsv", "qrels.txt", "qrels/test.tsv", "qrels/test.txt"):
        if path := files.find(folder, name):
            return path
    splits = sorted((folder / "qrels").glob("*.tsv*")) if (folder / "qrels").is_dir() else []
    if len(splits) == 1:
        return splits[0]
    if splits:
        raise BadInput(f"{folder / 'qrels'} holds {', '.join(path.name for path in splits)}, none of them test.tsv")
    raise BadInput(f"{folder} has a corpus but no qrels.tsv[.gz] (nor qrels/test.tsv)")


def _compare(
    queries: Mapping[str, str], documents: Mapping[str, Document], judgements: Mapping[str, Any], notes: list[str]
) -> None:
    """Say what the three files do not agree about."""
    judged = {id_ for query in queries.keys() & judgements.keys() for id_ in judgements[query]}
    said = {
        "{} questions without a judgement: left out": len(queries.keys() - judgements.keys()),
        "{} questions of the judgements are not among the queries: left out": len(judgements.keys() - queries.keys()),
        "{} judged documents are not in the corpus: none can find them": len(judged - documents.keys()),
        "{} questions without a word: none can answer them": sum(not text.strip() for text in queries.values()),
    }
    notes.extend(text.format(number) for text, number in said.items() if number)


def _queries(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for where, line in files.objects(path):
        id_ = _id(line, where)
        question = _first(line, "question")
        if question is None:
            raise BadInput(f"{where}: a question without {' or '.join(_NAMES['question'])}: {str(line)[:80]}")
        found[id_] = _text(question)
    return found


def _documents(path: Path, notes: list[str]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    lines = 0
    for where, line in files.objects(path):
        document = _document(line, where)
        found[document.id] = document
        lines += 1
    if not found:
        raise BadInput(f"{path} holds no document")
    if lines > len(found):
        notes.append(f"{lines - len(found)} lines of the corpus repeat an id: the last of each counts")
    return found


def _judgements(path: Path, notes: list[str]) -> dict[str, dict[str, int]]:
    """query, document, grade; or as TREC writes them, with a number of no meaning in the second place.

    By tabs, commas or blanks, with or without a line of names above; without a grade a line says "belongs".
    """
    found: dict[str, dict[str, int]] = {}
    columns: Columns = {}
    changed = 0
    for order, (number, line) in enumerate(files.lines(path)):
        row = _split(line)
        if order == 0 and (columns := _named(row)):
            continue
        picked = _by_name(row, columns) if columns else _by_place(row)
        if picked is None or not re.fullmatch(r"[+-]?\d{1,9}(\.0*)?", picked[2]):
            raise BadInput(
                f"{path}, line {number}: query, document and a whole number are wanted, here is {line.strip()[:80]!r}"
            )
        query, document, grade = picked[0], picked[1], int(float(picked[2]))
        changed += found.setdefault(query, {}).get(document, grade) != grade
        found[query][document] = grade
    if changed:
        notes.append(f"{changed} lines of {path.name} judge again, otherwise: the last of each counts")
    return found


def _split(line: str) -> list[str]:
    line = line.strip()
    by = "\t" if "\t" in line else "," if "," in line and len(line.split()) == 1 else None
    return [each.strip() for each in line.split(by)]


def _named(row: Sequence[str]) -> Columns:
    """Where a line of names says that each thing stands; nothing where the line is a judgement."""
    plain = [re.sub(r"[-_ ]", "", name.lower()) for name in row]
    places = {
        what: next((plain.index(name) for name in plain if name in names), -1) for what, names in _COLUMNS.items()
    }
    found = {what: place for what, place in places.items() if place >= 0}
    return found if found.keys() >= {"query", "document"} else {}


def _by_name(row: Sequence[str], columns: Columns) -> tuple[str, str, str] | None:
    if max(columns.values()) >= len(row):
        return None
    return row[columns["query"]], row[columns["document"]], row[columns["grade"]] if "grade" in columns else "1"


def _by_place(row: Sequence[str]) -> tuple[str, str, str] | None:
    if len(row) == 2:
        return row[0], row[1], "1"
    if len(row) == 3:
        return row[0], row[1], row[2]
    return (row[0], row[2], row[3]) if len(row) == 4 else None


def _document(line: Mapping[str, Any], where: str) -> Document:
    also = line.get("metadata")
    metadata = also if isinstance(also, dict) else {}
    found = [*headings(line.get("mesh_major"), True), *headings(line.get("mesh_minor"), False)]
    for name in ("mesh", "mesh_terms", "mesh_headings", "MeSH"):
        found.extend(headings(line.get(name) or metadata.get(name), False))
    year = re.match(r"\d{4}(?!\d)", str(line.get("year") or metadata.get("year") or ""))
    return Document(
        _id(line, where),
        _text(_first(line, "title", ("title",))),
        _text(_first(line, "text")),
        tuple(dict.fromkeys(found)),
        year[0] if year else "",
    )


def _id(line: Mapping[str, Any], where: str) -> str:
    said = _text(_first(line, "id")).strip()
    if not said:
        raise BadInput(f"{where}: no {' or '.join(_NAMES['id'])}: {str(line)[:80]}")
    return said


def _first(line: Mapping[str, Any], what: str, names: Sequence[str] = ()) -> object:
    """The first thing that is said under one of its names; "" where only empty ones are there, None without any."""
    folded = {name.lower(): value for name, value in reversed(list(line.items()))}
    there = [folded[name] for name in names or _NAMES[what] if name in folded]
    return next((value for value in there if value not in (None, "", [])), "" if there else None)


def _text(value: object) -> str:
    """A text, a number, or a list of texts or of {"text": …}."""
    if isinstance(value, list):
        return " ".join(map(_text, value))
    if isinstance(value, dict):
        return _text(value.get("text") or value.get("name") or value.get("descriptor") or "")
    return "" if value is None else str(value)


def headings(value: object, major: bool) -> Iterator[Heading]:
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
