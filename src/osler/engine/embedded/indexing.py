"""Writing an index and the sample beside it as one.

The sample is an index of one record in `schema.SHARE`, in the folder `sample` of the index: a broad result is
counted there in a share of the time, which a sample within the whole index would not save, as a list of postings
is unpacked whole to read a few of it. It is derived: where it is missing (an index made by an older Osler) or
damaged, the next writer makes it, and until then readers do without.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import tantivy

from osler.engine.embedded import document, schema
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.records import RecordFile
from osler.errors import EngineFailed
from osler.model.article import Article

SAMPLE = "sample"
_HEAP_BYTES, _SAMPLE_HEAP_BYTES = 256_000_000, 32_000_000
_AT_ONCE = 1_000
TOLD_FROM = 2_000  # records of the sample: a second's work
MANY = 500_000  # records: some sixteen of NLM's files


class IndexWriter:
    """Documents in and out of both, of an index that holds `held` records so far. Nothing is seen before `commit`."""

    def __init__(self, index: tantivy.Index, sample: tantivy.Index, *, held: int = 0) -> None:
        self._all = index.writer(_HEAP_BYTES, threads(held))
        self._sample = sample.writer(_SAMPLE_HEAP_BYTES, 1)
        for each in (self._all, self._sample):
            # A commit that was killed may have left files under the very names the next one will choose.
            each.garbage_collect_files()

    def add(self, pmid: int, json: str) -> None:
        self._all.add_json(json)
        if schema.is_sampled(pmid):
            self._sample.add_json(json)

    def delete(self, pmid: int) -> None:
        self._all.delete_documents_by_term("pmid", pmid)
        if schema.is_sampled(pmid):
            self._sample.delete_documents_by_term("pmid", pmid)

    def commit(self) -> None:
        """Both at once: most of a small commit is waiting for the disk, and Tantivy lets other threads go on."""
        with ThreadPoolExecutor(1) as beside:
            sample = beside.submit(self._sample.commit)
            self._all.commit()
            sample.result()

    def end(self) -> None:
        """Let merges end, after the last commit. Nothing can be written afterwards."""
        self._all.wait_merging_threads()
        self._sample.wait_merging_threads()


def threads(held: int) -> int:
    """How many index what comes into an index of `held` records.

    Into many come updates, which somebody waits to find: two take a batch in two thirds of the time, each into a
    segment of its own. Half as large, these take a twelfth more room until they are merged, so a first load has one.
    """
    return 2 if held >= MANY else 1


def make(folder: Path) -> IndexWriter:
    """An empty index and its sample in `folder`, which is there; their writer."""
    (folder / SAMPLE).mkdir()
    return IndexWriter(schema.open_index(folder), schema.open_index(folder / SAMPLE))


def sample_of(folder: Path) -> tantivy.Index | None:
    """The sample of the index in `folder`; None where it is missing or cannot be read."""
    if not (folder / SAMPLE / "meta.json").is_file():
        return None
    try:
        with foreign_errors(f"opening the sample in {folder}"):
            return schema.open_index(folder / SAMPLE)
    except EngineFailed:
        return None


def sampled(
    folder: Path, file: RecordFile, parse: Callable[[bytes], Article], on_note: Callable[[str], None] | None = None
) -> tantivy.Index:
    """The sample, made from the records where there is none; where these are many, `on_note` is told first.
    The caller holds the lock."""
    found = sample_of(folder)
    if found is not None:
        return found
    number = file.state().records // schema.SHARE
    if on_note is not None and number >= TOLD_FROM:
        on_note(f"the sample that broad results are counted in is missing and made first, of some {number:,} records")
    making = folder / f"{SAMPLE}.part"
    for left in (making, folder / SAMPLE):
        shutil.rmtree(left, ignore_errors=True)
    with foreign_errors(f"making a sample in {folder}", folder):
        making.mkdir()
        _fill(making, file, filter(schema.is_sampled, file.pmids()), parse)
        os.rename(making, folder / SAMPLE)
    return schema.open_index(folder / SAMPLE)


def _fill(folder: Path, file: RecordFile, pmids: Iterable[int], parse: Callable[[bytes], Article]) -> None:
    writer = schema.open_index(folder).writer(_SAMPLE_HEAP_BYTES, 1)
    rest = iter(pmids)
    while some := list(islice(rest, _AT_ONCE)):
        for stored in file.fetch(some).values():
            writer.add_json(document.to_json(parse(stored.xml)))
    writer.commit()
    writer.wait_merging_threads()
