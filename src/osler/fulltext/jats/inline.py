"""Running text of JATS to HTML: emphasis, links, formulas. Only what is named here is written."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from lxml import etree

MATHML: Final = "http://www.w3.org/1998/Math/MathML"
XLINK: Final = "{http://www.w3.org/1999/xlink}href"

SIMPLE: Final = {
    "italic": ("<i>", "</i>"),
    "bold": ("<b>", "</b>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    "underline": ("<u>", "</u>"),
    "strike": ("<s>", "</s>"),
    "monospace": ("<code>", "</code>"),
    "sc": ('<span class="sc">', "</span>"),
    "overline": ('<span class="over">', "</span>"),
    "break": ("<br>", ""),
    "hr": ("<hr>", ""),
    "tex-math": ('<code class="tex">', "</code>"),
    "ruby": ("<ruby>", "</ruby>"),
    "rt": ("<rt>", "</rt>"),
    "rp": ("<rp>", "</rp>"),
}
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ID = re.compile(r"[^A-Za-z0-9_.:-]+")

_MATH = frozenset(
    [
        "math",
        "maction",
        "menclose",
        "merror",
        "mfenced",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "none",
        "semantics",
    ]
)
_MATH_ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "close",
        "columnalign",
        "columnspan",
        "depth",
        "dir",
        "display",
        "displaystyle",
        "fence",
        "form",
        "height",
        "largeop",
        "linethickness",
        "lspace",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "open",
        "rowalign",
        "rowspan",
        "rspace",
        "scriptlevel",
        "separator",
        "separators",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
    ]
)


def anchor(identifier: str) -> str:
    """An id of the file as one of the page: it can never be one the page itself uses."""
    return f"t-{_ID.sub('-', identifier)}"


def address(href: str) -> str:
    """A web address that may be a link; "" for any other scheme. A bare DOI is made one."""
    href = href.strip()
    if _DOI.fullmatch(href):
        return f"https://doi.org/{href}"
    if re.match(r"www\.[^\s/]+\.", href):
        href = f"http://{href}"
    return href if re.match(r"(?:https?|ftp)://[^\s/]", href, re.IGNORECASE) else ""


def is_math(element: etree._Element) -> bool:
    return etree.QName(element).namespace == MATHML


def math(element: etree._Element) -> str:
    """MathML for the browser: presentation elements and attributes alone; anything else gives its text."""
    name = etree.QName(element).localname
    inside = escape(element.text or "") + "".join(
        (math(child) if isinstance(child.tag, str) else "") + escape(child.tail or "") for child in element
    )
    if name in ("annotation", "annotation-xml"):
        return ""  # the same formula once more, for machines
    if name not in _MATH:
        return inside
    if name == "mfenced":  # no part of MathML Core: browsers would show it without its brackets
        return _fenced(element)
    kept = "".join(
        f' {key!s}="{escape(str(value))}"' for key, value in element.attrib.items() if str(key) in _MATH_ATTRIBUTES
    )
    return f"<{name}{kept}>{inside}</{name}>"


def _fenced(element: etree._Element) -> str:
    marks = (element.get("separators", ",").strip() or "") if element.get("separators") != "" else ""
    parts: list[str] = []
    for number, child in enumerate(element.iterchildren(etree.Element)):
        if number and marks:
            parts.append(f"<mo>{escape(marks[min(number - 1, len(marks) - 1)])}</mo>")
        parts.append(math(child))
    inside = "".join(parts)
    return (
        f"<mrow><mo>{escape(element.get('open', '('))}</mo>{inside}<mo>{escape(element.get('close', ')'))}</mo></mrow>"
    )


def text(element: etree._Element) -> str:
    """All words below an element, white space folded; comments and instructions are none."""
    return " ".join(str(element.xpath("string()")).split())
