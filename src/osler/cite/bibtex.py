"""BibTeX for LaTeX: UTF-8 letters stay, LaTeX's own characters are escaped, Greek and signs become maths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osler.cite import names, pages, source
from osler.cite.subject import abstract, keywords
from osler.cite.text import line, styled
from osler.engine.words import fold
from osler.model.article import Article, BookData, Person, RichText

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\ensuremath{<}", ">": r"\ensuremath{>}",
    "|": r"\textbar{}",
}  # fmt: skip
_SIGNS = {
    "≤": r"\leq", "≥": r"\geq", "±": r"\pm", "×": r"\times", "÷": r"\div", "−": "-", "≈": r"\approx", "≠": r"\neq",
    "→": r"\rightarrow", "←": r"\leftarrow", "↑": r"\uparrow", "↓": r"\downarrow", "∞": r"\infty", "·": r"\cdot",
    "°": r"^\circ", "µ": r"\mu", "∼": r"\sim", "√": r"\surd", "∆": r"\Delta", "′": "'", "⩽": r"\leq", "⩾": r"\geq",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi",
    "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "ς": r"\varsigma", "τ": r"\tau", "υ": r"\upsilon", "φ": r"\varphi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda",
    "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
}  # fmt: skip
_ESCAPE = str.maketrans(_SPECIAL | {sign: rf"\ensuremath{{{tex}}}" for sign, tex in _SIGNS.items()})
_STYLES = {
    "i": (r"\textit{", "}"),
    "b": (r"\textbf{", "}"),
    "sup": (r"\textsuperscript{", "}"),
    "sub": (r"\textsubscript{", "}"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNSAFE_IN_NAMES = re.compile(r",|\band\b|\bothers\b|\\\{|\\\}", re.IGNORECASE)


def bibtex(article: Article) -> str:
    """One `@article`, `@book` or `@incollection`, ending in a newline; entries can simply be joined."""
    kind = "article" if article.book_data is None else "incollection" if source.is_chapter(article) else "book"
    fields = [f"  {name} = {value}" for name, value in _fields(article) if value not in ("{}", "{{}}", "")]
    return f"@{kind}{{{key(article)},\n" + ",\n".join(fields) + "\n}\n"


def key(article: Article) -> str:
    """The citation key: first author, year and PMID ("khanna2020-32866440"); ASCII, the same every time."""
    people = names.authors(article)
    first = fold(people[0].last_name or names.collective(people[0]).split(" ")[0]) if people else ""
    name = re.sub(r"[^a-z0-9]", "", first)
    return f"{name or 'pmid'}{article.pub_date.year or ''}-{article.pmid}"


def escaped(text: str) -> str:
    return line(text).translate(_ESCAPE)


def _fields(article: Article) -> Iterator[tuple[str, str]]:
    data = article.book_data
    yield "author", _people(names.authors(article), more=names.incomplete(article))
    yield "title", _title(article)
    yield from _journal(article) if data is None else _book(article, data)
    date = article.pub_date
    yield "year", f"{{{date.year}}}" if date.year else ""
    yield "month", _MONTHS[date.month - 1] if date.month else ""
    # Links and identifiers are read verbatim by biblatex, and hyperref copes with what DOIs contain.
    yield "doi", f"{{{_verbatim(article.doi)}}}"
    yield "pmid", f"{{{article.pmid}}}"
    yield "pmcid", f"{{{escaped(article.pmcid)}}}"
    yield "url", f"{{https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/}}"
    yield "language", f"{{{escaped(article.languages[0])}}}" if article.languages else ""
    yield "keywords", f"{{{escaped(', '.join(keywords(article)))}}}"
    yield "abstract", f"{{{escaped(abstract(article))}}}"
    yield "note", f"{{{escaped(source.retraction(article))}}}"


def _title(article: Article) -> str:
    """Doubly braced: NLM's titles are in sentence case already, and styles must not lower "DNA"."""
    text = styled(source.shown_title(article), _STYLES, _ESCAPE)
    return f"{{{{{text.removesuffix('.')}}}}}"


def _journal(article: Article) -> Iterator[tuple[str, str]]:
    journal = article.journal
    yield "journal", f"{{{escaped(journal.title or journal.abbreviation)}}}"
    yield "shortjournal", f"{{{escaped(journal.abbreviation)}}}"
    yield "volume", f"{{{escaped(journal.volume)}}}"
    yield "number", f"{{{escaped(journal.issue)}}}"
    yield "pages", f"{{{escaped(_pages(article))}}}"
    yield "issn", f"{{{escaped(journal.issn or journal.issn_linking)}}}"


def _book(article: Article, data: BookData) -> Iterator[tuple[str, str]]:
    book = data.book
    if source.is_chapter(article):
        yield "booktitle", f"{{{{{styled(book.title, _STYLES, _ESCAPE).removesuffix('.')}}}}}"
    yield "editor", _people(names.editors(article))
    yield "publisher", f"{{{escaped(book.publisher_name.plain)}}}"
    yield "address", f"{{{escaped(book.publisher_location)}}}"
    yield "edition", f"{{{escaped(book.edition)}}}"
    yield "volume", f"{{{escaped(book.volume)}}}"
    yield "series", f"{{{escaped((book.collection_title or RichText('')).plain)}}}"
    yield "isbn", f"{{{escaped(book.isbns[0])}}}" if book.isbns else ""


def _pages(article: Article) -> str:
    first, last = pages.span(article.pagination)
    return f"{first}--{last}" if last else pages.number(article)


def _people(people: tuple[Person, ...], *, more: bool = False) -> str:
    """`and others` where NLM left authors out: styles print it as et al."""
    return f"{{{' and '.join([*map(_name, people), *(['others'] if people and more else [])])}}}"


def _name(person: Person) -> str:
    """ "Last, Suffix, First"; what would be parsed as more than one name is braced."""
    if person.collective_name is not None:
        return f"{{{escaped(names.collective(person))}}}"
    parts = (person.last_name, person.suffix, person.fore_name or person.initials)
    return ", ".join(_braced(escaped(part)) for part in parts if part.strip())


def _braced(part: str) -> str:
    return f"{{{part}}}" if _UNSAFE_IN_NAMES.search(part) else part


def _verbatim(doi: str) -> str:
    """A DOI as it is; only braces and backslashes, which would end the field, are percent-encoded."""
    return line(doi).translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"})
