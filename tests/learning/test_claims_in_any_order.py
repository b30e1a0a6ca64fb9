"""Whatever is done in whatever order: no credit twice, nothing submitted changes in silence, totals are their parts."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from osler.errors import BadInput
from osler.learning import audit, queries, rules, services
from osler.learning.models import Activity, AuditEntry, Claim, Revision
from osler.learning.schemes_in_force import schemes
from osler.learning.state import COUNTED, EDITABLE, State
from osler.people.models import Role, User
from tests.learning.conftest import POINT_OF_CARE, PROVIDER, filled

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
EVER = (date(2020, 1, 1), date(2030, 1, 1))
SCHEMES = st.sampled_from([POINT_OF_CARE, "ama-pra-2", "uk-cpd", "eaccme-hours"])
MINUTES = st.integers(1, 600)
ANY = st.integers(0, 50)
CONTENT = ("question", "sources", "learned", "practice", "bias", "minutes")


class Claims(RuleBasedStateMachine):
    """One reader, one administrator, every service in any order."""

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        number = next(_numbers)
        self.reader = User.objects.create(email=f"reader{number}@example.org")
        self.administrator = User.objects.create(email=f"admin{number}@example.org", role=Role.ADMINISTRATOR)
        self.days = 0
        self.seen: dict[tuple[str, int], object] = {}  # (claim, revision) -> its content when first seen

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def claim(self, which: int) -> Claim | None:
        mine = list(Claim.objects.filter(user=self.reader).order_by("id"))
        return mine[which % len(mine)] if mine else None

    @rule(gap=st.integers(0, 200))
    def learn(self, gap: int) -> None:
        self.days += gap
        at = datetime(2025, 1, 1, 9, tzinfo=UTC) + timedelta(days=self.days % 690)
        services.start_by_hand(self.reader, "A question?", at, minutes=30, papers=[(101, "Zorbimab")])

    @rule(which=ANY, scheme=SCHEMES)
    def open(self, which: int, scheme: str) -> None:
        there = list(Activity.objects.filter(user=self.reader).order_by("id"))
        if there:
            services.open_claim(self.reader, there[which % len(there)].key, scheme)

    @rule(which=ANY, scheme=SCHEMES, minutes=MINUTES, edits=st.integers(0, 3), words=st.text(max_size=5))
    def edit(self, which: int, scheme: str, minutes: int, edits: int, words: str) -> None:
        claim = self.claim(which)
        if claim:
            _try(
                lambda: services.save_draft(
                    claim, filled(scheme, minutes=minutes, learned=words), [], edits=claim.edits - edits // 3
                )
            )

    @rule(which=ANY)
    def submit(self, which: int) -> None:
        claim = self.claim(which)
        if claim:
            _try(lambda: services.submit(claim, now=NOW))

    @rule(which=ANY, minutes=MINUTES, reason=st.sampled_from(["", "a mistake"]), words=st.text(max_size=5))
    def correct(self, which: int, minutes: int, reason: str, words: str) -> None:
        claim = self.claim(which)
        if claim:
            content = filled(claim.scheme, minutes=minutes, learned=words)
            _try(lambda: services.correct(claim, content, reason, now=NOW))

    @rule(which=ANY)
    def withdraw(self, which: int) -> None:
        claim = self.claim(which)
        if claim:
            _try(lambda: services.withdraw(claim))

    @rule(which=ANY, yes=st.booleans())
    def decide(self, which: int, yes: bool) -> None:
        claim = self.claim(which)
        if claim:
            _try(
                lambda: (
                    services.approve(claim, self.administrator, now=NOW)
                    if yes
                    else services.give_back(claim, self.administrator, "More, please.", now=NOW)
                )
            )

    @rule(there=st.booleans())
    def provider(self, there: bool) -> None:
        if there:
            services.set_provider(self.administrator, POINT_OF_CARE, **PROVIDER)
        else:
            services.remove_provider(self.administrator, POINT_OF_CARE)

    @invariant()
    def no_activity_gives_credit_twice(self) -> None:
        live = list(Claim.objects.filter(user=self.reader).exclude(state=State.WITHDRAWN))
        assert len({claim.activity_id for claim in live}) == len(live)

    @invariant()
    def what_counts_is_what_its_last_revision_says(self) -> None:
        for claim in Claim.objects.filter(user=self.reader).prefetch_related("revisions"):
            revisions = sorted(claim.revisions.all(), key=lambda r: r.number)
            assert [r.number for r in revisions] == list(range(1, claim.revision + 1))
            if State(claim.state) in EDITABLE or not revisions:
                assert State(claim.state) not in COUNTED
                continue
            last = revisions[-1].content
            if claim.state != State.WITHDRAWN or claim.submitted_at == revisions[-1].at:
                assert Decimal(last["credit"]) == claim.credit
            if claim.state in (State.SUBMITTED, State.RECORDED, State.APPROVED):
                assert (last["learned"], last["minutes"], last["scheme"]) == (
                    claim.learned,
                    claim.minutes,
                    claim.scheme,
                )

    @invariant()
    def nothing_submitted_ever_changed(self) -> None:
        for revision in Revision.objects.filter(claim__user=self.reader).select_related("claim"):
            now = (revision.at, revision.reason, revision.content)
            assert self.seen.setdefault((revision.claim.key, revision.number), now) == now
            assert revision.number == 1 or revision.reason or revision.claim.scheme == POINT_OF_CARE
        there = set(Revision.objects.filter(claim__user=self.reader).values_list("claim__key", "number"))
        assert set(self.seen) <= there

    @invariant()
    def totals_are_the_sum_of_their_parts(self) -> None:
        counted = queries.counted(self.reader, *EVER)
        total = rules.totals(queries.parts(counted))
        for scheme in schemes():
            own = [c.credit for c in counted if c.scheme == scheme]
            assert total.get(scheme, Decimal(0)) == sum(own, Decimal(0))
        assert sum(total.values()) == sum((c.credit for c in counted), Decimal(0))

    @invariant()
    def limits_hold(self) -> None:
        counted = queries.counted(self.reader, *EVER)
        for scheme in schemes().values():
            for limit, claim in itertools.product(scheme.limits, counted):
                if limit.most is None or claim.scheme != scheme.id or claim.happened_on is None:
                    continue
                first, last = scheme.period(limit, claim.happened_on)
                same = [part for part in queries.parts(counted) if part.scheme == scheme.id]
                inside = [part.credit for part in same if first <= part.day <= last]
                assert sum(inside, Decimal(0)) <= limit.most

    @invariant()
    def approval_is_always_the_providers(self) -> None:
        approved = Claim.objects.filter(user=self.reader, state=State.APPROVED)
        assert all(AuditEntry.objects.filter(claim=claim.key, action="approved").exists() for claim in approved)
        assert not Claim.objects.filter(user=self.reader, state=State.RECORDED, scheme=POINT_OF_CARE).exists()
        assert audit.broken_at(AuditEntry.objects.order_by("number")) is None


_numbers = itertools.count()


def _try(step: object) -> None:
    """A step may be refused by name; anything else is a bug."""
    try:
        with transaction.atomic():
            step()  # type: ignore[operator]
    except BadInput:
        pass


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order() -> None:
    run_state_machine_as_test(Claims, settings=settings(max_examples=30, stateful_step_count=25, deadline=None))
