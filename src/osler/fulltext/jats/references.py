"""An article's references: each as its publisher wrote it, or put together from its parts, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from lxml import etree

from osler.fulltext.jats.inline import anchor, text

Inside = Callable[[etree._Element | None], str]

_CITATIONS = ("mixed-citation", "element-citation", "citation", "nlm-citation", "product")
_DOI = "https://doi.org/"


def pmids(article: etree._Element) -> tuple[int, ...]:
    """Of the references that carry one, in order."""
    found = (text(each) for each in article.iter("pub-id") if each.get("pub-id-type") == "pmid")
    return tuple(int(each) for each in found if each.isascii() and each.isdigit() and len(each) < 10)


def identifier(element: etree._Element) -> str:
    """Nothing in the line: what it leads to stands behind the reference."""
    return "" if element.get("pub-id-type") in ("pmid", "doi", "pmcid", "medline") else escape(text(element))


def item(ref: etree._Element, here: Mapping[int, str], inside: Inside) -> str:
    """A `<li>`; several citations under one number stay together."""
    label = ref.find("label")
    number = text(label).strip("[]. ") if label is not None else ""
    value = f' value="{number}"' if number.isdigit() and len(number) < 6 else ""
    bodies = []
    for citation in ref.iter(*_CITATIONS):
        if citation.getparent() is not ref and citation.getparent().tag != "citation-alternatives":  # type: ignore[union-attr]
            continue
        words = _composed(citation) if _is_parts(citation) else inside(citation)
        bodies.append(f"{words} {_links(citation, here)}".strip())
    notes = [inside(each) for each in ref.findall("note") + ref.findall("p")]
    identity = f' id="{escape(anchor(ref.get("id", "")))}"' if ref.get("id") else ""
    return f"<li{identity}{value}>{'<br>'.join([*bodies, *notes])}</li>"


def _is_parts(citation: etree._Element) -> bool:
    """Whether it is parts without the words between them."""
    groups = [citation, *citation.iter("person-group")]
    between = "".join(words or "" for group in groups for words in (group.text, *(each.tail for each in group)))
    return not any(each.isalnum() or each in ".,;:" for each in between)


def _composed(citation: etree._Element) -> str:
    def one(name: str) -> str:
        found = citation.find(name)
        return escape(text(found)) if found is not None else ""

    people = ", ".join(_people(citation))
    title = one("article-title") or one("chapter-title") or one("data-title") or one("part-title")
    source = one("source")
    place = "; ".join(part for part in (one("publisher-loc"), one("publisher-name")) if part)
    pages = "–".join(part for part in (one("fpage"), one("lpage")) if part) or one("page-range") or one("elocation-id")
    issue = f"({one('issue')})" if one("issue") else ""
    when = f"{one('year')}{';' if one('volume') else ''}{one('volume')}{issue}{':' if pages else ''}{pages}"
    parts = [people, title, f"<i>{source}</i>" if source else "", one("edition"), place, when]
    said = {"article-title", "chapter-title", "data-title", "part-title", "source", "publisher-loc", "publisher-name",
            "fpage", "lpage", "page-range", "elocation-id", "issue", "year", "volume", "edition", "person-group",
            "name", "collab", "pub-id", "etal", "string-name", "month", "day"}  # fmt: skip
    rest = [escape(text(each)) for each in citation if isinstance(each.tag, str) and each.tag not in said]
    return " ".join(f"{part.rstrip('.')}." for part in [*parts, *rest] if part.strip())


def _people(citation: etree._Element) -> Iterator[str]:
    for each in citation.iter("name", "collab", "etal", "string-name"):
        if each.tag == "name":
            parts = (each.find(part) for part in ("surname", "given-names", "suffix"))
            yield escape(" ".join(text(part) for part in parts if part is not None))
        else:
            yield "et al" if each.tag == "etal" else escape(text(each))


def _links(citation: etree._Element, here: Mapping[int, str]) -> str:
    links: list[str] = []
    for each in citation.iter("pub-id"):
        kind, value = each.get("pub-id-type"), text(each)
        if kind == "pmid" and value.isascii() and value.isdigit() and len(value) < 10:
            if int(value) in here:
                links.insert(0, f'<a href="{escape(here[int(value)])}">In this mirror</a>')
            else:
                links.append(f'<a href="https://pubmed.ncbi.nlm.nih.gov/{value}/" rel="noreferrer">PubMed</a>')
        elif kind == "doi" and value.startswith("10."):
            links.append(f'<a href="{escape(_DOI + value)}" rel="noreferrer">DOI</a>')
        elif kind == "pmcid" and value:
            number = value.upper().removeprefix("PMC")
            if number.isdigit():
                links.append(f'<a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC{number}/" rel="noreferrer">PMC</a>')
    return f'<span class="outside">{" · ".join(links)}</span>' if links else ""
