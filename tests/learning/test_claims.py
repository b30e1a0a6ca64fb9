"""A claim's way through its states: submitted once, changed only by corrections, decided by the provider alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from osler.errors import BadInput, NotFound
from osler.learning import audit, belongings, queries, services
from osler.learning.models import AuditEntry, Claim, Revision
from osler.learning.state import State
from osler.people.models import User
from tests.learning.conftest import POINT_OF_CARE, PROVIDER, activity, draft, filled

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_a_self_claimed_scheme_records_at_once(reader: User) -> None:
    claim = services.submit(draft(reader), now=NOW)
    assert (claim.state, claim.credit, claim.happened_on) == (State.RECORDED, Decimal("0.5"), date(2026, 11, 2))
    (revision,) = queries.revisions(claim)
    assert revision.content["sources"] == [{"pmid": 101, "title": "Zorbimab"}]
    assert revision.content["scheme_title"] == "AMA PRA Category 2 Credit™"


def test_an_activity_is_claimed_once(reader: User) -> None:
    there = activity(reader)
    first = draft(reader, on=there)
    assert services.open_claim(reader, there.key) == first
    services.submit(first, now=NOW)
    assert services.open_claim(reader, there.key).state == State.RECORDED
    with pytest.raises(BadInput, match="cannot take the step 'submit'"):
        services.submit(first, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.create(user=reader, activity=there, scheme="uk-cpd")


def test_withdrawn_the_activity_is_free_again(reader: User) -> None:
    there = activity(reader)
    services.withdraw(services.submit(draft(reader, on=there), now=NOW))
    assert queries.counted(reader, date(2026, 1, 1), date(2026, 12, 31)) == []
    assert services.open_claim(reader, there.key, "uk-cpd").state == State.DRAFT


def test_what_is_missing_is_all_said_at_once(reader: User) -> None:
    empty = filled("rcpsc-moc-2", learned="", practice="", sources=(), minutes=None)
    with pytest.raises(services.Refused) as refused:
        services.submit(draft(reader, empty), now=NOW)
    assert len(refused.value.problems) == 4


def test_outside_the_window_is_refused_and_the_draft_kept(reader: User) -> None:
    claim = draft(reader, filled("hospital"))
    with pytest.raises(services.Refused, match="within 365 days; the activity was 396 days ago"):
        services.submit(claim, now=datetime(2027, 12, 3, tzinfo=UTC))
    claim.refresh_from_db()
    assert claim.state == State.DRAFT
    assert claim.learned == "It was no better than placebo."


def test_a_limit_holds_back_what_goes_beyond_it_and_says_so(reader: User) -> None:
    credits = []
    for day in range(3):
        there = activity(reader, datetime(2026, 5, 1 + day, tzinfo=UTC))
        claim = services.submit(draft(reader, filled("uk-cpd", minutes=240), on=there), now=NOW)
        credits.append(claim.credit)
    assert credits == [4, 4, 2]
    assert "10 personal credits" in queries.revisions(claim)[0].content["limited_by"]
    there = activity(reader, datetime(2026, 6, 1, tzinfo=UTC))
    with pytest.raises(BadInput, match="used up"):
        services.submit(draft(reader, filled("uk-cpd"), on=there), now=NOW)
    there = activity(reader, datetime(2026, 3, 31, tzinfo=UTC))  # the CPD year before
    assert services.submit(draft(reader, filled("uk-cpd"), on=there), now=NOW).credit == Decimal("0.5")


def test_the_year_ends_where_the_learner_is(reader: User) -> None:
    services.set_learner(reader, time_zone="Pacific/Auckland", certificate_name="", ids={})
    there = activity(reader, datetime(2025, 12, 31, 10, 30, tzinfo=UTC))  # 23:30 on 31 December there
    assert services.submit(draft(reader, on=there), now=NOW).happened_on == date(2025, 12, 31)
    later = activity(reader, datetime(2025, 12, 31, 11, 30, tzinfo=UTC))  # half past midnight
    claim = services.submit(draft(reader, on=later), now=NOW)
    assert claim.happened_on == date(2026, 1, 1)
    services.set_learner(reader, time_zone="UTC", certificate_name="", ids={})
    services.correct(claim, filled(learned="More."), "left out", now=NOW)
    claim.refresh_from_db()
    assert claim.happened_on == date(2026, 1, 1), "a later move does not shift what was claimed"


def test_now_is_where_the_learner_is_too(reader: User) -> None:
    """At noon UTC it is tomorrow in Auckland: an activity of that day is not in the future."""
    services.set_learner(reader, time_zone="Pacific/Auckland", certificate_name="", ids={})
    there = activity(reader, datetime(2026, 11, 26, 12, tzinfo=UTC))
    claim = services.submit(draft(reader, on=there), now=datetime(2026, 11, 26, 13, tzinfo=UTC))
    assert claim.happened_on == date(2026, 11, 27)


def test_no_provider_no_submission_and_nothing_is_lost(reader: User) -> None:
    claim = draft(reader, filled(POINT_OF_CARE))
    with pytest.raises(services.Refused, match="No accredited provider"):
        services.submit(claim, now=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.scheme) == (State.DRAFT, POINT_OF_CARE)


def test_a_provider_approves_or_returns(reader: User, administrator: User) -> None:
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    claim = services.submit(draft(reader, filled(POINT_OF_CARE)), now=NOW)
    assert claim.state == State.SUBMITTED
    assert queries.counted(reader, date(2026, 1, 1), date(2026, 12, 31)) == []
    claim = services.give_back(claim, administrator, "Say which dose.")
    assert (claim.state, claim.comment) == (State.RETURNED, "Say which dose.")
    claim = services.save_draft(claim, filled(POINT_OF_CARE, learned="The dose was 5 mg."), [], edits=claim.edits)
    claim = services.approve(services.submit(claim, now=NOW), administrator)
    assert (claim.state, claim.credit) == (State.APPROVED, Decimal("0.5"))
    with pytest.raises(BadInput):
        services.withdraw(claim)
    corrected = services.correct(claim, filled(POINT_OF_CARE, learned="10 mg."), "wrong dose", now=NOW)
    assert corrected.state == State.SUBMITTED, "what was approved was another text"
    assert [r.content["learned"] for r in queries.revisions(claim)] == [
        "10 mg.",
        "The dose was 5 mg.",
        "It was no better than placebo.",
    ]
    said = ["provider set", "submitted", "returned", "submitted", "approved", "corrected"]
    assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == said


def test_nobody_decides_on_their_own_claim(administrator: User) -> None:
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    claim = services.submit(draft(administrator, filled(POINT_OF_CARE)), now=NOW)
    with pytest.raises(BadInput, match="their own"):
        services.approve(claim, administrator)


def test_a_decision_on_an_older_text_is_refused(reader: User, administrator: User) -> None:
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    seen = services.submit(draft(reader, filled(POINT_OF_CARE)), now=NOW)
    services.correct(seen, filled(POINT_OF_CARE, learned="Other."), "better", now=NOW)
    with pytest.raises(BadInput, match="changed this claim meanwhile"):
        services.approve(seen, administrator)


def test_claims_wait_while_the_provider_is_gone(reader: User, administrator: User) -> None:
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    claim = services.submit(draft(reader, filled(POINT_OF_CARE)), now=NOW)
    services.remove_provider(administrator, POINT_OF_CARE)
    with pytest.raises(BadInput, match="the claim waits"):
        services.approve(claim, administrator)
    assert queries.queue() == [claim]
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    assert services.approve(claim, administrator).state == State.APPROVED


def test_a_provider_gets_the_ids_and_answers_it_needs(reader: User, administrator: User) -> None:
    wants = PROVIDER | {"columns": "NPI = learner.id.NPI", "questions": "*Was it of use?"}
    services.set_provider(administrator, POINT_OF_CARE, **wants)
    claim = draft(reader, filled(POINT_OF_CARE))
    with pytest.raises(services.Refused) as refused:
        services.submit(claim, now=NOW)
    assert len(refused.value.problems) == 2
    services.set_learner(reader, time_zone="UTC", certificate_name="", ids={"NPI": "0000000000"})
    claim = services.save_draft(claim, filled(POINT_OF_CARE), [["*Was it of use?", "Yes"]], edits=claim.edits)
    assert services.submit(claim, now=NOW).state == State.SUBMITTED


def test_an_older_copy_of_the_form_does_not_overwrite(reader: User) -> None:
    claim = draft(reader)
    services.save_draft(claim, filled(learned="Newer."), [], edits=claim.edits)
    with pytest.raises(services.Stale):
        services.save_draft(claim, filled(learned="Older."), [], edits=claim.edits)
    claim.refresh_from_db()
    assert claim.learned == "Newer."


def test_the_database_itself_keeps_what_was_submitted(reader: User, administrator: User) -> None:
    claim = services.submit(draft(reader), now=NOW)
    (revision,) = queries.revisions(claim)
    revision.reason = "in silence"
    with pytest.raises(BadInput, match="never changed"):
        revision.save()
    for change in (
        lambda: Claim.objects.filter(pk=claim.pk).update(credit=50),
        lambda: Claim.objects.filter(pk=claim.pk).update(learned="Other."),
        lambda: Revision.objects.filter(claim=claim).update(reason="in silence"),
        lambda: Revision.objects.filter(claim=claim).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_audit_log_takes_lines_and_nothing_else(reader: User, administrator: User) -> None:
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    services.submit(draft(reader, filled(POINT_OF_CARE)), now=NOW)
    assert audit.broken_at(AuditEntry.objects.order_by("number")) is None
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(number=1).update(actor="somebody else")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()
    first, second = AuditEntry.objects.order_by("number")
    with pytest.raises(BadInput):
        first.delete()
    assert audit.broken_at([second]) == 1
    first.detail["scheme"] = "another"
    assert audit.broken_at([first, second]) == 1
    assert "reader" not in str(first.detail) + str(second.detail) + second.actor


def test_another_reader_finds_nothing(reader: User, administrator: User) -> None:
    claim = draft(reader)
    with pytest.raises(NotFound):
        queries.claim(administrator, claim.key)
    with pytest.raises(NotFound):
        queries.activity(administrator, claim.activity.key)
    with pytest.raises(NotFound):
        services.open_claim(administrator, claim.activity.key)
    with pytest.raises(NotFound):
        queries.queued(claim.key)


def test_everything_can_be_taken_along_and_forgotten_but_the_log(reader: User, administrator: User) -> None:
    services.set_provider(administrator, POINT_OF_CARE, **PROVIDER)
    claim = services.approve(services.submit(draft(reader, filled(POINT_OF_CARE)), now=NOW), administrator)
    (file,) = belongings.export(reader).values()
    assert b"It was no better than placebo." in file
    pseudonym = services.learner(reader).pseudonym
    belongings.forget(reader)
    reader.delete()
    assert not Claim.objects.exists()
    assert not Revision.objects.exists()
    kept = AuditEntry.objects.get(action="approved")
    assert (kept.claim, kept.detail["learner"], kept.detail["credit"]) == (claim.key, pseudonym, "0.50")
    assert audit.broken_at(AuditEntry.objects.order_by("number")) is None


def test_an_activity_with_a_claim_is_not_forgotten(reader: User) -> None:
    claim = draft(reader)
    with pytest.raises(BadInput, match="claim stands"):
        services.forget_activity(reader, claim.activity.key)
    assert services.forget_history(reader, NOW + timedelta(days=1)) == 0
