"""ELink: from citations to similar ones, to those that cite them or that they cite, and to the full text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from lxml import etree

from osler.errors import BadQuery
from osler.eutils import documents, history, outside, records
from osler.eutils.documents import element
from osler.eutils.door import mirror_engine, mirror_vocabulary, utility
from osler.eutils.failure import Failure
from osler.eutils.links import BY_NAME, LINKS, LinkName, Scored
from osler.eutils.parameters import Parameters, pmids
from osler.model.query import And, Pmids
from osler.search.run import Request, read

COMMANDS = (
    "neighbor", "neighbor_score", "neighbor_history", "prlinks", "llinks", "llinkslib", "acheck", "ncheck", "lcheck",
)  # fmt: skip
_MOST_IDS = 1_000  # for commands that look each record up


class LinkSet(NamedTuple):
    """The ids asked for, and what each link leads to."""

    ids: tuple[int, ...]
    found: tuple[tuple[LinkName, tuple[Scored, ...]], ...]


@utility("elink", "eLinkResult")
def elink(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    command = parameters.word("cmd", "neighbor")
    if command not in COMMANDS:
        raise Failure(f"cmd parameter is invalid: {parameters.text('cmd')}")
    if parameters.word("dbfrom", "pubmed") != "pubmed":
        raise Failure(f"Invalid db name specified: {parameters.text('dbfrom')}")
    groups = _groups(parameters)
    as_json = parameters.word("retmode") == "json"
    if command == "prlinks" and parameters.word("retmode") == "ref":
        return _publisher(groups)
    if command in ("prlinks", "llinks", "llinkslib"):
        return _outside(groups, command, as_json=as_json)
    if command in ("acheck", "ncheck", "lcheck"):
        return _checked(groups, command, as_json=as_json)
    names = _names(parameters)
    sets = [_follow(group, names, parameters) for group in groups]
    if command == "neighbor_history":
        return _stored(sets, parameters.text("webenv"), as_json=as_json)
    return _neighbours(sets, scores=command == "neighbor_score", as_json=as_json)


def _groups(parameters: Parameters) -> list[tuple[int, ...]]:
    """One group of ids for each `id` parameter: each gives a link set of its own."""
    if parameters.text("webenv") and parameters.text("query_key"):
        return [tuple(records.wanted(parameters))]
    groups = [tuple(pmids(group)) for group in parameters.groups()]
    groups = [group for group in groups if group]
    if not groups:
        raise Failure("Empty list of uids")
    return groups


def _names(parameters: Parameters) -> list[LinkName]:
    """The links asked for by name; without names all that lead to the database asked for."""
    target = parameters.word("db", "pubmed")
    asked = parameters.ids("linkname")
    if asked:
        known = [BY_NAME[name] for name in asked if name in BY_NAME]
        return known
    if target not in ("pubmed", "all"):
        return []
    return [LINKS[0]] if parameters.word("cmd") == "neighbor_score" else list(LINKS)


def _follow(group: tuple[int, ...], names: Sequence[LinkName], parameters: Parameters) -> LinkSet:
    kept = _filter(parameters)
    found = []
    for link in names:
        merged: dict[int, Scored] = {}
        for pmid in group[:_MOST_IDS]:
            for each in link.follow(pmid):
                before = merged.get(each.pmid)
                if before is None or (each.score or 0) > (before.score or 0):
                    merged[each.pmid] = each
        scored = sorted(merged.values(), key=lambda each: (-(each.score or 0), -each.pmid))
        if kept is not None and scored:
            inside = set(mirror_engine().pmids(And((kept, Pmids(tuple(each.pmid for each in scored))))))
            scored = [each for each in scored if each.pmid in inside]
        if scored:
            found.append((link, tuple(scored)))
    return LinkSet(group, tuple(found))


def _filter(parameters: Parameters) -> Any:
    """`term` and dates narrow what is linked to. Raises Failure where they cannot be read."""
    from datetime import date  # noqa: PLC0415

    from osler.eutils import asked  # noqa: PLC0415

    narrowed = Parameters({k: v for k, v in parameters.given.items() if k not in ("query_key", "webenv", "field")})
    text = asked.term(narrowed, today=date.today())
    if not text:
        return None
    try:
        return read(mirror_engine(), mirror_vocabulary(), Request(text=text)).explanation.expr
    except BadQuery as problem:
        raise Failure(str(problem)) from problem


def _neighbours(sets: Sequence[LinkSet], *, scores: bool, as_json: bool) -> HttpResponse:
    if as_json:
        return documents.as_json("elink", {"linksets": [_set_json(each, scores=scores) for each in sets]})
    return documents.xml(element("eLinkResult", *(_set_xml(each, scores=scores) for each in sets)))


def _set_xml(each: LinkSet, *, scores: bool) -> etree._Element:
    return element(
        "LinkSet",
        element("DbFrom", "pubmed"),
        _id_list(each.ids),
        *(
            element(
                "LinkSetDb",
                element("DbTo", link.database),
                element("LinkName", link.name),
                *(_link(one, scores=scores) for one in found),
            )
            for link, found in each.found
        ),
    )


def _link(one: Scored, *, scores: bool) -> etree._Element:
    score = element("Score", str(one.score)) if scores and one.score is not None else None
    return element("Link", element("Id", str(one.pmid)), score)


def _id_list(ids: Sequence[int]) -> etree._Element:
    return element("IdList", *(element("Id", str(pmid)) for pmid in ids))


def _set_json(each: LinkSet, *, scores: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"dbfrom": "pubmed", "ids": [str(pmid) for pmid in each.ids]}
    if each.found:
        made["linksetdbs"] = [
            {"dbto": link.database, "linkname": link.name, "links": [_link_json(one, scores=scores) for one in found]}
            for link, found in each.found
        ]
    return made


def _link_json(one: Scored, *, scores: bool) -> str | dict[str, Any]:
    return {"id": str(one.pmid), "score": one.score} if scores and one.score is not None else str(one.pmid)


def _stored(sets: Sequence[LinkSet], webenv: str, *, as_json: bool) -> HttpResponse:
    """The linked sets in the history server; all in one environment."""
    made, told = [], []
    for each in sets:
        keys = []
        for link, found in each.found:
            step = history.put(webenv, [one.pmid for one in found])
            webenv = step.environment.name
            keys.append((link, str(step.key)))
        made.append(
            element(
                "LinkSet",
                element("DbFrom", "pubmed"),
                _id_list(each.ids),
                *(
                    element(
                        "LinkSetDbHistory",
                        element("DbTo", link.database),
                        element("LinkName", link.name),
                        element("QueryKey", key),
                    )
                    for link, key in keys
                ),
                element("WebEnv", webenv),
            )
        )
        told.append(
            {
                "dbfrom": "pubmed",
                "ids": [str(pmid) for pmid in each.ids],
                "linksetdbhistories": [
                    {"dbto": link.database, "linkname": link.name, "querykey": key} for link, key in keys
                ],
                "webenv": webenv,
            }
        )
    return documents.as_json("elink", {"linksets": told}) if as_json else documents.xml(element("eLinkResult", *made))


def _publisher(groups: Sequence[tuple[int, ...]]) -> HttpResponse:
    """`retmode=ref`: straight to the publisher's page of the one record asked for."""
    for article in records.articles(groups[0][:1]):
        for each in outside.urls(article):
            return HttpResponseRedirect(each.url)
    raise Failure("No links found for the id")


