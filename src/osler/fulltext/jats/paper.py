"""What a JATS file becomes: pieces of safe HTML, and what the page says about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

# Adults read non-fiction in English silently at 238 words a minute (Brysbaert 2019, J Mem Lang 109:104047).
WORDS_A_MINUTE = 238


_NONE = Markup("")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents; `level` counts from 1."""

    id: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Licence:
    """As the file says it; `href` is "" where it names no address."""

    text: Markup
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """`unknown`: elements this reader has no rule for, shown as their text -> how often they stand there."""

    title: Markup
    subtitle: Markup = _NONE
    kind: str = ""
    journal: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)  # "pmid", "pmcid", "doi" -> value
    front: Markup = _NONE  # authors, affiliations, dates
    body: Markup = _NONE
    licences: tuple[Licence, ...] = ()
    contents: tuple[Heading, ...] = ()
    words: int = 0
    figures: int = 0
    tables: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """Reading time, at least one."""
        return max(1, round(self.words / WORDS_A_MINUTE))
