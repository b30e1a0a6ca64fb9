"""All reads of the library."""

from osler.library.queries.collections import (
    Access,
    Shelf,
    access,
    by_feed_token,
    feed_token,
    linked,
    shares,
    shelves,
)
from osler.library.queries.history import opened_page
from osler.library.queries.importing import import_of, imports, missing
from osler.library.queries.kept import Kept, kept, saved_for
from osler.library.queries.notices import notices_page, notices_unsent, unread
from osler.library.queries.papers import papers
from osler.library.queries.reactions import (
    Reacted,
    reacted_since,
    reaction_counts,
    reactions,
    reactions_for,
    reactions_page,
)
from osler.library.queries.saved import (
    SavedPage,
    SavedRow,
    Wanted,
    added_last,
    in_collections,
    places,
    pmids_in_order,
    pmids_of,
    reacted_in,
    saved_all,
    saved_count,
    saved_page,
    saved_row,
    tags,
)

__all__ = [
    "Access",
    "Kept",
    "Reacted",
    "SavedPage",
    "SavedRow",
    "Shelf",
    "Wanted",
    "access",
    "added_last",
    "by_feed_token",
    "feed_token",
    "import_of",
    "imports",
    "in_collections",
    "kept",
    "linked",
    "missing",
    "notices_page",
    "notices_unsent",
    "opened_page",
    "papers",
    "places",
    "pmids_in_order",
    "pmids_of",
    "reacted_in",
    "reacted_since",
    "reaction_counts",
    "reactions",
    "reactions_for",
    "reactions_page",
    "saved_all",
    "saved_count",
    "saved_for",
    "saved_page",
    "saved_row",
    "shares",
    "shelves",
    "tags",
    "unread",
]
