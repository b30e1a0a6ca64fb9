"""Which records are notices about a paper (errata, retractions, expressions of concern), not papers themselves."""

from __future__ import annotations

import re

from osler.search.terms import Fields

_TYPES = frozenset(("Published Erratum", "Retraction Notice", "Retraction of Publication", "Expression of Concern"))
_PLAIN = "Journal Article"  # says nothing: NLM gives it to notices too
_TITLE = re.compile(  # as journals name them, before the title of the paper they are about
    r"""\W*(?:(?:author|publisher)(?:['’]s)?\s+)?
        (?:errat(?:um|a)|corrigend(?:um|a)|corrections?|retract(?:ion|ed)|withdrawn|expression\s+of\s+concern)
        (?:\s+(?:note|notice|statement))?(?:\s+(?:to|for|of))?\s*[:"“‘«]""",
    re.IGNORECASE | re.VERBOSE,
)


def is_notice(own: Fields) -> bool:
    """By publication type, which new records often lack, or by how its title begins.

    A paper NLM calls an erratum beside what else it is (a trial that corrects an earlier one) is a paper.
    """
    kinds = frozenset(own.types) - {_PLAIN}
    return (bool(kinds) and kinds <= _TYPES) or _TITLE.match(own.title) is not None
