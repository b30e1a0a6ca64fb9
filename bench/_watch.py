"""The memory of this process and all it has started, watched from outside while something runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_EVERY = 0.1  # seconds
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Peak:
    """`bytes`: the most that was seen, pages shared between processes counted once each."""

    def __init__(self) -> None:
        self.bytes = 0


@contextmanager
def memory() -> Iterator[Peak]:
    """Watch the anonymous memory (the page cache of mapped files left out) of the process tree."""
    peak, over = Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            peak.bytes = max(peak.bytes, sum(map(_private, _tree(os.getpid()))))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _tree(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # it has ended
                continue
            parents.setdefault(parent, []).append(int(path.name))
    found, todo = [], [root]
    while todo:
        found.append(todo.pop())
        todo.extend(parents.get(found[-1], []))
    return found


def _private(process: int) -> int:
    """Resident pages that are not of a file."""
    try:
        _, resident, shared, *_ = (Path("/proc") / str(process) / "statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * _PAGE
