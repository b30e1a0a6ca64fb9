"""What a person has here, room by room: each app says how to hand it out and how to forget it.

An app registers in its AppConfig.ready(): `belongings.register("reactions", export=..., forget=...)`. "Download
everything" and "delete my account" then miss nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osler.people.models import User

Files = Mapping[str, bytes]  # name inside the ZIP -> content


@dataclass(frozen=True, slots=True)
class Belonging:
    name: str
    export: Callable[[User], Files]
    forget: Callable[[User], None]  # before the account's row goes; what cascades needs nothing here


_registered: dict[str, Belonging] = {}


def register(name: str, *, export: Callable[[User], Files], forget: Callable[[User], None] = lambda user: None) -> None:
    _registered[name] = Belonging(name, export, forget)


def registered() -> tuple[Belonging, ...]:
    """In the order of their names."""
    return tuple(_registered[name] for name in sorted(_registered))
