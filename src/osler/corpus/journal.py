"""The last sync, remembered beside the corpus: where the files came from, when, and what stopped it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

_NAME = "last-sync.json"


class LastSync(NamedTuple):
    source: str  # address of the mirror, as given to --from
    at: str  # ISO 8601, UTC
    error: str = ""  # "" where it reached its end


def remember(home: Path, source: str, error: str = "") -> None:
    """Keep it; replaced whole, so that a reader never sees half."""
    at = datetime.now(UTC).isoformat("T", "seconds")
    temporary = home / f"{_NAME}.{os.getpid()}"
    temporary.write_text(json.dumps(LastSync(source, at, error)._asdict()) + "\n", encoding="utf-8")
    temporary.replace(home / _NAME)


def recall(home: Path) -> LastSync | None:
    """The last sync; None where there was none, or the note cannot be read."""
    try:
        known = json.loads((home / _NAME).read_text(encoding="utf-8"))
        return LastSync(str(known["source"]), str(known["at"]), str(known.get("error", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
