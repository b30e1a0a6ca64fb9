"""Questions to the vocabulary: what a phrase names, what lies below a heading, what starts with these letters."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from osler.engine import words
from osler.errors import EngineFailed
from osler.search.vocabulary import schema


class Concept(NamedTuple):
    """A heading, publication type, qualifier, supplementary concept or journal."""

    kind: str
    ui: str
    name: str
    key: str
    short: str = ""
    weight: int = 0


_AT_ONCE = 900  # values of one question: every SQLite takes 999
_COLUMNS = "c.kind, c.ui, c.name, c.key, c.short, c.weight"


class Vocabulary:
    """Opened in a millisecond, read from the file at each question; safe to share between threads."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._local = threading.local()

    @classmethod
    def open(cls, folder: Path) -> Vocabulary:
        """The vocabulary of a corpus folder; empty (not an error) where nothing was loaded yet."""
        return cls(folder / schema.NAME)

    @classmethod
    def empty(cls) -> Vocabulary:
        return cls(None)

    # -- one name ---------------------------------------------------------------------------------

    def named(self, text: str, *kinds: str) -> Concept | None:
        """The concept of these kinds that `text` names, by its own name first, else by an entry term."""
        for kind in kinds:
            own = self._rows(f"SELECT {_COLUMNS} FROM concept c WHERE kind = ? AND key = ?", kind, words.key(text))
            if own:
                return own[0]
        found = self.entries(text)
        return next((concept for kind in kinds for concept in found if concept.kind == kind), None)

    def by_ui(self, ui: str) -> Concept | None:
        """The concept of one of NLM's identifiers ("D012595")."""
        found = self._rows(f"SELECT {_COLUMNS} FROM concept c WHERE ui = ? ORDER BY id LIMIT 1", ui) if ui else []
        return found[0] if found else None

    def entries(self, text: str) -> list[Concept]:
        """Every concept that has `text` as a name or entry term, punctuation aside, most used first."""
        sql = (
            f"SELECT {_COLUMNS} FROM entry e JOIN concept c ON c.id = e.concept WHERE e.words = ? "
            "ORDER BY c.weight DESC, c.id"
        )
        return self._rows(sql, " ".join(words.words(text)))

    def among(self, texts: Collection[str], *kinds: str) -> list[tuple[str, Concept]]:
        """(entry term's words, concept) of those texts that are words of an entry term, in few questions."""
        found: list[tuple[str, Concept]] = []
        asked = sorted(texts)
        for first in range(0, len(asked), _AT_ONCE):
            part = asked[first : first + _AT_ONCE]
            sql = (
                f"SELECT e.words, {_COLUMNS} FROM entry e CROSS JOIN concept c ON c.id = e.concept "  # entries first
                f"WHERE e.words IN ({','.join('?' * len(part))}) AND c.kind IN ({','.join('?' * len(kinds))})"
            )
            found += [(str(row[0]), Concept(*row[1:])) for row in self._query(sql, *part, *kinds)]
        return found

    def starts(self, text: str) -> bool:
        """True where some entry term starts with these words: a longer run may still match."""
        start = " ".join(words.words(text)) + " "
        return bool(self._query("SELECT 1 FROM entry WHERE words >= ? AND words < ? LIMIT 1", start, start + "\uffff"))

    # -- below and beside -------------------------------------------------------------------------

    def explode(self, concept: Concept) -> tuple[str, ...]:
        """Keys of the concept and of everything below it in any tree; itself alone where no tree is known."""
        sql = (
            "SELECT DISTINCT c.key FROM concept a JOIN tree t ON t.concept = a.id "
            "JOIN tree u ON u.number > t.number || '.' AND u.number < t.number || '/' "
            "JOIN concept c ON c.id = u.concept WHERE a.kind = ? AND a.key = ?"
        )
        below = {row[0] for row in self._query(sql, concept.kind, concept.key)}
        return (concept.key, *sorted(below - {concept.key}))

    def category(self, letter: str) -> tuple[str, ...]:
        """Keys of every descriptor in the trees of a letter: C is diseases."""
        sql = (
            "SELECT DISTINCT c.key FROM tree t JOIN concept c ON c.id = t.concept "
            "WHERE t.number >= ? AND t.number < ? AND c.kind = 'descriptor' ORDER BY 1"
        )
        return tuple(row[0] for row in self._query(sql, letter, chr(ord(letter) + 1)))

    def tree_numbers(self, concept: Concept) -> tuple[str, ...]:
        sql = "SELECT t.number FROM concept a JOIN tree t ON t.concept = a.id WHERE a.kind = ? AND a.key = ? ORDER BY 1"
        return tuple(row[0] for row in self._query(sql, concept.kind, concept.key))

    def has_trees(self) -> bool:
        return bool(self._query("SELECT 1 FROM tree LIMIT 1"))

    def mapped_to(self, concept: Concept) -> list[Concept]:
        """Descriptors that NLM maps a supplementary concept to."""
        sql = (
            f"SELECT {_COLUMNS} FROM concept a JOIN mapped m ON m.concept = a.id JOIN concept c ON c.ui = m.ui "
            "WHERE a.kind = ? AND a.key = ?"
        )
        return self._rows(sql, concept.kind, concept.key)

    def with_action(self, concept: Concept) -> list[Concept]:
        """Substances (descriptors and supplementary concepts) with this pharmacological action."""
        sql = f"SELECT {_COLUMNS} FROM action x JOIN concept c ON c.ui = x.substance WHERE x.ui = ? ORDER BY c.key"
        return self._rows(sql, concept.ui) if concept.ui else []

    def qualifier(self, text: str) -> Concept | None:
        """A qualifier by its name, an entry term or its two letters."""
        if len(text.strip()) == 2:
            found = self._rows(
                f"SELECT {_COLUMNS} FROM concept c WHERE kind = 'qualifier' AND short = ?", text.strip().upper()
            )
            if found:
                return found[0]
        return self.named(text, "qualifier")

    # -- while typing -----------------------------------------------------------------------------

    def starting_with(self, text: str, *kinds: str, limit: int = 10) -> list[tuple[str, Concept]]:
        """(entry term's words, concept) whose entry term starts with `text`, most used in the mirror first."""
        start = " ".join(words.words(text))
        if not start or not kinds:
            return []
        sql = (
            f"SELECT min(e.words), {_COLUMNS} FROM entry e JOIN concept c ON c.id = e.concept "
            f"WHERE e.words >= ? AND e.words < ? AND c.kind IN ({','.join('?' * len(kinds))}) "
            "GROUP BY c.id ORDER BY c.weight DESC, length(min(e.words)), c.key LIMIT ?"
        )
        rows = self._query(sql, start, start + "\uffff", *kinds, limit)
        return [(str(row[0]), Concept(*row[1:])) for row in rows]

    def keys(self, kind: str, start: str = "") -> list[str]:
        """Every key of a kind that starts so."""
        sql = "SELECT key FROM concept WHERE kind = ? AND key >= ? AND key < ? ORDER BY key"
        return [row[0] for row in self._query(sql, kind, start, start + "\U0010ffff")]

    def journal_issns(self) -> dict[str, tuple[str, ...]]:
        """NLM id -> every ISSN known of that journal, without hyphens; one scan, for whoever keeps it."""
        sql = (
            "SELECT c.ui, e.words FROM entry e JOIN concept c ON c.id = e.concept "
            "WHERE c.kind = 'journal' AND c.ui != '' AND length(e.words) = 9 "
            "AND e.words GLOB '[0-9][0-9][0-9][0-9] [0-9][0-9][0-9]*'"
        )
        found: dict[str, tuple[str, ...]] = {}
        for ui, text in self._query(sql):
            found[ui] = (*found.get(ui, ()), text.replace(" ", "").upper())
        return found

    def counts(self) -> dict[str, int]:
        """How many concepts of each kind, for `osler mesh` and the status page."""
        return dict(self._query("SELECT kind, count(*) FROM concept GROUP BY kind ORDER BY kind"))

    def sources(self) -> list[tuple[str, int, str]]:
        """(file, records, loaded at) of what was loaded."""
        return [(str(n), int(r), str(t)) for n, r, t in self._query("SELECT name, records, loaded_at FROM source")]

    # -- SQLite -----------------------------------------------------------------------------------

    def _rows(self, sql: str, *values: object) -> list[Concept]:
        return [Concept(*row) for row in self._query(sql, *values)]

    def _query(self, sql: str, *values: object) -> list[Any]:
        connection = self._connection()
        try:
            return connection.execute(sql, values).fetchall() if connection else []
        except sqlite3.Error as problem:
            raise EngineFailed(f"the vocabulary {self._path} cannot be read: {problem}") from problem

    def _connection(self) -> sqlite3.Connection | None:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None and self._path is not None and self._path.exists():
            connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=5)
            if connection.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION:
                connection.close()
                return None
            self._local.connection = connection
        return connection
