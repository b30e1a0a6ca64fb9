"""Words near each other in any order, exactly.

Tantivy's slop is exact for two different words once both orders are asked for. With three or more it lets
too much through, and a word asked for twice may stand once. So for those the index gives candidates, and
their own words decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise

from osler.engine.embedded import document
from osler.model.article import Article
from osler.model.query import Words

_EVERY_TWO = 8  # words up to which every two of them are asked for; of more, neighbours as typed
MOST_CANDIDATES = 10_000  # about three seconds of reading


def is_exact(asked: Words) -> bool:
    """Whether the index alone can answer."""
    return asked.slop == 0 or (len(asked.words) == 2 and not asked.prefix and asked.words[0] != asked.words[1])


def pairs(asked: Words) -> list[Words]:
    """Two-word conditions that each hold wherever all the words are near: the candidates' query."""
    room = asked.slop + len(asked.words) - 2
    last = len(asked.words) - 1
    found = []
    numbered = list(enumerate(asked.words))
    for (_, one), (at, other) in combinations(numbered, 2) if last < _EVERY_TWO else pairwise(numbered):
        truncated = asked.prefix and at == last
        if one != other and not (truncated and one.startswith(other)):
            found.append(Words(asked.field, (one, other), room, truncated))
    singles = [Words(asked.field, (word,), 0, asked.prefix and at == last) for at, word in enumerate(asked.words)]
    return found or singles


def confirmed(articles: Iterable[Article], asked: Words) -> list[int]:
    """PMIDs of the articles in whose field the words are near each other."""
    return [article.pmid for article in articles if _holds(document.build(article)[asked.field], asked)]


def _holds(text: object, asked: Words) -> bool:
    texts = text if isinstance(text, list) else [text]
    return any(near(str(each).split(), asked) for each in texts)


def near(text: Sequence[str], asked: Words) -> bool:
    """Whether some stretch of the text is made of all the words and at most `slop` others."""
    tests = [_test(word, asked.prefix and at == len(asked.words) - 1) for at, word in enumerate(asked.words)]
    fitting = [(at, {n for n, test in enumerate(tests) if test(word)}) for at, word in enumerate(text)]
    places = [(at, which) for at, which in fitting if which]
    width = len(asked.words) + asked.slop
    for first, (start, _) in enumerate(places):
        window = []
        for at, which in places[first:]:
            if at >= start + width:
                break
            window.append(which)
        if _assignable(len(tests), window):
            return True
    return False


def _test(word: str, truncated: bool) -> Callable[[str], bool]:
    return (lambda other: other.startswith(word)) if truncated else (lambda other: other == word)


def _assignable(size: int, window: Sequence[set[int]]) -> bool:
    """Whether each of the `size` words can have a place of its own (a matching, by augmenting paths)."""
    owner: dict[int, int] = {}

    def place(word: int, seen: set[int]) -> bool:
        for at, which in enumerate(window):
            if word in which and at not in seen:
                seen.add(at)
                if at not in owner or place(owner[at], seen):
                    owner[at] = word
                    return True
        return False

    return len(window) >= size and all(place(word, set()) for word in range(size))
