"""The ward on the made-up mirror of the web tests."""

from __future__ import annotations

from tests.web.conftest import client, home

__all__ = ["client", "home"]
