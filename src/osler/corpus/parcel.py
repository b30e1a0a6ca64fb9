"""What crosses between a loader and its crew, as bytes: a batch of elements there, what it says back.

Records are what most of it is. They go as one text, and do not come back: where the answer holds one as it was sent,
it names its place in the batch.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from itertools import accumulate, pairwise
from typing import cast

from osler.corpus.understand import Understood
from osler.pubmed.xml.split import Element

Batch = list[tuple[Element, int]]  # elements with their ordinals


def wrap(batch: Batch) -> tuple[bytes, bytes]:
    """(what tells the elements apart, their bytes one after the other)."""
    texts = [element.xml for element, _ in batch]
    head = [element.tag for element, _ in batch], [ordinal for _, ordinal in batch], [*map(len, texts)]
    return pickle.dumps(head, pickle.HIGHEST_PROTOCOL), b"".join(texts)


def unwrap(head: bytes, body: bytes) -> Batch:
    tags, ordinals, lengths = pickle.loads(head)
    texts = [body[start:end] for start, end in pairwise(accumulate(lengths, initial=0))]
    return list(zip(map(Element, tags, texts), ordinals, strict=True))


def answer(understood: Understood, batch: Batch) -> bytes:
    message = BytesIO()
    _Answer(message, batch).dump(understood)
    return message.getvalue()


def answered(message: bytes, batch: Batch) -> Understood:
    return cast(Understood, _Answered(message, batch).load())


class _Answer(pickle.Pickler):
    def __init__(self, message: BytesIO, batch: Batch) -> None:
        super().__init__(message, pickle.HIGHEST_PROTOCOL)
        self._places = {id(element.xml): place for place, (element, _) in enumerate(batch)}

    def persistent_id(self, value: object) -> int | None:
        return self._places.get(id(value))


class _Answered(pickle.Unpickler):
    def __init__(self, message: bytes, batch: Batch) -> None:
        super().__init__(BytesIO(message))
        self._batch = batch

    def persistent_load(self, place: int) -> bytes:
        return self._batch[place][0].xml
