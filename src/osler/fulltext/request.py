"""When nothing else works: interlibrary loan, filled in, and a letter to the author."""

from __future__ import annotations

import re
from urllib.parse import quote

from osler.cite import formatted, names
from osler.fulltext import openurl
from osler.fulltext.ways import Access, Asked, Way
from osler.model.article import Article

# In affiliations, as NLM prints them: "Electronic address: a.b@example.org."
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}", re.ASCII)


# The same for nearly every paper, so made once.
_NO_LOANS = Way("ill", "Interlibrary loan", "No address for interlibrary loan is set up.", quiet=True)
_NO_ADDRESS = Way("author", "Ask the author", "The record prints no e-mail address of an author.")


class Loan:
    """An e-mail to the library's interlibrary loan, or its form with the citation as OpenURL."""

    name = "ill"
    remote = False

    def way(self, asked: Asked) -> Way:
        library = asked.library
        if library is None or not library.ill:
            return _NO_LOANS
        label, reason = f"Request from {library.name}", f"{library.name} gets it for you by interlibrary loan."
        if library.ill.startswith(("http://", "https://")):
            url = openurl.joined(library.ill, openurl.kev(asked.article))
        else:
            url = mailto(library.ill, f"Interlibrary loan: PMID {asked.article.pmid}", loan_text(asked))
        return Way(self.name, label, reason, url, Access.REQUEST)


class Author:
    """A letter to an author whose address the record prints; the newest address, as authors move, is the last."""

    name = "author"
    remote = False

    def way(self, asked: Asked) -> Way:
        to = author_address(asked.article)
        if not to:
            return _NO_ADDRESS
        url = mailto(to, f"Your paper, PMID {asked.article.pmid}", author_text(asked))
        return Way(self.name, "Ask the author", f"The record prints {to} as an author’s address.", url, Access.REQUEST)


def author_address(article: Article) -> str:
    """The first e-mail address in the authors' affiliations, "" for none."""
    for person in article.authors:
        for affiliation in person.affiliations:
            found = _MAIL.search(affiliation.text.plain)
            if found:
                return found.group().rstrip(".-")
    found = _MAIL.search(article.affiliation.plain) if article.affiliation else None
    return found.group().rstrip(".-") if found else ""


def author_text(asked: Asked) -> str:
    """The letter, to be changed by who sends it."""
    first = asked.article.first_author
    greeting = f"Dear {names.short(first)}" if first and first.last_name else "Dear colleague"
    return (
        f"{greeting},\n\nI would like to read your paper:\n\n{_cited(asked.article)}\n\n"
        "I have no access to it. Could you send me a copy?\n\n"
        f"With kind regards\n{asked.reader}".rstrip()
        + "\n"
    )


def loan_text(asked: Asked) -> str:
    return f"Please get me this paper:\n\n{_cited(asked.article)}\n\n{asked.reader}".rstrip() + "\n"


def mailto(to: str, subject: str, body: str) -> str:
    """RFC 6068: lines end in CR LF, everything is percent-encoded UTF-8."""
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def _cited(article: Article) -> str:
    return formatted(article, "nlm")


loan, author = Loan(), Author()
