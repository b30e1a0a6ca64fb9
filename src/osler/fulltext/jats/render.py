"""A JATS tree to an article's HTML: one walk, every piece escaped where it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape

from lxml import etree
from markupsafe import Markup

from osler.fulltext.jats import front, references
from osler.fulltext.jats.inline import SIMPLE, XLINK, address, anchor, is_math, math, text
from osler.fulltext.jats.paper import Heading, Paper
from osler.fulltext.jats.rules import RULES, Shown

Show = Callable[[etree._Element], str]
Image = Callable[[str], str]  # a file name in the article -> an address of ours, or ""

_INNER = frozenset(  # what HTML does not allow inside <p>, and JATS does
    [
        "list",
        "def-list",
        "disp-formula",
        "disp-formula-group",
        "disp-quote",
        "boxed-text",
        "fig",
        "fig-group",
        "table-wrap",
        "table-wrap-group",
        "graphic",
        "media",
        "supplementary-material",
        "statement",
        "preformat",
        "code",
        "verse-group",
        "speech",
        "array",
        "alternatives",
        "p",
    ]
)
_TABLE = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col"])
_SPANS = ("colspan", "rowspan", "span")
_BACK = ("ack", "app-group", "app", "glossary", "fn-group", "notes", "bio", "sec", "ref-list")
_NAMED = {
    "ack": "Acknowledgements",
    "app-group": "Appendices",
    "app": "Appendix",
    "glossary": "Abbreviations",
    "fn-group": "Footnotes",
    "notes": "Notes",
    "ref-list": "References",
    "abstract": "Abstract",
    "trans-abstract": "Abstract",
    "floats-group": "Figures and tables",
    "bio": "About the author",
    "sub-article": "Further part",
    "response": "Response",
}
_WRAPPED = {
    "disp-quote": ("<blockquote>", "</blockquote>"),
    "boxed-text": ('<aside class="boxed">', "</aside>"),
    "statement": ('<div class="boxed">', "</div>"),
}
_DEEPEST = 6
_CONTENTS = 3  # levels of headings that the contents list


def render(article: etree._Element, *, here: Mapping[int, str] | None = None, image: Image = lambda name: "") -> Paper:
    """`here`: PMIDs of its references that the mirror holds -> their page; `image`: where a figure's file is served."""
    walk = _Walk(article, here or {}, image)
    body = walk.whole()
    return Paper(
        title=Markup(walk.inside(_at(article, ".//title-group/article-title"))),
        subtitle=Markup(walk.inside(_at(article, ".//title-group/subtitle"))),
        kind=article.get("article-type", "").replace("-", " "),
        journal=front.journal(article),
        ids=front.ids(article),
        front=front.front(article, walk.inside),
        body=Markup(body),
        licences=front.licences(article, walk.inside),
        contents=tuple(walk.contents),
        words=walk.words(),
        figures=len(article.findall(".//fig")),
        tables=len(article.findall(".//table-wrap")),
        unknown=dict(walk.unknown),
    )


def _holds_blocks(element: etree._Element) -> bool:
    return any(each.tag in _INNER for each in element)


def _at(element: etree._Element, path: str) -> etree._Element | None:
    return element.find(path)


