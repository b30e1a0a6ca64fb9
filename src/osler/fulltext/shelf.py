"""Lines of a library at hand: which of them decides for an article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from osler.fulltext.holdings import Decision, Line, Sought, best, decide
from osler.fulltext.journal import Known


class Shelf:
    """Some lines (those of a page's journals, or a whole file), found by any of their keys."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._by_key: defaultdict[str, list[Line]] = defaultdict(list)
        for line in lines:
            for key in dict.fromkeys((line.print_id, line.online_id, f"n:{line.nlm_id}", f"t:{line.title_key}")):
                if key not in ("", "n:", "t:"):
                    self._by_key[key].append(line)

    def lines(self, known: Known) -> list[Line]:
        """Every line of the journal, in the order of files and lines."""
        keys = [*known.ids, f"n:{known.nlm_id}", *(f"t:{key}" for key in known.title_keys)]
        found = {line: None for key in keys for line in self._by_key.get(key, ()) if known.matches(line)}
        return sorted(found, key=lambda line: (line.file, line.number))

    def decide(self, known: Known, sought: Sought, today: date) -> Decision | None:
        """None where no line names the journal."""
        return best(decide(line, sought, today) for line in self.lines(known))
