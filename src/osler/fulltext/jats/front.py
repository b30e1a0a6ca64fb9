"""Who wrote it, where and when it appeared, under which licence: the front of a JATS article."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from lxml import etree
from markupsafe import Markup

from osler.fulltext.jats.inline import XLINK, address, anchor, text
from osler.fulltext.jats.paper import Licence

Inside = Callable[[etree._Element | None], str]
_META = "./front/article-meta"
_IDS = {"pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid", "doi": "doi"}
_DATES = {"epub": "Published online", "ppub": "In print", "collection": "Collection", "pub": "Published"}


def journal(article: etree._Element) -> str:
    found = article.find(".//journal-meta//journal-title")
    return text(found) if found is not None else ""


def ids(article: etree._Element) -> Mapping[str, str]:
    """ "pmid", "pmcid" (digits, without PMC) and "doi", as far as the file has them."""
    found: dict[str, str] = {}
    for each in article.iterfind(f"{_META}/article-id"):
        name = _IDS.get(each.get("pub-id-type", ""))
        if name and text(each):
            found.setdefault(name, text(each).upper().removeprefix("PMC") if name == "pmcid" else text(each))
    return found


def licences(article: etree._Element, inside: Inside) -> tuple[Licence, ...]:
    """What the file allows, first its licence, then its copyright line."""
    found = []
    for each in article.iterfind(f"{_META}/permissions/license"):
        words = " ".join(inside(p) for p in each.iter("license-p", "p")) or escape(text(each))
        ref = each.find("{*}license_ref")
        href = address(each.get(XLINK, "") or (text(ref) if ref is not None else ""))
        kind = escape(each.get("license-type", "").replace("-", " "))
        found.append(Licence(Markup(words or kind or "Licence"), href))
    for each in article.iterfind(f"{_META}/permissions/copyright-statement"):
        found.append(Licence(Markup(inside(each))))
    return tuple(found)


def front(article: etree._Element, inside: Inside) -> Markup:
    """Authors, their affiliations (on demand), notes, dates, keywords, funding."""
    meta = article.find(_META)
    if meta is None:
        return Markup("")
    parts = [_authors(meta), _affiliations(meta, inside), _dates(meta), _terms(meta, inside), _funding(meta, inside)]
    return Markup("".join(parts))


def _authors(meta: etree._Element) -> str:
    people = [_name(each) for each in meta.iterfind("contrib-group/contrib") if _name(each)]
    if not people:
        return ""
    items = "".join(f"<li>{each}</li>" for each in people)
    return f'<ul class="authors" aria-label="Authors">{items}</ul>'


def _name(contrib: etree._Element) -> str:
    name, group = contrib.find(".//name"), contrib.find("collab")
    if name is None and group is None:
        words = contrib.find(".//string-name")
        return escape(text(words)) if words is not None else ""
    if name is None:
        return escape(text(group)) if group is not None else ""
    parts = (name.find(part) for part in ("prefix", "given-names", "surname", "suffix"))
    return escape(" ".join(text(part) for part in parts if part is not None))


def _affiliations(meta: etree._Element, inside: Inside) -> str:
    lines = [f"<li{_identity(each)}>{inside(each)}</li>" for each in meta.iter("aff")]
    notes = [
        f"<p{_identity(each)}>{inside(each)}</p>"
        for group in meta.iterfind("author-notes")
        for each in group.iter("corresp", "p")
    ]
    roles = [
        f"<p>{_name(each)}: {escape(', '.join(text(role) for role in each.iter('role')))}</p>"
        for each in meta.iterfind("contrib-group/contrib")
        if each.find("role") is not None and _name(each)
    ]
    if not lines and not notes and not roles:
        return ""
    return (
        '<details class="affiliations"><summary>Affiliations and notes</summary>'
        f'<ul class="plain">{"".join(lines)}</ul>'
        f"{''.join(notes)}{''.join(roles)}</details>"
    )


def _identity(element: etree._Element) -> str:
    return f' id="{escape(anchor(element.get("id", "")))}"' if element.get("id") else ""


def _dates(meta: etree._Element) -> str:
    told = [
        (_DATES.get(each.get("pub-type") or each.get("date-type") or "", ""), each)
        for each in meta.iterfind("pub-date")
    ]
    told += [
        ((each.get("date-type") or "").replace("-", " ").capitalize(), each) for each in meta.iterfind("history/date")
    ]
    lines = [f"{label} {_date(each)}" for label, each in told if label and _date(each)]
    return f'<p class="note">{" · ".join(dict.fromkeys(lines))}</p>' if lines else ""


def _date(element: etree._Element) -> str:
    parts = [text(part) for name in ("year", "month", "day") if (part := element.find(name)) is not None]
    parts += [text(part)] if (part := element.find("season")) is not None and len(parts) == 1 else []
    return escape("-".join(each.zfill(2) if each.isdigit() else each for each in parts if each))


def _terms(meta: etree._Element, inside: Inside) -> str:
    words = [inside(each) for each in meta.iterfind("kwd-group//kwd")]
    return f'<p class="note">Keywords: {", ".join(words)}</p>' if words else ""


def _funding(meta: etree._Element, inside: Inside) -> str:
    said = [inside(each) for each in meta.iterfind("funding-group/funding-statement")]
    if not said:
        for award in meta.iterfind("funding-group/award-group"):
            parts = [text(each) for each in award.iter("institution", "funding-source", "award-id") if text(each)]
            said.append(escape(", ".join(dict.fromkeys(parts))))
    return f'<p class="note">Funding: {"; ".join(each for each in said if each)}</p>' if any(said) else ""
