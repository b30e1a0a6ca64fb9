"""What the reader follows of what a page names: asked once a page, and for nobody who is not signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from osler.follows import queries


@dataclass(frozen=True, slots=True)
class Following:
    signed_in: bool
    held: frozenset[tuple[str, str]] = frozenset()

    def has(self, kind: str, value: str | int) -> bool:
        return (kind, queries.folded(str(value))) in self.held


_NOBODY = Following(False)


def following(request: HttpRequest) -> Following:
    """The same answer however often a page asks; one query."""
    found: Following | None = getattr(request, "osler_following", None)
    if found is None:
        user = getattr(request, "user", None)
        found = Following(True, queries.following(user)) if user is not None and user.is_authenticated else _NOBODY
        request.osler_following = found  # type: ignore[attr-defined]
    return found
