"""Settings to opened engine and services: the only place that joins them."""

from __future__ import annotations

from osler.config import Config
from osler.engine import embedded
from osler.engine.protocol import Engine
from osler.pubmed import xml
from osler.search.vocabulary import Vocabulary


def open_engine(config: Config, *, create: bool = False) -> Engine:
    """The corpus in force. With `create` an empty one is made where there is none; otherwise EngineFailed."""
    return embedded.open_engine(config.corpus, parse=xml.parse, create=create)


def open_vocabulary(config: Config) -> Vocabulary:
    """MeSH, journals and other names, kept beside the corpus; empty where none were loaded."""
    return Vocabulary.open(config.corpus)
