"""Numbers of addresses and forms; and no address breaks over what is put into it."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from tests.web import papers

from osler.people.models import Role, User
from osler.web.whole import whole

HUGE = "9" * 5000  # more digits than Python reads, far more than a database holds
ABSURD = ("0", "-1", "²", "9" * 20, HUGE, "\x00")
_NAMES = """q b sort page after year from to do saved move tag note_version version email pmid pmids id ids who until
value explore quiet_day share amount minutes sources edits relevance starts_at retmax retstart term WebEnv query_key
url title text"""


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("999999999", 999_999_999), ("1000000000", None), ("0" * 5000 + "1", 1), (HUGE, None)]
    + [(text, None) for text in ("", "-1", "+1", "1.0", " 1", "²", "٣", "1e3", "\x00")],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert whole(text) == number
    assert whole(text, below=1) == (0 if number == 0 else None)


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        here = before + str(each.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(each, URLResolver):
            yield from _patterns(each, here)
        else:
            yield here


def _filled(pattern: str, number: str, text: str) -> str:
    def value(found: re.Match[str]) -> str:
        return urllib.parse.quote(number if found[1] in ("int:", "pmid:") else text, safe="")

    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)+", "x", re.sub(r"<(\w+:)?\w+>", value, pattern))


@pytest.mark.slow
@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "administrator"])
def test_no_address_breaks_over_what_is_put_into_it(client: Client, signed_in: bool) -> None:
    if signed_in:
        user = User.objects.create_user("root@example.org", "a long enough phrase", role=Role.ADMINISTRATOR)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    names = _NAMES.split()
    turns = range(len(ABSURD))
    given = [{name: ABSURD[(n + turn) % len(ABSURD)] for n, name in enumerate(names)} for turn in turns]
    asked = [(str(papers.RICH), "x", each) for each in given]
    asked += [("9" * 20, "²", {}), ("0", "a" * 300, {})]
    broken, passed = [], 0
    for pattern in sorted(set(_patterns(get_resolver()))):
        if "logout" in pattern or "static" in pattern:
            continue
        for number, text, data in asked:
            for method in (client.get, client.post):
                response = method(_filled(pattern, number, text), data)
                passed += response.status_code < 400
                if response.status_code >= 500 and response.status_code not in (502, 503):  # others do not answer
                    broken.append((method.__name__, _filled(pattern, number, text), response.status_code))
    assert broken == []
    assert passed > 60, "the walk reached pages"
