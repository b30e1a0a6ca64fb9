"""Proxies as libraries configure them, and templates that would lead astray."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osler.errors import BadInput
from osler.fulltext import proxy

TARGET = "https://doi.org/10.5555/a(1)?x=1&y=2"


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("https://ez.example.org/login?url=", f"https://ez.example.org/login?url={TARGET}"),
        (
            "https://ez.example.org/login?qurl=",
            "https://ez.example.org/login?qurl=https%3A%2F%2Fdoi.org%2F10.5555%2Fa%281%29%3Fx%3D1%26y%3D2",
        ),
        (
            "https://go.example.net/redirector/example.org?url=",
            "https://go.example.net/redirector/example.org?url=https%3A%2F%2Fdoi.org%2F10.5555%2Fa%281%29%3Fx%3D1%26y%3D2",
        ),
        ("https://{dashed}.ez.example.org/{path}", "https://doi-org.ez.example.org/10.5555/a(1)?x=1&y=2"),
        ("https://{host}.ez.example.org/{path}", "https://doi.org.ez.example.org/10.5555/a(1)?x=1&y=2"),
        ("", TARGET),
    ],
)
def test_every_kind_of_proxy_gets_the_address_as_it_wants_it(template: str, made: str) -> None:
    assert proxy.through(proxy.check(template), TARGET) == made


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("javascript:alert('{url}')", "another character"),
        ("javascript:alert({url})", "begins with https"),
        ("data:text/html,{raw}", "begins with https"),
        ("ftp://ez.example.org/{url}", "begins with https"),
        ("//ez.example.org/login?url={url}", "begins with https"),
        ("https://ez.example.org/login", "placeholder is missing"),
        ("https://ez.example.org/login?url={target}", "is no placeholder"),
        ("https://{host}/{path}", "own domain must follow"),
        ("https://{host}.org/{path}", "own domain must follow"),
        ("https://{url}", "any host there is"),
        ("https://{raw}.ez.example.org/", "any host there is"),
        ("https://ez.example.org{path}", "any host there is"),
        ("https://{host}@ez.example.org/{path}", "user name or password"),
        ("https://user:word@ez.example.org/login?url={url}", "user name or password"),
        ("https://ez.example.org/login?url=https://evil.example/?u={url}", "second address"),
        ("https://ez.example.org/login?url=%2F%2Fevil.example/{url}", "second address"),
        ("https://ez.example.org:port/login?url={url}", "is no address"),
        ("https://ez.example.org\\@evil.example/{url}", "another character"),
        ("https://{dashed}.ez.example.org/", "front page"),
        ("https:///login?url={url}", "no http"),
    ],
)
def test_templates_that_would_not_work_or_lead_astray_are_refused(template: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        proxy.check(template)


@given(st.text("htps:/{}urlawdeshox.@?=&#%2F\\", max_size=60))
def test_whatever_is_accepted_stays_with_one_host(text: str) -> None:
    try:
        template = proxy.check(f"https://{text}")
    except BadInput:
        return
    first, other = (urlsplit(proxy.through(template, url)) for url in ("https://a.example/x", "https://b.test/y"))
    assert first.scheme == other.scheme == "https"
    assert first.hostname == other.hostname or {first.hostname[-4:], other.hostname[-4:]} == {first.hostname[-4:]}  # type: ignore[index]


@given(st.text(max_size=40))
def test_an_encoded_target_comes_out_as_it_went_in(tail: str) -> None:
    target = "https://doi.org/10.5555/" + tail.encode("utf-8", "replace").decode()
    made = proxy.through("https://ez.example.org/login?qurl=", target)
    assert parse_qs(urlsplit(made).query)["qurl"] == [target]


@pytest.mark.parametrize(
    ("template", "target", "said"),
    [
        ("https://ez.example.org/login?url=", "https://ez.example.org/login?url=https://x.example/", "twice"),
        ("https://ez.example.org/login?url=", "https://doi-org.ez.example.org/10.5555/1", "twice"),
        ("https://ez.example.org/login?url=", "https://go.example.net/redirector/x?url=y", "twice"),
        ("https://ez.example.org/login?qurl={url}", "https%3A%2F%2Fdoi.org%2F10.5555%2F1", "Encoded twice"),
        ("https://ez.example.org/login?qurl={raw}", TARGET, "takes the address encoded"),
        ("https://ez.example.org/login?url={url}", TARGET, "takes the address as it is"),
        ("https://ez.example.org/login?url=", "http://x.example/", "target is http"),
        ("http://ez.example.org/login?url=", TARGET, "in the open"),
    ],
)
def test_classic_mistakes_are_pointed_out(template: str, target: str, said: str) -> None:
    assert any(said in each for each in proxy.doubts(template, target)), list(proxy.doubts(template, target))


def test_nothing_is_doubted_where_nothing_is_wrong() -> None:
    for template in ("https://ez.example.org/login?url=", "https://ez.example.org/login?qurl=", ""):
        assert not list(proxy.doubts(template, "https://doi.org/10.1016/S0140-6736%2820%2930183-5"))
