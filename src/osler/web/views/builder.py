"""The query builder: blocks with their counts, and always the text they stand for."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osler.search.syntax import Op
from osler.web import mirror, render
from osler.web.blocks import ASIDE, OPS, Blocks
from osler.web.caching import by_revision
from osler.web.pages import builder as pages
from osler.web.state import State

_ACT = re.compile(r"(up|down|remove)-(\d{1,2})")
_SEARCH = "search"


@by_revision
def builder(request: HttpRequest) -> HttpResponse:
    blocks = Blocks.read(request.GET)
    act = _ACT.fullmatch(request.GET.get("do", ""))
    if act:
        return redirect(_done(blocks, act[1], int(act[2]) - 1).url() + "#builder")
    made = pages.builder(mirror.engine(), mirror.vocabulary(), blocks, mirror.config().query_seconds)
    if request.GET.get("do") == _SEARCH and made.text:
        return _away(request, State(q=made.text).url())
    labels = [(op, "aside" if op == ASIDE else op) for op in OPS]
    context = {
        "builder": made,
        "ops": labels,
        "first_ops": _first_ops,
        "next": len(blocks.blocks) + 1,
        "query": made.text,
    }
    return render.page(request, "web/builder.html", context, fragment="builder")


def moved(request: HttpRequest) -> HttpResponse:
    """PubMed's own address of its advanced search."""
    return redirect("builder", permanent=True)


def _away(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, also where htmx asked and would put what it finds there into this one."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _first_ops(chosen: str) -> list[tuple[str, str]]:
    """The first block joins nothing; what it is set to is kept for when it moves down."""
    return [(Op.AND.value if chosen == ASIDE else chosen, "first"), (ASIDE, "aside")]


def _done(blocks: Blocks, act: str, place: int) -> Blocks:
    return blocks.without(place) if act == "remove" else blocks.moved(place, -1 if act == "up" else 1)
