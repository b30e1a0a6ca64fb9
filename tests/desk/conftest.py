"""The made-up mirror of `tests.web`, and people."""

from __future__ import annotations

from tests.web.conftest import client, home, server

__all__ = ["client", "home", "server"]
