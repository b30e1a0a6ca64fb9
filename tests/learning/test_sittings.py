"""Sittings: what belongs to one question, and time that is never more than the clock allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osler.learning import queries, reading, services, sittings, topic
from osler.learning.models import Activity, Learner, Source
from osler.people.models import User

START = datetime(2026, 11, 27, 9, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def beat(user: User, pmid: int, seconds: float, at: float) -> None:
    sittings.read(user, pmid, timedelta(seconds=seconds), later(at))


def read_seconds(user: User) -> float:
    return sum(Source.objects.filter(activity__user=user).values_list("read_ms", flat=True)) / 1000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("scleroderma lung", "scleroderma lung mycophenolate", True),
        ("heart failure", "Heart Failures[mh] AND sacubitril", True),
        ("heart failure", "asthma in children", False),
        ("the and of", "the", False),
        ("", "asthma", False),
    ],
)
def test_a_refined_search_goes_on_with_the_question(one: str, other: str, same: bool) -> None:
    assert topic.same(one, other) is same


def test_a_sitting_becomes_one_activity_a_question(reader: User) -> None:
    sittings.searched(reader, "scleroderma lung", START)
    sittings.opened(reader, 101, "Zorbimab", later(10), asked="scleroderma lung")
    sittings.searched(reader, "scleroderma lung mycophenolate", later(60))
    sittings.opened(reader, 102, "Another", later(70), asked="scleroderma lung mycophenolate")
    sittings.searched(reader, "asthma in children", later(100))
    sittings.opened(reader, 103, "A third", later(110), asked="asthma in children")
    sittings.opened(reader, 101, "Zorbimab", later(120))
    newest, first = sorted(queries.activities(reader).rows, key=lambda a: a.started_at, reverse=True)
    assert (first.question, newest.question) == ("scleroderma lung", "asthma in children")
    found = queries.activity(reader, first.key)
    assert [s.pmid for s in found.sources.all()] == [101, 102]
    assert [s.text for s in found.searches.all()] == ["scleroderma lung", "scleroderma lung mycophenolate"]
    assert newest.sitting_at == first.sitting_at


def test_after_half_an_hour_a_new_sitting_begins(reader: User) -> None:
    sittings.searched(reader, "asthma", START)
    sittings.opened(reader, 101, "One", later(60))
    sittings.searched(reader, "asthma", later(60 + 31 * 60))
    assert Activity.objects.count() == 2


def test_searches_that_opened_nothing_are_forgotten_with_the_next_sitting(reader: User) -> None:
    sittings.searched(reader, "asthma", START)
    assert queries.activities(reader).rows == []
    sittings.searched(reader, "gout", later(3600))
    assert list(Activity.objects.values_list("question", flat=True)) == ["gout"]


def test_a_paper_without_a_search_has_a_question_still_open(reader: User) -> None:
    assert sittings.opened(reader, 101, "One", START).question == ""


def test_a_page_cannot_claim_more_than_passed(reader: User) -> None:
    sittings.opened(reader, 101, "One", START)
    beat(reader, 101, 3600, at=15)
    assert read_seconds(reader) == 15
    beat(reader, 101, 3600, at=30)
    assert read_seconds(reader) == 30
    beat(reader, 101, 3600, at=30)
    assert read_seconds(reader) == 30, "the same beat sent again"
    beat(reader, 101, 3600, at=330)
    assert read_seconds(reader) == 90, "one beat speaks for a minute at most"


def test_a_hidden_page_counts_nothing(reader: User) -> None:
    sittings.opened(reader, 101, "One", START)
    beat(reader, 101, 0, at=600)
    assert read_seconds(reader) == 0


def test_two_tabs_side_by_side_count_once(reader: User) -> None:
    sittings.opened(reader, 101, "One", START)
    sittings.opened(reader, 102, "Two", START)
    for at in range(15, 61, 15):
        beat(reader, 101, 15, at=at)
        beat(reader, 102, 15, at=at)
    assert read_seconds(reader) == 60


def test_an_unopened_paper_counts_nothing(reader: User) -> None:
    sittings.opened(reader, 101, "One", START)
    beat(reader, 999, 15, at=15)
    assert read_seconds(reader) == 0


def test_time_is_capped_by_topic_and_sitting(reader: User) -> None:
    at = 0.0
    for number in range(4):
        sittings.searched(reader, f"topic{number}", later(at))
        sittings.opened(reader, 101 + number, "One", later(at), asked=f"topic{number}")
        for _ in range(65):
            at += 60
            beat(reader, 101 + number, 60, at=at)
    by_topic = [queries.minutes(queries.activity(reader, a.key)) for a in Activity.objects.order_by("started_at")]
    assert by_topic == [60, 60, 60, 0]


BEATS = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 10_000), st.sampled_from([101, 102, 103])), min_size=1, max_size=25
)


@given(BEATS)
def test_counted_time_never_exceeds_the_clock_nor_the_caps(beats: list[tuple[float, float, int]]) -> None:
    now, until, total = START, None, timedelta()
    for step, claimed, _ in beats:
        now += timedelta(seconds=step)
        new = reading.counted(
            timedelta(seconds=claimed),
            now=now,
            opened_at=START,
            counted_until=until,
            topic_so_far=total,
            sitting_so_far=total,
        )
        assert timedelta() <= new <= reading.BEAT_MOST
        until, total = max(now, until or now), total + new
    assert total <= min(now - START, reading.TOPIC_MOST)


def test_the_first_beat_makes_the_readers_row(reader: User) -> None:
    sittings.opened(reader, 101, "One", START)
    beat(reader, 101, 5, at=5)
    assert Learner.objects.get(user=reader).counted_until == later(5)


def test_history_is_forgotten_as_the_reader_said_but_not_what_is_claimed(reader: User) -> None:
    kept = sittings.opened(reader, 101, "One", START, asked="asthma")
    services.open_claim(reader, kept.key)
    sittings.opened(reader, 102, "Two", later(3600), asked="gout")
    reader.history_days = 30
    reader.save()
    sittings.opened(reader, 103, "Three", later(40 * 86_400), asked="stroke")
    assert sorted(Activity.objects.values_list("question", flat=True)) == ["asthma", "stroke"]
    services.forget_paper(reader, 103)
    services.forget_paper(reader, 101)
    assert list(Source.objects.values_list("pmid", flat=True)) == [101]
    Activity.objects.update(last_at=START - timedelta(days=4000))
    assert services.prune_history() == 1
    assert list(Activity.objects.values_list("question", flat=True)) == ["asthma"]
