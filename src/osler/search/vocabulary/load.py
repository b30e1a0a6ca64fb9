"""Filling the vocabulary from NLM's files, and from what the mirror itself carries."""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import IO

from osler.engine import words
from osler.errors import SourceProblem
from osler.pubmed import mesh
from osler.search.vocabulary import schema

_BATCH = 2_000


def load(folder: Path, file: Path, on_progress: Callable[[int], None] | None = None) -> int:
    """Add one file to the vocabulary in `folder`; returns its records. Loading it again changes nothing.

    Takes NLM's descriptor, supplementary, qualifier and pharmacological-action XML, its journal lists
    (J_Medline.txt, J_Entrez.txt), tab-separated descriptors (`ui name`) and tree numbers (`ui name
    tree_number`), and journals as CSV (`title,abbreviation`); each may be gzipped.
    Raises SourceProblem where the file is none of these; what was read before stays out.
    """
    with _open(file) as stream:
        head = stream.peek(4_096)[:4_096]
        reader = _reader(head, file)
        with schema.opened(folder) as connection, connection:
            seed(connection)
            count = reader(connection, stream, file.name, on_progress or (lambda _: None))
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?)", (file.name, count, now))
    return count


def _open(file: Path) -> io.BufferedReader:
    try:
        raw = file.open("rb")
    except OSError as problem:
        raise SourceProblem(f"cannot be opened: {problem.strerror}", file=str(file)) from problem
    if raw.peek(2)[:2] == b"\x1f\x8b":
        raw.close()
        return io.BufferedReader(gzip.GzipFile(file))
    return raw


_Reader = Callable[[sqlite3.Connection, IO[bytes], str, Callable[[int], None]], int]


def _reader(head: bytes, file: Path) -> _Reader:
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    first = text.split("\n", 1)[0].strip().lower()
    if any(f"<{root}" in text for root in mesh.ROOTS) or first.startswith("<?xml"):
        return _xml
    if "\t" in first and first.endswith("tree_number"):
        return _trees
    if first.split("\t")[:2] == ["ui", "name"]:
        return _descriptors
    if first.startswith("-----") or first.startswith("jrid:"):
        return _journal_list
    if text.startswith('"') and '","' in first:
        return _journal_pairs
    raise SourceProblem("is none of the vocabulary files known here", file=str(file))


def _xml(db: sqlite3.Connection, stream: IO[bytes], name: str, say: Callable[[int], None]) -> int:
    count = 0
    for batch in _batches(mesh.read(stream, file=name)):
        for record in batch:
            _put_action(db, record) if isinstance(record, mesh.Action) else _put_record(db, record)
        count += len(batch)
        say(count)
    return count


def _put_record(db: sqlite3.Connection, record: mesh.MeshRecord) -> None:
    concept = put(db, record.kind, record.ui, record.name, record.terms, short=record.abbreviation.upper())
    db.execute("DELETE FROM tree WHERE concept = ?", (concept,))
    db.executemany("INSERT OR IGNORE INTO tree VALUES (?, ?)", [(n, concept) for n in record.tree_numbers])
    db.executemany("INSERT OR IGNORE INTO mapped VALUES (?, ?)", [(concept, ui) for ui in record.mapped_to])
    db.executemany("INSERT OR IGNORE INTO action VALUES (?, ?)", [(ui, record.ui) for ui in record.actions])


def _put_action(db: sqlite3.Connection, action: mesh.Action) -> None:
    db.executemany("INSERT OR IGNORE INTO action VALUES (?, ?)", [(action.ui, s) for s in action.substances])


def put(
    db: sqlite3.Connection,
    kind: str,
    ui: str,
    name: str,
    terms: Iterable[str] = (),
    *,
    short: str = "",
    weight: int = 0,
) -> int:
    """Insert or replace a concept by kind and key, add its entry terms; returns its row."""
    key = words.key(name)
    row = db.execute(
        "INSERT INTO concept (kind, ui, name, key, short, weight) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (kind, key) DO UPDATE SET "
        "ui = CASE WHEN excluded.ui > '' THEN excluded.ui ELSE ui END, "
        "name = CASE WHEN excluded.ui > '' OR ui = '' THEN excluded.name ELSE name END, "
        "short = CASE WHEN excluded.short > '' THEN excluded.short ELSE short END, "
        "weight = CASE WHEN excluded.weight > 0 THEN excluded.weight ELSE weight END RETURNING id",
        (kind, ui, name, key, short, weight),
    ).fetchone()
    spelt = [name, short, _natural(name), name.replace(" & ", " and "), *terms]
    if kind == "journal":  # people leave the article out: New England Journal of Medicine
        spelt += [each[4:] for each in spelt if each[:4].lower() == "the " and " " in each[4:]]
    entries = {" ".join(words.words(term)) for term in spelt} - {""}
    db.executemany("INSERT OR IGNORE INTO entry VALUES (?, ?)", [(entry, row[0]) for entry in entries])
    return int(row[0])


