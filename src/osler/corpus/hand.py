"""A process of a loader's crew: batches in on standard input, understood on standard output, to the input's end."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from importlib import import_module
from itertools import count
from typing import BinaryIO

from osler.corpus.parcel import answer, unwrap
from osler.corpus.understand import Prepare, understand

_COLLECT_EVERY = 50  # batches
_LENGTH = 8  # bytes of a message's length


def send(pipe: BinaryIO, message: bytes) -> None:
    pipe.write(len(message).to_bytes(_LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """The next message; None at the end."""
    length = pipe.read(_LENGTH)
    if len(length) < _LENGTH:
        return None
    message = pipe.read(int.from_bytes(length, "big"))
    return message if len(message) == int.from_bytes(length, "big") else None


def serve(module: str, function: str) -> None:
    """Serve batches until the input ends."""
    prepare: Prepare = getattr(import_module(module), function)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the loader decides what an interruption means
    gc.disable()  # articles hold no cycles, and walking them again and again takes a third of the time
    for number in count(1):
        head, body = receive(sys.stdin.buffer), receive(sys.stdin.buffer)
        if head is None or body is None:
            return
        batch = unwrap(head, body)
        with suppress(BrokenPipeError):
            send(sys.stdout.buffer, answer(understand(batch, prepare), batch))
        if number % _COLLECT_EVERY == 0:
            gc.collect()  # what errors have tied together
