"""Which JATS file belongs to which paper: a small catalogue of a folder of files, made by `osler fulltext`."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from osler.errors import BadInput, NotFound
from osler.fulltext.jats import front
from osler.fulltext.jats.inline import text
from osler.fulltext.jats.source import LARGEST, parse

NAME = "fulltext.sqlite3"
_FILES = re.compile(r"\.(?:nxml|xml|jats)(?:\.gz)?$", re.IGNORECASE)
_IMAGES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
}  # fmt: skip
_SCHEMA = """
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL, changed INTEGER NOT NULL,  -- of the file when it was read: bytes, ns
    pmid INTEGER, pmcid TEXT, doi TEXT,               -- NULL where the file does not say
    refused TEXT                                      -- why it cannot be read; NULL where it can
) STRICT;
CREATE INDEX IF NOT EXISTS file_pmid ON file (pmid);
CREATE INDEX IF NOT EXISTS file_pmcid ON file (pmcid);
CREATE INDEX IF NOT EXISTS file_doi ON file (doi);
"""


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What one run found."""

    read: int
    unchanged: int
    gone: int
    refused: tuple[tuple[str, str], ...]  # path, why


def catalogue(folder: Path, home: Path) -> Catalogued:
    """Reads every JATS file below `folder` that is new or changed since the last time. Raises BadInput for no folder.

    A file that cannot be read is kept with its reason and does not stop the rest.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder")
    read = unchanged = 0
    refused: list[tuple[str, str]] = []
    with closing(_open(home)) as rows:
        known = {path: (size, changed) for path, size, changed in rows.execute("SELECT path, size, changed FROM file")}
        seen = set()
        for path in _below(folder):
            seen.add(str(path))
            status = path.stat()
            stamp = (status.st_size, status.st_mtime_ns)
            if known.get(str(path)) == stamp:
                unchanged += 1
                continue
            ids, why = _ids(path)
            if why:
                refused.append((str(path), why))
            row = (
                str(path),
                *stamp,
                ids.get("pmid"),
                ids.get("pmcid"),
                ids.get("doi", "").lower() or None,
                why or None,
            )
            rows.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            read += 1
            if read % 500 == 0:
                rows.commit()
        gone = [path for path in known if path not in seen and Path(path).is_relative_to(folder)]
        rows.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in gone))
        rows.commit()
    return Catalogued(read, unchanged, len(gone), tuple(refused))


def find(home: Path, *, pmid: int | None = None, pmcid: str = "", doi: str = "") -> Path:
    """The file of a paper. Raises NotFound where none is catalogued, or it has gone since."""
    found = _found(home, pmid, pmcid, doi)
    if found is None or not found.is_file():
        raise NotFound("no full text of this paper is in the folder of full texts")
    return found


def holds(home: Path, *, pmid: int, pmcid: str, doi: str) -> bool:
    """Whether the catalogue has it; the file itself is not looked at."""
    return _found(home, pmid, pmcid, doi) is not None


def stamp(home: Path) -> int:
    """Changes when the catalogue does; 0 where there is none."""
    try:
        return os.stat(f"{home}/{NAME}").st_mtime_ns  # twice a page; a Path takes three times as long
    except OSError:
        return 0


def _found(home: Path, pmid: int | None, pmcid: str, doi: str) -> Path | None:
    if not stamp(home):
        return None
    with closing(_open(home)) as rows:
        found = rows.execute(
            "SELECT path FROM file WHERE refused IS NULL AND (pmid = ? OR pmcid = ? OR doi = ?) LIMIT 1",
            (pmid, pmcid.upper().removeprefix("PMC") or None, doi.lower() or None),
        ).fetchone()
    return Path(found[0]) if found else None


def image(paper: Path, name: str) -> tuple[Path, str] | None:
    """A figure's file beside the article, and its type. None where there is none, or its name leads elsewhere."""
    if "/" in name or "\\" in name or name.startswith("."):
        return None
    for suffix in ("", *_IMAGES):
        found = paper.parent / f"{name}{suffix}"
        if found.suffix.lower() in _IMAGES and found.is_file() and found.resolve().parent == paper.parent.resolve():
            return found, _IMAGES[found.suffix.lower()]
    return None


def _ids(path: Path) -> tuple[dict[str, str], str]:
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name}: larger than {LARGEST // 2**20} MB")
        article = parse(path.read_bytes(), path.name)
    except (BadInput, OSError) as error:
        return {}, str(error)
    found = dict(front.ids(article))
    if not found.get("pmid", "").isdigit():
        found.pop("pmid", None)
    if not found:
        title = article.find(".//article-title")
        return {}, f"{path.name}: says neither PMID, PMCID nor DOI" + (
            f" ({text(title)[:80]})" if title is not None else ""
        )
    return found, ""


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(files) if _FILES.search(name))


def _open(home: Path) -> sqlite3.Connection:
    home.mkdir(parents=True, exist_ok=True)
    made = stamp(home) > 0
    rows = sqlite3.connect(home / NAME, timeout=10)
    if not made:
        rows.executescript(_SCHEMA)
    return rows
