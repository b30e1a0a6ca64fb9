"""The description is true: a fuzzer reads it, asks what it allows and more, and gets only what it promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from pytest_django import Settings
from schemathesis import checks

from osler.eutils.openapi import description
from tests.web.conftest import home  # noqa: F401  # fixture

schema = schemathesis.openapi.from_dict(description())


@pytest.fixture
def application(home: Path, settings: Settings, db: None) -> Any:  # noqa: F811
    settings.OSLER = replace(settings.OSLER, home=home)
    return get_wsgi_application()


@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_but_the_documented_answers(case: Any, application: Any) -> None:
    case.operation.app = application
    case.operation.schema.app = application
    response = case.call()
    case.validate_response(
        response,
        checks=[checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance],
    )
