"""The builder's rows, each with what it finds and what is left after it."""

from __future__ import annotations

from typing import NamedTuple

from osler.engine.protocol import Engine
from osler.errors import BadQuery, OslerError
from osler.search.run import Request, read
from osler.search.vocabulary import Vocabulary
from osler.web.blocks import ASIDE, Block, Blocks


class Row(NamedTuple):
    number: int
    block: Block
    papers: int | None  # this block alone; None where it cannot be read
    so_far: int | None  # everything joined up to here; None for a block that stands aside
    problem: str


class Builder(NamedTuple):
    rows: tuple[Row, ...]
    text: str  # what the blocks stand for; "" while one of them cannot be read

    @property
    def broken(self) -> int:
        """Number of the first block that cannot be read; 0 where all can."""
        return next((row.number for row in self.rows if row.problem), 0)

    @property
    def left(self) -> int | None:
        """What all blocks together find; None before there is one, or while one cannot be read."""
        found = [row.so_far for row in self.rows if row.so_far is not None]
        return found[-1] if found and not self.broken else None


def builder(engine: Engine, vocabulary: Vocabulary, blocks: Blocks, seconds: float) -> Builder:
    rows = tuple(_row(engine, vocabulary, blocks, number, seconds) for number in range(1, len(blocks.blocks) + 1))
    try:
        return Builder(rows, blocks.text())
    except BadQuery:
        return Builder(rows, "")


def _row(engine: Engine, vocabulary: Vocabulary, blocks: Blocks, number: int, seconds: float) -> Row:
    block = blocks.blocks[number - 1]

    def count(text: str) -> int:
        return engine.count(read(engine, vocabulary, Request(text, seconds=seconds)).explanation.expr)

    try:
        papers = count(blocks.written_out(number))
        so_far = count(blocks.text(number)) if block.op != ASIDE else None
    except BadQuery as error:
        where = f", at character {error.position + 1}" if block.text else ""
        hint = f": {error.hint}" if error.hint else ""
        return Row(number, block, None, None, f"{error}{where}{hint}")
    except OslerError as error:
        return Row(number, block, None, None, str(error))
    return Row(number, block, papers, so_far, "")
