"""What an article is about, as the formats carry it: abstract and keywords."""

from __future__ import annotations

from collections.abc import Iterable

from osler.cite.text import line
from osler.model.article import Abstract, Article


def abstract(article: Article) -> str:
    """The article's abstract on one line; "" without one. Sections that have a heading are led by it."""
    return _joined((s.heading, s.text.plain) for s in article.abstract.sections) if article.abstract is not None else ""


def abstract_line(text: Abstract) -> str:
    """The sections on one line, each led by NLM's label ("METHODS: …", "UNLABELLED: …")."""
    return _joined((s.label, s.text.plain) for s in text.sections)


def _joined(sections: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{line(label)}: {line(text)}" if label else line(text) for label, text in sections)


def keywords(article: Article) -> tuple[str, ...]:
    """MeSH headings, then keywords, each once."""
    mesh = [line(heading.name) for heading in article.mesh_headings]
    own = [line(word.text.plain) for group in article.keyword_lists for word in group.keywords]
    return tuple(dict.fromkeys(filter(None, mesh + own)))
