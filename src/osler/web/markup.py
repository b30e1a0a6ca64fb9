"""NLM's inline markup to HTML, safe by construction: nothing is copied, only elements named here are written."""

from __future__ import annotations

import re
from html import escape

from lxml import etree
from markupsafe import Markup

from osler.model.article import RichText

_MML = "{http://www.w3.org/1998/Math/MathML}"
_INLINE = frozenset({"b", "i", "u", "sup", "sub"})
_MATH = frozenset(
    re.findall(
        r"\w+",
        "math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms "
        "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none",
    )
)
# Presentation only: nothing here can name an address, a script or a style.
_ATTRIBUTES = frozenset(
    re.findall(
        r"\w+",
        "accent accentunder columnspan depth dir display displaystyle fence form height largeop linethickness lspace "
        "mathsize mathvariant maxsize minsize movablelimits notation rowspan rspace scriptlevel separator stretchy "
        "symmetric voffset width columnalign rowalign",
    )
)
_NAMESPACES = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'
# Deeper than 256 is refused by libxml2 while huge_tree is off, so the walk below cannot run out of stack.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_TAG = re.compile(r"(<[^>]*>)")
_HYPHENED = re.compile(r"(?<![\w&;-])(?:[^\W\d_]{1,5}-[^\W\d_]{0,2}\d{1,3}[^\W\d_]?|\d{1,2}-[A-Z]{1,3})(?![\w-])")


def html(text: RichText | None) -> Markup:
    """HTML of a text: `b i u sup sub` and MathML Core kept, anything else reduced to its words."""
    if text is None:
        return Markup("")
    if not text.markup:
        return Markup(escape(text.plain))
    try:
        root = etree.fromstring(f"<r {_NAMESPACES}>{text.markup}</r>", _PARSER)
    except etree.XMLSyntaxError:
        return Markup(escape(text.plain))
    out: list[str] = []
    _content(root, out)
    return Markup("".join(out))


def unbroken(text: str) -> Markup:
    """HTML in which a short name is not torn apart after its hyphen at the end of a line: IL-6, COVID-19, PD-L1. What
    is copied stays the same, which a hyphen of another kind would not."""
    written = Markup.escape(text)
    if "<math" in written:
        return written
    pieces = _TAG.split(str(written))
    pieces[::2] = [_HYPHENED.sub(r'<span class="unbroken">\g<0></span>', piece) for piece in pieces[::2]]
    return Markup("".join(pieces))


def _content(element: etree._Element, out: list[str]) -> None:
    if element.text:
        out.append(escape(element.text))
    for child in element:
        _element(child, out)
        if child.tail:
            out.append(escape(child.tail))


def _element(element: etree._Element, out: list[str]) -> None:
    tag = element.tag
    if not isinstance(tag, str):  # a comment or processing instruction
        return
    local = tag.removeprefix(_MML)
    if tag in _INLINE:
        out.append(f"<{tag}>")
        _content(element, out)
        out.append(f"</{tag}>")
    elif tag.startswith(_MML) and local == "mfenced":
        _fenced(element, out)
    elif tag.startswith(_MML) and local in _MATH:
        out.append(f"<{local}{_attributes(element)}>")
        _content(element, out)
        out.append(f"</{local}>")
    else:
        _content(element, out)


def _attributes(element: etree._Element) -> str:
    kept = ((str(name), str(value)) for name, value in element.attrib.items() if name in _ATTRIBUTES)
    return "".join(f' {name}="{escape(value)}"' for name, value in kept)


def _fenced(element: etree._Element, out: list[str]) -> None:
    """`mfenced` left MathML Core, and browsers no longer draw it: its row with the fences written out."""
    separators = "".join(element.get("separators", ",").split())
    out.append(f"<mrow><mo>{escape(element.get('open', '('))}</mo>")
    for index, child in enumerate(element):
        if index and separators:
            out.append(f'<mo separator="true">{escape(separators[min(index, len(separators)) - 1])}</mo>')
        _element(child, out)
    out.append(f"<mo>{escape(element.get('close', ')'))}</mo></mrow>")
