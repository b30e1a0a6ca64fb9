"""Markdown that people write, as HTML that is safe wherever it is shown."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# Raw HTML is shown as typed; the second sieve stands there in case the first has a hole.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable(
    ["table", "strikethrough"]
)
_MARKDOWN.disable("image")  # an image is a request to wherever it lies
_TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_DEEPEST = 6


def html(text: str, *, heading: int = 3) -> Markup:
    """The text as HTML: CommonMark with tables; no images, no raw HTML, links only to http, https and mailto.

    `heading` is the level (2 to 6) a first-level heading becomes, so that a note never has the page's own h1.
    """
    tokens = _MARKDOWN.parse(text.replace("\0", ""))
    for token in tokens:
        if token.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            token.tag = f"h{min(int(token.tag[1]) + heading - 1, _DEEPEST)}"
        token.attrs.pop("style", None)  # a table's alignment: the policy forbids inline style
    written = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Markup(
        nh3.clean(
            written,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )
