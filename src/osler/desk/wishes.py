"""What one tap asks for: a state, never a change of state, so that saying it twice is saying it once."""

from __future__ import annotations

from typing import NamedTuple, Self

from django.core import signing

from osler.errors import BadInput, NotFound
from osler.library import services
from osler.people.models import User
from osler.web import mirror

_REACTIONS = {"like": 1, "dislike": -1, "clear": None}
ACTS = (*_REACTIONS, "save", "unsave")
COOKIE = "osler-wish"
SECONDS = 3_600  # for signing in or up, before a wish is forgotten


class Wish(NamedTuple):
    act: str  # like | dislike | clear | save | unsave
    pmid: int

    @classmethod
    def read(cls, text: str) -> Self:
        """From "like 123". Raises BadInput."""
        act, _, number = text.partition(" ")
        if act not in ACTS or not (number.isascii() and number.isdigit()) or not 0 < len(number) < 10:
            raise BadInput(f"“{text[:40]}” is nothing that can be done with a paper")
        return cls(act, int(number))

    def __str__(self) -> str:
        return f"{self.act} {self.pmid}"


def fulfil(user: User, wish: Wish) -> bool:
    """False where a saved paper stays because it has a note or tags. Raises NotFound for a paper unknown here."""
    if wish.act == "save":
        services.save(user, mirror.engine(), wish.pmid)
    elif wish.act == "unsave":
        return services.unsave(user, wish.pmid)
    else:
        value = _REACTIONS[wish.act]
        if value is not None and not services.keep(mirror.engine(), [wish.pmid]):
            raise NotFound(f"PMID {wish.pmid} is not in this mirror")
        services.react(user, wish.pmid, value)
    return True


def sealed(wish: Wish, back: str) -> str:
    """For a cookie: the wish and where it was made, signed, so that no other site can put one there."""
    return signing.dumps([str(wish), back], salt=COOKIE)


def unsealed(text: str) -> tuple[Wish, str] | None:
    """None where it is not ours, or too old."""
    try:
        wish, back = signing.loads(text, salt=COOKIE, max_age=SECONDS)
        return Wish.read(wish), str(back)
    except (signing.BadSignature, BadInput, ValueError, TypeError):
        return None
