"""What crosses between a loader and its crew arrives as it was sent; records cross once."""

from __future__ import annotations

from tests.corpus.synthetic import article

from osler.corpus.parcel import answer, answered, unwrap, wrap
from osler.corpus.understand import understand
from osler.engine.embedded.writer import Batch, prepare
from osler.pubmed.xml.split import Element


def _batch(*records: str) -> list[tuple[Element, int]]:
    return [(Element(b"PubmedArticle", record.encode()), number) for number, record in enumerate(records, 7)]


def test_a_batch_arrives_as_it_was_sent() -> None:
    batch = [*_batch(article(1, "one"), article(2, "Größe")), (Element(b"DeleteCitation", b"<DeleteCitation/>"), 9)]
    assert unwrap(*wrap(batch)) == batch
    assert unwrap(*wrap([])) == []


def test_records_do_not_come_back_but_are_in_the_answer() -> None:
    batch = _batch(article(1, "long " * 1_000), article(2, "two"))
    there = unwrap(*wrap(batch))
    understood = understand(there, prepare)
    message = answer(understood, there)
    assert batch[0][0].xml not in message
    back = answered(message, batch)
    assert back == understood
    assert isinstance(back.prepared, Batch)
    assert back.prepared.records[0].xml is batch[0][0].xml


def test_what_became_another_record_and_what_became_none_come_back_so() -> None:
    """One with a character XML forbids is mended, so it is not the one that was sent; one is no record."""
    batch = _batch(article(3, "be\x01fore"), "<PubmedArticle/>")
    there = unwrap(*wrap(batch))
    back = answered(answer(understand(there, prepare), there), batch)
    assert back == understand(batch, prepare)
    assert isinstance(back.prepared, Batch)
    assert [each.xml for each in back.prepared.records] == [batch[0][0].xml.replace(b"\x01", "\ufffd".encode())]
    assert len(back.problems) == 2


def test_an_answer_without_records() -> None:
    batch = _batch("<PubmedArticle/>")
    back = answered(answer(understand(batch, prepare), batch), batch)
    assert back.prepared == Batch([], set())
