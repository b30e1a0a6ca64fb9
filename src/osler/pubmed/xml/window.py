"""A document as it comes in, through a window that moves forwards over it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from osler.errors import SourceProblem

LONGEST_TAG = 1 << 16

NAME = re.compile(rb"""<([^\s<>/"'=!?]+)""")
START = re.compile(rb"""<([^\s<>/"'=!?]+)((?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*+)\s*(/?)>""")
_SPACE = re.compile(rb"[ \t\r\n]*")


class Window:
    """`buffer[at:]` is what was fetched and not yet used."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.buffer = b""
        self.at = 0

    def more(self) -> bool:
        """Fetch on; offsets into the buffer are void after it. False at the end of the document.

        The more is held, the more is fetched: so that what is held is not copied again and again.
        """
        fetched, wanted = [], self.held // 4
        for chunk in self._chunks:
            if chunk:
                fetched.append(chunk)
                wanted -= len(chunk)
                if wanted <= 0:
                    break
        if fetched:
            self.buffer, self.at = b"".join((self.buffer[self.at :], *fetched)), 0
        return bool(fetched)

    def any(self) -> bool:
        return self.at < len(self.buffer) or self.more()

    @property
    def held(self) -> int:
        return len(self.buffer) - self.at

    def starts(self, prefix: bytes) -> bool:
        while self.held < len(prefix) and self.more():
            pass
        return self.buffer.startswith(prefix, self.at)

    def skip_space(self) -> None:
        while True:
            found = _SPACE.match(self.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.held or not self.more():
                return

    def skip_past(self, mark: bytes) -> None:
        """Past the next `mark`, holding nothing on the way. Raises SourceProblem where there is none."""
        while (found := self.buffer.find(mark, self.at)) < 0:
            self.at = max(self.at, len(self.buffer) - len(mark) + 1)
            if not self.more():
                raise SourceProblem(f"the file ends before {mark.decode()!r}", kind="truncated")
        self.at = found + len(mark)

    def start_tag(self) -> bytes:
        """The start tag here, as far as it is one: at least `<`."""
        while self.buffer.find(b">", self.at) < 0 and self.held < LONGEST_TAG:
            if not self.more():
                raise SourceProblem("the file ends in the middle of a tag", kind="truncated")
        found = START.match(self.buffer, self.at) or NAME.match(self.buffer, self.at)
        return found.group() if found else b"<"
