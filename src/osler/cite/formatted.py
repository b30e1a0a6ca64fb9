"""References ready to paste, in the styles of medicine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from osler.cite import names, pages, source
from osler.cite.text import line, stopped, without_stop
from osler.model.article import Article, BookData, PartialDate, Person

Style = Literal["nlm", "vancouver", "ama", "apa"]


def formatted(article: Article, style: Style = "nlm") -> str:
    """One line of plain text. A retracted paper says so, whatever the style.

    nlm: as PubMed's "Cite" gives it, every author. vancouver: ICMJE, six authors, short page ranges.
    ama: AMA Manual of Style 11, three of more than six authors. apa: APA 7, twenty authors.
    """
    text = _STYLES[style](article) or f"PMID: {article.pmid}."
    return line(f"{text} {source.retraction(article)}")


def _nlm(article: Article) -> str:
    authors = names.series(names.authors(article), more=names.incomplete(article))
    pmc = f"PMCID: {line(article.pmcid)}." if article.pmcid else ""
    parts = (_stop(authors), stopped(source.title(article)), _where(article))
    return " ".join(filter(None, (*parts, f"PMID: {article.pmid};" if pmc else f"PMID: {article.pmid}.", pmc)))


def _vancouver(article: Article) -> str:
    authors = _first(article, keep=6)
    return " ".join(filter(None, (_stop(authors), stopped(source.title(article)), _where(article, short=True))))


def _where(article: Article, *, short: bool = False) -> str:
    if article.book_data is not None:
        doi = f"doi: {line(article.doi)}." if article.doi else ""
        return " ".join(filter(None, (_book(article, article.book_data), doi)))
    text = source.citation_line(article)
    number = pages.number(article)
    return text.replace(f":{number}.", f":{_shortened(article)}.", 1) if short and number else text


def _book(article: Article, data: BookData) -> str:
    editors = names.editors(article)
    label = "editors" if len(editors) > 1 else "editor"
    return source.in_book(article, data, edited_by=f"{names.series(editors)}, {label}." if editors else "")


def _shortened(article: Article) -> str:
    """ "285-92": the last page without the digits it shares with the first."""
    first, last = pages.span(article.pagination)
    if not last or len(first) != len(last):
        return pages.number(article)
    shared = 0
    while shared < len(last) - 1 and first[shared] == last[shared]:
        shared += 1
    return f"{first}-{last[shared:]}"


def _ama(article: Article) -> str:
    data = article.book_data
    authors = _stop(_first(article, keep=3))
    doi = f"doi:{line(article.doi)}" if article.doi else ""
    head = (authors, stopped(source.title(article)))
    if data is not None:
        return " ".join(filter(None, (*head, _book(article, data), doi)))
    journal = article.journal
    volume = line(journal.volume) + (f"({line(journal.issue)})" if journal.issue else "")
    number = pages.full(article.pagination) or pages.number(article)
    date = str(article.pub_date.year or "")
    if not volume:
        online = article.article_dates[0] if article.article_dates else article.pub_date
        date = f"Published online {_american(online)}" if online.year else ""
    place = f"{volume}:{number}" if volume and number else volume
    parts = (*head, stopped(journal.abbreviation), _stop(";".join(filter(None, (date, place)))), doi)
    return " ".join(filter(None, parts))


def _american(date: PartialDate) -> str:
    """ "March 5, 2019", as far as known."""
    if date.month is None:
        return str(date.year)
    month = _MONTHS[date.month - 1]
    return f"{month} {date.day}, {date.year}" if date.day else f"{month} {date.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _apa(article: Article) -> str:
    data = article.book_data
    link = f"https://doi.org/{line(article.doi)}" if article.doi else ""
    head = [stopped(source.title(article)), f"({article.pub_date.year or 'n.d.'})."]
    if people := names.authors(article):  # without authors the title leads
        head = [_stop(_apa_people(people)), *reversed(head)]
    if data is not None:
        return " ".join(filter(None, (*head, _apa_book(article), link)))
    journal = article.journal
    volume = line(journal.volume) + (f"({line(journal.issue)})" if journal.issue else "")
    number = (pages.full(article.pagination) or pages.number(article)).replace("-", "–")
    if number and not pages.span(article.pagination)[0]:
        number = f"Article {number}"
    where = ", ".join(filter(None, (line(journal.title or journal.abbreviation).rstrip("."), volume, number)))
    return " ".join(filter(None, (*head, _stop(where), link)))


def _apa_book(article: Article) -> str:
    assert article.book_data is not None
    book = article.book_data.book
    publisher = stopped(book.publisher_name.plain)
    if not source.is_chapter(article):
        return publisher
    editors = [_apa_name(person, inverted=False) for person in names.editors(article)]
    label = "(Eds.)" if len(editors) > 1 else "(Ed.)"
    who = f"{_listed(editors)} {label}, " if editors else ""
    return " ".join(filter(None, (f"In {who}{stopped(without_stop(book.title.plain))}", publisher)))


def _apa_people(people: tuple[Person, ...]) -> str:
    if len(people) > 20:
        shown = [_apa_name(person) for person in people[:19]]
        return f"{', '.join(shown)}, … {_apa_name(people[-1])}"
    return _listed([_apa_name(person) for person in people])


def _listed(shown: list[str]) -> str:
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])}, & {shown[-1]}"


def _apa_name(person: Person, *, inverted: bool = True) -> str:
    if person.collective_name is not None:
        return names.collective(person)
    initials = " ".join(f"{letter}." for letter in line(person.initials).replace(" ", ""))
    if not inverted:
        return line(f"{initials} {person.last_name} {person.suffix}")
    return ", ".join(filter(None, (line(person.last_name), initials, line(person.suffix))))


def _first(article: Article, *, keep: int) -> str:
    """Up to six authors; of more, the first `keep` "et al"."""
    people = names.authors(article)
    if len(people) <= 6:
        return names.series(people, more=names.incomplete(article))
    return names.series(people[:keep], more=True)


def _stop(text: str) -> str:
    return text if not text or text.endswith(".") else f"{text}."


_STYLES: dict[str, Callable[[Article], str]] = {"nlm": _nlm, "vancouver": _vancouver, "ama": _ama, "apa": _apa}
STYLES: tuple[Style, ...] = ("nlm", "vancouver", "ama", "apa")
