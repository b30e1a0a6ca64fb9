"""Readers with claims, made by the services themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from osler.learning import services
from osler.learning.models import Activity, Claim
from osler.learning.rules import Content
from osler.people.models import Role, User

Made = Callable[..., User]
PROVIDER = {
    "name": "Synthetic CME Office",
    "accreditation_number": "0000-S",
    "statement": "A made-up statement for tests.",
    "columns": "Learner = learner.name\nCredits = claim.credit",
    "questions": "Was it of use?",
}
POINT_OF_CARE = "ama-pra-1-point-of-care"


@pytest.fixture
def reader(db: None) -> User:
    return User.objects.create_user("reader@example.org", "a long enough phrase")


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_user("admin@example.org", "a long enough phrase", role=Role.ADMINISTRATOR)


def filled(scheme: str = "ama-pra-2", **changes: object) -> Content:
    said: dict[str, object] = {
        "scheme": scheme,
        "question": "Does zorbimab help?",
        "sources": (101,),
        "learned": "It was no better than placebo.",
        "practice": "change",
        "bias": "no",
        "minutes": 30,
    }
    return Content(**said | changes)  # type: ignore[arg-type]


def activity(user: User, at: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC)) -> Activity:
    return services.start_by_hand(user, "Does zorbimab help?", at, minutes=30, papers=[(101, "Zorbimab")])


def draft(user: User, content: Content | None = None, *, on: Activity | None = None) -> Claim:
    claim = services.open_claim(user, (on or activity(user)).key)
    return services.save_draft(claim, content or filled(), [], edits=claim.edits)
