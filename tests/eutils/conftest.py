"""The made-up mirror of the pages' tests, behind the E-utilities' addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from lxml import etree
from pytest_django import Settings

import osler.eutils
from tests.web.conftest import home, server  # noqa: F401  # fixtures

DTDS = Path(osler.eutils.__file__).parent / "dtd"
Call = Callable[..., HttpResponseBase]


@pytest.fixture
def ask(client: Client, home: Path, settings: Settings, db: None) -> Call:  # noqa: F811
    """`ask("esearch.fcgi", term=…)`: a GET of a utility; `post=True` for a POST."""
    settings.OSLER = replace(settings.OSLER, home=home)

    def call(utility: str, *, post: bool = False, **parameters: Any) -> HttpResponseBase:
        send = client.post if post else client.get
        path = utility if utility.startswith("/") else f"/entrez/eutils/{utility}"
        return send(path, parameters)

    return call


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def valid(response: HttpResponseBase) -> etree._Element:
    """The answer's root, after holding it to the DTD that its own DOCTYPE names."""
    answer = body(response)
    root = etree.fromstring(answer)
    named = re.search(rb'"https://[^"]*/([^/"]+\.dtd)"', answer)
    assert named, "the answer names no DTD"
    dtd = etree.DTD(str(DTDS / named[1].decode()))
    dtd.validate(root)
    # NCBI's own elink.dtd has a content model that libxml2 finds ambiguous; that is no fault of the answer.
    faults = [line for line in str(dtd.error_log).splitlines() if "NOT_DETERMINIST" not in line]
    assert not faults, faults
    return root
