"""What two papers share, as a reader would say it: MeSH headings, and phrases as the first of them prints them.

Single words of a phrase say little ("tract, urinary and infections"), so words that stand together in both papers
are named together. How a study was made ("systematic review", "weeks", "placebo") is named only where nothing else
is shared.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from osler.engine import words as analysis
from osler.search.terms import Terms, hashed, hashes

MOST = 3  # phrases given as the reason
_LONGEST = 5  # words of a phrase
_TELLING = 4  # times as telling to a reader as a word of the text is a MeSH heading
_BETWEEN = re.compile(r"[\s\-/’']*(?:(?:of|the|in|for|to|with|on)\s+)*", re.IGNORECASE)  # words of a phrase
_METHOD = frozenset(  # how a study was made or told, whatever it is about; and numbers
    hashes(
        """administered adult age also analysed analysis analyzed approach assessed assessment associated association
        based baseline blind blinded change clinical cohort compare compared comparison conducted control
        controlled criteria data database date day decrease design difference different double effect
        effective effectiveness efficacy enrolled estimate evaluate evaluated evaluation every evidence
        examine examined experience factor follow following generally greater group high hour identified ii
        iii improve improvement included including increase increased influence intervention investigate
        investigated level literature low mean measure meta method methodology mixed month multi multicenter
        narrative new normal not number or outcome overall overview parameter participant patient people
        perform performed placebo potential primary procedure prospective protocol provide qualitative
        random randomised randomized rate ratio receive recent report reported research respectively result
        retrospective review risk role safe safety sample scoping score secondary significance significant
        single study subject suggest system systematic target term test tested time total treated treatment
        trial two up update use value versus week will work year"""
    )
    + hashes(" ".join(map(str, range(2_200))))
)


class Run(NamedTuple):
    """Words of a paper that stand together: their terms, and how they are printed."""

    terms: tuple[int, ...]
    printed: str


class Spans(NamedTuple):
    """A text, the words of it that are no stop words, and which of them go on with the phrase of the word before."""

    text: str
    terms: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    joined: frozenset[int]


def spans(own: Terms) -> tuple[Spans, ...]:
    """Title and abstract of the paper whose words are shown."""
    return tuple(_spans(text) for text in (own.fields.title, own.fields.abstract))


def _spans(text: str) -> Spans:
    found = [(term, (span.start, span.end)) for span in analysis.spans(text) if (term := hashed(span.word))]
    places = tuple(place for _, place in found)
    gaps = ((at, text[before[1] : after[0]]) for at, (before, after) in enumerate(itertools.pairwise(places), 1))
    joined = frozenset(at for at, gap in gaps if _BETWEEN.fullmatch(gap))
    return Spans(text, tuple(term for term, _ in found), places, joined)


def phrases(
    texts: tuple[Spans, ...], other: Terms, words: Mapping[int, float], headings: Mapping[str, float]
) -> tuple[str, ...]:
    """The weightiest of what both share: `words` by term and `headings` by name, each with its weight. Pure."""
    beside = set(zip(other.running.tolist(), other.running[1:].tolist(), strict=False))
    worth: dict[Run, float] = {Run(tuple(hashes(name)), name): _TELLING * w for name, w in headings.items()}
    forms: dict[tuple[int, ...], str] = {}
    for text in texts:
        for run in _runs(text, words, beside):
            if run.terms not in forms or (run.printed.islower() and not forms[run.terms].islower()):
                forms[run.terms] = run.printed
    worth |= {Run(terms, form): sum(words[term] for term in set(terms)) for terms, form in forms.items()}
    about = [run for run in worth if not _METHOD.issuperset(run.terms)]
    return _chosen(sorted(about or worth, key=lambda run: -worth[run]))


def _chosen(runs: list[Run]) -> tuple[str, ...]:
    """The first that say something new."""
    names: list[str] = []
    said: set[int] = set()
    for run in runs:
        if not said.issuperset(run.terms):
            names.append(run.printed)
            said.update(run.terms)
        if len(names) == MOST:
            break
    return tuple(names)


def _runs(text: Spans, words: Mapping[int, float], beside: set[tuple[int, int]]) -> Iterator[Run]:
    """The longest stretches of shared words that stand side by side in the other paper too."""
    begun = 0
    for at, term in enumerate(text.terms):
        after = at + 1
        if term not in words:
            begun = after
        elif (
            after in text.joined
            and after - begun < _LONGEST
            and text.terms[after] in words
            and (term, text.terms[after]) in beside
        ):
            continue
        else:
            if run := _trimmed(text, begun, after):
                yield run
            begun = after


def _trimmed(text: Spans, begun: int, end: int) -> Run | None:
    """Without words of method around it (a number after it stays: "COVID-19"); None for a number or letter alone."""
    said = {at: text.text[slice(*text.places[at])] for at in range(begun, end)}
    words = [at for at, word in said.items() if len(word) > 1 and not word.isdigit()]
    if not words:
        return None
    if telling := [at for at in words if text.terms[at] not in _METHOD]:
        begun, last = telling[0], telling[-1] + 1
        end = last + (last < end and said[last].isdigit())
    return Run(text.terms[begun:end], text.text[text.places[begun][0] : text.places[end - 1][1]])
