"""Which corpus a new installation takes, and what is asked of it."""

from __future__ import annotations

import gzip

import pytest

from osler.corpus.journal import LastSync
from osler.corpus.plan import Wish
from osler.corpus.sources import NEWEST, SAMPLE_FILE, Choice, Kind, choose, sample, wish
from osler.engine.protocol import FileEntry
from osler.pubmed.mirror import NLM, Listing, MirrorFile

OURS = "/srv/pubmed"


def last(source: str, *, baseline: bool = False) -> LastSync:
    return LastSync(source, "2026-01-01T00:00:00+00:00", baseline, "")


@pytest.mark.parametrize(
    ("given", "before", "records", "nlm_answers", "expected"),
    [
        (OURS, None, 0, True, (Kind.MIRROR, OURS)),
        (OURS, last(NLM), 9, True, (Kind.MIRROR, OURS)),
        ("", last(OURS), 9, True, (Kind.AGAIN, OURS)),
        ("", None, 0, True, (Kind.NLM, NLM)),
        ("", last(NLM), 9, True, (Kind.NLM, NLM)),
        ("", last(NLM), 9, False, (Kind.KEEP, "")),
        ("", None, 9, False, (Kind.KEEP, "")),
        ("", None, 0, False, (Kind.SAMPLE, "")),
    ],
)
def test_the_choice(
    given: str, before: LastSync | None, records: int, *, nlm_answers: bool, expected: tuple[Kind, str]
) -> None:
    made = choose(given, before, records=records, nlm_answers=nlm_answers)
    assert (made.kind, made.address) == expected
    assert made.why


def listing(folder: str, number: int, year: int = 2026) -> Listing:
    return Listing((MirrorFile(f"pubmed{year % 100}n{number:04}.xml.gz", folder, year, number),))


def entry(number: int, year: int = 26) -> FileEntry:
    return FileEntry(f"pubmed{year}n{number:04}.xml.gz", "", 1, 0, 0, 1, "2026-01-01T00:00:00+00:00")


def test_of_a_mirror_that_was_named_everything_is_taken() -> None:
    named = Choice(Kind.MIRROR, OURS, "")
    assert wish(named, None, listing("baseline", 1), []) == Wish(baseline=True)
    assert wish(named, None, listing("", 1), []) == Wish(baseline=True)
    assert wish(named, None, listing("updatefiles", 1), []) == Wish()


def test_of_last_times_mirror_what_was_asked_then() -> None:
    again = Choice(Kind.AGAIN, OURS, "")
    assert wish(again, last(OURS, baseline=True), listing("baseline", 1), []) == Wish(baseline=True)
    assert wish(again, last(OURS), listing("baseline", 1), []) == Wish()


def test_of_nlm_the_newest_files_at_first_then_what_follows() -> None:
    nlm = Choice(Kind.NLM, NLM, "")
    here = listing("updatefiles", 1600)
    assert wish(nlm, None, here, []) == Wish(newest=NEWEST)
    assert wish(nlm, None, here, [entry(14, 20)]) == Wish(newest=NEWEST)
    assert wish(nlm, None, here, [entry(1598)]) == Wish()
    assert wish(nlm, None, here, [entry(1, 25)]) == Wish()


def test_the_sample_is_a_whole_file_of_nlms() -> None:
    path = sample()
    assert path is not None
    assert path.as_posix().endswith(SAMPLE_FILE)
    with gzip.open(path) as stream:
        assert b"<PubmedArticleSet>" in stream.read(1000)
