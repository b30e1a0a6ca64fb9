"""All that the ward writes: a case saved because somebody asked for it, and deleted."""

from __future__ import annotations

from collections.abc import Mapping

from osler.errors import BadInput
from osler.people.models import User
from osler.ward.models import Case
from osler.ward.seal import Opened, seal

MOST = 500  # cases of one account
_LONGEST = 20_000  # characters of all fields together


def save(owner: User, *, title: str, pack: str, fields: Mapping[str, str]) -> Case:
    """A new case. Raises BadInput where there is nothing to save, or too much."""
    known = {name: value.strip() for name, value in fields.items() if value.strip()}
    if not known:
        raise BadInput("there is nothing to save: no fact was entered")
    if sum(map(len, known.values())) > _LONGEST:
        raise BadInput(f"a case holds {_LONGEST:,} characters at most")
    if Case.objects.filter(owner=owner).count() >= MOST:
        raise BadInput(f"{MOST} cases are kept at most; delete one first")
    return Case.objects.create(owner=owner, sealed=seal(Opened(title.strip()[:120] or "Without a title", pack, known)))


def delete(owner: User, id_: int) -> bool:
    """True where it was there and is gone."""
    return bool(Case.objects.filter(owner=owner, pk=id_).delete()[0])


def forget(owner: User) -> None:
    Case.objects.filter(owner=owner).delete()
