"""Translations recorded from PubMed itself, wherever the vocabulary they need is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from osler import wiring
from osler.config import Config
from osler.engine.protocol import Engine
from osler.search.run import Request, read
from osler.search.vocabulary import Vocabulary
from osler.search.vocabulary.load import load


@pytest.fixture(scope="module")
def full(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Vocabulary]]:
    config = Config(home=tmp_path_factory.mktemp("recorded"))
    engine = wiring.open_engine(config, create=True)
    for name in ("mesh2026_descriptors.tsv", "mesh2019_tree_joined.tsv.gz", "journal_abbreviations_entrez.csv.gz"):
        load(config.corpus, shared / "data/vocab" / name)
    yield engine, wiring.open_vocabulary(config)
    engine.close()


def test_translations_are_pubmeds(shared: Path, full: tuple[Engine, Vocabulary]) -> None:
    engine, vocabulary = full
    compared = 0
    for line in (shared / "data/queries/translations.jsonl").read_text("utf-8").splitlines():
        recorded = json.loads(line)
        term = recorded["term"].partition(" (")[0]
        if "[" not in recorded["query_translation"]:
            continue  # recorded for something else than its translation
        understood = read(engine, vocabulary, Request(term))
        if not all(vocabulary.entries(word) for word in NEEDS.get(term, ())):
            continue
        compared += 1
        assert understood.explanation.translation == recorded["query_translation"], term
    assert compared == 4


NEEDS = {"acid reflux": ("acid reflux",), "PNAS[ta] AND 97[vi]": ("PNAS",)}  # entry terms that only NLM's XML has
