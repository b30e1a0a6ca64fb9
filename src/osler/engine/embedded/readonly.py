"""An index in a folder that cannot be written: Tantivy locks a file beside it even to read."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def lockable(folder: Path) -> Path:
    """The folder; where it cannot be written a temporary one that shows its files, until the process ends."""
    if os.access(folder, os.W_OK):
        return folder
    shown = Path(tempfile.mkdtemp(prefix="osler-index-"))
    atexit.register(shutil.rmtree, shown, ignore_errors=True)
    for file in folder.iterdir():
        if file.is_file() and file.suffix != ".lock":
            (shown / file.name).symlink_to(file.absolute())
    return shown
