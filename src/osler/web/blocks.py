"""The builder's blocks: numbered lines of a search, how they join, and the one text they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from osler.errors import BadQuery
from osler.search.syntax import Group, History, Op, Tree, leaves, parse, unparse

ASIDE = "ASIDE"  # numbered, but joined to nothing unless another block names it: #2
OPS = (*(op.value for op in Op), ASIDE)
MOST = 50
LONGEST = 20_000  # characters of a block with its numbers written out


@dataclass(frozen=True, slots=True)
class Block:
    text: str
    op: str = Op.AND.value  # how it joins what stands before it; read by nobody on the first


@dataclass(frozen=True, slots=True)
class Blocks:
    """In their order; the first is #1."""

    blocks: tuple[Block, ...] = ()

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """From the form: `op` and `b` by turns; empty blocks are dropped. Or from `q`, taken apart where it joins."""
        texts, ops = given.getlist("b")[:MOST], given.getlist("op")
        if not texts and given.get("q", "").strip():
            return cls.of(str(given["q"]))
        ops += [Op.AND.value] * (len(texts) - len(ops))
        pairs = zip(texts, ops, strict=False)
        return cls(tuple(Block(text.strip(), op if op in OPS else Op.AND.value) for text, op in pairs if text.strip()))

    @classmethod
    def of(cls, query: str) -> Self:
        """A query taken apart at its outermost AND and NOT; one block where it cannot be read."""
        try:
            return cls(tuple(_apart(parse(query))))
        except BadQuery:
            return cls((Block(query.strip()),))

    def moved(self, place: int, step: int) -> Self:
        """With the block at `place` (from 0) one up (-1) or down (1); unchanged at the ends."""
        other = place + step
        if not (0 <= place < len(self.blocks) and 0 <= other < len(self.blocks)):
            return self
        blocks = list(self.blocks)
        blocks[place], blocks[other] = blocks[other], blocks[place]
        return replace(self, blocks=tuple(blocks))

    def without(self, place: int) -> Self:
        return replace(self, blocks=tuple(b for at, b in enumerate(self.blocks) if at != place))

    @property
    def history(self) -> dict[int, str]:
        """What #n means, for the search."""
        return {number: block.text for number, block in enumerate(self.blocks, 1)}

    def text(self, until: int | None = None) -> str:
        """The search that the first `until` blocks stand for, numbers written out. Raises BadQuery for a block
        that cannot be read, or that names itself or a later one."""
        joined = ""
        for number, block in enumerate(self.blocks[:until], 1):
            if block.op == ASIDE:
                continue
            part = grouped(self.written_out(number))
            joined = f"{joined} {block.op} {part}" if joined else part
        return joined

    def written_out(self, number: int) -> str:
        """Block `number` with every #n replaced by what it means."""
        return self._written_out(number, {})

    def _written_out(self, number: int, known: dict[int, str]) -> str:
        """`known` keeps what was written out: blocks that name each other twice would take forever."""
        if number in known:
            return known[number]
        text = self.blocks[number - 1].text
        named = [leaf for leaf in leaves(parse(text)) if isinstance(leaf, History)]
        for leaf in sorted(named, key=lambda leaf: -leaf.start):
            if not 0 < leaf.number < number:
                raise BadQuery(
                    f"#{leaf.number} is no block above this one",
                    position=leaf.start,
                    hint="name an earlier block; a search of this tab is taken in from the list below",
                )
            text = text[: leaf.start] + grouped(self._written_out(leaf.number, known)) + text[leaf.end :]
            if len(text) > LONGEST:
                raise BadQuery("written out, this block is too long", position=leaf.start, hint="name fewer blocks")
        known[number] = text
        return text

    def url(self, path: str = "/builder") -> str:
        return f"{path}?{urlencode([pair for b in self.blocks for pair in (('op', b.op), ('b', b.text))])}"


def grouped(text: str) -> str:
    """In parentheses where it joins parts itself."""
    return f"({text})" if isinstance(parse(text), Group) else text


def _apart(tree: Tree) -> Iterable[Block]:
    """Left to right, as PubMed reads: (a AND b) NOT c is three blocks, a OR b is one."""
    if not isinstance(tree, Group) or tree.op is Op.OR:
        yield Block(unparse(tree))
        return
    yield from _apart(tree.parts[0])
    for part in tree.parts[1:]:
        yield Block(unparse(part), tree.op.value)
