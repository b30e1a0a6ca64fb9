"""What the mirror itself teaches: headings, publication types, qualifiers, substances and journals it carries.

One record is read for each name not met before (and teaches its other names too), so a daily update
costs little. Names NLM has since changed stay as entry terms of the heading with the same UI.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from osler.engine import words
from osler.engine.protocol import Engine
from osler.model.article import Article
from osler.model.query import Key
from osler.pubmed import xml
from osler.search.vocabulary import schema
from osler.search.vocabulary.load import put, seed

_EVERY = 5_000_000  # more than any of these fields has values
_FIELDS = (
    ("sh", "qualifier"),
    ("pt", "publication type"),
    ("mesh", "descriptor"),
    ("nm", "supplementary"),
    ("jid", "journal"),
    ("journal", "journal"),  # of records that give no NLM id
)


class _Name(NamedTuple):
    kind: str
    ui: str
    name: str
    short: str = ""
    others: tuple[str, ...] = ()


def learn(folder: Path, engine: Engine) -> int:
    """Bring the vocabulary up to the mirror's revision: new names in, every count renewed. Returns how many names
    were new; 0 where the vocabulary already is at this revision. Raises EngineFailed where its file is in use."""
    with schema.opened(folder) as connection:
        revision = str(engine.revision)
        known = connection.execute("SELECT loaded_at FROM source WHERE name = 'mirror'").fetchone()
        if known and known[0] == revision:
            return 0
        with connection:
            seed(connection)
            before = _concepts(connection)
            for field, kind in _FIELDS:
                _learn_field(connection, engine, field, kind)
            number = _concepts(connection) - before
            connection.execute("INSERT OR REPLACE INTO source VALUES ('mirror', ?, ?)", (number, revision))
    return number


def _concepts(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM concept").fetchone()[0])


def _learn_field(db: sqlite3.Connection, engine: Engine, field: str, kind: str) -> None:
    column = "lower(ui)" if field == "jid" else "key"
    kinds = (kind, "descriptor") if kind == "supplementary" else (kind, kind)  # a substance may be a heading
    values = list(_values(db, engine, field))
    known = {row[0] for row in db.execute(f"SELECT {column} FROM concept WHERE kind IN (?, ?)", kinds)}
    for value, _ in values:
        if value not in known and not _is_entry(db, kinds, value):
            _learn_from_a_record(db, engine, field, value)
    rows = dict(db.execute(f"SELECT {column}, id FROM concept WHERE kind = ?", (kind,)).fetchall())
    if field != "journal":
        db.execute("UPDATE concept SET weight = 0 WHERE kind = ?", (kind,))
    counts = [(count, rows[value]) for value, count in values if value in rows]
    db.executemany("UPDATE concept SET weight = ? WHERE id = ?", counts)


def _values(db: sqlite3.Connection, engine: Engine, field: str) -> Iterator[tuple[str, int]]:
    """A field's values with their counts; 'heading/qualifier' pairs left out."""
    qualifiers = {row[0] for row in db.execute("SELECT key FROM concept WHERE kind = 'qualifier'")}
    for value, count in engine.terms(field, "", limit=_EVERY):
        if not (field == "mesh" and "/" in value and value.rpartition("/")[2] in qualifiers):
            yield value, count


def _is_entry(db: sqlite3.Connection, kinds: tuple[str, str], value: str) -> bool:
    """True for an entry term of something that NLM has numbered, or that a record just read has taught."""
    sql = "SELECT 1 FROM entry e JOIN concept c ON c.id = e.concept WHERE e.words = ? AND c.kind IN (?, ?)"
    return bool(db.execute(sql, (" ".join(words.words(value)), *kinds)).fetchone())


def _learn_from_a_record(db: sqlite3.Connection, engine: Engine, field: str, value: str) -> None:
    for stored in engine.fetch(engine.pmids(Key(field, (value,)), limit=1)).values():
        for name in _names(xml.parse(stored.xml)):
            _learn_name(db, name)


def _names(article: Article) -> Iterator[_Name]:
    for heading in article.mesh_headings:
        yield _Name("descriptor", heading.ui, heading.name)
        for qualifier in heading.qualifiers:
            yield _Name("qualifier", qualifier.ui, qualifier.name)
    for type_ in article.publication_types:
        yield _Name("publication type", type_.ui, type_.name)
    for concept in article.supplementary_concepts:
        yield _Name("supplementary", concept.ui, concept.name)
    for chemical in article.chemicals:
        kind = "descriptor" if chemical.ui.startswith("D") else "supplementary"
        yield _Name(kind, chemical.ui, chemical.name)
    journal = article.journal
    if title := journal.title or journal.medline_ta:  # some older records give the abbreviation alone
        names = (journal.iso_abbreviation, journal.medline_ta, journal.issn, journal.issn_linking)
        yield _Name("journal", journal.nlm_unique_id, title, journal.medline_ta, names)


def _learn_name(db: sqlite3.Connection, name: _Name) -> None:
    if not name.name:
        return
    same = db.execute("SELECT id, key FROM concept WHERE ui = ? AND kind = ?", (name.ui, name.kind)).fetchone()
    if name.ui and same:
        entry = " ".join(words.words(name.name))
        db.execute("INSERT OR IGNORE INTO entry VALUES (?, ?)", (entry, same[0]))
        return
    put(db, name.kind, name.ui, name.name, name.others, short=name.short)
