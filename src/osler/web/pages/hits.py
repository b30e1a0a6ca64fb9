"""A result page's papers."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from osler.model.article import Abstract, Article
from osler.web.pages.cards import Card, card
from osler.web.pages.snippet import Wanted, snippet


class HitCard(NamedTuple):
    number: int  # place in the whole result, from 1
    card: Card
    snippet: Markup


def hit_cards(articles: list[Article], asked: Wanted, *, first: int) -> list[HitCard]:
    return [
        HitCard(first + place, card(article), snippet(_said(article), asked)) for place, article in enumerate(articles)
    ]


def _said(article: Article) -> Abstract | None:
    return article.abstract or next(iter(article.other_abstracts), None)
