"""Text with markup: what is searched, and what is shown."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.pubmed.xml.made import events, file, record

from osler.model.article import Record, RichText
from osler.pubmed.xml import parse

MML = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


def title(inside: str) -> RichText:
    return parse(record(1, inside)).title


@pytest.mark.parametrize(
    ("inside", "plain", "markup"),
    [
        ("Plain.", "Plain.", ""),
        ("  Spaced \n   over lines\t", "Spaced over lines", ""),
        ("A &lt; B &amp; C", "A < B & C", ""),
        ("&#946;-blockers", "β-blockers", ""),
        ("", "", ""),
        ("CO<sub>2</sub> in <i>E. coli</i>", "CO2 in E. coli", "CO<sub>2</sub> in <i>E. coli</i>"),
        ("<b>a</b> <i>b</i>", "a b", "<b>a</b> <i>b</i>"),
        ("<i>a<sup>2</sup></i>", "a2", "<i>a<sup>2</sup></i>"),
        ("p&lt;<i>.05</i>", "p<.05", "p&lt;<i>.05</i>"),
        ("<i/>x", "x", "<i></i>x"),
        ("a <new>b <i>c</i></new> d", "a b c d", "a b <i>c</i> d"),
    ],
)
def test_plain_and_markup(inside: str, plain: str, markup: str) -> None:
    assert title(inside) == RichText(plain, markup)


def test_a_formula_keeps_its_elements_and_can_stand_alone() -> None:
    formula = f"<mml:math {MML}><mml:msub>\n  <mml:mi>x</mml:mi>\n  <mml:mn>2</mml:mn></mml:msub></mml:math>"
    found = title(f"Of {formula} in mice")
    assert found.plain == "Of x2 in mice"
    shown = etree.fromstring(f"<t>{found.markup}</t>")
    assert [el.tag.split("}")[1] for el in shown.iter() if "}" in str(el.tag)] == ["math", "msub", "mi", "mn"]


def test_a_formula_whose_prefix_the_dtd_declares_is_read() -> None:
    """The DTD fixes xmlns:mml, so a record may use the prefix without declaring it."""
    found = title("Of <mml:math><mml:mi>x</mml:mi></mml:math>")
    assert found.plain == "Of x"
    assert etree.fromstring(f"<t>{found.markup}</t>")[0].tag.endswith("}math")
    (stored,) = events(file(record(1, "Of <mml:math><mml:mi>x</mml:mi></mml:math>")))
    assert isinstance(stored, Record)
    assert etree.fromstring(stored.xml).find(".//{*}math") is not None


def test_another_prefix_for_mathml_is_the_same() -> None:
    found = title('Of <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi></m:math>')
    assert found.markup == f"Of <mml:math {MML}><mml:mi>x</mml:mi></mml:math>"


def test_a_displayed_formula_says_so() -> None:
    inside = f"So: <DispFormula><mml:math {MML}><mml:mi>x</mml:mi></mml:math></DispFormula> holds."
    found = parse(record(1, article=f"<Abstract><AbstractText>{inside}</AbstractText></Abstract>")).abstract
    assert found is not None
    assert found.sections[0].text.plain == "So: x holds."
    assert 'display="block"' in found.sections[0].text.markup


def test_attributes_in_markup_cannot_break_out() -> None:
    found = title(f"<mml:math {MML} alttext='\"&gt;&lt;script&gt;'><mml:mi>x</mml:mi></mml:math>")
    shown = etree.fromstring(f"<t>{found.markup}</t>")
    assert shown[0].get("alttext") == '"><script>'
    assert "<script" not in found.markup


def test_comments_and_instructions_are_no_text() -> None:
    assert title("A<!-- no --> b<?no?>c") == RichText("A bc")
    assert title("<![CDATA[<b>]]> is bold") == RichText("<b> is bold")
