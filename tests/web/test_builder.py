"""The builder: blocks, their counts, and the text they stand for."""

from __future__ import annotations

from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.web.reading import parsed

from osler.errors import BadQuery
from osler.search.syntax import parse
from osler.web.blocks import ASIDE, Block, Blocks


def _blocks(*pairs: tuple[str, str]) -> Blocks:
    return Blocks(tuple(Block(text, op) for op, text in pairs))


def test_blocks_join_from_top_to_bottom_in_parentheses_where_needed() -> None:
    blocks = _blocks(("AND", "a[ti] OR b[ti]"), ("AND", "c[ti]"), ("NOT", "d[ti] AND e[ti]"))
    assert blocks.text() == "(a[ti] OR b[ti]) AND c[ti] NOT (d[ti] AND e[ti])"


def test_a_number_is_written_out_and_a_block_aside_counts_only_where_it_is_named() -> None:
    blocks = _blocks((ASIDE, "a OR b"), (ASIDE, "c"), ("AND", "#1 AND #2"))
    assert blocks.text() == "((a OR b) AND c)"


@pytest.mark.parametrize("query", ["a AND b", "(a OR b) AND c", "a AND b NOT c", "a", "(a AND b) OR c", "a OR b OR c"])
def test_a_query_taken_apart_stands_for_itself(query: str) -> None:
    assert parse(Blocks.of(query).text()) == parse(query)


def test_a_query_is_taken_apart_where_it_joins() -> None:
    assert [(b.op, b.text) for b in Blocks.of("(a OR b) AND c NOT d").blocks] == [
        ("AND", "a OR b"),
        ("AND", "c"),
        ("NOT", "d"),
    ]


def test_blocks_that_double_each_other_end_in_a_clear_error() -> None:
    blocks = _blocks(("AND", "a"), *((ASIDE, f"#{n} OR #{n}") for n in range(1, 50)))
    with pytest.raises(BadQuery, match="too long"):
        blocks.written_out(50)


def test_what_cannot_be_read_is_one_block() -> None:
    assert [b.text for b in Blocks.of("(a OR").blocks] == ["(a OR"]


_TEXT = st.text(alphabet='ab #1()"', min_size=1, max_size=8).map(str.strip).filter(bool)
_LISTS = st.lists(st.builds(Block, text=_TEXT, op=st.sampled_from(["AND", "OR", "NOT", ASIDE])), max_size=4)


@given(_LISTS)
def test_the_address_holds_everything(blocks: list[Block]) -> None:
    made = Blocks(tuple(blocks))
    assert Blocks.read(QueryDict(made.url().partition("?")[2])) == made


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_each_block_says_what_it_finds_and_what_is_left(client: Client) -> None:
    page = _page(client, _blocks(("AND", "gonioscopy"), ("AND", "review[pt]"), ("NOT", "alpha j[ta]")).url())
    counts = [" ".join(c.text_content().split()) for c in parsed(page).find_class("counts")]
    assert counts == ["60", "21 so far 20", "30 so far 10", ""]
    assert '<p class="translation" id="stands-for">gonioscopy AND review[pt] NOT alpha j[ta]</p>' in page
    assert "3\u00a0blocks, 10\u00a0citations" in parsed(page).get_element_by_id("builder-said").text_content()


def test_the_search_is_for_the_blocks_as_they_stand(client: Client) -> None:
    address = _blocks(("AND", "gonioscopy"), ("NOT", "alpha j[ta]")).url() + "&do=search"
    to = "/search?q=gonioscopy+NOT+alpha+j%5Bta%5D"
    assert client.get(address).headers["Location"] == to
    asked_by_script = client.get(address, headers={"HX-Request": "true", "HX-Target": "builder"})
    assert (asked_by_script.status_code, asked_by_script.headers["HX-Redirect"]) == (204, to)
    broken = _page(client, _blocks(("AND", "(eyes")).url() + "&do=search")
    assert "a '(' is never closed" in broken
    assert "Block 1 cannot be read" in broken


def test_the_first_block_offers_to_join_nothing_and_keeps_how_it_would(client: Client) -> None:
    for address, offered in (
        ("/builder", [("AND", "first"), (ASIDE, "aside")]),
        (_blocks(("NOT", "gonioscopy")).url(), [("NOT", "first"), (ASIDE, "aside")]),
        (_blocks((ASIDE, "gonioscopy")).url(), [("AND", "first"), (ASIDE, "aside")]),
    ):
        first = parsed(_page(client, address)).xpath("//form[@id='builder']//select")[0]
        assert [(o.get("value"), o.text) for o in first] == offered
    assert first.xpath("option[@selected]/@value") == [ASIDE]


def test_a_block_that_cannot_be_read_says_where_and_the_others_still_count(client: Client) -> None:
    page = _page(client, _blocks(("AND", "gonioscopy"), ("AND", "(eyes")).url())
    assert "<strong>60</strong>" in page
    assert "a '(' is never closed, at character 1: add ')' where the group ends" in page
    assert "stands-for" not in page


def test_a_block_that_names_itself_is_refused(client: Client) -> None:
    assert "#1 is no block above this one" in _page(client, _blocks(("AND", "#1 OR eyes")).url())


@pytest.mark.parametrize(
    ("do", "left"),
    [("up-2", ["b", "a", "c"]), ("down-2", ["a", "c", "b"]), ("remove-2", ["a", "c"]), ("up-1", ["a", "b", "c"])],
)
def test_buttons_move_and_remove_without_scripts(client: Client, do: str, left: list[str]) -> None:
    response = client.get(_blocks(("AND", "a"), ("OR", "b"), ("NOT", "c")).url() + f"&do={do}")
    assert response.status_code == 302
    query = urlsplit(response.headers["Location"]).query
    assert [b.text for b in Blocks.read(QueryDict(query)).blocks] == left


def test_a_search_opens_in_the_builder(client: Client) -> None:
    page = _page(client, "/builder?q=gonioscopy+AND+(eyes+OR+ears)")
    assert parsed(page).xpath("//input[@name='b']/@value") == ["gonioscopy", "eyes OR ears", ""]
