"""The text of an element: flat, or with NLM's inline markup."""

from __future__ import annotations

import re
from html import escape

from lxml.etree import _Element

from osler.model.article import RichText

MATHML = "http://www.w3.org/1998/Math/MathML"
_MATH = f"{{{MATHML}}}"
_INLINE = frozenset("biu") | {"sup", "sub"}
_QUOTED = str.maketrans(
    {'"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_SPACE = re.compile(r"[ \t\r\n]+")


def flat(el: _Element) -> str:
    """All text inside."""
    if len(el):
        return tidy("".join(map(str, el.itertext())))
    text = el.text
    return tidy(text) if text else ""


def rich(el: _Element, odd: list[str]) -> RichText:
    """Text and, where there is any, markup; unknown elements inside give their text and are noted in `odd`."""
    if len(el):
        return RichText(tidy("".join(_texts(el))), tidy(_markup(el, odd)))
    text = el.text
    return RichText(tidy(text)) if text else RichText("")


def tidy(text: str) -> str:
    """White space as one reads it: none at the ends, one space for a line break or several."""
    text = text.strip(" \t\r\n")
    return _SPACE.sub(" ", text) if "\n" in text or "  " in text or "\t" in text else text


def _escaped(text: str) -> str:
    """As `xml.sax.saxutils.escape`, which brings urllib, http and email with it: a fifth of what a process takes to
    start."""
    return escape(text, quote=False)


def _texts(el: _Element) -> list[str]:
    """Text in order. Inside MathML the white space is layout, not text."""
    parts = [el.text or ""]
    for child in el:
        if str(child.tag).startswith(_MATH):
            parts.append("".join(" ".join(str(t).split()) for t in child.itertext()))
        else:
            parts.extend(_texts(child))
        parts.append(child.tail or "")
    return parts


def _markup(el: _Element, odd: list[str], display: bool = False) -> str:
    parts = [_escaped(el.text or "")]
    for child in el:
        tag = str(child.tag)
        if tag in _INLINE:
            parts.append(f"<{tag}>{_markup(child, odd)}</{tag}>")
        elif tag.startswith(_MATH):
            parts.append(_math(child, display))
        elif tag == "DispFormula":
            parts.append(_markup(child, odd, display=True))
        else:
            odd.append(f"{el.tag}/{tag}")
            parts.append(_markup(child, odd))
        parts.append(_escaped(child.tail or ""))
    return "".join(parts)


def _math(el: _Element, display: bool) -> str:
    """One formula, its namespace declared on it, so that the text can stand alone."""
    attributes = {"xmlns:mml": MATHML} | _attributes(el)
    if display:
        attributes.setdefault("display", "block")
    return _element(el, attributes)


def _element(el: _Element, attributes: dict[str, str]) -> str:
    name = "mml:" + str(el.tag).removeprefix(_MATH) if str(el.tag).startswith(_MATH) else str(el.tag).split("}")[-1]
    start = name + "".join(f' {key}="{value.translate(_QUOTED)}"' for key, value in attributes.items())
    inside = _escaped(el.text or "") + "".join(
        _element(child, _attributes(child)) + _escaped(child.tail or "") for child in el
    )
    return f"<{start}>{inside}</{name}>" if inside else f"<{start}/>"


def _attributes(el: _Element) -> dict[str, str]:
    return {str(key).split("}")[-1]: str(value) for key, value in el.attrib.items()}
