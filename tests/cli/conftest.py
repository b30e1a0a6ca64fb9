"""Fixtures of the command's tests."""

from __future__ import annotations

from tests.cli.door import home, osler

__all__ = ["home", "osler"]
