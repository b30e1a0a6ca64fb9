"""Settings to opened engine and services: the only place that joins them."""

from __future__ import annotations

from osler.config import Config
from osler.engine import embedded
from osler.engine.protocol import Engine
from osler.model.query import All
from osler.pubmed import xml
from osler.search import lexicon
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
    return Ranker(engine, lexicon.load(config.corpus))


def open_relater(config: Config, engine: Engine) -> Relater:
    return Relater(engine, open_lexicon(config, engine))
