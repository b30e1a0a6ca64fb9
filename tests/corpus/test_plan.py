"""What a sync decides, for every state a mirror and a corpus can be in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from osler.corpus.plan import ALWAYS_ASKED, Plan, Wish, changes_year, plan, still_arriving, target_year, to_compare
from osler.engine.protocol import FileEntry
from osler.errors import BadInput
from osler.pubmed.mirror import Listing, MirrorFile, arrange

ALL = Wish(baseline=True)
UPDATES = Wish()
DECEMBER = datetime(2026, 12, 12, 5, tzinfo=UTC)


def name(number: int, year: int = 26) -> str:
    return f"pubmed{year}n{number:04}.xml.gz"


def listing(baseline: list[int], updates: list[int], year: int = 26, modified: datetime | None = None) -> Listing:
    files = [MirrorFile(name(n, year), "baseline", 2000 + year, n, modified=modified) for n in baseline]
    files += [MirrorFile(name(n, year), "updatefiles", 2000 + year, n, modified=modified) for n in updates]
    return arrange(files)


def applied(*numbers: int, year: int = 26, at: str = "2026-06-01T00:00:00+00:00") -> list[FileEntry]:
    """Entries in the order they were applied."""
    return [FileEntry(name(n, year), "0" * 32, 1, 0, 0, at_, at) for at_, n in enumerate(numbers, start=1)]


def steps(made: Plan) -> list[tuple[int, str]]:
    return [(step.file.number, step.reason.value) for step in made.steps]


def test_an_empty_corpus_takes_the_baseline_then_the_updates() -> None:
    made = plan(listing([1, 2], [3, 4]), [], ALL)
    assert steps(made) == [(1, "new"), (2, "new"), (3, "new"), (4, "new")]
    assert (made.year, made.gaps, made.notes, made.later) == (2026, (), (), 0)


def test_what_was_applied_is_not_applied_twice() -> None:
    assert steps(plan(listing([1, 2], [3, 4]), applied(1, 2, 3, 4), ALL)) == []
    assert steps(plan(listing([1, 2], [3, 4]), applied(1, 2, 3), UPDATES)) == [(4, "new")]


def test_an_interrupted_sync_goes_on_where_it_stopped() -> None:
    assert steps(plan(listing([1, 2], [3, 4]), applied(1), ALL)) == [(2, "new"), (3, "new"), (4, "new")]


def test_without_the_baseline_its_absence_is_said() -> None:
    made = plan(listing([1, 2], [3, 4]), [], UPDATES)
    assert steps(made) == [(3, "new"), (4, "new")]
    assert "the baseline of 2026 (2 files) is not loaded" in made.notes[0]
    half = plan(listing([1, 2], [3, 4]), applied(1), UPDATES)
    assert "1 of the baseline's 2 files are loaded" in half.notes[0]


def test_the_newest_files_alone_then_on_from_there() -> None:
    here = listing([1, 2], [3, 4, 5, 6])
    assert steps(plan(here, [], Wish(newest=2))) == [(5, "new"), (6, "new")]
    grown = listing([1, 2], [3, 4, 5, 6, 7, 8, 9])
    assert steps(plan(grown, applied(5, 6), UPDATES)) == [(7, "new"), (8, "new"), (9, "new")]
    assert plan(grown, applied(5, 6), UPDATES).gaps == ()


def test_the_baseline_can_come_after_update_files() -> None:
    made = plan(listing([1, 2], [3, 4, 5]), applied(4, 5), ALL)
    assert steps(made) == [(1, "new"), (2, "new"), (3, "new")]


def test_a_gap_is_said_and_filled_when_the_file_comes() -> None:
    gapped = plan(listing([1, 2], [5, 7]), applied(1, 2), UPDATES)
    assert steps(gapped) == [(5, "new"), (7, "new")]
    assert gapped.gaps == ("pubmed26n0003–0004", "pubmed26n0006")
    filled = plan(listing([1, 2], [3, 4, 5, 6, 7]), applied(1, 2, 5, 7), UPDATES)
    assert steps(filled) == [(3, "new"), (4, "new"), (6, "new")]
    assert filled.gaps == ()


def test_numbers_the_server_no_longer_lists_but_were_applied_are_no_gap() -> None:
    assert plan(listing([], [5]), applied(1, 2, 3, 4), UPDATES).gaps == ()


def test_a_file_published_again_is_applied_again() -> None:
    made = plan(listing([1], [2, 3, 4, 5]), applied(1, 2, 3, 4), UPDATES, reissued={name(3)})
    assert steps(made) == [(3, "reissued"), (5, "new")]


def test_since_takes_a_file_or_a_date() -> None:
    here = listing([1], [2, 3, 4])
    made = plan(here, applied(1), Wish(since=name(3)))
    assert steps(made) == [(3, "new"), (4, "new")]
    assert made.notes == (f"1 update files before {name(3)} are not applied",)
    with pytest.raises(BadInput, match="shows no dates"):
        plan(here, [], Wish(since=datetime(2026, 1, 1, tzinfo=UTC)))
    with pytest.raises(BadInput, match="--since yesterday"):
        plan(here, [], Wish(since="yesterday"))
    dated = listing([1], [2, 3], modified=datetime(2026, 1, 2, tzinfo=UTC))
    assert steps(plan(dated, [], Wish(since=datetime(2026, 1, 1, tzinfo=UTC)))) == [(2, "new"), (3, "new")]
    assert steps(plan(dated, [], Wish(since=datetime(2026, 1, 3, tzinfo=UTC)))) == []


def test_a_limit_leaves_the_rest_for_next_time() -> None:
    made = plan(listing([1, 2], [3]), [], Wish(baseline=True, limit=2))
    assert (steps(made), made.later) == ([(1, "new"), (2, "new")], 1)


def test_a_new_years_baseline_asks_for_a_new_generation() -> None:
    both = arrange([*listing([1, 2], [], 26).files, *listing([1, 2, 3], [4], 27).files])
    assert changes_year(both, applied(1, 2), ALL)
    assert not changes_year(both, applied(1, 2, year=27), ALL)
    assert not changes_year(both, [], ALL)
    assert target_year(both, ALL, applied(1, 2)) == 2027
    assert steps(plan(both, [], ALL)) == [(1, "new"), (2, "new"), (3, "new"), (4, "new")]


def test_until_asked_the_old_year_stays_and_the_new_one_is_said() -> None:
    moved = listing([1, 2], [3], 27)
    made = plan(moved, applied(1, 2, 3), UPDATES)
    assert (made.year, steps(made)) == (2026, [])
    assert "NLM began the files of 2027" in made.notes[0]


def test_a_corpus_without_a_baseline_just_takes_the_new_years_updates() -> None:
    assert steps(plan(listing([1], [2, 3], 27), applied(8, 9), UPDATES)) == [(2, "new"), (3, "new")]


@pytest.mark.parametrize(
    ("files", "now", "expected"),
    [
        (listing([1, 2], [], 27, DECEMBER), datetime(2026, 12, 12, 9, tzinfo=UTC), True),
        (listing([1, 2], [], 27, DECEMBER), datetime(2026, 12, 15, 9, tzinfo=UTC), False),
        (listing([1, 2], [3], 27, DECEMBER), datetime(2026, 12, 12, 9, tzinfo=UTC), False),
        (listing([1, 2, 3], [], 27, DECEMBER), datetime(2026, 12, 12, 9, tzinfo=UTC), False),
        (listing([1, 2], [], 27), datetime(2026, 12, 12, 9, tzinfo=UTC), False),
    ],
)
def test_a_baseline_that_may_still_be_arriving_is_waited_for(files: Listing, now: datetime, expected: bool) -> None:
    assert still_arriving(files, 2027, applied(1, 2, 3), now) is expected


@pytest.mark.parametrize(
    ("here", "whole"),
    [
        (listing([1, 2], [3, 4]), True),
        (listing([1, 2], [3, 5]), True),
        (listing([1, 3], [4]), False),
        (listing([1, 2], [4]), False),
        (listing([2, 3], []), False),
    ],
)
def test_a_baseline_with_a_gap_is_not_whole(here: Listing, whole: bool) -> None:
    assert plan(here, [], ALL).whole is whole


def test_an_older_baseline_does_not_replace_a_newer_one() -> None:
    with pytest.raises(BadInput, match="older than the files of 2027"):
        plan(listing([1], []), applied(1, year=27), ALL)


def test_a_mirror_without_a_baseline_cannot_give_one() -> None:
    with pytest.raises(BadInput, match="has no baseline"):
        plan(listing([], [3]), [], ALL)


def test_sums_are_asked_for_the_newest_files_and_those_that_dates_suspect() -> None:
    many = list(range(1, ALWAYS_ASKED + 11))
    entries = applied(*many)
    old = listing(many, [], modified=datetime(2026, 1, 1, tzinfo=UTC))
    assert [f.number for f in to_compare(old, entries)] == many[10:]
    touched = arrange([old.files[0]._replace(modified=datetime(2026, 6, 2, tzinfo=UTC)), *old.files[1:]])
    assert [f.number for f in to_compare(touched, entries)] == [1, *many[10:]]
    assert len(to_compare(listing(many, []), entries)) == len(many)
    assert to_compare(old, []) == []


def test_files_that_lie_in_neither_folder_are_all_taken() -> None:
    flat = arrange(MirrorFile(name(n), "", 2026, n) for n in (2, 1))
    assert steps(plan(flat, [], UPDATES)) == steps(plan(flat, [], ALL)) == [(1, "new"), (2, "new")]
