"""All reads of the library."""

from osler.library.queries.kept import Kept, kept, saved_for
from osler.library.queries.notices import notices_unsent, unread
from osler.library.queries.reactions import reactions, reactions_for

__all__ = ["Kept", "kept", "notices_unsent", "reactions", "reactions_for", "saved_for", "unread"]
