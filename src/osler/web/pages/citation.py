"""The citation line: where and when a paper appeared, as MEDLINE prints it."""

from __future__ import annotations

from osler.model.article import Article, BookData, PartialDate


def place(article: Article) -> str:
    """After the journal's name: "2019 Mar;29(2):294-301"; a book's edition, publisher and year."""
    if article.book_data is not None:
        return _book(article.book_data)
    journal = article.journal
    date = printed(article.pub_date)
    volume = journal.volume + (f"({journal.issue})" if journal.issue else "")
    pages = article.pagination.medline or article.pagination.start
    text = f"{date};{volume}" if date and volume else date or volume
    return f"{text}:{pages}" if pages and text else text or pages


def ahead(article: Article) -> str:
    """When it appeared online first ("2018 Dec 18"), or "" where that is the date already printed."""
    online = printed(article.article_dates[0]) if article.article_dates else ""
    return online if online and online != printed(article.pub_date) else ""


def printed(date: PartialDate | None) -> str:
    if date is None:
        return ""
    return date.printed or str(date.year or "")


def iso(date: PartialDate | None) -> str:
    """2019, 2019-03 or 2019-03-14: as exact as it is known."""
    if date is None or date.year is None:
        return ""
    parts = [f"{date.year:04}"]
    if date.month:
        parts.append(f"{date.month:02}")
        if date.day:
            parts.append(f"{date.day:02}")
    return "-".join(parts)


def _book(data: BookData) -> str:
    book = data.book
    publisher = ": ".join(filter(None, (book.publisher_location, book.publisher_name.plain)))
    dates = "–".join(
        filter(None, (printed(book.beginning_date), printed(book.ending_date) if book.beginning_date else ""))
    )
    when = dates or printed(book.pub_date)
    edition = book.edition if not book.edition.isdigit() else f"{book.edition}. edition"
    return ". ".join(filter(None, (edition, "; ".join(filter(None, (publisher, when))))))
