"""What a utility could not do, in NCBI's words; the answer carries it in `<ERROR>`."""

from __future__ import annotations


class Failure(Exception):
    """`status` is NCBI's: most of its errors come with 200."""

    def __init__(self, message: str, *, status: int = 200) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
