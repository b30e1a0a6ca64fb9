"""A paper in a few lines, for lists."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from osler.cite import names
from osler.cite.source import shown_title
from osler.model.article import Article
from osler.web import markup
from osler.web.pages import citation, languages, people, types

BADGES = 3


class Card(NamedTuple):
    pmid: int
    title: Markup
    badges: tuple[types.Badge, ...]
    authors: str
    journal: str
    journal_title: str
    where: str
    free: bool
    retracted: bool


def card(article: Article) -> Card:
    where = citation.where(article)
    retracted = article.is_retracted
    badges = types.badges(article.publication_types)
    if retracted:
        badges = (types.RETRACTED, *(b for b in badges if b.tier != "alert"))
    return Card(
        pmid=article.pmid,
        title=_title(article) or Markup("[No title]"),
        badges=tuple(b for b in badges if b.tier != "silent")[:BADGES],
        authors=people.line(names.authors(article)),
        journal=where.journal,
        journal_title=article.journal.title,
        where=where.rest,
        free=bool(article.pmcid),
        retracted=retracted,
    )


def _title(article: Article) -> Markup:
    """One in the language of the paper says which that is: it stands among English ones."""
    shown = shown_title(article)
    text, lang = markup.html(shown), languages.foreign(article.languages)
    if text and lang and shown is article.vernacular_title:
        return Markup('<span lang="{}" dir="auto">{}</span>').format(lang, text)
    return text
