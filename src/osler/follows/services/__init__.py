"""All writes of follows, the feed and digests."""

from osler.follows.services.choosing import (
    answer,
    as_before,
    choices_of,
    choose,
    fewer,
    follow,
    make_token,
    mute,
    revoke_token,
    unfollow,
    unfollow_value,
    unmute,
    unmute_value,
)
from osler.follows.services.digests import can_mail, prepare_digest, schedule, send_due, unsubscribe
from osler.follows.services.feeding import refresh, seen, visited

__all__ = [
    "answer",
    "as_before",
    "can_mail",
    "choices_of",
    "choose",
    "fewer",
    "follow",
    "make_token",
    "mute",
    "prepare_digest",
    "refresh",
    "revoke_token",
    "schedule",
    "seen",
    "send_due",
    "unfollow",
    "unfollow_value",
    "unmute",
    "unmute_value",
    "unsubscribe",
    "visited",
]
