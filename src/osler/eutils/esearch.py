"""ESearch: a query in PubMed's language -> ids, counts and an account of how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from lxml import etree

from osler.errors import BadQuery, QueryTooSlow
from osler.eutils import asked, documents, history
from osler.eutils.documents import element
from osler.eutils.door import mirror_engine, mirror_vocabulary, utility
from osler.eutils.failure import Failure
from osler.eutils.parameters import Parameters, database
from osler.model.query import Sort
from osler.search.mapping import Node
from osler.search.run import Request, read, run
from osler.search.syntax import Note, NoteKind

SORTED = 10_000  # a stored set keeps the asked order so far; the rest follows, newest PMID first


@dataclass(frozen=True, slots=True)
class Told:
    """What NCBI lists beside the ids."""

    phrases_not_found: tuple[str, ...] = ()
    fields_not_found: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    quoted_not_found: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    count: int
    page: asked.Page
    ids: Sequence[int] = ()
    translation: str = ""
    translations: tuple[tuple[str, str], ...] = ()
    told: Told = field(default_factory=Told)
    query_key: str = ""
    webenv: str = ""


@utility("esearch", "eSearchResult")
def esearch(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    database(parameters)
    result = _result(parameters)
    only_count = parameters.word("rettype") == "count"
    if parameters.word("retmode", "xml") == "json":
        return documents.as_json("esearch", {"esearchresult": _json(result, only_count)})
    return documents.xml(_xml(result, only_count, ids_only=parameters.word("rettype") == "uilist"))


def _result(parameters: Parameters) -> Result:
    text = asked.term(parameters, today=date.today())
    if not text:
        raise Failure("Empty term and query_key - nothing todo")
    page = asked.page(parameters, settings.OSLER.eutils_most)
    webenv = parameters.text("webenv")
    earlier = history.texts(webenv) if webenv else {}
    wanted = Request(text=text, history=earlier, seconds=settings.OSLER.query_seconds)
    try:
        return _found(parameters, wanted, page)
    except BadQuery as problem:
        return Result(0, page, told=_refused(text, problem))
    except QueryTooSlow as problem:
        raise Failure(f"Search Backend failed: {problem}") from problem


def _found(parameters: Parameters, wanted: Request, page: asked.Page) -> Result:
    engine = mirror_engine()
    understood = read(engine, mirror_vocabulary(), wanted)
    node = understood.explanation
    count = engine.count(node.expr)
    keep = parameters.flag("usehistory")  # an empty set too: scripts read WebEnv before they look at the count
    ids = _ids(wanted, node, asked.order(parameters), page, count, whole=keep)
    messages: tuple[str, ...] = ()
    if page.clipped and page.start + page.count < count:
        messages = (f"Restrictions achieved. start and count adjusted to {page.start}, {page.count}",)
    result = Result(
        count,
        page,
        ids[page.start : page.start + page.count],
        node.translation,
        understood.translations,
        _told(understood.notes, count, messages),
    )
    if not keep:
        return result
    step = history.put(parameters.text("webenv"), ids, term=wanted.text if not wanted.history else node.translation)
    return Result(
        **{name: getattr(result, name) for name in ("count", "page", "ids", "translation", "translations", "told")},
        query_key=str(step.key),
        webenv=step.environment.name,
    )


def _ids(
    wanted: Request, node: Node, order: Sort | None, page: asked.Page, count: int, *, whole: bool
) -> Sequence[int]:
    """Ids from the first to the last that is asked for; all of them for a stored set."""
    engine = mirror_engine()
    last = count if whole else min(count, page.start + page.count)
    if last == 0:
        return ()
    if order is None:
        return engine.pmids(node.expr, limit=None if whole else last)
    answer = run(
        engine,
        mirror_vocabulary(),
        Request(text=wanted.text, history=wanted.history, sort=order, limit=min(last, SORTED), seconds=wanted.seconds),
    )
    ordered = [hit.pmid for hit in answer.hits]
    if len(ordered) >= last:
        return ordered
    seen = set(ordered)
    return ordered + [pmid for pmid in engine.pmids(node.expr) if pmid not in seen]


def _told(notes: Sequence[Note], count: int, messages: tuple[str, ...]) -> Told:
    def about(kind: NoteKind, *, quoted: bool = False) -> tuple[str, ...]:
        found = (note.subject or note.message for note in notes if note.kind is kind)
        return tuple(dict.fromkeys(each for each in found if each.startswith('"') == quoted))

    limited = tuple(note.message for note in notes if note.kind is NoteKind.LIMITED)
    nothing = () if count else ("No items found.",)
    return Told(
        phrases_not_found=about(NoteKind.NOT_FOUND),
        quoted_not_found=about(NoteKind.NOT_FOUND, quoted=True),
        ignored=about(NoteKind.IGNORED),
        messages=(*messages, *limited, *nothing),
    )


def _refused(text: str, problem: BadQuery) -> Told:
    """A query that cannot be read finds nothing and says why."""
    said = f"{problem} (character {problem.position + 1})" + (f": {problem.hint}" if problem.hint else "")
    if "unknown" in str(problem) and "tag" in str(problem):
        field = text[problem.position :].partition("]")[0].lstrip("[")
        return Told(fields_not_found=(field,), messages=(said,))
    return Told(phrases_not_found=(text[:200],), messages=(said,))


def _xml(result: Result, only_count: bool, *, ids_only: bool = False) -> etree._Element:
    count = element("Count", str(result.count))
    if only_count:
        return element("eSearchResult", count)
    root = element(
        "eSearchResult",
        count,
        element("RetMax", str(len(result.ids))),
        element("RetStart", str(result.page.start)),
        element("QueryKey", result.query_key) if result.query_key else None,
        element("WebEnv", result.webenv) if result.webenv else None,
        element("IdList", *(element("Id", str(pmid)) for pmid in result.ids)),
        element(
            "TranslationSet",
            *(element("Translation", element("From", a), element("To", b)) for a, b in result.translations),
        ),
        element("QueryTranslation", result.translation),
    )
    told = result.told
    errors = [element("PhraseNotFound", each) for each in told.phrases_not_found]
    errors += [element("FieldNotFound", each) for each in told.fields_not_found]
    warnings = [element("PhraseIgnored", each) for each in told.ignored]
    warnings += [element("QuotedPhraseNotFound", each) for each in told.quoted_not_found]
    warnings += [element("OutputMessage", each) for each in told.messages]
    for name, children in (("ErrorList", errors), ("WarningList", warnings)):
        if children:
            root.append(element(name, *children))
    return root


def _json(result: Result, only_count: bool) -> dict[str, object]:
    """Numbers are strings, as NCBI's are."""
    if only_count:
        return {"count": str(result.count)}
    content: dict[str, object] = {
        "count": str(result.count),
        "retmax": str(len(result.ids)),
        "retstart": str(result.page.start),
    }
    if result.webenv:
        content |= {"querykey": result.query_key, "webenv": result.webenv}
    content |= {
        "idlist": [str(pmid) for pmid in result.ids],
        "translationset": [{"from": a, "to": b} for a, b in result.translations],
        "querytranslation": result.translation,
    }
    told = result.told
    if told.phrases_not_found or told.fields_not_found:
        content["errorlist"] = {
            "phrasesnotfound": list(told.phrases_not_found),
            "fieldsnotfound": list(told.fields_not_found),
        }
    if told.ignored or told.quoted_not_found or told.messages:
        content["warninglist"] = {
            "phrasesignored": list(told.ignored),
            "quotedphrasesnotfound": list(told.quoted_not_found),
            "outputmessages": list(told.messages),
        }
    return content
