"""What stays when a writer dies between the record file's commit and the index's, or finds the disk full."""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.engine.conftest import Filled
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine, open_engine
from osler.engine.embedded.indexing import IndexWriter
from osler.engine.embedded.ledger import Ledger
from osler.engine.lock import held
from osler.errors import EngineFailed, OutOfSpace
from osler.model.query import All, Words
from osler.pubmed import xml

FILE = "pubmed26n0002.xml.gz"


def change(engine: EmbeddedEngine) -> None:
    with engine.writer() as writer:
        writer.put([paper(1, "changed"), paper(3, "added")], source=FILE)
        writer.delete([2], source=FILE)
        writer.commit()


def in_a_process_that_dies(corpus: Path, die_at: Callable[[], None]) -> None:
    """Run `change` in a child that is killed (SIGKILL) where `die_at` has put it."""
    child = os.fork()
    if not child:
        die_at()
        change(open_engine(corpus, parse=xml.parse))
        os._exit(1)  # it should not have come to this
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), status


def kill_me(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after_records() -> None:
    """Between the record file's commit and the index's."""
    commit = Ledger.commit

    def dying(self: Ledger, *args: object) -> None:
        commit(self, *args)  # type: ignore[arg-type]
        kill_me()

    setattr(Ledger, "commit", dying)  # noqa: B010  # a method replaced on purpose


def before_mark() -> None:
    """After the index's commit, before that is noted."""
    setattr(Ledger, "indexed", kill_me)  # noqa: B010


def before_records() -> None:
    setattr(Ledger, "commit", kill_me)  # noqa: B010


def contents(engine: EmbeddedEngine) -> dict[int, str]:
    titles = {stored.pmid: xml.parse(stored.xml).title.plain for stored in engine.scan()}
    assert sorted(titles) == sorted(engine.pmids(All()))
    for pmid, title in titles.items():
        assert pmid in engine.pmids(Words("title", (title,)))
    assert engine.status().records == len(titles)
    return titles


@pytest.mark.parametrize("die_at", [after_records, before_mark])
def test_what_the_records_committed_the_index_takes_up_when_opened_again(
    filled: Filled, corpus: Path, die_at: Callable[[], None]
) -> None:
    filled(paper(1, "first"), paper(2, "second")).close()
    in_a_process_that_dies(corpus, die_at)
    engine = open_engine(corpus, parse=xml.parse)
    assert engine.revision == 2
    assert contents(engine) == {1: "changed", 3: "added"}
    change(engine)
    assert contents(engine) == {1: "changed", 3: "added"}


def test_what_was_not_committed_is_forgotten(filled: Filled, corpus: Path) -> None:
    filled(paper(1, "first"), paper(2, "second")).close()
    in_a_process_that_dies(corpus, before_records)
    engine = open_engine(corpus, parse=xml.parse)
    assert engine.revision == 1
    assert contents(engine) == {1: "first", 2: "second"}


def test_readers_beside_a_dead_writer_repair_only_once_they_open(filled: Filled, corpus: Path) -> None:
    reader = filled(paper(1, "first"), paper(2, "second"))
    in_a_process_that_dies(corpus, after_records)
    assert reader.revision == 1
    assert sorted(reader.pmids(All())) == [1, 2]
    change(reader)
    assert contents(reader) == {1: "changed", 3: "added"}


def test_a_full_disk_is_said_and_what_was_committed_is_kept(filled: Filled, corpus: Path) -> None:
    engine = filled(paper(1, "first"))
    largest = max(path.stat().st_size for path in corpus.rglob("*") if path.is_file())
    with files_no_longer_than(largest + 20_000), pytest.raises(OutOfSpace, match="disk is full"):
        fill(engine)
    assert contents(engine) == {1: "first"}
    assert contents(open_engine(corpus, parse=xml.parse)) == {1: "first"}
    change(engine)
    assert contents(engine) == {1: "changed", 3: "added"}


def test_who_opens_what_a_crash_left_on_a_full_disk_reads_the_last_commit(filled: Filled, corpus: Path) -> None:
    filled(paper(1, "first"), paper(2, "second")).close()
    in_a_process_that_dies(corpus, after_records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IndexWriter, "commit", refuse)
        assert sorted(open_engine(corpus, parse=xml.parse).pmids(All())) == [1, 2]
    assert contents(open_engine(corpus, parse=xml.parse)) == {1: "changed", 3: "added"}


def test_a_corpus_that_cannot_be_written_is_read_all_the_same(
    filled: Filled, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(paper(1, "first"), paper(2, "second")).close()
    before = sorted(corpus.rglob("*"))
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with read_only(corpus):
        engine = open_engine(corpus, parse=xml.parse)
        assert contents(engine) == {1: "first", 2: "second"}
        assert sorted(corpus.rglob("*")) == before
        engine.close()


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_lock_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only_disk(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", read_only_disk)
    with pytest.raises(EngineFailed, match="cannot be written: Read-only file system"), held(tmp_path / "lock"):
        pass


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing can be made below a folder (root can all the same)."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for each in folders:
        each.chmod(0o555)
    try:
        yield
    finally:
        for each in folders:
            each.chmod(0o755)


def fill(engine: EmbeddedEngine) -> None:
    with engine.writer() as writer:
        for start in range(2, 20_000, 1000):
            numbers = range(start, start + 1000)
            writer.put((paper(n, f"w{n}", abstract=f"{n * 7919} " * 9) for n in numbers), source=FILE)
        writer.commit()


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The nearest to a full disk that a test may make without being root."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