def seed(db: sqlite3.Connection) -> None:
    """The qualifiers by name and two letters: few, stable, and in use everywhere, so that no file is needed for them.
    What lies below each comes with NLM's qualifier file. Source: NLM, "MeSH Qualifiers with Scope Notes"."""
    table = resources.files(__package__).joinpath("qualifiers.tsv").read_text("utf-8")
    for line in table.splitlines():
        name, short = line.split("\t")
        put(db, "qualifier", "", name, short=short)


def _natural(name: str) -> str:
    """'Scleroderma, Systemic' as people say it."""
    head, comma, rest = name.partition(", ")
    return f"{rest} {head}" if comma and ", " not in rest else ""


def _descriptors(db: sqlite3.Connection, stream: IO[bytes], name: str, say: Callable[[int], None]) -> int:
    with _text(stream) as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for row in rows:
        put(db, "descriptor", row["ui"], row["name"])
    say(len(rows))
    return len(rows)


def _trees(db: sqlite3.Connection, stream: IO[bytes], name: str, say: Callable[[int], None]) -> int:
    """Tree numbers by UI; a heading whose every place is in category V is a publication type."""
    with _text(stream) as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    ui_column = next(column for column in rows[0] if column.startswith("ui")) if rows else "ui"
    elsewhere = {row[ui_column] or row["name"] for row in rows if not row["tree_number"].startswith("V")}
    for row in rows:
        ui, number = row[ui_column], row["tree_number"]
        kind = "descriptor" if (ui or row["name"]) in elsewhere else "publication type"
        if kind == "publication type" and ui:
            db.execute("UPDATE OR IGNORE concept SET kind = ? WHERE ui = ? AND kind = 'descriptor'", (kind, ui))
        found = db.execute("SELECT id FROM concept WHERE ui = ? AND kind = ?", (ui, kind)).fetchone() if ui else None
        concept = found[0] if found else put(db, kind, ui, row["name"])
        db.execute("INSERT OR IGNORE INTO tree VALUES (?, ?)", (number, concept))
    say(len(rows))
    return len(rows)


def _journal_list(db: sqlite3.Connection, stream: IO[bytes], name: str, say: Callable[[int], None]) -> int:
    """NLM's J_Medline.txt / J_Entrez.txt: blocks of `Field: value` between lines of dashes."""
    count = 0
    block: dict[str, str] = {}
    with _text(stream) as text:
        lines = [*text, "-----"]
    for line in lines:
        if line.startswith("-----"):
            if block.get("journaltitle"):
                _put_journal(db, block)
                count += 1
            block = {}
            continue
        field, colon, value = line.partition(":")
        if colon:
            block[field.strip().lower()] = value.strip()
    say(count)
    return count


def _put_journal(db: sqlite3.Connection, block: dict[str, str]) -> None:
    other = (block.get("isoabbr", ""), block.get("issn (print)", ""), block.get("issn (online)", ""))
    put(db, "journal", block.get("nlmid", ""), block["journaltitle"], other, short=block.get("medabbr", ""))


def _journal_pairs(db: sqlite3.Connection, stream: IO[bytes], name: str, say: Callable[[int], None]) -> int:
    count = 0
    with _text(stream) as lines:
        rows = list(csv.reader(lines))
    for row in rows:
        if len(row) >= 2 and row[0].strip():
            put(db, "journal", "", row[0].strip(' "'), short=row[1].strip(' "'))
            count += 1
    say(count)
    return count


def _text(stream: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, "utf-8", errors="replace", newline="")


def _batches(records: Iterable[mesh.MeshRecord | mesh.Action]) -> Iterator[list[mesh.MeshRecord | mesh.Action]]:
    iterator = iter(records)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
