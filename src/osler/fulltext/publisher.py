"""The publisher's own page: free where the record or the holdings say so, otherwise nobody knows before the click."""

from __future__ import annotations

import re

from osler.fulltext import address
from osler.fulltext.holdings import Covered
from osler.fulltext.ways import Access, Asked, Way

# What publishers print into NLM's CopyrightInformation; non-commercial kinds can be read all the same.
_OPEN = re.compile(
    r"creative\s*commons|\bCC[- ]?(?:BY|0)\b|creativecommons\.org|open[- ]access article|public domain", re.IGNORECASE
)


_NOT_FREE = Way(
    "publisher-free", "Publisher, free", "Neither the record nor a title list says that the publisher gives it away."
)


class Free:
    """Free at the publisher: an open licence in the record, or a line of the holdings with access_type F."""

    name = "publisher-free"
    remote = False

    def way(self, asked: Asked) -> Way:
        decision, url = asked.decision, address.doi(asked.article.doi)
        if decision and decision.covered is Covered.YES and decision.line.access == "F":
            url = url or decision.line.url
            said = f"Free at the publisher: {_where(asked)} lists it as free."
            return Way(self.name, "Publisher, free", said, url, Access.FREE) if url else self._no(said)
        licence = _licence(asked)
        if not licence:
            return _NOT_FREE
        if not url:
            return self._no("The record prints an open licence, but no DOI leads to the publisher.")
        said = f"The record prints an open licence: “{licence}”."
        return Way(self.name, "Publisher, free", said, url, Access.FREE)

    def _no(self, reason: str) -> Way:
        return Way(self.name, "Publisher, free", reason)


class Doi:
    """Wherever the DOI leads, without the library's proxy."""

    name = "doi"
    remote = False

    def way(self, asked: Asked) -> Way:
        url = address.doi(asked.article.doi)
        if not url:
            given = asked.article.doi
            reason = f"‘{given[:60]}’ is no DOI." if given else "The record has no DOI."
            return Way(self.name, "Publisher", reason)
        return Way(self.name, "Publisher", "Where the DOI leads; whether it opens there is not known.", url)


def _licence(asked: Asked) -> str:
    abstract = asked.article.abstract
    said = " ".join(abstract.copyright.split()) if abstract else ""
    return (said if len(said) <= 90 else f"{said[:89]}…") if _OPEN.search(said) else ""


def _where(asked: Asked) -> str:
    line = asked.decision.line if asked.decision else None
    return f"line {line.number} of {line.file}" if line else ""


free, doi = Free(), Doi()
