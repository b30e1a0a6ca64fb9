"""The peer: SQLite FTS5 filled from the same parsed records, with the same words in its columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from osler.model.article import Article

_TABLES = """
CREATE VIRTUAL TABLE paper USING fts5(
    title, abstract, heading, keyword, content='', tokenize='porter unicode61'
);
CREATE TABLE about (pmid INTEGER PRIMARY KEY, date INTEGER, year INTEGER, journal TEXT, type TEXT, language TEXT);
CREATE TABLE heading (name TEXT, pmid INTEGER, PRIMARY KEY (name, pmid)) WITHOUT ROWID;
CREATE INDEX about_date ON about (date);
"""
_WEIGHTS = "3.0, 1.0, 2.0, 1.0"
_RANK = f"bm25(paper, {_WEIGHTS})"


class Fts5:
    """A search over title, abstract, headings and keywords; dates, journals and types in a table beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA cache_size = -262144")
        if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
            self._db.executescript(_TABLES)

    @property
    def records(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM about").fetchone()[0])

    @property
    def size(self) -> int:
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return self.path.stat().st_size

    def add(self, articles: Iterable[Article]) -> None:
        """One transaction."""
        self._db.execute("BEGIN")
        for article in articles:
            self._db.execute(
                "INSERT INTO paper (rowid, title, abstract, heading, keyword) VALUES (?, ?, ?, ?, ?)", _texts(article)
            )
            self._db.execute("INSERT INTO about VALUES (?, ?, ?, ?, ?, ?)", _about(article))
            names = {(heading.name.lower(), article.pmid) for heading in article.mesh_headings}
            self._db.executemany("INSERT OR IGNORE INTO heading VALUES (?, ?)", names)
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    def ranked(self, match: str, limit: int) -> list[int]:
        rows = self._db.execute(f"SELECT rowid FROM paper WHERE paper MATCH ? ORDER BY {_RANK} LIMIT ?", (match, limit))
        return [pmid for (pmid,) in rows]

    def count(self, match: str) -> int:
        return int(self._db.execute("SELECT count(*) FROM paper WHERE paper MATCH ?", (match,)).fetchone()[0])

    def ranked_between(self, match: str, low: int, high: int, limit: int) -> list[int]:
        rows = self._db.execute(
            "SELECT paper.rowid FROM paper JOIN about ON about.pmid = paper.rowid WHERE paper MATCH ? "
            f"AND date BETWEEN ? AND ? ORDER BY {_RANK} LIMIT ?",
            (match, low, high, limit),
        )
        return [pmid for (pmid,) in rows]

    def newest(self, match: str, limit: int) -> list[int]:
        rows = self._db.execute(
            "SELECT pmid FROM paper JOIN about ON about.pmid = paper.rowid WHERE paper MATCH ? "
            "ORDER BY date DESC, pmid DESC LIMIT ?",
            (match, limit),
        )
        return [pmid for (pmid,) in rows]

    def with_headings(self, names: Sequence[str], limit: int) -> list[int]:
        marks = ",".join("?" * len(names))
        rows = self._db.execute(
            f"SELECT DISTINCT pmid FROM heading WHERE name IN ({marks}) ORDER BY pmid DESC LIMIT ?", (*names, limit)
        )
        return [pmid for (pmid,) in rows]

    def facets(self, match: str) -> list[list[tuple[object, int]]]:
        return [
            self._db.execute(
                f"SELECT {column}, count(*) FROM paper JOIN about ON about.pmid = paper.rowid WHERE paper MATCH ? "
                f"GROUP BY {column} ORDER BY 2 DESC LIMIT 50",
                (match,),
            ).fetchall()
            for column in ("year", "type", "journal")
        ]


def _texts(article: Article) -> tuple[int, str, str, str, str]:
    abstracts = ([article.abstract] if article.abstract else []) + list(article.other_abstracts)
    return (
        article.pmid,
        article.title.plain,
        " ".join(section.text.plain for abstract in abstracts for section in abstract.sections),
        " ".join(h.name for h in article.mesh_headings) + " " + " ".join(c.name for c in article.chemicals),
        " ".join(k.text.plain for group in article.keyword_lists for k in group.keywords),
    )


def _about(article: Article) -> tuple[int, int, int, str, str, str]:
    date = article.pub_date.sortable
    types = article.publication_types
    language = article.languages[0] if article.languages else ""
    return article.pmid, date, date // 10_000, article.journal.abbreviation, types[0].name if types else "", language
