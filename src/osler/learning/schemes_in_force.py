"""The schemes of this installation, and which of them can be submitted."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from osler.errors import NotFound
from osler.learning import scheme_file
from osler.learning.models import Provider
from osler.learning.scheme import Scheme


def schemes() -> Mapping[str, Scheme]:
    """By id, in the order files are read. Read once a process: a changed file counts after a restart."""
    return _loaded(settings.OSLER.home)


@functools.lru_cache(maxsize=4)
def _loaded(home: Path) -> Mapping[str, Scheme]:
    return scheme_file.load(home)


def scheme(id: str) -> Scheme:
    """Raises NotFound where the administrator took it away."""
    found = schemes().get(id)
    if found is None:
        raise NotFound(f"there is no credit scheme '{id}' here")
    return found


def providers() -> Mapping[str, Provider]:
    """Those in force, by scheme."""
    return {each.scheme: each for each in Provider.objects.filter(removed_at=None)}


def title(id: str, providers: Mapping[str, Provider]) -> str:
    """What a scheme may be called now: a provider's credit is named only while there is one. A gone one is its id."""
    found = schemes().get(id)
    if found is None:
        return id
    return found.title_without_provider if found.needs_provider and id not in providers else found.title
