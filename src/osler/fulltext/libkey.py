"""LibKey (Third Iron): a library's own link to an article, asked by DOI or PMID."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from osler.errors import BadInput
from osler.fulltext import address, kbart, spans
from osler.fulltext.asking import Asking, Outcome
from osler.fulltext.client import Answer, Failed
from osler.fulltext.ways import Access, Asked, Library, Way

name = "libkey"


class Found(NamedTuple):
    """`url` "" where the library has no way to it that LibKey knows."""

    url: str = ""
    is_file: bool = False  # the PDF itself, not a page
    open_access: bool = False
    retraction: str = ""  # address of a retraction notice


def read(answer: Any) -> Found:
    """Raises BadInput where the answer is not LibKey's."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, list):  # asked by something that fits several
        data = data[0] if data else {}
    if not isinstance(data, dict):
        raise BadInput("this is not LibKey's answer: data is missing")
    file, page = _address(data.get("fullTextFile")), _address(data.get("contentLocation"))
    return Found(file or page, bool(file), data.get("openAccess") is True, _address(data.get("retractionNoticeUrl")))


def _address(value: Any) -> str:
    try:
        return kbart.web_address(value.strip() if isinstance(value, str) else "", "address")
    except BadInput:
        return ""


class LibKey:
    name = name
    remote = True

    def __init__(self, asking: Asking, base: str) -> None:
        self._asking, self._base = asking, base.rstrip("/")

    def way(self, asked: Asked) -> Way:
        library = asked.library
        if library is None or not (library.libkey_id and library.libkey_token):
            return Way(name, "LibKey", "No LibKey id and token are set up.", quiet=True)
        told = self._asking.ask(
            f"{name} {library.libkey_id} {asked.article.pmid}",
            self._url(library, asked),
            self._read,
            headers={"Authorization": f"Bearer {library.libkey_token}"},
        )
        if told.problem:
            return Way(name, "LibKey", f"LibKey {told.problem}.", known_at=told.at, library=library.id)
        found: Found = told.value
        day = spans.told(told.at.date())
        if not found.url:
            reason = f"LibKey knew of no copy for {library.name} on {day}."
            return Way(name, "LibKey", reason, known_at=told.at, library=library.id)
        kind = "the PDF" if found.is_file else "the article’s page"
        reason = f"LibKey leads to {kind}, as of {day}."
        access = Access.FREE if found.open_access else Access.SUBSCRIBED
        return Way(name, f"{library.name}, by LibKey", reason, found.url, access, told.at, library=library.id)

    def _url(self, library: Library, asked: Asked) -> str:
        doi = asked.article.doi
        by = f"doi/{quote(doi, safe='')}" if address.doi(doi) else f"pmid/{asked.article.pmid}"
        return f"{self._base}/libraries/{quote(library.libkey_id, safe='')}/articles/{by}"

    def _read(self, answer: Answer) -> Outcome:
        if answer.status == 404:
            return Outcome(Found())
        if answer.status in (401, 403):
            raise Failed("does not accept the institution’s token")
        return Outcome(read(Asking.json(answer)))
