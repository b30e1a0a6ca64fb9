"""What a reader holds at one moment: a generation, its record file, and the index as of one revision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import tantivy

from osler.engine.embedded import layout, records, schema
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.indexing import sample_of
from osler.engine.embedded.records import RecordFile, State
from osler.errors import EngineFailed, EngineOutdated

_Place = tuple[Path, str]  # generation folder, index folder in it


@dataclass(frozen=True, slots=True)
class Snapshot:
    folder: Path
    state: State
    records: RecordFile
    index: tantivy.Index | None  # None where there is `trouble`
    searcher: tantivy.Searcher | None
    trouble: EngineFailed | None = None  # what keeps the index from being searched, until `rebuild`
    sample: tantivy.Index | None = None  # None also where it is missing: an older index, until the next writer

    @property
    def revision(self) -> int:
        return self.state.indexed_revision

    @property
    def unfinished(self) -> bool:
        """True while the index has not followed the records: a writer is committing, or was killed at it."""
        return self.state.revision != self.state.indexed_revision

    def ready(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        """What searching needs. Raises EngineOutdated where the index was made by another version, EngineFailed
        where it is damaged."""
        if self.index is None or self.searcher is None:
            raise self.trouble or EngineFailed(f"the index in {self.folder} is not open")
        return self.index, self.searcher


def take(folder: Path, before: Snapshot | None) -> Snapshot:
    """The generation in `folder` as it is now, with what is still good of an earlier snapshot."""
    if before is not None and before.folder != folder:
        before = None
    file = before.records if before else RecordFile(folder / records.NAME)
    state = file.state()
    if state.format != records.FORMAT:
        raise EngineOutdated(
            f"the records in {folder} have format {state.format}, this Osler needs {records.FORMAT}: load them again"
        )
    if before is not None and before.state == state and before.trouble is None:
        return before
    if state.index_version != schema.VERSION:
        return Snapshot(folder, state, file, None, None, _outdated(folder, state))
    same_index = before is not None and before.state.index_folder == state.index_folder
    index = before.index if before is not None and same_index else None
    sample = before.sample if before is not None and same_index else None
    try:
        place = folder / state.index_folder
        index = index or _open(place)
        with foreign_errors(f"reading the index in {folder}"):
            index.reload()
            return Snapshot(
                folder, state, file, index, index.searcher(), sample=_sample(folder / state.index_folder, sample)
            )
    except EngineFailed as problem:
        return Snapshot(folder, state, file, None, None, problem)


def _sample(folder: Path, before: tantivy.Index | None) -> tantivy.Index | None:
    """As it is now; None where it cannot be read: searching does without."""
    found = before or sample_of(folder)
    if found is None:
        return None
    try:
        with foreign_errors(f"reading the sample in {folder}"):
            found.reload()
    except EngineFailed:
        return None
    return found


def _open(folder: Path) -> tantivy.Index:
    if not (folder / "meta.json").is_file():
        raise EngineFailed(f"{folder} holds no index: run `osler rebuild` (it makes one from the records)")
    with foreign_errors(f"opening the index {folder} (`osler rebuild` makes a new one from the records)"):
        return schema.open_index(folder)


def _outdated(folder: Path, state: State) -> EngineOutdated:
    return EngineOutdated(
        f"the index in {folder} was made for version {state.index_version}, this Osler needs {schema.VERSION}: "
        "run `osler rebuild` (it makes a new one from the records, beside the old)"
    )


def folder_of(corpus: Path, fixed: Path | None) -> Path:
    """The generation to read. Raises EngineFailed where `corpus` is not a corpus."""
    folder = fixed or layout.current(corpus)
    if folder is None:
        raise EngineFailed(f"{corpus} is not a corpus of Osler's (it has no {layout.POINTER}): `osler sync` makes one")
    return folder
