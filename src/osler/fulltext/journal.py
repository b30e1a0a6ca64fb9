"""What a library's files may know an article's journal (or book) by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from osler.engine import words
from osler.fulltext import isbn, issn, spans
from osler.fulltext.holdings import Line, Sought
from osler.model.article import Article

Issns = Callable[[str], Iterable[str]]  # NLM id -> every ISSN known of that journal


@dataclass(frozen=True, slots=True)
class Known:
    """An article's journal or book, as keys."""

    ids: frozenset[str] = frozenset()  # normal ISSNs, or ISBN-13s
    nlm_id: str = ""
    title_keys: frozenset[str] = frozenset()
    name: str = ""  # for people

    def matches(self, line: Line) -> bool:
        """By an identifier or NLM's id; by title only where one of the two has no identifier: two journals may
        share a title, and then their ISSNs tell them apart."""
        if line.print_id in self.ids or line.online_id in self.ids:
            return True
        if line.nlm_id and line.nlm_id == self.nlm_id:
            return True
        nameless = not (line.print_id or line.online_id) or not self.ids
        return nameless and line.title_key in self.title_keys


def title_key(title: str) -> str:
    """Lower-case words without punctuation and without a leading article: "The Lancet." -> "lancet"."""
    found = words.words(title.replace("&", " and "))
    if len(found) > 1 and found[0] == "the":
        found = found[1:]
    return " ".join(found)[:250]


def known(article: Article, more_issns: Issns = lambda nlm_id: ()) -> Known:
    """`more_issns` adds what the record itself does not say, such as the ISSN of the other medium."""
    journal = article.journal
    if article.book_data is not None:
        book = article.book_data.book
        ids = frozenset(filter(None, map(isbn.normal, book.isbns)))
        return Known(ids, "", frozenset(filter(None, (title_key(book.title.plain),))), book.title.plain)
    issns = (journal.issn, journal.issn_linking, *more_issns(journal.nlm_unique_id))
    titles = (journal.title, journal.medline_ta, journal.iso_abbreviation)
    return Known(
        frozenset(filter(None, map(issn.normal, issns))),
        journal.nlm_unique_id,
        frozenset(filter(None, map(title_key, titles))),
        journal.title or journal.abbreviation,
    )


def sought(article: Article) -> Sought:
    """The issue's date, as holdings are of issues; the electronic date where no issue is known."""
    return Sought(spans.published(article.pub_date), article.journal.volume, article.journal.issue)


def key(known: Known) -> str:
    """One short name of the journal, the same for all its papers: NLM's id, else an ISSN, else its title."""
    return known.nlm_id or min(known.ids, default="") or min(known.title_keys, default="")
