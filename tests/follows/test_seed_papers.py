"""A paper that is followed: what is like it, in the mail as on the pages."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from osler import wiring
from osler.config import Config
from osler.engine.protocol import Engine
from osler.follows.mirror import Mirror, opened
from osler.search import dense
from osler.search.reading import Reading


class Alike:
    """An encoder to which the papers of these titles say the same, and everything else something else."""

    name = "alike"
    dimensions = 8

    def __init__(self, titles: tuple[str, ...]) -> None:
        self._titles = titles

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self.question(text) for text in texts]

    def question(self, text: str) -> Reading:
        row = np.eye(self.dimensions, dtype=np.float32)[int(text.startswith(self._titles))]
        return Reading(row, np.zeros(0, np.uint32), np.zeros((0, self.dimensions), np.float32))


def test_a_digest_hears_the_encoder_where_the_article_page_does(
    papers: Mirror, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(home=Path(shutil.copytree(home, tmp_path / "home")))
    engine = wiring.open_engine(config)
    try:
        seed, before = next(
            (each.pmid, near)
            for each in engine.scan()
            if len(near := _scores(papers, each.pmid)) > 2  # enough for a last one to be raised
        )
        last = min(before, key=lambda pmid: before[pmid])
        alike = Alike(tuple(each.fields.title for each in papers.read([seed, last])))
        _read_all(engine, alike, config)
        monkeypatch.setattr(wiring, "open_encoder", lambda _config: alike)
        mailed = _scores(opened(config, engine), seed)
        page = wiring.open_relater(config, engine, wiring.open_dense(config, papers.relater.lexicon))
        assert mailed == {each.pmid: each.score for each in page(seed, limit=100)}
        assert mailed[last] > before[last]
    finally:
        engine.close()


def _scores(mirror: Mirror, pmid: int) -> dict[int, float]:
    return {each.pmid: each.score for each in mirror.relater(pmid, limit=100)}


def _read_all(engine: Engine, encoder: Alike, config: Config) -> None:
    file = dense.VectorFile(config.corpus, encoder.name)
    assert sum(dense.encode(engine, encoder, file))
    file.close()
