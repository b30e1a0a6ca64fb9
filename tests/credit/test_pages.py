"""Every page to its owner, to a colleague and to a visitor; what forms do; what files hold."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from osler.learning import certificates, queries, services
from osler.learning.models import Activity, AuditEntry, Certificate, Claim, Revision
from osler.learning.state import State
from osler.people.models import User
from tests.credit.conftest import NOW, POINT_OF_CARE, PROVIDER, activity, draft, filled, recorded
from tests.web import papers
from tests.web.reading import parsed

OWN = ["learning", "activity-by-hand", "learning-settings", "schemes", "transcript", "certificates"]
ADMIN = ["provider-queue", "provider-log"]
NAMED = "AMA PRA Category 1 Credit"


@pytest.mark.parametrize("name", OWN)
def test_a_page_of_ones_own_asks_visitors_to_sign_in(client: Client, as_reader: Client, name: str) -> None:
    assert as_reader.get(reverse(name)).status_code == 200
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert "/account/login" in answer["Location"]


@pytest.mark.parametrize("name", ADMIN)
def test_the_providers_side_is_for_administrators(
    client: Client, as_reader: Client, as_administrator: Client, name: str
) -> None:
    assert as_administrator.get(reverse(name)).status_code == 200
    assert as_reader.get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).status_code == 302


def test_what_is_mine_is_found_by_nobody_else(
    client: Client, as_reader: Client, as_colleague: Client, as_administrator: Client, reader: User
) -> None:
    claim = Claim.objects.get(key=recorded(reader))
    made = certificates.issue(reader, date(2026, 1, 1), date(2026, 12, 31))
    open_ = draft(reader, on=activity(reader, datetime(2026, 5, 1, tzinfo=UTC)))
    reading = [
        reverse("activity", args=[claim.activity.key]),
        reverse("claim", args=[claim.key]),
        reverse("claim", args=[open_.key]),
        reverse("claim-correct", args=[claim.key]),
        reverse("certificate", args=[made.pk]),
        reverse("certificate-file", args=[made.pk]),
    ]
    for path in reading:
        assert as_reader.get(path).status_code == 200, path
        assert as_colleague.get(path).status_code == 404, path
        assert as_administrator.get(path).status_code == 404, path
        assert client.get(path).status_code == 302, path
    writing = [
        reverse("activity", args=[claim.activity.key]),
        reverse("activity-claim", args=[claim.activity.key]),
        reverse("claim", args=[open_.key]),
        reverse("claim-correct", args=[claim.key]),
        reverse("claim-withdraw", args=[claim.key]),
        reverse("certificate", args=[made.pk]),
    ]
    for path in writing:
        assert as_colleague.post(path, {"do": "revoke"}).status_code == 404, path
        assert client.post(path).status_code == 302, path
    claim.refresh_from_db()
    assert claim.state == State.RECORDED
    assert Certificate.objects.get().revoked_at is None


def test_from_a_question_to_a_recorded_claim_without_scripts(as_reader: Client, reader: User) -> None:
    answer = as_reader.post(
        reverse("activity-by-hand"),
        {"question": "Does zorbimab help?", "at": "2026-11-02T09:00", "minutes": "25", "papers": str(papers.RICH)},
    )
    page = as_reader.get(answer["Location"])
    assert "Effect of zorbimab" in page.content.decode()
    made = Activity.objects.get()
    answer = as_reader.post(reverse("activity-claim", args=[made.key]))
    form = parsed(as_reader.get(answer["Location"]).content)
    assert form.xpath("string(//textarea[@name='question'])").strip() == "Does zorbimab help?"
    assert form.xpath("//input[@name='sources'][@checked]/@value") == [str(papers.RICH)]
    assert form.xpath("string(//input[@name='minutes']/@value)") == "25"
    typed = {
        "edits": form.xpath("string(//input[@name='edits']/@value)"),
        "question": "Does zorbimab help?",
        "sources": [str(papers.RICH), "999999"],
        "learned": "",
        "minutes": "25",
        "scheme": "ama-pra-2",
        "do": "submit",
    }
    refused = as_reader.post(answer["Location"], typed)
    assert refused.status_code == 422
    assert "What you learned is missing" in refused.content.decode()
    edits = parsed(refused.content).xpath("string(//input[@name='edits']/@value)")
    accepted = as_reader.post(answer["Location"], typed | {"edits": edits, "learned": "No better than placebo."})
    assert accepted.status_code == 302
    claim = Claim.objects.get()
    assert (claim.state, claim.credit, claim.sources) == (State.RECORDED, Decimal("0.5"), [papers.RICH])
    assert "No better than placebo." in as_reader.get(accepted["Location"]).content.decode()
    assert as_reader.post(answer["Location"], typed).status_code == 400, "it is not editable any more"


def test_a_draft_saves_itself_and_an_older_window_is_told(as_reader: Client, reader: User) -> None:
    claim = draft(reader)
    where = reverse("claim", args=[claim.key])
    typed = {"edits": claim.edits, "question": "Another?", "scheme": "uk-cpd", "minutes": "x"}
    answer = as_reader.post(where, typed, headers={"X-Osler": "draft"})
    assert answer.json()["edits"] == claim.edits + 1
    assert answer.json()["told"].startswith("Draft saved at ")
    again = as_reader.post(where, typed | {"question": "Older"}, headers={"X-Osler": "draft"})
    assert again.status_code == 409
    claim.refresh_from_db()
    assert claim.question == "Another?"
    shown = as_reader.post(where, typed | {"question": "Older", "do": "save"})
    assert shown.status_code == 422
    assert "Older" in shown.content.decode(), "what was typed is not lost"


def test_a_correction_is_added_and_shown_with_what_stood_before(as_reader: Client, reader: User) -> None:
    key = recorded(reader)
    where = reverse("claim-correct", args=[key])
    typed = {
        "question": "Does zorbimab help?",
        "sources": ["101"],
        "learned": "Corrected text.",
        "minutes": "60",
        "scheme": "ama-pra-2",
    }
    assert as_reader.post(where, typed).status_code == 422
    assert as_reader.post(where, typed | {"reason": "wrong time"}).status_code == 302
    page = as_reader.get(reverse("claim", args=[key])).content.decode()
    assert "Corrected: wrong time" in page
    assert "It was no better than placebo." in page
    assert Claim.objects.get(key=key).credit == 1


def test_nothing_names_the_credit_without_a_provider(
    client: Client, as_reader: Client, as_administrator: Client, reader: User, administrator: User
) -> None:
    """Every page and file of this room, and what the record says of a draft under that scheme."""
    recorded(reader)
    there = activity(reader, datetime(2026, 5, 1, tzinfo=UTC))
    waiting = draft(reader, filled(POINT_OF_CARE), on=there)
    made = certificates.issue(reader, date(2026, 1, 1), date(2026, 12, 31))
    mine = [reverse(name) for name in OWN] + [
        reverse("activity", args=[there.key]),
        reverse("claim", args=[waiting.key]),
        reverse("certificate", args=[made.pk]),
        "/",
        "/about",
        f"/article/{papers.RICH}",
        "/search?q=gonioscopy",
        reverse("learning-line"),
        *(reverse("transcript-file", args=[format]) for format in ("csv", "json")),
        f"{reverse('transcript')}?scheme={POINT_OF_CARE}",
    ]
    for path in mine:
        assert NAMED not in as_reader.get(path).content.decode(), path
    refused = as_reader.post(reverse("claim", args=[waiting.key]), {"do": "submit", "edits": waiting.edits})
    assert NAMED not in refused.content.decode()
    assert "No accredited provider is set up here" in refused.content.decode()
    for path in [*(reverse(name) for name in ADMIN), reverse("provider", args=[POINT_OF_CARE])]:
        assert NAMED not in as_administrator.get(path).content.decode(), path
    assert NAMED not in client.get(reverse("verify", args=[made.code])).content.decode()
    for path in (reverse("transcript-file", args=["pdf"]), reverse("certificate-file", args=[made.pk])):
        assert NAMED not in _text(as_reader.get(path).content)
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    assert NAMED in as_reader.get(reverse("claim", args=[waiting.key])).content.decode(), (
        "the walk sees it when it is there"
    )


def _rows(client: Client) -> list[dict[str, str]]:
    answer = client.get(reverse("transcript-file", args=["csv"]) + "?year=2026")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_provider_is_set_up_decides_and_reports(
    as_reader: Client, as_colleague: Client, as_administrator: Client, reader: User, administrator: User
) -> None:
    where = reverse("provider", args=[POINT_OF_CARE])
    bad = as_administrator.post(where, PROVIDER | {"columns": "Credits: claim.credits"})
    assert bad.status_code == 422
    assert "Line 1 of the columns" in bad.content.decode()
    columns = "Learner = learner.name\nNPI = learner.id.NPI\nCredits = claim.credits\nDate = claim.date"
    assert as_administrator.post(where, PROVIDER | {"columns": columns}).status_code == 302
    services.set_learner(reader, time_zone="UTC", certificate_name="=cmd()", ids={"NPI": "0000000000"})
    claim = services.submit(draft(reader, filled(POINT_OF_CARE)), now=NOW)
    seen = as_administrator.get(reverse("queued", args=[claim.key])).content.decode()
    assert "0000000000" in seen
    decide = reverse("decide", args=[claim.key])
    assert as_colleague.post(decide, {"do": "approve", "revision": "1"}).status_code == 403
    assert as_administrator.post(decide, {"do": "approve", "revision": "0"}).status_code == 422
    assert as_administrator.post(decide, {"do": "return", "revision": "1"}).status_code == 422
    assert as_administrator.post(decide, {"do": "approve", "revision": "1"}).status_code == 302
    report = reverse("provider-report", args=[POINT_OF_CARE])
    assert as_colleague.get(report).status_code == 403
    rows = list(csv.reader(io.StringIO(as_administrator.get(f"{report}?year=2026").content.decode())))
    assert rows == [["Learner", "NPI", "Credits", "Date"], ["'=cmd()", "0000000000", "0.5", "2026-11-02"]]
    assert "approved" in as_administrator.get(reverse("provider-log")).content.decode()
    assert AuditEntry.objects.filter(action="exported").exists()
    as_administrator.post(where, {"do": "remove"})
    assert as_administrator.get(report).status_code == 404
    assert "Approved" in as_reader.get(reverse("claim", args=[claim.key])).content.decode()


def test_the_transcript_in_every_form_says_the_same(as_reader: Client, reader: User) -> None:
    services.set_learner(reader, time_zone="UTC", certificate_name="Dr Jane Doe", ids={})
    recorded(reader)
    query = "?from=2026-01-01&to=2026-12-31"
    said = as_reader.get(reverse("transcript-file", args=["json"]) + query).json()
    assert said["totals"] == [
        {"scheme": "ama-pra-2", "title": "AMA PRA Category 2 Credit™", "credit": "0.5", "unit": "credits"}
    ]
    assert said["claims"][0]["sources"] == [{"pmid": 101, "title": "Zorbimab", "state": ""}]
    (row,) = csv.DictReader(
        io.StringIO(as_reader.get(reverse("transcript-file", args=["csv"]) + query).content.decode())
    )
    assert (row["credit"], row["sources"], row["date"]) == ("0.5", "101", "2026-11-02")
    page = as_reader.get(reverse("transcript") + query).content.decode()
    assert "0.5 credits" in page
    assert as_reader.get(reverse("transcript-file", args=["doc"])).status_code == 404


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_pdf_is_text_in_order_tagged_with_its_fonts(as_reader: Client, reader: User, tmp_path: Path) -> None:
    services.set_learner(reader, time_zone="UTC", certificate_name="Dr Jane Doe", ids={})
    for day in range(1, 25):
        there = activity(reader, datetime(2026, 5, day, tzinfo=UTC))
        services.submit(
            draft(reader, filled(learned="A finding. " * 20, question=f"Question {day}?"), on=there), now=NOW
        )
    file = tmp_path / "transcript.pdf"
    file.write_bytes(as_reader.get(reverse("transcript-file", args=["pdf"]) + "?year=2026").content)
    text = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout
    wanted = [
        "Learning transcript",
        "Learner: Dr Jane Doe",
        "Period: 2026-01-01 to 2026-12-31",
        "Time: 12 h",
        "Totals by scheme",
    ]
    wanted += [
        "AMA PRA Category 2 Credit",
        "12 credits",
        "Question 1?",
        "A finding.",
        "Zorbimab PMID 101",
        "Question 24?",
    ]
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    pages = PdfReader(file)
    assert len(pages.pages) > 1
    assert f"1 of {len(pages.pages)}" in text
    root = pages.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "en"  # type: ignore[index]
    fonts = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), "every font is embedded"


def test_a_certificate_shows_what_its_holder_allows_until_it_is_revoked(
    client: Client, as_reader: Client, as_colleague: Client, reader: User
) -> None:
    services.set_learner(reader, time_zone="UTC", certificate_name="Dr Jane Doe", ids={})
    key = recorded(reader)
    answer = as_reader.post(reverse("certificates"), {"from": "2026-01-01", "to": "2026-12-31", "scheme": ""})
    made = Certificate.objects.get()
    public = reverse("verify", args=[made.code])
    page = client.get(public)
    assert "Dr Jane Doe" in page.content.decode()
    assert "Does zorbimab help?" not in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    as_reader.post(answer["Location"], {"shows": ["claims", "questions"]})
    page_now = client.get(public).content.decode()
    assert "Dr Jane Doe" not in page_now
    assert "Does zorbimab help?" in page_now
    services.correct(Claim.objects.get(key=key), filled(minutes=60), "wrong time", now=NOW)
    assert "Changed since" in client.get(public).content.decode()
    as_reader.post(answer["Location"], {"do": "revoke"})
    gone = client.get(public)
    assert gone.status_code == 410
    assert "Does zorbimab help?" not in gone.content.decode()
    assert as_reader.get(reverse("certificate-file", args=[made.pk])).status_code == 404


def test_guessing_a_code_is_hopeless_and_answers_as_any_missing_page(as_colleague: Client, reader: User) -> None:
    recorded(reader)
    made = certificates.issue(reader, date(2026, 1, 1), date(2026, 12, 31))
    assert len(made.code.replace("-", "")) == 32, "160 bits of 32 letters"
    for guess in (made.code[:-1], made.code[:-1] + "2" if made.code[-1] != "2" else made.code[:-1] + "3", "1"):
        assert as_colleague.get(reverse("verify", args=[guess])).status_code == 404
    assert as_colleague.get(f"/learning/certificates/{made.pk}").status_code == 404


def test_a_period_without_claims_has_no_certificate(as_reader: Client) -> None:
    answer = as_reader.post(reverse("certificates"), {"from": "2026-01-01", "to": "2026-12-31"})
    assert answer.status_code == 422
    assert as_reader.post(reverse("certificates"), {"from": "soon", "to": ""}).status_code == 422


def test_papers_deleted_or_retracted_are_kept_and_marked(as_reader: Client, reader: User) -> None:
    there = services.start_by_hand(
        reader,
        "What stood?",
        datetime(2026, 11, 2, tzinfo=UTC),
        minutes=30,
        papers=[(papers.RETRACTED, "A finding"), (papers.GONE, "Deleted by NLM since")],
    )
    content = filled(sources=(papers.RETRACTED, papers.GONE))
    claim = services.submit(draft(reader, content, on=there), now=NOW)
    for path in (reverse("activity", args=[there.key]), reverse("claim", args=[claim.key])):
        page = as_reader.get(path).content.decode()
        assert "Deleted by NLM since" in page
        assert "retracted since" in page
        assert "no longer in NLM’s database here" in page
    (row,) = csv.DictReader(
        io.StringIO(as_reader.get(reverse("transcript-file", args=["csv"]) + "?year=2026").content.decode())
    )
    assert row["sources"] == f"{papers.RETRACTED} (retracted); {papers.GONE} (deleted)"
    assert "retracted since" in _text(as_reader.get(reverse("transcript-file", args=["pdf"]) + "?year=2026").content)


def test_goals_are_set_measured_and_taken_away(as_reader: Client, reader: User) -> None:
    recorded(reader)
    goal = {"year": "2026", "scheme": "ama-pra-2", "amount": "25"}
    assert as_reader.post(reverse("goal"), goal).status_code == 302
    page = as_reader.get(reverse("transcript") + "?year=2026").content.decode()
    assert "0.5 of 25 credits" in page
    assert as_reader.post(reverse("goal"), goal | {"amount": "-1"}).status_code == 400
    assert as_reader.post(reverse("goal"), goal | {"amount": "NaN"}).status_code == 400
    as_reader.post(reverse("goal"), goal | {"amount": ""})
    assert queries.goals(reader, 2026) == {}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/learning?page=x", 400),
        ("/learning?page=99", 200),
        ("/learning/transcript?year=26", 400),
        ("/learning/transcript?from=2026-13-01", 400),
        ("/learning/transcript?from=2026-12-31&to=2026-01-01", 400),
        ("/learning/transcript?scheme=none", 400),
        ("/learning/activities/none", 404),
        ("/learning/claims/none", 404),
        ("/learning/provider/none", 403),
    ],
)
def test_bad_addresses_are_answered_by_name(as_reader: Client, path: str, status: int) -> None:
    assert as_reader.get(path).status_code == status


def test_bad_entries_are_named_and_kept(as_reader: Client) -> None:
    good = {"question": "Why?", "at": "2026-11-02T09:00", "minutes": "10", "papers": ""}
    for change, says in (
        ({"papers": "seven"}, "is no PMID"),
        ({"papers": str(papers.GONE)}, "not in this mirror"),
        ({"at": "yesterday"}, "no date and time"),
        ({"at": "2126-01-01T00:00"}, "future"),
        ({"minutes": "-3"}, "whole number"),
        ({"question": " "}, "question"),
    ):
        answer = as_reader.post(reverse("activity-by-hand"), good | change)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    assert as_reader.post(reverse("learning-settings"), {"time_zone": "Mars/Olympus", "name": ""}).status_code == 422


def test_settings_are_kept(as_reader: Client, reader: User) -> None:
    typed = {"time_zone": "Pacific/Auckland", "name": "Dr Doe", "kind": ["NPI", ""], "value": ["1", "2"]}
    assert as_reader.post(reverse("learning-settings"), typed).status_code == 302
    assert queries.learner(reader).time_zone == "Pacific/Auckland"
    assert queries.learner_ids(reader) == {"NPI": "1"}


@pytest.mark.slow
def test_ten_thousand_activities_cost_no_more_queries(as_reader: Client, reader: User) -> None:
    pages = ("/learning?page=2", "/learning", "/learning/transcript?year=2026", "/learning/transcript.csv?year=2026")

    def asked() -> list[int]:
        counts = []
        for path in pages[1:]:
            with CaptureQueriesContext(connection) as captured:
                assert as_reader.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    first = Claim.objects.get(key=recorded(reader))
    few = asked()
    _many(reader, first, 10_000)
    assert asked() == few
    for path in pages:
        started = time.process_time()
        as_reader.get(path)
        assert time.process_time() - started < (1 if path.startswith("/learning?") else 10)
    assert len(as_reader.get("/learning/transcript.json?year=2026").json()["claims"]) == 10_001


def _many(user: User, like: Claim, count: int) -> None:
    """Activities all claimed, as rows."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    content = queries.revisions(like)[0].content
    moments = [at + timedelta(minutes=40 * n) for n in range(count)]
    made = Activity.objects.bulk_create(
        Activity(user=user, kind="hand", question="Q?", sitting_at=m, started_at=m, last_at=m, stated_minutes=5)
        for m in moments
    )
    claims = Claim.objects.bulk_create(
        Claim(
            activity=each,
            user=user,
            scheme="ama-pra-2",
            state=State.RECORDED,
            happened_on=each.started_at.date(),
            credit=Decimal("0.25"),
            minutes=5,
            revision=1,
        )
        for each in made
    )
    Revision.objects.bulk_create(Revision(claim=each, number=1, at=at, content=content) for each in claims)
