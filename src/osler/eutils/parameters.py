"""What a client sent, however it sent it: GET and POST merged, names in any case, lists repeated or comma-joined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest

from osler.eutils.failure import Failure
from osler.web.whole import whole

_NUMBER = re.compile(r"\s*([+-]?\d{1,18})\s*")
_SEPARATOR = re.compile(r"[\s,;]+")
_HIGHEST_PMID = 10**12  # beyond it no id is asked of the engine


@dataclass(frozen=True, slots=True)
class Parameters:
    """Lower-case name -> every value given, empty ones left out."""

    given: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, request: HttpRequest) -> Parameters:
        """Raises Failure for a form that cannot be read."""
        given: dict[str, list[str]] = {}
        for name, value in _pairs(request):
            if value.strip():
                given.setdefault(name.lower(), []).append(value.replace("\x00", ""))
        return cls({name: tuple(values) for name, values in given.items()})

    def text(self, name: str, default: str = "") -> str:
        """The last value given (as CGI scripts of NCBI's read them), without white space around it."""
        return self.given[name][-1].strip() if name in self.given else default

    def word(self, name: str, default: str = "") -> str:
        return self.text(name, default).lower()

    def number(self, name: str, default: int) -> int:
        """A whole number; what is none counts as not given, and negative ones as 0."""
        match = _NUMBER.fullmatch(self.text(name))
        return max(0, int(match[1])) if match else default

    def flag(self, name: str) -> bool:
        return self.word(name) in ("y", "yes", "true", "1")

    def groups(self, name: str = "id") -> tuple[tuple[str, ...], ...]:
        """Ids as given: one group for each time the parameter stands there."""
        groups = (tuple(part for part in _SEPARATOR.split(value) if part) for value in self.given.get(name, ()))
        return tuple(group for group in groups if group)

    def ids(self, name: str = "id") -> tuple[str, ...]:
        """All ids in the order given, repeats kept."""
        return tuple(one for group in self.groups(name) for one in group)


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """In the order sent. Not by `request.GET`: Django stops at a thousand fields, and NCBI takes an id each."""
    sent = request.META.get("QUERY_STRING", "").encode("latin-1", "replace").decode("utf-8", "replace")  # WSGI's way
    pairs = parse_qsl(sent, errors="replace")
    if request.method != "POST":
        return pairs
    try:
        if request.content_type == "multipart/form-data":
            return pairs + [(name, str(value)) for name, values in request.POST.lists() for value in values]
        # Whatever it says it is: clients that send a form by hand often name no type, or a wrong one.
        return pairs + parse_qsl(request.body.decode("utf-8", "replace"), errors="replace")
    except (BadRequest, SuspiciousOperation) as error:
        raise Failure(f"The request cannot be read: {error}") from error


def pmids(ids: tuple[str, ...]) -> list[int]:
    """Those that can be PMIDs, in order, each once."""
    return list(dict.fromkeys(number for one in ids if (number := as_pmid(one)) is not None))


def as_pmid(text: str) -> int | None:
    """None where it is no PMID. A version ("12345.2") is cut off."""
    return whole(text.partition(".")[0], below=_HIGHEST_PMID) or None


def database(parameters: Parameters, *, default: str = "pubmed") -> str:
    """The database asked for. Raises Failure where it is one that this mirror does not hold."""
    name = parameters.word("db", default)
    if name != "pubmed":
        raise Failure(f"Invalid db name specified: {parameters.text('db')}")
    return name
