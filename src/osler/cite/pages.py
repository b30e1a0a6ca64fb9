"""Pages: NLM prints "929-37" and "e1-5; quiz 6"; formats want first and last."""

from __future__ import annotations

import re

from osler.cite.text import line
from osler.model.article import Article, Pagination

_RANGE = re.compile(r"([A-Za-z]*)(\d+)([A-Za-z]*)\s*[-–]\s*([A-Za-z]*)(\d+)([A-Za-z]*)")


def span(pages: Pagination) -> tuple[str, str]:
    """First and last page, the last in full ("929", "937"); last is "" for one page or an article number.

    Where NLM prints several ranges the first page stands alone.
    """
    printed = line(pages.medline) or "-".join(filter(None, (line(pages.start), line(pages.end))))
    match = _RANGE.fullmatch(printed)
    if match is None:
        return re.split(r"[;,]\s| ?-", printed)[0] if printed else "", ""
    prefix, first, after, last_prefix, last, last_after = match.groups()
    if not last_prefix and len(last) < len(first):
        last, last_prefix = first[: len(first) - len(last)] + last, prefix
    return f"{prefix}{first}{after}", f"{last_prefix or ''}{last}{last_after}"


def full(pages: Pagination) -> str:
    """ "929-937"; as printed where it is more than one range."""
    first, last = span(pages)
    printed = line(pages.medline)
    if last:
        return f"{first}-{last}"
    return printed or first


def number(article: Article) -> str:
    """What stands for pages in a citation: pages, else the publisher's item number (a valid `pii`), else ""."""
    if article.pagination.medline or article.pagination.start:
        return line(article.pagination.medline) or full(article.pagination)
    return next((line(e.value) for e in article.elocations if e.type == "pii" and e.valid), "")
