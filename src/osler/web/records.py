"""Articles out of the mirror: read from NLM's own bytes, in the order asked, with what their notices say of them."""

from __future__ import annotations

from collections.abc import Iterable

from osler.engine.protocol import Engine, StoredRecord
from osler.errors import NotFound
from osler.model.article import Article
from osler.model.query import Pmids
from osler.pubmed.xml import parse
from osler.web.told import completed


def record(engine: Engine, pmid: int) -> StoredRecord:
    """The record as kept. Raises NotFound where the mirror has none."""
    found = engine.fetch([pmid]).get(pmid)
    if found is None:
        raise NotFound(f"PMID {pmid} is not in this mirror")
    return found


def article(engine: Engine, pmid: int) -> Article:
    """Raises NotFound where the mirror has none."""
    return completed(engine, [parse(record(engine, pmid).xml)])[0]


def article_and(engine: Engine, pmid: int, others: Iterable[int]) -> tuple[Article, list[Article]]:
    """One, and in brief (`parse`) those of the others that the mirror holds: one question for all. Raises NotFound
    where it has not the one."""
    found = engine.fetch([pmid, *others])
    if pmid not in found:
        raise NotFound(f"PMID {pmid} is not in this mirror")
    first, *rest = completed(engine, [parse(each.xml, brief=number != pmid) for number, each in found.items()])
    return first, rest


def articles(engine: Engine, pmids: Iterable[int], *, brief: bool = False, abstract: bool = False) -> list[Article]:
    """Those the mirror holds, in the order asked; `brief` (see `parse`) is enough for cards, with their
    `abstract` for hits."""
    wanted = list(pmids)
    found = engine.fetch(wanted)
    return completed(
        engine, [parse(found[pmid].xml, brief=brief, abstract=abstract) for pmid in wanted if pmid in found]
    )


def held(engine: Engine, pmids: Iterable[int]) -> frozenset[int]:
    """Which of these the mirror holds; cheaper than reading them."""
    wanted = tuple(pmids)
    return frozenset(engine.pmids(Pmids(wanted))) if wanted else frozenset()
