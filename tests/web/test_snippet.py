"""The sentence shown is the one that answers."""

from __future__ import annotations

from osler.model.article import Abstract, AbstractSection, RichText
from osler.model.query import And, Key, Not, Or, Words
from osler.web.pages.snippet import LONGEST, Wanted, snippet, wanted


def _abstract(*texts: str, labels: tuple[str, ...] = ()) -> Abstract:
    names = labels or ("",) * len(texts)
    return Abstract(tuple(AbstractSection(RichText(t), label) for t, label in zip(texts, names, strict=True)))


def test_the_sentence_with_most_of_the_words_wins() -> None:
    abstract = _abstract(
        "Sclerosis is rare. Tocilizumab slowed sclerosis of the lung in this long trial of many people over many years "
        "of careful follow-up and measurement. It was safe."
    )
    assert snippet(abstract, wanted(Words("title", ("x",)), "tocilizumab sclerosis")).startswith(
        "<mark>Tocilizumab</mark> slowed <mark>sclerosis</mark>"
    )


def test_a_short_sentence_brings_its_neighbour() -> None:
    assert snippet(_abstract("First. Fever rose. Then it fell."), Wanted(frozenset({"fever"}))) == (
        "<mark>Fever</mark> rose. Then it fell."
    )


def test_without_a_match_the_conclusion_speaks() -> None:
    abstract = _abstract("We looked.", "We found nothing.", labels=("METHODS", "CONCLUSIONS"))
    assert snippet(abstract, Wanted(frozenset({"absent"}))) == "We found nothing."


def test_a_long_sentence_is_cut_around_what_is_marked() -> None:
    text = "word " * 200 + "fever and chills " + "word " * 200
    out = str(snippet(_abstract(text), Wanted(frozenset({"fever", "chills"}))))
    assert "<mark>fever</mark> and <mark>chills</mark>" in out
    assert out.startswith("… ")
    assert out.endswith(" …")
    assert len(out) < LONGEST + 60


def test_plurals_prefixes_and_folded_letters_match() -> None:
    abstract = _abstract("Sjögren's tumours were Cardiological.")
    found = snippet(abstract, Wanted(frozenset({"sjogren", "tumour"}), ("cardiol",)))
    assert found == "<mark>Sjögren</mark>&#39;s <mark>tumours</mark> were <mark>Cardiological</mark>."


def test_what_is_left_out_is_not_marked() -> None:
    expr = And((Or((Words("title", ("fever",)), Key("mesh", ("chills",)))),))
    asked = wanted(Not(expr, Words("title", ("cough",))))
    assert asked.whole == {"fever"}


def test_text_is_escaped() -> None:
    assert snippet(_abstract("Fever < 38 & <b>rising</b>."), Wanted(frozenset({"fever"}))) == (
        "<mark>Fever</mark> &lt; 38 &amp; &lt;b&gt;rising&lt;/b&gt;."
    )


def test_no_abstract_no_snippet() -> None:
    assert snippet(None, Wanted(frozenset())) == ""
    assert snippet(Abstract(()), Wanted(frozenset())) == ""
