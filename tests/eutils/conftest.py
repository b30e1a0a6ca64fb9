"""The made-up mirror of the pages' tests, behind the E-utilities' addresses."""

from __future__ import annotations

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
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined, arg-type]


def valid(response: HttpResponseBase) -> etree._Element:
    """The answer's root, after holding it to the DTD that its own DOCTYPE names."""
    root = etree.fromstring(body(response))
    system = root.getroottree().docinfo.system_url or ""
    dtd = etree.DTD(str(DTDS / system.rpartition("/")[2]))
    dtd.validate(root)
    # NCBI's own elink.dtd has a content model that libxml2 finds ambiguous; that is no fault of the answer.
    faults = [each for each in dtd.error_log if each.type_name != "DTD_CONTENT_NOT_DETERMINIST"]
    assert not faults, faults
    return root
