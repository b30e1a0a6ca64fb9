"""What people write in Markdown is shown as they meant it, and can do nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from osler.web import prose

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://elsewhere.example/pixel.png)",
    '<img src=x onerror="alert(1)">',
    "<a href='x' onclick='alert(1)'>x</a>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "`</code><script>alert(1)</script>`",
    "| a |\n|:-:|\n| <iframe src=//elsewhere.example> |",
    "<https://fine.example/\"onmouseover='alert(1)'>",
    "[x](//elsewhere.example)<style>*{}</style>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    _harmless(text)


@given(st.text(alphabet="<>\"'`[]()!#*_|:-/ \n&;ajscriptonx=", max_size=120))
def test_nothing_runs_whatever_is_written(text: str) -> None:
    _harmless(text)


def _harmless(text: str) -> None:
    tree = parser.fragment_fromstring(str(prose.html(text)), create_parent="div")
    assert not tree.xpath(".//script | .//img | .//iframe | .//style | .//svg | .//*[@style]")
    for element in tree.iter():
        assert not [name for name in element.attrib if str(name).startswith("on")]
        scheme = element.get("href", "").partition(":")[0].lower()
        assert scheme not in ("javascript", "data", "vbscript")


def test_headings_start_where_the_page_needs_them() -> None:
    assert prose.html("# Aim\n## Part", heading=3) == "<h3>Aim</h3>\n<h4>Part</h4>\n"
    assert prose.html("###### Deep", heading=5) == "<h6>Deep</h6>\n"


def test_lists_tables_emphasis_and_links_are_shown() -> None:
    shown = str(prose.html("*one* **two**\n\n- a\n- b\n\n| x | y |\n|---|:-:|\n| 1 | 2 |\n\n<https://example.org>"))
    assert "<em>one</em> <strong>two</strong>" in shown
    assert "<li>a</li>" in shown
    assert "<td>2</td>" in shown
    assert 'href="https://example.org" rel="noopener noreferrer nofollow"' in shown
