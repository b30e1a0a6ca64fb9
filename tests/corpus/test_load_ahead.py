"""The next file is begun while one is committed: what is loaded is the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.corpus.synthetic import article, name, packed, put

from osler.corpus import load as loading
from osler.corpus.load import Loader
from osler.engine.embedded import EmbeddedEngine, open_engine
from osler.engine.protocol import Progress
from osler.errors import BadInput
from osler.pubmed import xml


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedEngine]:
    monkeypatch.setattr(loading, "_CREW_FROM", 0)
    monkeypatch.setattr(loading, "_BATCH", 7)
    opened = open_engine(tmp_path / "corpus", parse=xml.parse, create=True)
    yield opened
    opened.close()


def _files(folder: Path) -> list[Path]:
    """Each brings a hundred records, revises ten and withdraws one of the file before; the last is cut off."""
    files = []
    for number in range(1, 5):
        new = [article(number * 1_000 + at, f"of {number}") for at in range(100)]
        again = [article((number - 1) * 1_000 + at, f"again in {number}") for at in range(10)] if number > 1 else []
        gone = [(number - 1) * 1_000 + 50] if number > 1 else []
        data = packed([*new, *again], gone)
        files.append(put(folder, name(number), data if number < 4 else data[: len(data) // 2]))
    return files


def _contents(engine: EmbeddedEngine) -> object:
    entries = [entry._replace(applied_at="") for entry in engine.files()]
    return [*engine.scan()], entries, engine.problems(), engine.status().records


def test_files_begun_ahead_give_what_one_after_another_gives(engine: EmbeddedEngine, tmp_path: Path) -> None:
    files = _files(tmp_path)
    seen: list[Progress] = []
    with Loader(engine) as loader:
        rest = iter(files[1:])
        for file in files:
            loader.load(file, on_progress=seen.append, then=lambda: next(rest, None))
            assert seen[-1].records == engine.files()[-1].records
    plain = open_engine(tmp_path / "plain", parse=xml.parse, create=True)
    for file in files:
        loading.load(plain, file)
    assert _contents(engine) == _contents(plain)
    assert engine.problems()[0][0] == name(4)
    plain.close()


def test_a_file_begun_that_does_not_come_next_changes_nothing(engine: EmbeddedEngine, tmp_path: Path) -> None:
    first, second, third, _ = _files(tmp_path)
    with Loader(engine) as loader:
        loader.load(first, then=lambda: third)
        loader.load(second, then=lambda: None)
        assert [entry.name for entry in engine.files()] == [name(1), name(2)]
        assert engine.status().records == 199
        loader.load(third, name="by another name.xml.gz", then=lambda: first)
        assert loader.load(first).revision == 1  # applied before
    assert engine.status().records == 298


def test_what_is_wrong_with_the_next_file_is_said_in_its_turn(engine: EmbeddedEngine, tmp_path: Path) -> None:
    first, *_ = _files(tmp_path)
    missing = tmp_path / "missing.xml.gz"
    with Loader(engine) as loader:
        assert loader.load(first, then=lambda: missing).records == 100
        with pytest.raises(BadInput, match=r"missing\.xml\.gz"):
            loader.load(missing)
        assert loader.load(first, then=lambda: tmp_path).records == 100
