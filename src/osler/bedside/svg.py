"""A few SVG elements as text: black on nothing, so that print, dark pages and screen readers all get them."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

FONT = 'font-family="system-ui, sans-serif" font-size="13"'


def document(width: float, height: float, *, id_: str, title: str, desc: str, body: Iterable[str]) -> str:
    """A drawing with a title and a description that say what it shows; ids are unique by `id_`."""
    names = f'aria-labelledby="{id_}-title {id_}-desc"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {names} viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" class="drawing" {FONT} fill="currentColor" stroke="none">'
        f'<title id="{id_}-title">{escape(title)}</title><desc id="{id_}-desc">{escape(desc)}</desc>'
        f"{''.join(body)}</svg>"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False, small: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    size = ' font-size="11"' if small else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}{size}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False, width: float = 1) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="currentColor" stroke-width="{width:g}"{dash}/>'


def rect(x: float, y: float, width: float, height: float, *, opacity: float = 1) -> str:
    box = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {box} fill-opacity="{opacity:g}"/>'


def diamond(left: float, middle: float, right: float, y: float, half: float) -> str:
    points = f"{left:.1f},{y:.1f} {middle:.1f},{y - half:.1f} {right:.1f},{y:.1f} {middle:.1f},{y + half:.1f}"
    return f"<polygon points={quoteattr(points)}/>"


def polyline(points: Iterable[tuple[float, float]]) -> str:
    text_ = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{text_}" fill="none" stroke="currentColor" stroke-width="1.5"/>'


def dot(x: float, y: float, radius: float = 3) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'
