"""What an article is about, as the formats carry it: abstract and keywords."""

from __future__ import annotations

from osler.cite.text import line
from osler.model.article import Abstract, Article


def abstract(article: Article) -> str:
    """The article's abstract on one line; "" without one."""
    return abstract_line(article.abstract) if article.abstract is not None else ""


def abstract_line(text: Abstract) -> str:
    """The sections on one line, each led by its label ("METHODS: …")."""
    sections = text.sections
    return " ".join(f"{line(s.label)}: {line(s.text.plain)}" if s.label else line(s.text.plain) for s in sections)


def keywords(article: Article) -> tuple[str, ...]:
    """MeSH headings, then keywords, each once."""
    mesh = [line(heading.name) for heading in article.mesh_headings]
    own = [line(word.text.plain) for group in article.keyword_lists for word in group.keywords]
    return tuple(dict.fromkeys(filter(None, mesh + own)))
