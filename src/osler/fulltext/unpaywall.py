"""Unpaywall: where an open copy lies. Its answer read as data, from its API (v2) or from its data dump."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from osler.errors import BadInput
from osler.fulltext import address, kbart, spans
from osler.fulltext.asking import Asking, Outcome
from osler.fulltext.client import Answer, Failed
from osler.fulltext.ways import Access, Asked, Way

name = "unpaywall"
_VERSIONS = {
    "publishedVersion": "published version",
    "acceptedVersion": "accepted manuscript",
    "submittedVersion": "preprint",
}


class Copy(NamedTuple):
    """The best open copy; `url` "" for none."""

    url: str = ""
    version: str = ""  # published version | accepted manuscript | preprint | ""
    licence: str = ""  # "cc-by", as Unpaywall writes it
    host_type: str = ""  # publisher | repository


def read(answer: Any) -> Copy:
    """Unpaywall's object, version 2. Raises BadInput where it is not one; a copy whose address no browser should
    follow is none."""
    if not isinstance(answer, dict) or not isinstance(answer.get("is_oa"), bool):
        raise BadInput("this is not Unpaywall's answer: is_oa is missing")
    places = [answer.get("best_oa_location"), *_list(answer.get("oa_locations"))]
    for place in places if answer["is_oa"] else ():
        if isinstance(place, dict):
            found = _copy(place)
            if found.url:
                return found
    return Copy()


def _copy(place: dict[str, Any]) -> Copy:
    for key in ("url_for_pdf", "url", "url_for_landing_page"):
        try:
            url = kbart.web_address(_text(place.get(key)), key)
        except BadInput:
            continue
        if url:
            version = _VERSIONS.get(_text(place.get("version")), "")
            return Copy(url, version, _text(place.get("license"))[:40], _text(place.get("host_type"))[:20])
    return Copy()


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def way(copy: Copy, when: datetime, *, source: str = "Unpaywall") -> Way:
    """The way a copy is, or that none was known then."""
    if not copy.url:
        reason = f"{source} knew of no open copy on {spans.told(when.date())}."
        return Way(name, "Open copy", reason, known_at=when)
    kind = copy.version or "copy"
    licence = f", licence {copy.licence}" if copy.licence else ""
    place = "the publisher" if copy.host_type == "publisher" else "a repository"
    reason = f"{source} knew of this {kind} at {place} on {spans.told(when.date())}{licence}."
    label = f"{address.host(copy.url)}{f' ({copy.version})' if copy.version else ''}"
    return Way(name, label, reason, copy.url, Access.FREE, when)


class Unpaywall:
    """Asks the API, with the administrator's address as it wants one; never anything about the reader."""

    name = name
    remote = True

    def __init__(self, asking: Asking, base: str, email: str) -> None:
        self._asking, self._base, self._email = asking, base.rstrip("/"), email

    def way(self, asked: Asked) -> Way:
        doi = asked.article.doi.lower()
        if not address.doi(doi):
            return Way(name, "Open copy", "Unpaywall is asked by DOI, and the record has none.")
        url = f"{self._base}/{quote(doi, safe='/')}?email={quote(self._email, safe='@')}"
        told = self._asking.ask(f"{name} {doi}", url, self._read)
        if told.problem:
            return Way(name, "Open copy", f"Unpaywall {told.problem}.", known_at=told.at)
        return way(told.value, told.at)

    def _read(self, answer: Answer) -> Outcome:
        if answer.status == 404:
            return Outcome(Copy())
        if answer.status == 422:
            raise Failed("does not accept this DOI, or the e-mail address in OSLER_UNPAYWALL_EMAIL")
        return Outcome(read(Asking.json(answer)))
