"""What a sentence encoder made of texts, kept between runs: a collection is read once, however often it is measured."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from osler.search.dense import Encodes
from osler.search.lexicon import Floats

_TABLE = "CREATE TABLE IF NOT EXISTS vector (text BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"


class Remembered:
    """The same vectors as the encoder's own, by encoder and text; `read` and `seconds` say what was read this time."""

    def __init__(self, encoder: Encodes, folder: Path) -> None:
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self.read, self.seconds = 0, 0.0
        self._encoder = encoder
        self._path = folder / f"vectors-{encoder.name}.sqlite3"
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, texts: Sequence[str]) -> Floats:
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with closing(sqlite3.connect(self._path, timeout=60)) as connection, connection:
            connection.execute(_TABLE)
            known = {key: row for key in keys if (row := _kept(connection, key)) is not None}
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            if missing:
                begun = time.process_time()
                made = self._encoder(list(missing.values()))
                self.seconds += time.process_time() - begun
                self.read += len(missing)
                known.update(zip(missing, made, strict=True))
                rows = [(key, np.asarray(known[key], np.float32).tobytes()) for key in missing]
                connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
        return np.stack([known[key] for key in keys])

    def question(self, text: str) -> Floats:
        """Read anew each time, so that the time of a question is honest."""
        return self._encoder.question(text)


def _kept(connection: sqlite3.Connection, key: bytes) -> Floats | None:
    row = connection.execute("SELECT data FROM vector WHERE text = ?", (key,)).fetchone()
    return None if row is None else np.frombuffer(row[0], np.float32)
