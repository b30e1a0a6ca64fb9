from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osler.engine.embedded import schema
from osler.engine.words import fold, key, spaced, spans, words

TRICKY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aSs'’ʼ_ -é́ßΣςİıﬁ²½")), max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("β-Blockers in Sjögren's syndrome", "beta blockers in sjogren syndrome"),
        ("Sjögren’s", "sjogren"),
        ("IL-6/CO₂ (n=23)", "il 6 co2 n 23"),
        ("O'Brien's dogs' bowls", "o brien dogs bowls"),
        ("µg and μg", "mug and mug"),
        ("ﬁbrosis", "fibrosis"),
        ("Møller Straße Łódź œdema", "moller strasse lodz oedema"),
        ("snake_case", "snake case"),
        ("e\u0301tude", "etude"),
        ("", ""),
        ("\x00\n\t", ""),
        ("系统性 硬化", "系统性 硬化"),
    ],
)
def test_words_are_folded_and_split_at_what_is_neither_letter_nor_digit(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@given(TRICKY)
def test_spans_agree_with_words_and_point_at_what_was_printed(text: str) -> None:
    found = spans(text)
    assert [span.word for span in found] == words(text) == spaced(text).split()
    for span in found:
        assert 0 <= span.start < span.end <= len(text)


@given(TRICKY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(" ".join(words(text))) == words(text)


@given(TRICKY)
def test_a_key_has_single_spaces_and_keeps_punctuation(text: str) -> None:
    assert key(text) == " ".join(key(text).split())
    assert key(" N  Engl. J Med ") == "n engl. j med"


def test_highlighting_a_word_with_a_combining_accent_takes_the_accent_along() -> None:
    text = "cafe\u0301 noir"
    assert [text[s.start : s.end] for s in spans(text)] == ["cafe\u0301", "noir"]


def test_a_text_is_stemmed_beforehand_as_tantivy_would_have() -> None:
    text = f"the fibroses of lungs {schema.GAP_WORD} {schema.GAP_WORD} showing caresses ponies 12 β1 überraschungen x"
    tantivys = [word for word in schema._stemmer().analyze(text) if word != schema.GAP_WORD]
    assert schema.stems(text).split() == tantivys
    assert [schema.stem(word) for word in ("fibroses", "the", schema.GAP_WORD)] == ["fibros", "", ""]
