"""The peer Xapian, in the first Python that has its bindings: ours, or Debian's (`apt install python3-xapian`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench._peers import GAP, SHOWN, Answered, Paper, stems
from bench._questions import Question

_SERVER = Path(__file__).with_name("_xapian_server.py")
_KINDS = ("or", "and", "phrase", "prefix", "exploded", "dates", "newest", "facets_exact", "related")
_FLUSHED = "50000"  # records kept in memory before they are written: its own 10,000 fill five times slower


def python() -> str | None:
    """Where `import xapian` works; None where it does not."""
    for each in (sys.executable, "/usr/bin/python3"):
        try:
            if subprocess.run([each, "-c", "import xapian"], capture_output=True, check=False).returncode == 0:
                return each
        except OSError:
            continue
    return None


class Xapian:
    """See `bench._peers.Peer`."""

    name = "xapian"

    def __init__(self, folder: Path, interpreter: str) -> None:
        self._process = subprocess.Popen(
            [interpreter, str(_SERVER), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"XAPIAN_FLUSH_THRESHOLD": _FLUSHED},
        )
        self.records = 0
        self.ready()

    def add(self, papers: Sequence[Paper]) -> None:
        self._say({"do": "add", "papers": papers, "gap": GAP})

    def ready(self) -> None:
        self._say({"do": "commit"})

    def ask(self, kind: str, question: Question) -> Answered | None:
        if kind not in _KINDS:
            return None
        said = self._say(
            {
                "do": "ask",
                "kind": kind,
                "words": question.words,
                "stems": stems(question),
                "names": question.names,
                "dates": question.dates,
                "shown": SHOWN,
            }
        )
        return Answered(said["seconds"], said["pmids"], said["count"])

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def _say(self, what: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Xapian's process ended with {self._process.wait(10)}")
        said: dict[str, Any] = json.loads(line)
        self.records = said["records"]
        return said
