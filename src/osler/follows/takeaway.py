"""What a reader follows and was brought, as one file of "download everything"."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from osler.follows.models import Choices, Digest, Fewer, Follow, Item, Mute
from osler.people.belongings import Files
from osler.people.models import User

_CHOICES = ("study_types", "quiet", "explore", "often", "quiet_days")


def export(user: User) -> Files:
    choices = Choices.objects.filter(user=user).values(*_CHOICES).first()
    told = {
        "follows": list(Follow.objects.filter(user=user).order_by("pk").values("kind", "value", "label", "made_at")),
        "muted": list(Mute.objects.filter(user=user).order_by("pk").values("what", "value")),
        "fewer_like": list(Fewer.objects.filter(user=user).order_by("pk").values("pmid", "title", "made_at")),
        "choices": choices or {},
        "feed": list(Item.objects.filter(user=user).order_by("-day", "place").values("pmid", "day", "why", "seen_at")),
        "digests": list(Digest.objects.filter(user=user).order_by("day").values("day", "state", "sent_at", "papers")),
    }
    return {"feed.json": json.dumps(told, ensure_ascii=False, indent=2, default=str).encode()}


def received(pmids: Collection[int]) -> Iterable[tuple[int, int]]:
    """Whom a digest brought these: they are told when one is retracted."""
    return Item.objects.filter(pmid__in=pmids).exclude(sent_at=None).values_list("user", "pmid")
