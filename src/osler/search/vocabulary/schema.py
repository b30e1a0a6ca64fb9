"""The vocabulary's file: one small SQLite database, rebuilt from NLM's files and the mirror at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osler.errors import EngineFailed

VERSION = 1
NAME = "vocabulary.sqlite3"

SCHEMA = """
CREATE TABLE IF NOT EXISTS concept (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,      -- descriptor | publication type | qualifier | supplementary | journal
    ui TEXT NOT NULL,        -- NLM's identifier (a journal's NLM id); '' where learned from the mirror
    name TEXT NOT NULL,      -- as NLM prints it; folded where learned
    key TEXT NOT NULL,       -- as the index keeps it (osler.engine.words.key)
    short TEXT NOT NULL DEFAULT '',      -- a journal's abbreviation, a qualifier's two letters
    weight INTEGER NOT NULL DEFAULT 0,   -- records in the mirror that carry it; 0 also where not counted
    UNIQUE (kind, key)
);
CREATE INDEX IF NOT EXISTS concept_ui ON concept (ui);
CREATE TABLE IF NOT EXISTS entry (
    words TEXT NOT NULL,     -- words of an entry term, joined by single spaces
    concept INTEGER NOT NULL REFERENCES concept (id),
    PRIMARY KEY (words, concept)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tree (
    number TEXT NOT NULL,
    concept INTEGER NOT NULL REFERENCES concept (id),
    PRIMARY KEY (number, concept)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tree_concept ON tree (concept);
CREATE TABLE IF NOT EXISTS mapped (   -- supplementary concept -> descriptor it is mapped to
    concept INTEGER NOT NULL, ui TEXT NOT NULL, PRIMARY KEY (concept, ui)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS action (   -- pharmacological action -> substance, both by UI
    ui TEXT NOT NULL, substance TEXT NOT NULL, PRIMARY KEY (ui, substance)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source (
    name TEXT PRIMARY KEY, records INTEGER NOT NULL, loaded_at TEXT NOT NULL
) WITHOUT ROWID;
"""


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes, closed afterwards. Raises EngineFailed where SQLite refuses, the cause chained."""
    try:
        connection = connect(folder)
        try:
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as problem:
        raise EngineFailed(f"the vocabulary in {folder} cannot be written: {problem}") from problem


def connect(folder: Path) -> sqlite3.Connection:
    """The file in `folder`, made where absent or of another version."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    connection = sqlite3.connect(path, timeout=30)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, VERSION):
        connection.close()
        path.unlink()
        connection = sqlite3.connect(path, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(SCHEMA)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    return connection
