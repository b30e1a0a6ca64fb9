"""All writes of the library."""

from osler.library.services.collections import (
    default_collection,
    delete_collection,
    describe,
    end_feed,
    leave,
    make_collection,
    make_feed,
    make_link,
    revoke_link,
    share,
    unshare,
)
from osler.library.services.history import forget_opened, opened, prune_history
from osler.library.services.importing import advance_import, begin_import
from osler.library.services.notices import (
    look_for_notices,
    notices_sent,
    notices_since,
    prune_papers,
    read_notices,
)
from osler.library.services.papers import keep
from osler.library.services.reactions import react
from osler.library.services.saving import (
    add,
    arrange,
    copy,
    mark_read,
    move,
    remove,
    save,
    set_tags,
    tag,
    transfer,
    unsave,
    write_note,
)

__all__ = [
    "add",
    "advance_import",
    "arrange",
    "begin_import",
    "copy",
    "default_collection",
    "delete_collection",
    "describe",
    "end_feed",
    "forget_opened",
    "keep",
    "leave",
    "look_for_notices",
    "make_collection",
    "make_feed",
    "make_link",
    "mark_read",
    "move",
    "notices_sent",
    "notices_since",
    "opened",
    "prune_history",
    "prune_papers",
    "react",
    "read_notices",
    "remove",
    "revoke_link",
    "save",
    "set_tags",
    "share",
    "tag",
    "transfer",
    "unsave",
    "unshare",
    "write_note",
]