class _Walk:
    """State of one rendering: the contents so far, how deep, what had no rule."""

    def __init__(self, article: etree._Element, here: Mapping[int, str], image: Image) -> None:
        self.article, self.here, self.image = article, here, image
        self.contents: list[Heading] = []
        self.unknown: Counter[str] = Counter()
        self.ids = {each.get("id") for each in article.iter(etree.Element) if each.get("id")}
        self.numbered = 0
        out = self.outward
        self.in_lines: dict[str, Show] = {
            **dict.fromkeys(("ext-link", "uri", "self-uri", "related-article", "related-object"), out),
            "inline-supplementary-material": out,
            "xref": self.xref,
            "email": self.email,
            "alternatives": self.alternatives,
            "inline-graphic": self.graphic,
            "graphic": self.graphic,
            "fn": self.footnote,
            "pub-id": references.identifier,
            "etal": lambda each: "et al.",
        }
        self.in_blocks: dict[str, Show] = {
            **dict.fromkeys(("p", "verse-line", "attrib", "sig", "speaker"), self.paragraph),
            **dict.fromkeys(("fig", "table-wrap"), self.figure),
            **dict.fromkeys(("media", "supplementary-material"), self.material),
            "title": lambda each: f"<p><strong>{self.inside(each)}</strong></p>",
            "list": self.list,
            "def-list": self.definitions,
            "fn": lambda each: f'<p class="fn"{self.identity(each)}>{self.note(each)}</p>',
            "ref": lambda each: references.item(each, self.here, self.inside),
            "preformat": lambda each: f"<pre>{self.inside(each)}</pre>",
            "code": lambda each: f"<pre><code>{self.inside(each)}</code></pre>",
            "alternatives": self.alternatives,
            "graphic": self.graphic,
            "disp-formula": self.formula,
        }

    def whole(self) -> str:
        parts = [self.abstracts()]
        body, back = self.article.find("body"), self.article.find("back")
        parts += [self.blocks(body)] if body is not None else []
        if back is not None:
            parts += [self.block(each) for each in back if isinstance(each.tag, str)]
        floats = self.article.find("floats-group")
        parts += [self.named(floats, 1)] if floats is not None else []
        parts += [self.named(each, 1) for each in self.article.iterchildren("sub-article", "response")]
        return "".join(parts)

    def abstracts(self) -> str:
        found = self.article.findall("./front/article-meta/abstract")
        found += self.article.findall("./front/article-meta/trans-abstract")
        return "".join(self.named(each, 1) for each in found)

    def words(self) -> int:
        body = self.article.find("body")
        return len(text(body).split()) if body is not None else 0

    # running text

    def inside(self, element: etree._Element | None) -> str:
        """The content of an element as running text."""
        if element is None:
            return ""
        return escape(element.text or "") + "".join(self.inline(child) + escape(child.tail or "") for child in element)

    def inline(self, element: etree._Element) -> str:
        if not isinstance(element.tag, str):  # a comment or an instruction to the typesetter
            return ""
        if is_math(element):
            return math(element)
        name = element.tag
        if name in SIMPLE:
            before, after = SIMPLE[name]
            return f"{before}{self.inside(element)}{after}"
        special = self.in_lines.get(name) or (self.block if name in _INNER else None)
        return special(element) if special else self.plainly(element, self.inside)

    def plainly(self, element: etree._Element, inside: Show) -> str:
        """By its content alone; what has no rule is counted."""
        name = str(element.tag)
        if name not in RULES:
            self.unknown[name] += 1
        return "" if RULES.get(name) is Shown.ASIDE else inside(element)

    def xref(self, element: etree._Element) -> str:
        words = self.inside(element) or escape(element.get("rid", ""))
        targets = [each for each in element.get("rid", "").split() if each in self.ids]
        if not targets:
            return words
        kind = ' class="cite"' if element.get("ref-type") == "bibr" else ""
        return f'<a{kind} href="#{escape(anchor(targets[0]))}">{words}</a>'

    def outward(self, element: etree._Element) -> str:
        href = element.get(XLINK, "") or text(element)
        href = f"https://doi.org/{href}" if element.get("ext-link-type") == "doi" and "/" in href else href
        words = self.inside(element) or escape(href)
        to = address(href)
        return f'<a href="{escape(to)}" rel="noreferrer">{words}</a>' if to else words

    def email(self, element: etree._Element) -> str:
        words = text(element)
        if "@" not in words or any(each in words for each in " ?&<>\"'"):
            return self.inside(element)
        return f'<a href="mailto:{escape(words)}">{escape(words)}</a>'

    def alternatives(self, element: etree._Element) -> str:
        """The same thing several times: what can be read here is better than its picture."""
        children = [each for each in element if isinstance(each.tag, str)]
        if sum(each.tag == "table" for each in children) > 1:  # parts of one table, not the same one twice
            return "".join(self.block(each) for each in children if each.tag == "table")
        best = next((each for each in children if is_math(each)), None)
        best = best if best is not None else next((each for each in children if each.tag == "table"), None)
        best = best if best is not None else next((each for each in children if each.tag != "tex-math"), None)
        best = best if best is not None else next(iter(children), None)
        return "" if best is None else self.inline(best) if best.tag not in _TABLE else self.block(best)

    def graphic(self, element: etree._Element) -> str:
        """A picture is served from beside the article or not at all: none is fetched from elsewhere."""
        href, described = element.get(XLINK, ""), text(alt) if (alt := element.find("alt-text")) is not None else ""
        source = self.image(href) if href else ""
        if source:
            return f'<img src="{escape(source)}" alt="{escape(described)}" loading="lazy">'
        if element.tag == "inline-graphic":
            return f'<span class="absent">[{escape(described or "image")}]</span>'
        return f'<p class="absent">{escape(described or "The image is not part of this file.")}</p>'

    def footnote(self, element: etree._Element) -> str:
        label = element.find("label")
        mark = f"<sup>{self.inside(label)}</sup> " if label is not None and text(label) else ""
        inside = " ".join(self.inside(each) for each in element if isinstance(each.tag, str) and each.tag != "label")
        return f'<span class="fn"{self.identity(element)}>{mark}{inside}</span>'

    # blocks

    def blocks(self, element: etree._Element, level: int = 1) -> str:
        """Every child as a block; words that stand between them are kept as a paragraph."""
        out: list[str] = [self.loose(element.text)]
        for child in element:
            out.append(self.block(child, level))
            out.append(self.loose(child.tail))
        return "".join(out)

    @staticmethod
    def loose(words: str | None) -> str:
        return f"<p>{escape(words.strip())}</p>" if words and words.strip() else ""

    def block(self, element: etree._Element, level: int = 1) -> str:
        if not isinstance(element.tag, str):
            return ""
        if is_math(element):
            return f'<div class="formula">{math(element)}</div>'
        name = element.tag
        if name in _TABLE:
            return self.table(element)
        if name == "sec" or name in _NAMED:
            return self.named(element, level)
        special = self.in_blocks.get(name) or self.otherwise(element, level)
        return special(element)

    def otherwise(self, element: etree._Element, level: int) -> Show:
        """For what has no way of its own: a line where it is one, else its blocks one after the other."""
        if RULES.get(element.tag) in (Shown.INLINE, Shown.LINK, None) and not _holds_blocks(element):
            return self.line
        before, after = _WRAPPED.get(element.tag, ("<div>", "</div>"))
        return lambda each: self.plainly(each, lambda inner: f"{before}{self.blocks(inner, level + 1)}{after}")

    def line(self, element: etree._Element) -> str:
        words = self.inline(element)
        return f"<p>{words}</p>" if words.strip() else ""

    def formula(self, element: etree._Element) -> str:
        return f'<div class="formula"{self.identity(element)} tabindex="0">{self.inside(element)}</div>'

    def paragraph(self, element: etree._Element) -> str:
        """A paragraph; blocks that stand inside it come between its halves, as HTML wants it."""
        if not _holds_blocks(element):
            words = self.inside(element)
            return f"<p{self.identity(element)}>{words}</p>" if words.strip() else ""
        out: list[str] = []
        line = escape(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and child.tag in _INNER:
                out += [f"<p>{line}</p>" if line.strip() else "", self.block(child)]
                line = ""
            else:
                line += self.inline(child)
            line += escape(child.tail or "")
        out.append(f"<p>{line}</p>" if line.strip() else "")
        return "".join(out)

    def named(self, element: etree._Element, level: int) -> str:
        """A section with its heading, in the contents down to the third level."""
        title, label = element.find("title"), element.find("label")
        words = self.inside(title) if title is not None else ""
        plain = text(title) if title is not None else ""
        if not plain:
            plain = _NAMED.get(element.tag, "")
            if element.tag == "abstract" and element.get("abstract-type"):
                plain = element.get("abstract-type", "").replace("-", " ").capitalize()
            words = escape(plain)
        if label is not None and text(label):
            words, plain = f"{self.inside(label)} {words}", f"{text(label)} {plain}"
        head, identity = "", self.identity(element)
        if plain:
            self.numbered += 1
            identifier = anchor(element.get("id") or f"s{self.numbered}-{self.numbered}")
            if level <= _CONTENTS:
                self.contents.append(Heading(identifier, plain, level))
            heading = min(level + 1, _DEEPEST)
            head, identity = f"<h{heading}>{words}</h{heading}>", f' id="{escape(identifier)}"'
        inside = escape((element.text or "").strip()) + "".join(
            self.block(each, level + 1) + self.loose(each.tail)
            for each in element
            if each is not title and each is not label
        )
        if element.tag == "ref-list":
            inside = f'<ol class="refs">{inside}</ol>'
        return f"<section{identity}>{head}{inside}</section>"

    def list(self, element: etree._Element) -> str:
        numbered = element.get("list-type", "").partition("-")[0] in ("order", "arabic", "alpha", "roman")
        marks = any(text(label) for label in element.findall("./list-item/label"))
        tag = "ol" if numbered and not marks else "ul"
        look = ' class="plain"' if marks or element.get("list-type") in ("simple", "none") else ""
        items = "".join(self.item(each) for each in element.findall("list-item"))
        rest = "".join(self.block(each) for each in element if each.tag in ("title", "label") and text(each))
        return f"{rest}<{tag}{look}>{items}</{tag}>"

    def item(self, element: etree._Element) -> str:
        label = element.find("label")
        mark = f"{self.inside(label)} " if label is not None and text(label) else ""
        blocks = [each for each in element if isinstance(each.tag, str) and each.tag != "label"]
        if len(blocks) == 1 and blocks[0].tag == "p" and not _holds_blocks(blocks[0]):
            return f"<li{self.identity(element)}>{mark}{self.inside(blocks[0])}</li>"
        return f"<li{self.identity(element)}>{mark}{''.join(self.block(each) for each in blocks)}</li>"

    def definitions(self, element: etree._Element) -> str:
        out = [self.block(each) for each in element if each.tag in ("title", "label") and text(each)]
        rows = []
        for item in element.findall("def-item"):
            terms = "".join(f"<dt>{self.inside(each)}</dt>" for each in item.findall("term"))
            told = "".join(f"<dd>{self.plain(each)}</dd>" for each in item.findall("def"))
            rows.append(terms + (told or "<dd></dd>"))
        nested = "".join(self.definitions(each) for each in element.findall("def-list"))
        return f"{''.join(out)}<dl>{''.join(rows)}</dl>{nested}"

    def plain(self, element: etree._Element) -> str:
        """Paragraphs as one line, for places where a block would be too much."""
        return " ".join(
            self.inside(each) if each.tag == "p" else self.inline(each) for each in element if isinstance(each.tag, str)
        ) or escape(element.text or "")

    def figure(self, element: etree._Element) -> str:
        label, caption = element.find("label"), element.find("caption")
        name = self.inside(label) if label is not None else ""
        title = caption.find("title") if caption is not None else None
        head = " ".join(part for part in (name, self.inside(title)) if part.strip())
        told = ""
        if caption is not None:
            told = "".join(self.block(each) for each in caption if isinstance(each.tag, str) and each is not title)
            told += self.loose(caption.text)
        rest = [each for each in element if isinstance(each.tag, str) and each is not label and each is not caption]
        inside = "".join(self.block(each) for each in rest)
        strong = f"<strong>{head}</strong>" if head else ""
        legend = f"<figcaption>{strong}{told}</figcaption>" if strong or told else ""
        if element.tag == "table-wrap":
            spoken = escape(text(label) if label is not None and text(label) else "Table")
            tables = "".join(self.block(each) for each in rest if each.tag in ("table", "alternatives", "graphic"))
            feet = "".join(self.block(each) for each in rest if each.tag not in ("table", "alternatives", "graphic"))
            scroll = f'<div class="wide" tabindex="0" role="region" aria-label="{spoken}">{tables}</div>'
            return f'<figure class="table"{self.identity(element)}>{legend}{scroll}{feet}</figure>'
        return f"<figure{self.identity(element)}>{inside}{legend}</figure>"

    def table(self, element: etree._Element) -> str:
        name = str(element.tag)
        asked = [(key, element.get(key, "")) for key in _SPANS]
        spans = "".join(f' {key}="{int(n)}"' for key, n in asked if n.isascii() and n.isdigit() and len(n) < 4)
        if name == "col":
            return f"<col{spans}>"
        if name in ("td", "th"):
            scope = ' scope="col"' if name == "th" and element.xpath("boolean(ancestor::thead)") else ""
            right = ' class="end"' if element.get("align") in ("right", "char") else ""
            blocks = _holds_blocks(element)
            inside = self.blocks(element) if blocks else self.inside(element)
            return f"<{name}{spans}{scope}{right}>{inside}</{name}>"
        return f"<{name}{spans}>{''.join(self.block(each) for each in element)}</{name}>"

    def note(self, element: etree._Element) -> str:
        label = element.find("label")
        mark = f"<sup>{self.inside(label)}</sup> " if label is not None and text(label) else ""
        return mark + " ".join(
            self.inside(each) for each in element if isinstance(each.tag, str) and each.tag != "label"
        )

    def material(self, element: etree._Element) -> str:
        """Files that came with the article: named, and what is said of them; none is fetched."""
        label, caption = element.find("label"), element.find("caption")
        href = element.get(XLINK, "")
        inner = element.find("media")
        if not href and inner is not None:
            href = inner.get(XLINK, "")
        name = self.inside(label) if label is not None else ""
        to, source = address(href), self.image(href) if href else ""
        link = f'<a href="{escape(source or to)}" rel="noreferrer">{escape(href)}</a>' if source or to else escape(href)
        told = self.blocks(caption) if caption is not None else ""
        rest = "".join(
            self.block(each) for each in element if isinstance(each.tag, str) and each.tag not in ("label", "caption")
        )
        said = " ".join(part for part in (f"<strong>{name}</strong>" if name else "", link) if part)
        head = f"<p>{said}</p>" if said else ""
        return f'<div class="material"{self.identity(element)}>{head}{told}{rest}</div>'

    def identity(self, element: etree._Element) -> str:
        identifier = element.get("id")
        return f' id="{escape(anchor(identifier))}"' if identifier else ""
