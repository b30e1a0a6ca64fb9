"""Markup to HTML: only what is named gets through, whatever comes."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from osler.model.article import RichText
from osler.web.markup import html, unbroken


def _html(markup: str, plain: str = "plain") -> str:
    return str(html(RichText(plain, markup)))


def test_text_without_markup_is_escaped() -> None:
    assert str(html(RichText('a < b & "c"'))) == "a &lt; b &amp; &#34;c&#34;" or "&lt;" in str(html(RichText("a < b")))
    assert str(html(None)) == ""


def test_inline_elements_stay() -> None:
    assert (
        _html("a<b>b</b><i>c<sup>2</sup></i><u>d</u><sub>e</sub>")
        == "a<b>b</b><i>c<sup>2</sup></i><u>d</u><sub>e</sub>"
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '<i onclick="x">t</i>',
        '<a href="javascript:x">t</a>',
        '<mml:math href="javascript:x"><mml:mi style="color:red" xlink="x">t</mml:mi></mml:math>',
        '<mml:annotation-xml encoding="text/html"><mml:script>x</mml:script></mml:annotation-xml>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x"><script>1</script></svg>',
        "<?php x ?><!-- c --><i>t</i>",
    ],
)
def test_nothing_else_does(markup: str) -> None:
    out = _html(markup)
    assert set(re.findall(r"<(\w+)", out)) <= {"i", "math", "mi"}
    assert not re.search(r"on\w+=|href|style|javascript|xlink", out)


def test_broken_markup_falls_back_to_the_words() -> None:
    assert _html("<i>never closed", "5 < 6") == "5 &lt; 6"


def test_markup_nested_without_end_falls_back_to_the_words() -> None:
    assert _html("<i>" * 5000 + "x" + "</i>" * 5000, "x") == "x"


_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)
_NAMES = st.sampled_from(
    ["b", "i", "u", "sup", "sub", "script", "a", "mml:math", "mml:mi", "mml:mfenced", "style", "x"]
)


@given(name=_NAMES, attribute=_TEXT, inner=_TEXT)
def test_whatever_it_says_only_allowed_elements_come_out(name: str, attribute: str, inner: str) -> None:
    out = _html(f"<{name} display={quoteattr(attribute)} onload={quoteattr(attribute)}>{escape(inner)}</{name}>", inner)
    assert set(re.findall(r"<([a-z]+)", out)) <= {"b", "i", "u", "sup", "sub", "math", "mi", "mrow", "mo"}
    assert "onload" not in re.sub(r'"[^"]*"|>[^<]*<', "", out)


def test_a_short_name_is_not_torn_apart_after_its_hyphen() -> None:
    def kept(text: str) -> list[str]:
        made = unbroken(Markup(text))
        assert made.replace('<span class="unbroken">', "").replace("</span>", "") == text
        return re.findall(r'<span class="unbroken">(.*?)</span>', made)

    assert kept("IL-6, COVID-19 and PD-L1 (HbA-1c) in <i>TNF-2</i>") == ["IL-6", "COVID-19", "PD-L1", "HbA-1c", "TNF-2"]
    assert kept("Long-term follow-up of interleukin-6 in 12-year-olds, 2010-2019, type-2-diabetes") == []
    assert kept('<sup title="IL-6">IL-1</sup> a&lt;b') == ["IL-1"]
    assert unbroken("<b> IL-6") == '&lt;b&gt; <span class="unbroken">IL-6</span>'
    assert unbroken(Markup("<math><mi>a-1</mi></math>")) == "<math><mi>a-1</mi></math>"
