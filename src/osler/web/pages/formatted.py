"""A paper as a reference in the styles a page offers."""

from __future__ import annotations

from osler import cite
from osler.model.article import Article

STYLES: dict[cite.Style, str] = {"nlm": "NLM", "ama": "AMA", "vancouver": "Vancouver", "apa": "APA"}


def formatted(article: Article) -> list[tuple[str, str, str]]:
    """(style, its name, the reference)."""
    return [(style, label, cite.formatted(article, style)) for style, label in STYLES.items()]
