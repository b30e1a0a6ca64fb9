"""One line of clean text: what every format needs before its own escaping."""

from __future__ import annotations

import html
import re

from osler.model.article import RichText

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_TAG = re.compile(r"</?([a-z]+)(?:\s[^<>]*)?/?>|</?mml:[^<>]*>")


def line(text: str) -> str:
    """The text on one line: control characters out, any white space (line breaks of every script too) one blank.

    Nothing in a record can therefore start a line of its own, which is how tagged formats would be forged.
    """
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # as nearly all are: of white space only the blank is printable, and no control character is
    return " ".join(_CONTROL.sub("", text).split())


def without_stop(text: str) -> str:
    """The line without the full stop that NLM ends titles with; "?", "!" and an ellipsis stay."""
    text = line(text)
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def stopped(text: str) -> str:
    """The line, ending in a full stop unless it ends a sentence already."""
    text = line(text)
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def styled(text: RichText, styles: dict[str, tuple[str, str]], escape: dict[int, str]) -> str:
    """The text in another markup: `styles` maps NLM's i, b, sup, sub to what opens and closes them there.

    Other elements lose their tags and keep their text; `escape` (a `str.translate` table) is applied to text only.
    """
    if not text.markup:
        return line(text.plain).translate(escape)
    parts: list[str] = []
    position = 0
    for tag in _TAG.finditer(text.markup):
        parts.append(html.unescape(text.markup[position : tag.start()]).translate(escape))
        opened, closed = styles.get(tag[1] or "", ("", ""))
        parts.append(closed if tag[0].startswith("</") else opened)
        position = tag.end()
    parts.append(html.unescape(text.markup[position:]).translate(escape))
    return line("".join(parts))
