"""What a sentence encoder made of texts, kept between runs: a collection is read once, however often it is measured."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click
import numpy as np
import platformdirs

from osler.engine.protocol import Engine
from osler.search.dense import Encodes, VectorFile, encode
from osler.search.encoder import AUTO
from osler.search.lexicon import unit
from osler.search.reading import Reading

_TABLE = "CREATE TABLE IF NOT EXISTS reading (text BLOB PRIMARY KEY, vector BLOB, terms BLOB, signs BLOB) WITHOUT ROWID"

model_option = click.option(
    "--dense", "model", default=AUTO, show_default=True, help="Folder of an ONNX encoder; auto; or off."
)
vectors_option = click.option(
    "--vectors",
    "kept",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: platformdirs.user_cache_path("osler", appauthor=False) / "bench",
    show_default="in the user's cache",
    help="Folder where what the encoder read is kept for the next run.",
)


class Remembered:
    """The encoder's own readings (of terms the signs, all that is kept of them), by encoder and text; `new` and
    `seconds` say what was read this time."""

    def __init__(self, encoder: Encodes, folder: Path) -> None:
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self.new, self.seconds = 0, 0.0
        self._encoder = encoder
        self._path = folder / f"readings-{encoder.name}.sqlite3"
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with closing(sqlite3.connect(self._path, timeout=60)) as connection, connection:
            connection.execute(_TABLE)
            known = {key: row for key in keys if (row := self._kept(connection, key)) is not None}
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            if missing:
                begun = time.process_time()
                made = self._encoder.read(list(missing.values()))
                self.seconds += time.process_time() - begun
                self.new += len(missing)
                known.update(zip(missing, made, strict=True))
                rows = [(key, *(part.tobytes() for part in _parts(known[key]))) for key in missing]
                connection.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?)", rows)
        return [known[key] for key in keys]

    def question(self, text: str) -> Reading:
        """Read anew each time, so that the time of a question is honest."""
        return self._encoder.question(text)

    def _kept(self, connection: sqlite3.Connection, key: bytes) -> Reading | None:
        row = connection.execute("SELECT vector, terms, signs FROM reading WHERE text = ?", (key,)).fetchone()
        if row is None:
            return None
        vector, terms = np.frombuffer(row[0], np.float32), np.frombuffer(row[1], np.uint32)
        signs = np.frombuffer(row[2], np.uint8).reshape(len(terms), -(-len(vector) // 8))
        bits = np.unpackbits(signs, axis=1, count=len(vector))
        return Reading(vector, terms, unit(2 * bits.astype(np.float32) - 1))


def _parts(reading: Reading) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.asarray(reading.vector, np.float32), np.asarray(reading.terms, np.uint32), reading.signs


def read_all(engine: Engine, corpus: Path, reading: Remembered, *, most: int | None = None) -> VectorFile:
    """The vectors of a collection, or of `most` documents of it."""
    file = VectorFile(corpus, reading.name)
    length = engine.status().records if most is None else most
    with click.progressbar(length=length, label=f"{reading.name} reads", file=sys.stderr) as bar:
        for count in encode(engine, reading, file, most=most):
            bar.update(count)
    file.close()  # into one file, whose bytes are counted
    return file
