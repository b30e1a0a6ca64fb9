"""What verification must find, on engines made wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.corpus.synthetic import article, name, packed, put

from osler.corpus.load import load
from osler.corpus.verify import FileCheck, index_against_records
from osler.engine.embedded import open_engine
from osler.engine.protocol import Engine, FileEntry, StoredRecord
from osler.pubmed import xml as pubmed_xml


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(tmp_path / "corpus", parse=pubmed_xml.parse, create=True)
    load(opened, put(tmp_path, name(1), packed([article(1), article(2), article(3)])))
    load(opened, put(tmp_path, name(2), packed([article(2, "revised"), article(4, version=2)], [3])))
    yield opened
    opened.close()


class Bent:
    """An engine with records changed, hidden or added behind its index's back."""

    def __init__(self, engine: Engine, records: Mapping[int, StoredRecord | None], files: Sequence[str] = ()) -> None:
        self._engine = engine
        self._bent = records
        self._files = files

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def files(self) -> Sequence[FileEntry]:
        return [entry for entry in self._engine.files() if entry.name not in self._files]

    def scan(self) -> Iterator[StoredRecord]:
        kept: dict[int, StoredRecord | None] = {record.pmid: record for record in self._engine.scan()}
        kept.update(self._bent)
        return iter([record for _, record in sorted(kept.items()) if record is not None])

    def fetch(self, pmids: Sequence[int]) -> Mapping[int, StoredRecord]:
        kept = {record.pmid: record for record in self.scan()}
        return {pmid: kept[pmid] for pmid in pmids if pmid in kept}


def record(pmid: int, source: str, title: str = "", inside: int = 0) -> StoredRecord:
    return StoredRecord(pmid, article(inside or pmid, title).encode(), source)


def kinds(findings: Iterator[tuple[str, str, int | None, str]]) -> set[tuple[str, int | None]]:
    return {(finding[0], finding[2]) for finding in findings}


def test_a_good_corpus_has_no_findings(engine: Engine, tmp_path: Path) -> None:
    assert list(index_against_records(engine)) == []
    check = FileCheck(engine)
    assert [*check.check(tmp_path / name(2), name(2)), *check.check(tmp_path / name(1), name(1))] == []


def test_index_and_records_that_differ_are_named(engine: Engine) -> None:
    bent = Bent(engine, {1: None, 4: None, 9: record(9, name(1))})
    assert kinds(index_against_records(bent)) == {  # type: ignore[arg-type]
        ("not-stored", 1),
        ("not-stored", 4),
        ("not-indexed", 9),
        ("counts", None),
    }


def test_a_record_behind_the_last_stored_one_is_found_in_the_index(engine: Engine) -> None:
    assert ("not-stored", 4) in kinds(index_against_records(Bent(engine, {4: None})))  # type: ignore[arg-type]


def test_records_that_cannot_be_read_or_are_not_what_they_say_are_named(engine: Engine) -> None:
    bent = Bent(engine, {1: StoredRecord(1, b"<PubmedArticle>", name(1)), 2: record(2, name(2), inside=7)})
    assert kinds(index_against_records(bent)) == {("unreadable", 1), ("differs", 2)}  # type: ignore[arg-type]
    assert ("unknown-file", 1) in kinds(index_against_records(Bent(engine, {}, [name(1)])))  # type: ignore[arg-type]


def test_what_is_not_as_the_files_say_is_named(engine: Engine, tmp_path: Path) -> None:
    bent = Bent(engine, {1: None, 2: record(2, name(1)), 3: record(3, name(1)), 4: record(4, name(2), "bent")})
    check = FileCheck(bent)  # type: ignore[arg-type]
    assert kinds(check.check(tmp_path / name(2), name(2))) == {("outdated", 2), ("not-deleted", 3), ("differs", 4)}
    assert kinds(check.check(tmp_path / name(1), name(1))) == {("missing", 1)}
