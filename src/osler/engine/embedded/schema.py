"""The index's schema: how each field of `osler.engine.fields` lies in Tantivy.

`VERSION` goes up whenever an index made by older code would answer wrongly; `osler rebuild` makes a
new index from the record file. Text arrives already analysed (`osler.engine.words`), so any engine
agrees on what a word is; only BEST is stemmed, by Tantivy's Porter2, before it arrives: the one thread that
indexes is what a load waits for, and a word's stem need be found but once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import tantivy

from osler.engine.embedded.readonly import lockable
from osler.engine.fields import BEST, TEXT
from osler.engine.stopwords import STOPWORDS

VERSION = 4

# A word no text can hold, indexed as nothing: it only moves positions on, so that no proximity below GAP
# runs from one keyword or affiliation into the next.
GAP_WORD = "_"
GAP = 16

ORDER_STEP = 1_000_000_000  # an order is date * ORDER_STEP + PMID: sorts by date, then PMID
DATE_ORDER = "date_order"
ENTREZ_ORDER = "entrez_order"
JOURNAL_ORDER = "journal_order"  # key of the journal's abbreviation; also the journal facet
BUCKET = "bucket"  # PMID hashed to 0..BUCKETS-1: bucket 0 is a fair sample
BUCKETS = 16
SHARE = 32  # of so many records one is in the sample beside the index; which, is independent of its bucket

# Most keyed fields share one, as "field:value": a field of its own costs a byte a record even where it is empty.
KEYS = "key"
OWN_KEYS = ("pt", "language", "author_first")  # those that are counted or sorted by
DATES = ("electronic_date", "create_date", "mesh_date", "completion_date", "revision_date")

_SPACE = "\x7f"  # a space within a key: keys are parted by white space, far quicker than as a list
_SPACED = "spaced"
_STEMMED = "stemmed"  # the text arrives so; the name is the one that indexes were made with
_STEMS_KEPT = 1 << 17


def build() -> tantivy.Schema:
    """The schema. Numbers are signed: deleting by a term of an unsigned field deletes nothing."""
    schema = tantivy.SchemaBuilder()
    for name in TEXT:
        schema.add_text_field(name, tokenizer_name=_SPACED, index_option="position")
    schema.add_text_field(KEYS, tokenizer_name="whitespace", index_option="basic")
    for name in (*OWN_KEYS, JOURNAL_ORDER):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    schema.add_text_field(BEST, tokenizer_name=_STEMMED, index_option="freq")
    schema.add_integer_field("pmid", indexed=True, fast=True)
    schema.add_integer_field("cites", indexed=True)
    schema.add_integer_field(BUCKET, indexed=True)
    for name in (DATE_ORDER, ENTREZ_ORDER, *DATES):
        schema.add_integer_field(name, fast=True)
    return schema.build()


def open_index(folder: Path) -> tantivy.Index:
    """The index in `folder`, made where there is none. Readers reload it themselves."""
    index = tantivy.Index(build(), str(lockable(folder)))
    without_gaps = _by_space().filter(tantivy.Filter.custom_stopword([GAP_WORD]))
    index.register_tokenizer(_SPACED, without_gaps.build())
    index.register_tokenizer(_STEMMED, _by_space().build())
    index.config_reader(reload_policy="manual")
    return index


def key_term(field: str, value: str) -> tuple[str, str]:
    """(field, term) of the index that hold a value of a keyed field."""
    return (field, value) if field in OWN_KEYS else (KEYS, f"{field}:{value.replace(' ', _SPACE)}")


def packed(folded: str) -> str:
    """A value of the shared field, folded, as its terms end."""
    return _SPACE.join(folded.split())


def unpacked(ending: str) -> str:
    """The value, folded, that a term of the shared field ends with."""
    return ending.replace(_SPACE, " ")


def key_of(field: str, term: str) -> str:
    """The value of a keyed field that a term of the index stands for."""
    return term if field in OWN_KEYS else unpacked(term[len(field) + 1 :])


def bucket(pmid: int) -> int:
    """The sample a record belongs to: Fibonacci hashing, so that neighbours are spread."""
    return (pmid * 2_654_435_769 & 0xFFFFFFFF) >> 28


def is_sampled(pmid: int) -> bool:
    """Whether a record is in the sample beside the index: by other bits of the same hash."""
    return not (pmid * 2_654_435_769 >> 23) % SHARE


class _Stems(dict[str, str]):
    """Word -> stem, forgotten all at once when there are too many. Looking up what is known is one C call."""

    def __missing__(self, word: str) -> str:
        found = "" if word == GAP_WORD else (_stemmer().analyze(word) or [""])[0]
        if found == word:
            found = word  # one string, that the processor's cache need hold but once
        if len(self) >= _STEMS_KEPT:
            self.clear()
        self[word] = found
        return found


_STEMS = _Stems()


def stem(word: str) -> str:
    """A word as the ranking field holds it; "" for a stop word, which it does not hold."""
    return _STEMS[word]


def stems(text: str) -> str:
    """A text whose words stand apart, as the ranking field holds it: stemmed, without stop words and gaps."""
    return " ".join(map(_STEMS.__getitem__, text.split()))


def _by_space() -> tantivy.TextAnalyzerBuilder:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())


@cache
def _stemmer() -> tantivy.TextAnalyzer:
    return (
        _by_space()
        .filter(tantivy.Filter.custom_stopword(sorted(STOPWORDS)))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
