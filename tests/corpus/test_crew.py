"""The processes that read records are this program's own, wherever it is started."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpus.synthetic import article

from osler.corpus.crew import Crew
from osler.corpus.understand import understand
from osler.engine.embedded.writer import prepare
from osler.pubmed.xml.split import Element


def test_a_file_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`http.py`, `queue.py` and the like lie in many a folder that `osler load` is called from."""
    for module in ("osler", "lxml", "http", "queue"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit('the current folder was read')")
    monkeypatch.chdir(tmp_path)
    batch = [(Element(b"PubmedArticle", article(1).encode()), 1)]
    with Crew(prepare, 1) as crew:
        assert list(crew.understand([batch])) == [understand(batch, prepare)]
