"""The peer PostgreSQL: a throw-away cluster on a socket in a folder; RUM where it is installed, else GIN."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import LiteralString

import psycopg

from bench._peers import GAP, SHOWN, Answered, Paper, stems, timed
from bench._questions import Question

_TABLE = """
CREATE TABLE IF NOT EXISTS paper (
    pmid integer PRIMARY KEY, words tsvector, stems tsvector, headings text[],
    date integer, year integer, type text, journal text
);
"""
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS headings_of ON paper USING gin (headings)",
    "CREATE INDEX IF NOT EXISTS by_date ON paper (date DESC, pmid DESC)",
    "ANALYZE paper",
)
_PLACES = 16_383  # the last place a tsvector can name
_REPEATS = 250  # of a word's places that are kept
_SETTINGS = (
    "-c listen_addresses='' -c shared_buffers=512MB -c work_mem=64MB -c fsync=off -c max_wal_size=4GB -c jit=off"
)


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, newest first; None where PostgreSQL is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


class Postgres:
    """See `bench._peers.Peer`. Ranked by RUM's distance, or by ts_rank: neither is BM25, and there are no field weights
    but counts."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._binaries, self._folder = binaries, folder
        self._user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder, *folder.parents):  # the cluster's user must get in
            if path.stat().st_uid == os.geteuid() and not path.stat().st_mode & 0o001:
                path.chmod(path.stat().st_mode | 0o011)
        if self._user:
            shutil.chown(folder, "postgres", "postgres")
        if not (folder / "data").exists():
            self._run("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "bench", "--no-sync")
        self._run(
            "pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", f"-k {folder} {_SETTINGS}", "start"
        )
        self._db = psycopg.connect(host=str(folder), user="bench", dbname="postgres", autocommit=True)
        self._db.execute(_TABLE)
        self.rum = bool(self._db.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'rum'").fetchone())
        if self.rum:
            self._db.execute("CREATE EXTENSION IF NOT EXISTS rum")
        self.name = "postgres-rum" if self.rum else "postgres-gin"
        row = self._db.execute("SELECT count(*) FROM paper").fetchone()
        self.records = int(row[0]) if row else 0

    def add(self, papers: Sequence[Paper]) -> None:
        with self._db.cursor().copy("COPY paper FROM STDIN") as copy:
            for each in papers:
                year = each.date // 10_000
                copy.write_row(
                    (each.pmid, _words(each), _stems(each), each.headings, each.date, year, each.type, each.journal)
                )
        self.records += len(papers)

    def ready(self) -> None:
        kinds: tuple[LiteralString, LiteralString] = (
            ("rum (words rum_tsvector_ops)", "rum (stems rum_tsvector_ops)")
            if self.rum
            else ("gin (words)", "gin (stems)")
        )
        names: tuple[LiteralString, LiteralString] = ("words_in", "stems_in")
        for name, kind in zip(names, kinds, strict=True):
            self._db.execute("CREATE INDEX IF NOT EXISTS " + name + " ON paper USING " + kind)
        for statement in _INDEXES:
            self._db.execute(statement)

    def ask(self, kind: str, question: Question) -> Answered | None:
        every = [_quoted(word) for word in question.words]
        some = " | ".join(_quoted(stem) for stem in stems(question))
        ways: dict[str, Callable[[], tuple[Sequence[int], int | None]]] = {
            "or": lambda: self._ranked("stems", some),
            "related": lambda: self._ranked("stems", some),
            "and": lambda: self._ranked("words", " & ".join(every)),
            "phrase": lambda: self._ranked("words", " <-> ".join(every)),
            "prefix": lambda: (self._some(f"{every[0]}:*"), self._count("words", f"{every[0]}:*")),
            "dates": lambda: (self._between(every[0], question.dates), None),
            "newest": lambda: (self._newest(every[0]), None),
            "exploded": lambda: (self._with_headings(question.names), None),
            "facets_exact": lambda: self._facets(" | ".join(every)),
        }
        return timed(ways[kind]) if kind in ways else None

    def close(self) -> None:
        self._db.close()
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "fast", "stop")

    def _ranked(self, column: LiteralString, asked: str) -> tuple[list[int], int]:
        order: LiteralString = " <=> %(q)s::tsquery" if self.rum else ", %(q)s::tsquery) DESC"
        start: LiteralString = "" if self.rum else "ts_rank("
        rows = self._db.execute(
            "SELECT pmid FROM paper WHERE "
            + column
            + " @@ %(q)s::tsquery ORDER BY "
            + start
            + column
            + order
            + " LIMIT %(n)s",
            {"q": asked, "n": SHOWN},
        )
        return [pmid for (pmid,) in rows], self._count(column, asked)

    def _count(self, column: LiteralString, asked: str) -> int:
        row = self._db.execute("SELECT count(*) FROM paper WHERE " + column + " @@ %s::tsquery", (asked,)).fetchone()
        return int(row[0]) if row else 0

    def _some(self, asked: str) -> list[int]:
        rows = self._db.execute("SELECT pmid FROM paper WHERE words @@ %s::tsquery LIMIT %s", (asked, SHOWN))
        return [pmid for (pmid,) in rows]

    def _between(self, asked: str, dates: tuple[int, int]) -> list[int]:
        order: LiteralString = "words <=> %(q)s::tsquery" if self.rum else "ts_rank(words, %(q)s::tsquery) DESC"
        rows = self._db.execute(
            "SELECT pmid FROM paper WHERE words @@ %(q)s::tsquery AND date BETWEEN %(low)s AND %(high)s "
            "ORDER BY " + order + " LIMIT %(n)s",
            {"q": asked, "low": dates[0], "high": dates[1], "n": SHOWN},
        )
        return [pmid for (pmid,) in rows]

    def _newest(self, asked: str) -> list[int]:
        rows = self._db.execute(
            "SELECT pmid FROM paper WHERE words @@ %s::tsquery ORDER BY date DESC, pmid DESC LIMIT %s", (asked, SHOWN)
        )
        return [pmid for (pmid,) in rows]

    def _with_headings(self, names: Sequence[str]) -> list[int]:
        rows = self._db.execute(
            "SELECT pmid FROM paper WHERE headings && %s ORDER BY date DESC, pmid DESC LIMIT %s", (list(names), SHOWN)
        )
        return [pmid for (pmid,) in rows]

    def _facets(self, asked: str) -> tuple[list[int], int]:
        columns: tuple[LiteralString, ...] = ("year", "type", "journal")
        for column in columns:
            self._db.execute(
                "SELECT "
                + column
                + ", count(*) FROM paper WHERE words @@ %s::tsquery GROUP BY 1 ORDER BY 2 DESC LIMIT 50",
                (asked,),
            ).fetchall()
        return self._some(asked), self._count("words", asked)

    def _run(self, program: str, *rest: str) -> None:
        command = [*self._user, str(self._binaries / program), *rest]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")


def _words(paper: Paper) -> str:
    """A tsvector: each word with its places."""
    places: dict[str, list[int]] = {}
    for first, text in ((1, paper.title), (len(paper.title) + GAP, paper.abstract)):
        for place, word in enumerate(text, first):
            places.setdefault(word, []).append(min(place, _PLACES))
    return " ".join(f"{_quoted(word)}:{','.join(map(str, at[:_REPEATS]))}" for word, at in places.items())


def _stems(paper: Paper) -> str:
    """A tsvector whose words have as many places as their weighted count: what its ranking reads."""
    return " ".join(
        f"{_quoted(stem)}:{','.join(str(n) for n in range(1, min(times, _REPEATS) + 1))}"
        for stem, times in paper.stems.items()
    )


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
