"""The embedded engine: Tantivy beside a record file. The only importer of `tantivy` and `zstandard`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from osler.engine.embedded import layout
from osler.engine.embedded.engine import EmbeddedEngine
from osler.model.article import Article

__all__ = ["EmbeddedEngine", "open_engine"]


def open_engine(folder: Path, *, parse: Callable[[bytes], Article], create: bool = False) -> EmbeddedEngine:
    """The corpus in `folder`. `parse` reads a stored record (`osler.pubmed.xml.parse`).

    With `create` an empty one is made where there is none. What a crash left unfinished is finished first.
    Raises EngineFailed where the folder is not a corpus, EngineOutdated where its records have another format
    (an outdated index opens, but refuses to search until `rebuild`).
    """
    if create and layout.current(folder) is None:
        layout.check_ours(folder)
        layout.point_to(layout.make(folder))
    return EmbeddedEngine(folder, parse)
