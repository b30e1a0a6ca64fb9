"""Xapian in a process of its own: Debian's bindings belong to Debian's Python. JSON lines in, JSON lines out.

Started by `bench._xapian`; the seconds of an answer are measured here, without the pipe between.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

x: Any = importlib.import_module("xapian")
DATE, YEAR, TYPE, JOURNAL = 1, 2, 3, 4
LONGEST = 200  # bytes of a term


def document(paper: list[Any], gap: int) -> Any:
    _, title, abstract, stems, headings, date, kind, journal = paper
    made = x.Document()
    for place, word in enumerate(title, 1):
        made.add_posting(word[:LONGEST], place)
    for place, word in enumerate(abstract, len(title) + gap):
        made.add_posting(word[:LONGEST], place)
    for stem, times in stems.items():
        made.add_term(("Z" + stem)[:LONGEST], times)
    for name in headings:
        made.add_boolean_term(("XH" + name)[:LONGEST])
    made.add_value(DATE, x.sortable_serialise(date))
    made.add_value(YEAR, str(date // 10_000))
    made.add_value(TYPE, kind)
    made.add_value(JOURNAL, journal)
    return made


def where(kind: str, asked: dict[str, Any]) -> Any:
    """The whole query of a kind."""
    every = [word[:LONGEST] for word in asked["words"]]
    stems = [("Z" + stem)[:LONGEST] for stem in asked["stems"]]
    if kind in ("or", "related"):
        return x.Query(x.Query.OP_OR, stems)
    if kind == "exploded":
        return x.Query(x.Query.OP_OR, [("XH" + name)[:LONGEST] for name in asked["names"]])
    if kind == "prefix":
        return x.Query(x.Query.OP_WILDCARD, every[0], 0, x.Query.WILDCARD_LIMIT_ERROR, x.Query.OP_OR)
    if kind == "facets_exact":
        return x.Query(x.Query.OP_OR, every)
    matching = x.Query(x.Query.OP_PHRASE, every, 2) if kind == "phrase" else x.Query(x.Query.OP_AND, every)
    if kind == "dates":
        low, high = map(x.sortable_serialise, asked["dates"])
        matching = x.Query(x.Query.OP_FILTER, matching, x.Query(x.Query.OP_VALUE_RANGE, DATE, low, high))
    if kind == "newest" or not stems:
        return matching
    ranked = x.Query(x.Query.OP_OR, stems)  # as ours: what matches, scored by its stems
    return x.Query(x.Query.OP_AND_MAYBE, x.Query(x.Query.OP_SCALE_WEIGHT, matching, 0.0), ranked)


def answer(base: Any, asked: dict[str, Any]) -> dict[str, Any]:
    kind = asked["kind"]
    began = time.perf_counter()
    enquire = x.Enquire(base)
    enquire.set_query(where(kind, asked))
    if kind in ("exploded", "newest"):
        enquire.set_weighting_scheme(x.BoolWeight())
        enquire.set_sort_by_value(DATE, True)
        enquire.set_docid_order(enquire.DESCENDING)
    elif kind in ("prefix", "facets_exact"):
        enquire.set_weighting_scheme(x.BoolWeight())
    else:
        enquire.set_weighting_scheme(x.BM25Weight(1.2, 0, 1, 0.75, 0.5))
    spies = [x.ValueCountMatchSpy(slot) for slot in (YEAR, TYPE, JOURNAL)] if kind == "facets_exact" else []
    for spy in spies:
        enquire.add_matchspy(spy)
    found = enquire.get_mset(0, asked["shown"], base.get_doccount())
    pmids = [match.docid for match in found]
    for spy in spies:
        list(spy.top_values(50))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "pmids": pmids, "count": found.get_matches_estimated()}


def main() -> None:
    folder = sys.argv[1]
    writing = x.WritableDatabase(folder, x.DB_CREATE_OR_OPEN)
    reading = None
    for line in sys.stdin:
        asked = json.loads(line)
        said: dict[str, Any] = {}
        if asked["do"] == "add":
            for paper in asked["papers"]:
                writing.replace_document(paper[0], document(paper, asked["gap"]))
        elif asked["do"] == "commit":
            writing.commit()
            reading = x.Database(folder)
        elif asked["do"] == "ask":
            said = answer(reading, asked)
        said["records"] = writing.get_doccount()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
