"""The record file's dictionaries: learnt from what it holds, as it grows."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence

from osler.engine.embedded.compression import Packer, Unpacker, train

LEARN_AT = (2_000, 10_000, 100_000, 1_000_000, 10_000_000)  # records: the first teach little of what comes later
PACK_AGAIN_UP_TO = 10_000  # a fraction of a second's work
SAMPLES = 2_000


def newest(db: sqlite3.Connection) -> Packer:
    row = db.execute("SELECT data FROM dictionary ORDER BY number DESC LIMIT 1").fetchone()
    return Packer(row[0] if row else b"")


def learn(db: sqlite3.Connection, samples: Sequence[bytes]) -> Packer | None:
    """With a new dictionary, for the records to come; None where nothing could be learnt."""
    learnt = train(samples)
    if learnt is None:
        return None
    db.execute("INSERT INTO dictionary (id, data) VALUES (?, ?)", learnt)
    return Packer(learnt[1])


def drawn(records: Sequence[bytes]) -> list[bytes]:
    """Some of the records to learn from; the same of the same."""
    return random.Random(len(records)).sample(records, min(SAMPLES, len(records)))


def kept(db: sqlite3.Connection, number: int) -> list[bytes]:
    """Records to learn from, of the `number` in the file: all, or some drawn evenly over the PMIDs; the same file
    gives the same."""
    if number <= SAMPLES:
        rows = db.execute("SELECT xml FROM record").fetchall()
    else:
        low, high = db.execute("SELECT min(pmid), max(pmid) FROM record").fetchone()
        draw = random.Random(high)
        one = "SELECT xml FROM record WHERE pmid >= ? ORDER BY pmid LIMIT 1"
        rows = [db.execute(one, (draw.randint(low, high),)).fetchone() for _ in range(SAMPLES)]
    unpacker = _unpacker(db)
    return [unpacker.unpack(xml) for (xml,) in dict.fromkeys(rows)]


def pack_again(db: sqlite3.Connection, packer: Packer) -> None:
    """The few records kept so far, with the dictionary that has been learnt from them."""
    unpacker = _unpacker(db)
    rows = db.execute("SELECT pmid, version, source, xml FROM record ORDER BY pmid").fetchall()
    db.execute("DELETE FROM record")  # not an update: pages would stay as long as the longer records were
    again = ((*row, packer.pack(unpacker.unpack(xml))) for *row, xml in rows)
    db.executemany("INSERT INTO record VALUES (?, ?, ?, ?)", again)
    db.execute("DELETE FROM dictionary WHERE number < (SELECT max(number) FROM dictionary)")


def _unpacker(db: sqlite3.Connection) -> Unpacker:
    return Unpacker(dict(db.execute("SELECT id, data FROM dictionary").fetchall()))
