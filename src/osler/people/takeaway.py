"""Everything a person has here as one ZIP, written while it is sent."""

from __future__ import annotations

import html
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from osler.people import belongings, forget
from osler.people.models import User

_STYLE = (
    "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Georgia,serif;color:#1b2123;background:#fcfbf8}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "td,th{border-bottom:1px solid #e4e0d6;padding:.4rem .8rem .4rem 0;"
    "text-align:left;vertical-align:top}summary{cursor:pointer}"
)
_MOST_ROWS = 5000  # of one list in the page; the JSON beside it has all


class _Sink:
    """A file that only goes forward; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def takeaway(user: User) -> Iterator[bytes]:
    """The ZIP's bytes. One room's files are in memory at a time."""
    sink = _Sink()
    page = [_head(user)]
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for belonging in belongings.registered():
            for name, content in belonging.export(user).items():
                archive.writestr(name, content)
                page.append(_section(name, content))
                yield sink.taken()
        folder = forget.files(user)
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                archive.write(path, f"files/{path.relative_to(folder)}")
                yield sink.taken()
        archive.writestr("index.html", "\n".join([*page, "</body></html>"]))
    yield sink.taken()


def account(user: User) -> dict[str, bytes]:
    """The account itself, as `account.json`."""
    told: dict[str, Any] = {
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "joined": user.date_joined,
        "last_login": user.last_login,
        "privacy": {
            "history_on": user.history_on,
            "history_days": user.history_days,
            "personalised": user.personalised,
        },
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_steps": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "institutions": list(SocialAccount.objects.filter(user=user).values("provider", "uid", "date_joined")),
        "sessions": list(UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at")),
    }
    return {"account.json": json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()}


def _head(user: User) -> str:
    day = f"{datetime.now(UTC):%d %B %Y}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Osler: everything of {html.escape(str(user))}</title><style>{_STYLE}</style></head>"
        f"<body><h1>Everything of {html.escape(str(user))}</h1>"
        f"<p>As kept in Osler on {day}. The files beside this page hold the same for programs.</p>"
    )


def _section(name: str, content: bytes) -> str:
    link = f'<h2><a href="{html.escape(name)}">{html.escape(name)}</a></h2>'
    if not name.endswith(".json"):
        return f"{link}<p>{len(content):,} bytes</p>"
    return f"{link}{_shown(json.loads(content))}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        rows = "".join(f"<tr><th>{html.escape(str(k))}</th><td>{_shown(v)}</td></tr>" for k, v in value.items())
        return f"<table>{rows}</table>"
    if isinstance(value, list):
        return _list(value)
    return "" if value is None else html.escape(str(value))


def _list(value: list[Any]) -> str:
    if value and all(isinstance(each, dict) for each in value):
        names = list(dict.fromkeys(name for each in value[:_MOST_ROWS] for name in each))
        head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_shown(each.get(name))}</td>" for name in names) + "</tr>"
            for each in value[:_MOST_ROWS]
        )
        return f"<details open><summary>{len(value):,}</summary><table><tr>{head}</tr>{rows}</table></details>"
    return ", ".join(_shown(each) for each in value[:_MOST_ROWS])
