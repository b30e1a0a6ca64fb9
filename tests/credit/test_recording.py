"""What is recorded of a sitting by the pages, and of whom it never is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from osler.learning.models import Activity, Search, Source
from osler.people.models import User
from tests.web import papers

PAPER = f"/article/{papers.RICH}"


def _beat(client: Client, pmid: int = papers.RICH, ms: object = 15_000, says: str = "beat") -> int:
    return client.post(
        reverse("beat"),
        json.dumps({"pmid": pmid, "ms": ms}),
        content_type="application/json",
        headers={"X-Osler": says},
    ).status_code


def test_a_search_and_the_paper_opened_from_it_become_an_activity(as_reader: Client, reader: User) -> None:
    as_reader.get("/search?q=zorbimab+sclerosis")
    as_reader.get(PAPER, headers={"Referer": "http://testserver/search?q=zorbimab+sclerosis"})
    made = Activity.objects.get()
    assert (made.question, made.user) == ("zorbimab sclerosis", reader)
    source = made.sources.get()
    assert (source.pmid, source.title) == (papers.RICH, "Effect of zorbimab on IL-6+ cells in synthetic sclerosis.")


def test_history_off_records_nothing_at_all(as_reader: Client, reader: User) -> None:
    reader.history_on = False
    reader.save()
    page = as_reader.get(PAPER)
    as_reader.get("/search?q=zorbimab")
    assert _beat(as_reader) == 204
    assert "reading-clock" not in page.content.decode()
    assert not Activity.objects.exists()
    assert as_reader.get(reverse("learning-line")).content == b""


def test_visitors_prefetches_other_doors_and_missing_papers_record_nothing(client: Client, as_reader: Client) -> None:
    assert "reading-clock" not in client.get(PAPER).content.decode()
    client.get("/search?q=zorbimab")
    as_reader.get(PAPER, headers={"Sec-Purpose": "prefetch"})
    as_reader.get(f"/article/{papers.GONE}")
    as_reader.get(f"{PAPER}.ris")
    as_reader.head(PAPER)
    for path in (
        "/entrez/eutils/esearch.fcgi?db=pubmed&term=zorbimab",
        f"/entrez/eutils/efetch.fcgi?db=pubmed&id={papers.RICH}",
        "/search.atom?q=zorbimab",
    ):
        assert as_reader.get(path).status_code == 200, path
    assert not Activity.objects.exists()
    assert not Search.objects.exists()


def test_another_sites_address_is_no_question(as_reader: Client) -> None:
    as_reader.get(PAPER, headers={"Referer": "https://elsewhere.example.org/search?q=secret"})
    assert Activity.objects.get().question == ""


def test_beats_count_within_what_passed(as_reader: Client, reader: User) -> None:
    as_reader.get(PAPER)
    Source.objects.update(opened_at=datetime.now(UTC) - timedelta(seconds=20))
    assert _beat(as_reader, ms=10**8) == 204
    assert 20_000 <= Source.objects.get().read_ms < 25_000
    assert _beat(as_reader, ms=15_000) == 204
    assert Source.objects.get().read_ms < 25_000, "no second beat for the same seconds"


@pytest.mark.parametrize("ms", [-1, "x", None, 1e12, float("nan")])
def test_a_beat_that_is_none_is_refused(as_reader: Client, ms: object) -> None:
    as_reader.get(PAPER)
    assert _beat(as_reader, ms=ms) == 400
    assert Source.objects.get().read_ms == 0


def test_a_beat_needs_its_header_and_an_account(client: Client, as_reader: Client) -> None:
    assert _beat(client) == 403
    assert _beat(as_reader, says="") == 403
    assert as_reader.post(reverse("beat"), b"x" * 10_000, content_type="application/json").status_code == 403


def test_the_line_appears_after_a_minute_and_goes_with_the_claim(as_reader: Client, as_colleague: Client) -> None:
    as_reader.get("/search?q=zorbimab")
    as_reader.get(PAPER)
    assert as_reader.get(reverse("learning-line")).content == b""
    Source.objects.update(read_ms=61_000)
    line = as_reader.get(reverse("learning-line")).content.decode()
    assert "1\u00a0paper, 2&nbsp;min on “zorbimab”" in line
    assert as_colleague.get(reverse("learning-line")).content == b""
    as_reader.post(reverse("activity-claim", args=[Activity.objects.get().key]))
    assert as_reader.get(reverse("learning-line")).content == b""
