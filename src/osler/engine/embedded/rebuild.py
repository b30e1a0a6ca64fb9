"""A new index from the stored records, beside the old one, which answers until the new one is whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from osler.engine.embedded import document, indexing, records, schema
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.ledger import Ledger
from osler.engine.embedded.records import RecordFile
from osler.model.article import Article

_TELL_EVERY = 1_000


def rebuild(folder: Path, parse: Callable[[bytes], Article], on_progress: Callable[[int], None] | None) -> int:
    """Index every record of a generation anew; how many. The caller holds the lock."""
    file = RecordFile(folder / records.NAME)
    state = file.state()
    name = _next(folder, state.index_folder)
    with foreign_errors(f"rebuilding the index in {folder}"):
        number = _fill(folder / name, file, parse, on_progress)
        ledger = Ledger(file)
        ledger.switch_index(name, schema.VERSION, state.revision)
        ledger.close()
    for old in folder.glob("index-*"):
        if old.name not in (name, state.index_folder):
            shutil.rmtree(old, ignore_errors=True)
    file.close()
    return number


def _next(folder: Path, in_use: str) -> str:
    """A name not in use; what an interrupted rebuild left under it is removed."""
    name = f"index-{int(in_use.rpartition('-')[2]) + 1}"
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / name).mkdir()
    return name


def _fill(
    folder: Path, file: RecordFile, parse: Callable[[bytes], Article], on_progress: Callable[[int], None] | None
) -> int:
    writer = indexing.make(folder)
    number = 0
    for stored in file.scan():
        writer.add(stored.pmid, document.to_json(parse(stored.xml)))
        number += 1
        if on_progress is not None and number % _TELL_EVERY == 0:
            on_progress(number)
    writer.commit()
    writer.end()
    return number
