"""The last sync, remembered beside the corpus: where the files came from, when, and what stopped it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

_NAME = "last-sync.json"


class LastSync(NamedTuple):
    source: str  # address of the mirror
    at: str  # ISO 8601, UTC
    baseline: bool  # whether the baseline was asked for
    error: str  # "" where it reached its end


def remember(home: Path, source: str, *, baseline: bool, error: str = "") -> None:
    """Keep it; replaced whole, so that a reader never sees half. Not kept where the disk is full: it is only a help."""
    last = LastSync(source, datetime.now(UTC).isoformat("T", "seconds"), baseline, error)
    temporary = home / f"{_NAME}.{os.getpid()}"
    with suppress(OSError):
        temporary.write_text(json.dumps(last._asdict()) + "\n", encoding="utf-8")
        temporary.replace(home / _NAME)


def recall(home: Path) -> LastSync | None:
    """The last sync; None where there was none, or the note cannot be read."""
    try:
        known = json.loads((home / _NAME).read_text(encoding="utf-8"))
        return LastSync(str(known["source"]), str(known["at"]), bool(known["baseline"]), str(known["error"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
