"""How a sentence encoder in a folder wants to be used, as sentence-transformers writes it beside a model."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osler.errors import BadInput

POOLING, PROMPTS, LENGTH = "1_Pooling/config.json", "config_sentence_transformers.json", "sentence_bert_config.json"
_KNOWN = {"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}


@dataclass(frozen=True, slots=True)
class Manner:
    """`first`: a text's vector is that of its first token, not a mean. Prompts stand before a text."""

    first: bool = False
    question: str = ""
    record: str = ""
    tokens: int = 256  # read of a text
    leading: int | None = None  # of them, the first, whose mean is the text's vector; None: all

    @property
    def mark(self) -> str:
        """Part of the encoder's name, so that vectors made in another manner are not taken for its own."""
        return "" if self == Manner() else f"-{zlib.crc32(repr(self).encode()):08x}"


# What is said after 256 tokens (of abstracts in several hundred words, the results) is read, and colours what stands
# before it; the mean is that of as many as the model was made for. A mean of all 512 was worse: docs/RANKING.md.
MINILM = Manner(tokens=512, leading=256)


def manner(folder: Path) -> Manner:
    """Where a file is absent: the mean of all tokens, no prompts, 256 tokens.

    Raises BadInput naming a file that cannot hold.
    """
    pooling, prompts, length = (_read(folder / name) for name in (POOLING, PROMPTS, LENGTH))
    modes = [name for name, on in pooling.items() if name.startswith("pooling_mode_") and on is True]
    if len(modes) > 1 or not set(modes) <= _KNOWN.keys():
        raise BadInput(f"{folder / POOLING}: {', '.join(modes)} is not known here, only {' or '.join(_KNOWN)}")
    given = prompts.get("prompts") or {}
    tokens = length.get("max_seq_length") or Manner().tokens
    if not isinstance(given, dict) or not isinstance(tokens, int) or tokens < 1:
        raise BadInput(f"{folder}: prompts must be an object and max_seq_length a number above 0")
    record = next((given[name] for name in ("document", "passage", "corpus") if given.get(name)), "")
    return Manner(bool(modes) and _KNOWN[modes[0]], str(given.get("query") or ""), str(record), min(tokens, 512))


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise BadInput(f"{path} is no JSON: {problem}") from problem
    if not isinstance(found, dict):
        raise BadInput(f"{path} is no JSON object")
    return found
