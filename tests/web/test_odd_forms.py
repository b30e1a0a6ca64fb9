"""Every form of every page takes whatever stands in its fields: it keeps it or says why not, and never breaks."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from lxml import html

from osler.people.models import Role, User

ODD = ("9" * 5_000, "a\x00b", "x" * 3_000)  # no number Python reads, no text PostgreSQL keeps, longer than any column
MOST = 500  # pages and forms: filters of a search can be combined without end
BEGIN = ("/", "/search?q=synthetic", "/admin/", "/bedside", "/institutions", "/account/")


class Form(NamedTuple):
    method: str
    action: str
    fields: dict[str, list[str]]


def _shape(path: str) -> str:
    """Pages that differ in a number, or in what they are asked, have the same forms."""
    where, _, asked = path.partition("?")
    return re.sub(r"\d+", "N", where) + "?" + "&".join(sorted({each.partition("=")[0] for each in asked.split("&")}))


def _forms(client: Client) -> Iterator[Form]:
    """One of each shape, from all pages that links lead to."""
    seen: set[str] = set()
    todo = deque(BEGIN)
    while todo and len(seen) < MOST:
        path = todo.popleft()
        if _shape(path) in seen or "logout" in path:
            continue
        seen.add(_shape(path))
        answer = client.get(path)
        if answer.status_code in (301, 302, 303):
            todo.append(urljoin(path, answer["Location"]))
        if answer.status_code != 200 or answer.streaming or "text/html" not in answer["Content-Type"]:
            continue
        tree = html.fromstring(answer.content.decode())
        links = [urldefrag(urljoin(path, link.get("href", "")))[0] for link in tree.iter("a")]
        todo.extend(link for link in links if link.startswith("/"))
        for form in tree.iter("form"):
            assert isinstance(form, html.FormElement)
            action = urljoin(path, form.get("action") or path)
            shape = f"{form.get('method')} {_shape(action)} {sorted(form.fields)}"
            if shape not in seen and "logout" not in action:
                seen.add(shape)
                yield Form((form.get("method") or "get").lower(), action, _fields(form))


def _fields(form: html.FormElement) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    for each in (*form.inputs, *form.iter("button")):
        if each.get("name") and each.get("type") != "file":
            fields.setdefault(each.get("name"), [each.get("value") or ""])
    return fields


@pytest.mark.django_db(transaction=True)  # each request its own, as in life
def test_no_form_breaks_over_what_is_put_into_it(client: Client) -> None:
    user = User.objects.create_user("root@example.org", "a long enough phrase", role=Role.ADMINISTRATOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    forms, broken = list(_forms(client)), []
    for form in forms:
        send = client.post if form.method == "post" else client.get
        for name in form.fields.keys() - {"csrfmiddlewaretoken"}:
            for value in ODD:
                status = send(form.action, form.fields | {name: [value]}).status_code
                if status >= 500 and status not in (502, 503):  # others do not answer
                    broken.append((form.method, form.action, name, value[:9], status))
    assert broken == []
    assert len(forms) > 50, "the walk reached pages"
