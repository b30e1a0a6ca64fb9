"""What became of papers that a record names: kept whatever NLM did, and marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from osler.cite.source import title
from osler.errors import BadInput, NotFound
from osler.model.query import And, Key, Pmids
from osler.web import mirror, records
from osler.web.whole import whole

DELETED, RETRACTED = "deleted", "retracted"
SAYS = {DELETED: "no longer in NLM’s database here", RETRACTED: "retracted since"}


def marks(pmids: Iterable[int]) -> Mapping[int, str]:
    """Only those that are marked; two queries however many are asked."""
    wanted = tuple(sorted(set(pmids)))
    if not wanted:
        return {}
    engine = mirror.engine()
    held = records.held(engine, wanted)
    retracted = engine.pmids(And((Pmids(wanted), Key("pt", ("retracted publication",)))))
    return {pmid: DELETED for pmid in wanted if pmid not in held} | dict.fromkeys(retracted, RETRACTED)


def titled(text: str) -> list[tuple[int, str]]:
    """PMIDs as people list them, with titles from the mirror. Raises BadInput for what is none, or not here."""
    found = []
    for word in text.replace(",", " ").split():
        pmid = whole(word)
        if not pmid:
            raise BadInput(f"'{word[:40]}' is no PMID")
        try:
            found.append((pmid, title(records.article(mirror.engine(), pmid)) or "[No title]"))
        except NotFound as error:
            raise BadInput(str(error)) from error
    return found
