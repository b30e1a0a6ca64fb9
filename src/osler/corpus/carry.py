"""What was loaded by hand goes along into a new year's generation; NLM's own files of the old year do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from osler.engine.protocol import Engine, FileEntry, StoredRecord, Writer
from osler.model.article import Record
from osler.pubmed import xml
from osler.pubmed.mirror import read_name

_BATCH = 1_000


def carry_over(old: Engine, new: Engine) -> Iterator[str]:
    """Copy the records of files not named like NLM's, unless the new generation has them; says what it did."""
    by_hand = [entry for entry in old.files() if read_name(entry.name) is None]
    held = {(entry.name, entry.md5) for entry in new.files()}
    missing = [entry for entry in by_hand if (entry.name, entry.md5) not in held]
    if not missing:
        return
    with new.writer() as writer:
        count = _copy(old.scan(), {entry.name for entry in missing}, new, writer)
        for entry in missing:
            writer.commit(entry)
    yield f"{count} records loaded by hand from {_named(missing)} were taken along"


def _copy(records: Iterable[StoredRecord], sources: set[str], new: Engine, writer: Writer) -> int:
    count = 0
    wanted = (record for record in records if record.source in sources)
    while batch := list(islice(wanted, _BATCH)):
        there = new.fetch(record.pmid for record in batch)
        absent = sorted((r for r in batch if r.pmid not in there), key=lambda r: r.source)
        for source, group in groupby(absent, key=lambda r: r.source):
            kept = [Record(xml.parse(record.xml), record.xml) for record in group]
            writer.put(kept, source=source)
            count += len(kept)
    return count


def _named(entries: list[FileEntry]) -> str:
    return entries[0].name if len(entries) == 1 else f"{len(entries)} files"
