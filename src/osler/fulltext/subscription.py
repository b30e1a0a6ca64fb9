"""What the library's holdings say: the publisher's page through the library's proxy, or why not."""

from __future__ import annotations

from osler.fulltext import address, proxy
from osler.fulltext.holdings import Covered, Decision
from osler.fulltext.ways import Access, Asked, Library, Way

name = "subscription"
remote = False
_NOBODYS = Way(name, "Your library", "No institution of yours is known here.", quiet=True)


def way(asked: Asked) -> Way:
    library = asked.library
    if library is None:
        return _NOBODYS
    if not library.has_holdings:
        return Way(name, library.name, f"{library.name} has loaded no list of what it holds.", quiet=True)
    decision = asked.decision
    if decision is None:
        return Way(name, library.name, f"No title list of {library.name} names this journal.")
    said = f"{_whose(library)} holdings of this journal {decision.why} ({source(decision)})."
    if decision.covered is Covered.NO:
        return Way(name, library.name, said)
    target = address.doi(asked.article.doi) or decision.line.url
    if not target:
        return Way(name, library.name, f"{said} But neither the record nor the line has an address to go to.")
    url = proxy.through(library.proxy, target) if library.proxy and decision.line.access != "F" else target
    access = Access.SUBSCRIBED if decision.covered is Covered.YES else Access.UNKNOWN
    return Way(name, library.name, said, url, Access.FREE if _free(decision) else access)


def source(decision: Decision) -> str:
    """ "line 12 of elsevier.txt"."""
    line = decision.line
    return f"line {line.number} of {line.file}" if line.file else f"line {line.number}"


def _free(decision: Decision) -> bool:
    return decision.covered is Covered.YES and decision.line.access == "F"


def _whose(library: Library) -> str:
    return f"{library.name}’{'' if library.name.endswith('s') else 's'}"
