"""A way to the text, or the reason why there is none; and what every resolver is asked."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from osler.fulltext.holdings import Decision
from osler.model.article import Article


class Access(enum.StrEnum):
    FREE = "free"
    SUBSCRIBED = "subscribed"
    UNKNOWN = "access unknown"
    REQUEST = "on request"


@dataclass(frozen=True, slots=True)
class Way:
    """`url` is "" where this way is not offered; then `reason` says why not. Both are sentences for a reader."""

    resolver: str  # its name in an institution's order
    label: str  # where it goes: "PubMed Central"
    reason: str  # why it is offered, or why not
    url: str = ""
    access: Access = Access.UNKNOWN
    known_at: datetime | None = None  # when somebody else was asked; None: known here
    quiet: bool = False  # not set up or not of this kind of record: for librarians, not for readers
    pending: bool = False  # has to be asked elsewhere first
    library: int = 0  # whose way this is (Library.id); 0: nobody's in particular

    @property
    def offered(self) -> bool:
        return bool(self.url)


@dataclass(frozen=True, slots=True)
class Library:
    """A reader's institution as far as links go. Templates were checked when they were saved."""

    id: int
    name: str
    proxy: str = ""  # osler.fulltext.proxy says how it is written; "": none
    resolver: str = ""  # base address of the OpenURL link resolver
    libkey_id: str = ""
    libkey_token: str = ""
    order: tuple[str, ...] = ()  # names of resolvers, the preferred first; those left out follow
    ill: str = ""  # e-mail address or http(s) address of interlibrary loan
    contact: str = ""
    has_holdings: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    article: Article
    today: date
    library: Library | None = None
    decision: Decision | None = None  # of the library's holdings; None: no line names the journal
    reader: str = ""  # name to sign letters with


class Resolver(Protocol):
    """One way of getting at texts. It never raises for what an article, a library or a server lacks: it says so."""

    name: str
    remote: bool  # True: asks another machine, so never before a page's first byte

    def way(self, asked: Asked) -> Way: ...


class Entitlements(Protocol):
    """Who may read what, asked of publishers (GetFTR's idea). An interface only: nothing here speaks such a service."""

    def entitled(self, doi: str, library: Library) -> Way | None: ...
