"""Full text in JATS XML, read safely and shown as an article: nothing fetched or run, nothing dropped in silence."""

from osler.fulltext.jats.paper import Heading, Paper
from osler.fulltext.jats.render import render
from osler.fulltext.jats.source import parse

__all__ = ["Heading", "Paper", "parse", "render"]
