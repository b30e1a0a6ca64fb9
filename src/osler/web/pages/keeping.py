"""What the reader made of the papers on a page: asked once a page, and for nobody who is not signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from osler.library.queries import Kept, kept


@dataclass(frozen=True, slots=True)
class Keeping:
    signed_in: bool
    kept: Kept

    def reaction(self, pmid: int) -> int:
        """1, -1, or 0 for none."""
        return self.kept.reactions.get(pmid, 0)

    def saved(self, pmid: int) -> bool:
        return pmid in self.kept.saved

    @property
    def unread(self) -> int:
        """Notices of retractions and corrections that wait."""
        return self.kept.unread


_NOBODY = Keeping(False, Kept())


def keeping(request: HttpRequest, pmids: Iterable[int] | None = None) -> Keeping:
    """With `pmids`, about these: a view that lists papers asks before its page is written. The page then finds the
    same answer by asking without."""
    found: Keeping | None = getattr(request, "osler_keeping", None)
    if found is None or pmids is not None:
        user = getattr(request, "user", None)
        found = Keeping(True, kept(user, pmids or ())) if user is not None and user.is_authenticated else _NOBODY
        request.osler_keeping = found  # type: ignore[attr-defined]
    return found
