"""Addresses of our own pages, for templates: hundreds a page, so each kind is asked for once."""

from __future__ import annotations

import functools

from django.urls import reverse

_ANY = 123456789  # stands for any number


def url(name: str, *args: object) -> str:
    """Of a page about a paper only the PMID changes, so one address of its kind serves for all."""
    if args and type(args[0]) is int and args[0] >= 0:
        before, after = _around(name, args[1:])
        return f"{before}{args[0]}{after}"
    return _reversed(name, args)


@functools.lru_cache(maxsize=1024)
def _around(name: str, more: tuple[object, ...]) -> tuple[str, str]:
    before, _, after = reverse(name, args=(_ANY, *more)).partition(str(_ANY))
    return before, after


@functools.lru_cache(maxsize=1024)
def _reversed(name: str, args: tuple[object, ...]) -> str:
    return reverse(name, args=args)