def _outside(groups: Sequence[tuple[int, ...]], command: str, *, as_json: bool) -> HttpResponse:
    sets, told = [], []
    for group in groups:
        found = {article.pmid: outside.urls(article) for article in records.articles(group[:_MOST_IDS])}
        if command == "prlinks":
            found = {pmid: urls[:1] for pmid, urls in found.items()}
        url_sets = [outside.url_set(pmid, found.get(pmid, [])) for pmid in group]
        sets.append(element("LinkSet", element("DbFrom", "pubmed"), element("IdUrlList", *url_sets)))
        told.append({"dbfrom": "pubmed", "idurllist": [outside.url_json(pmid, found.get(pmid, [])) for pmid in group]})
    return documents.as_json("elink", {"linksets": told}) if as_json else documents.xml(element("eLinkResult", *sets))


def _checked(groups: Sequence[tuple[int, ...]], command: str, *, as_json: bool) -> HttpResponse:
    sets, told = [], []
    for group in groups:
        articles = {article.pmid: article for article in records.articles(group[:_MOST_IDS])}
        children, rows = [], []
        for pmid in group:
            if command == "acheck":
                available = [link for link in LINKS if pmid in articles and link.follow(pmid)]
                children.append(
                    element("IdLinkSet", element("Id", str(pmid)), *(_link_info(link) for link in available))
                )
                rows.append({"id": str(pmid), "linkinfos": [_link_info_json(link) for link in available]})
            elif command == "ncheck":
                has = "Y" if pmid in articles and len(LINKS[0].follow(pmid)) > 1 else "N"
                children.append(element("Id", str(pmid), HasNeighbor=has))
                rows.append({"value": str(pmid), "hasneighbor": has})
            else:
                has = "Y" if pmid in articles and outside.urls(articles[pmid]) else "N"
                children.append(element("Id", str(pmid), HasLinkOut=has))
                rows.append({"value": str(pmid), "haslinkout": has})
        sets.append(element("LinkSet", element("DbFrom", "pubmed"), element("IdCheckList", *children)))
        kind = "idlinksets" if command == "acheck" else "ids"
        told.append({"dbfrom": "pubmed", "idchecklist": {kind: rows}})
    return documents.as_json("elink", {"linksets": told}) if as_json else documents.xml(element("eLinkResult", *sets))


def _link_info(link: LinkName) -> etree._Element:
    return element(
        "LinkInfo",
        element("DbTo", link.database),
        element("LinkName", link.name),
        element("MenuTag", link.menu),
        element("HtmlTag", link.menu),
        element("Priority", str(link.priority)),
    )


def _link_info_json(link: LinkName) -> dict[str, Any]:
    return {
        "dbto": link.database,
        "linkname": link.name,
        "menutag": link.menu,
        "htmltag": link.menu,
        "priority": link.priority,
    }
