"""The history server: sets, paging, combination, expiry; several processes share it through the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from osler.eutils import history
from osler.eutils.failure import Failure
from osler.eutils.models import Chunk, Environment, Step
from tests.eutils.conftest import Call, body, valid
from tests.web import papers

EVERY = [record.article.pmid for record in papers.records()]


def _texts(call: Call, **parameters: str) -> list[str]:
    return [each.text or "" for each in valid(call("esearch.fcgi", **parameters)).iter("Id")]


def test_a_posted_set_is_fetched_page_by_page(ask: Call) -> None:
    posted = valid(ask("epost.fcgi", post=True, id=",".join(map(str, EVERY))))
    where = {"WebEnv": posted.findtext("WebEnv"), "query_key": posted.findtext("QueryKey")}
    pages = [
        body(ask("efetch.fcgi", **where, rettype="uilist", retmode="text", retstart=start, retmax=2)).decode().split()
        for start in range(0, len(EVERY), 2)
    ]
    assert [int(each) for page in pages for each in page] == EVERY


def test_lower_case_names_and_a_number_sign_are_accepted(ask: Call) -> None:
    posted = valid(ask("epost.fcgi", id=str(papers.RICH)))
    told = ask("esummary.fcgi", webenv=posted.findtext("WebEnv"), querykey="1")
    assert valid(told).findtext("DocSum/Id") == str(papers.RICH)


def test_sets_combine_in_a_later_query(ask: Call) -> None:
    posted = valid(ask("epost.fcgi", id=f"{papers.RICH},{papers.BARE}"))
    webenv = posted.findtext("WebEnv", "")
    searched = valid(ask("esearch.fcgi", term="zorbimab", usehistory="y", WebEnv=webenv))
    assert searched.findtext("QueryKey") == "2"
    assert searched.findtext("WebEnv") == webenv
    both = _texts(ask, term="#1 AND #2", WebEnv=webenv)
    assert str(papers.RICH) in both
    assert set(both) <= {str(papers.RICH), str(papers.BARE)}
    narrowed = _texts(ask, term="zorbimab", WebEnv=webenv, query_key="1")
    assert set(narrowed) == set(both)
    assert _texts(ask, term="(#1)", WebEnv=webenv) == sorted((str(papers.RICH), str(papers.BARE)), reverse=True)


def test_history_pages_a_snapshot(ask: Call) -> None:
    made = valid(ask("esearch.fcgi", term="zorbimab", usehistory="y", retmax="0"))
    step = history.step(made.findtext("WebEnv", ""), "1")
    assert step.count == int(made.findtext("Count", ""))
    assert len(history.whole(step)) == step.count


def test_an_expired_or_invented_environment_is_refused_with_200(ask: Call) -> None:
    for name in ("MCID_never", "../../etc", "x" * 5000):
        told = valid(ask("esearch.fcgi", term="#1", WebEnv=name))
        assert "WebEnv" in told.findtext("ERROR", "")
    posted = valid(ask("epost.fcgi", id=str(papers.RICH)))
    Environment.objects.update(used_at=timezone.now() - timedelta(days=30))
    told = valid(ask("esummary.fcgi", WebEnv=posted.findtext("WebEnv"), query_key="1"))
    assert "expired" in told.findtext("ERROR", "")
    assert history.forget_expired() == 1
    assert not Chunk.objects.exists()
    assert not Step.objects.exists()


@pytest.mark.django_db
def test_a_million_ids_page_by_reading_one_or_two_rows(django_assert_max_num_queries: object) -> None:
    pmids = range(1, 1_000_001)
    step = history.put("", pmids)
    assert step.count == 1_000_000
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        assert history.page(step, 999_995, 100) == [999_996, 999_997, 999_998, 999_999, 1_000_000]
    assert history.page(step, 9_998, 4) == [9_999, 10_000, 10_001, 10_002]
    assert history.page(step, 1_000_000, 10) == []


@pytest.mark.django_db
def test_a_missing_key_is_named() -> None:
    step = history.put("", [1])
    with pytest.raises(Failure, match="query #7"):
        history.step(step.environment.name, "7")
