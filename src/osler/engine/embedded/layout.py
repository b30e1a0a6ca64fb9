"""Where the corpus lies on disk: generations, one of them current, swapped by renaming one small file.

corpus/CURRENT         the name of the generation readers use, e.g. "g0001"
corpus/g0001/          records.sqlite3, index-1/, lock
corpus/g0002/          the next, with a file `label`, while it is being filled
"""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

from osler.engine.embedded import records, schema
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.indexing import SAMPLE
from osler.engine.lock import is_free
from osler.errors import EngineFailed

POINTER = "CURRENT"
LOCK = "lock"
LABEL = "label"
FIRST_INDEX = "index-1"
_NAME = re.compile(r"g(\d{4,})")
_OURS = re.compile(r"g\d{4,}$|making-|CURRENT|vocabulary|lexicon|dense-|.*\.part$")  # and what is kept beside it
_KEEP_SECONDS = 60  # readers look for a new generation about once a second


def current(corpus: Path) -> Path | None:
    """The generation in use, or None where there is none yet."""
    try:
        name = (corpus / POINTER).read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not _NAME.fullmatch(name) or not (corpus / name).is_dir():
        raise EngineFailed(f"{corpus / POINTER} names {name!r}, which is not a generation in {corpus}")
    return corpus / name


def check_ours(corpus: Path) -> None:
    """Raises EngineFailed where somebody else's files are in the way: a folder that is no corpus is left alone."""
    try:
        names = sorted(os.listdir(corpus))
    except FileNotFoundError:
        return
    except OSError as error:
        raise EngineFailed(f"{corpus} cannot be a corpus: {error.strerror}") from error
    if names and not any(_OURS.match(name) for name in names):
        raise EngineFailed(
            f"{corpus} is not a corpus, and not empty (it holds {names[0]!r}): choose another OSLER_HOME"
        )


def make(corpus: Path, *, label: str = "") -> Path:
    """An empty generation. It appears whole or not at all."""
    with foreign_errors(f"making a corpus in {corpus}"):
        corpus.mkdir(parents=True, exist_ok=True)
        making = corpus / f"making-{os.getpid()}-{time.monotonic_ns()}"
        for index in (making / FIRST_INDEX, making / FIRST_INDEX / SAMPLE):
            index.mkdir(parents=True)
            schema.open_index(index)
        records.create(making / records.NAME, index_folder=FIRST_INDEX, index_version=schema.VERSION)
        (making / LOCK).touch()
        if label:
            (making / LABEL).write_text(label)
        number = max((int(match[1]) for match in map(_NAME.fullmatch, os.listdir(corpus)) if match), default=0) + 1
        folder = corpus / f"g{number:04d}"
        making.rename(folder)
    return folder


def unfinished(corpus: Path, label: str) -> Path | None:
    """The generation an interrupted run has left under this label."""
    in_use = current(corpus)
    for folder in sorted(corpus.iterdir()):
        mark = folder / LABEL
        if _NAME.fullmatch(folder.name) and folder != in_use and mark.is_file() and mark.read_text() == label:
            return folder
    return None


def point_to(folder: Path) -> None:
    """Replace the pointer: before, everybody reads the old generation; after, this one."""
    corpus = folder.parent
    with foreign_errors(f"writing {corpus / POINTER}"):
        temporary = corpus / f"{POINTER}.{os.getpid()}"
        with temporary.open("w") as file:
            file.write(folder.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(corpus / POINTER)
        _sync(corpus)
        (folder / LABEL).unlink(missing_ok=True)


def discard(folder: Path) -> None:
    """Remove a generation that is not in use."""
    if current(folder.parent) == folder:
        raise EngineFailed(f"{folder} is the generation in use and is not thrown away")
    shutil.rmtree(folder, ignore_errors=True)


def size(folder: Path) -> int:
    """Bytes of the files below a folder that may be written to meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # merged away while we looked
            continue
    return total


def prune(corpus: Path) -> None:
    """Remove generations that no reader can still be using, and what crashed makers left."""
    in_use = current(corpus)
    if in_use is None or time.time() - (corpus / POINTER).stat().st_mtime < _KEEP_SECONDS:
        return
    for folder in corpus.iterdir():
        past = _NAME.fullmatch(folder.name) and folder != in_use and not (folder / LABEL).exists()
        torn = folder.name.startswith("making-") and time.time() - folder.stat().st_mtime > _KEEP_SECONDS
        if (past and is_free(folder / LOCK)) or torn:
            shutil.rmtree(folder, ignore_errors=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
