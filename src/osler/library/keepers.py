"""Who keeps a paper, and so is told when it is retracted or corrected. The library knows who saved and liked it;
other rooms add theirs: `keepers.register("received", sent_to)` in an AppConfig.ready(), and
`library.services.keep(engine, pmids)` for the papers they hand out, so that their state is known from then on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from osler.library.models import Reaction, SavedPaper, Share

Keepers = Callable[[Collection[int]], Iterable[tuple[int, int]]]  # PMIDs -> (user's id, PMID)

_registered: dict[str, Keepers] = {}


def register(because: str, keepers: Keepers) -> None:
    """`because` completes "you … it": at most 12 characters."""
    _registered[because] = keepers


def keepers(pmids: Collection[int]) -> dict[tuple[int, int], str]:
    """{(user's id, PMID): why}, the closest tie where there are several."""
    found: dict[tuple[int, int], str] = {}
    for because, who in (("saved", _saved), ("liked", _liked), *_registered.items()):
        for pair in who(pmids):
            found.setdefault(pair, because)
    return found


def _saved(pmids: Collection[int]) -> Iterable[tuple[int, int]]:
    """Owners of collections, and the colleagues who see them."""
    rows = SavedPaper.objects.filter(paper__in=pmids)
    yield from rows.values_list("collection__owner", "paper_id")
    shared = Share.objects.filter(collection__papers__paper__in=pmids)
    yield from shared.values_list("user", "collection__papers__paper")


def _liked(pmids: Collection[int]) -> Iterable[tuple[int, int]]:
    return Reaction.objects.filter(pmid__in=pmids, value=1).values_list("user", "pmid")
