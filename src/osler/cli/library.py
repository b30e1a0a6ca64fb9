"""The library opened for a command: Django set up, tables as this version has them."""

from __future__ import annotations


def open_library() -> None:
    """Raises BadInput where the database cannot be opened."""
    from osler.project import server  # noqa: PLC0415  # reads the settings, which other commands do not need

    server.migrate()
