"""A day that never changes, the pack of systemic sclerosis, and patients from short facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from osler.bedside import intake, pack
from osler.bedside.answer import Answer, answer
from osler.bedside.pack import Pack
from osler.model.patient import Patient

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def ssc() -> Pack:
    return pack.load("ssc")


@pytest.fixture(scope="session")
def patient(ssc: Pack) -> Callable[..., Patient]:
    def make(**facts: Any) -> Patient:
        return intake.patient({"facts": facts}, ssc.vocabulary, today=TODAY)

    return make


@pytest.fixture(scope="session")
def answered(ssc: Pack, patient: Callable[..., Patient]) -> Callable[..., Answer]:
    def make(**facts: Any) -> Answer:
        return answer(patient(**facts), ssc, today=TODAY)

    return make
