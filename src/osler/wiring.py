"""Settings to opened engine and services: the only place that joins them."""

from __future__ import annotations

from pathlib import Path

from osler.config import Config
from osler.engine import embedded
from osler.engine.protocol import Engine
from osler.model.query import All
from osler.pubmed import xml
from osler.search import distil, encoder, lexicon
from osler.search.dense import Dense, VectorFile
from osler.search.encoder import Encoder
from osler.search.lexicon import Lexicon
from osler.search.rank import Ranker
from osler.search.related import Relater
from osler.search.terms import read
from osler.search.vocabulary import Vocabulary

_GLIMPSE = 500  # records learned from where nothing was learned yet: half a second, once a process


def open_engine(config: Config, *, create: bool = False) -> Engine:
    """The corpus in force. With `create` an empty one is made where there is none; otherwise EngineFailed."""
    return embedded.open_engine(config.corpus, parse=xml.parse, create=create)


def open_vocabulary(config: Config) -> Vocabulary:
    """MeSH, journals and other names, kept beside the corpus; empty where none were loaded."""
    return Vocabulary.open(config.corpus)


def open_lexicon(config: Config, engine: Engine) -> Lexicon:
    """What was learned of the mirror's words (`osler ranking learn`); without that, what a glimpse teaches."""
    kept = lexicon.load(config.corpus)
    if kept is not None:
        return kept
    newest = engine.fetch(engine.pmids(All(), limit=_GLIMPSE))
    return lexicon.learn((read(each.pmid, each.xml) for each in newest.values()), records=engine.status().records)


def open_ranker(config: Config, engine: Engine) -> Ranker:
    """Best match; in the index's own order where nothing was learned of the mirror yet."""
    learned = lexicon.load(config.corpus)
    return Ranker(engine, learned, open_dense(config, learned) if learned else None)


def open_encoder(config: Config) -> Encoder | None:
    """The sentence encoder of the settings; None where there is none. Raises BadInput for a folder that holds none."""
    return encoder.open_encoder("" if config.dense_model == "off" else config.dense_model)


def open_dense(config: Config, learned: Lexicon) -> Dense | None:
    """The encoder's second opinion; None where none is installed or it has read nothing (`osler ranking encode`)."""
    if not any(config.corpus.glob("dense-*.sqlite3")):
        return None  # before the model is loaded: most mirrors have none
    opened = open_encoder(config)
    file = VectorFile(config.corpus, opened.name) if opened else None
    if opened is None or file is None or not file.exists():
        return None
    return Dense(opened, file, distil.load(distilled_path(config, opened), learned))


def distilled_path(config: Config, opened: Encoder) -> Path:
    """Where the map from terms to this encoder's vectors is kept."""
    return config.corpus / f"dense-{opened.name}.npz"


def open_relater(config: Config, engine: Engine, dense: Dense | None = None) -> Relater:
    """Related papers; `dense` where it is open already, so that a process has one encoder in memory."""
    learned = open_lexicon(config, engine)
    return Relater(engine, learned, dense=dense or open_dense(config, learned))
