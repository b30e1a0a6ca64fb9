"""A loader killed (SIGKILL) at fifty random instants ends with what an undisturbed one ends with."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.engine.papers import file_of, paper

from osler.corpus import load as loading
from osler.engine.embedded import open_engine
from osler.model.query import All, Expr, Key, Not, Search, Sort, Span, Words
from osler.pubmed import xml

FILES = 6
PER_FILE = 60
WORDS = ("lung", "fibrosis", "sclerosis", "systemic", "trial", "of", "rituximab")
QUERIES: tuple[Expr, ...] = (
    *(Words("title", (word,)) for word in WORDS),
    Words("title", ("systemic", "sclerosis")),
    Words("title", ("fib",), prefix=True),
    Key("mesh", ("lung", "asthma")),
    Span("pub_date", 20180000, 20191231),
    Not(All(), Key("pt", ("review",))),
)


def made_up(folder: Path) -> list[Path]:
    """Files that bring, revise and withdraw; the last ones undo much of the first."""
    draw = random.Random(50)
    known: list[int] = []
    paths = []
    for number in range(1, FILES + 1):
        new = list(range(number * 1000, number * 1000 + PER_FILE))
        again = draw.sample(known, min(len(known), PER_FILE // 3))
        gone = draw.sample(known, min(len(known), 15))
        known += new
        records = [
            paper(
                pmid,
                " ".join(draw.choices(WORDS, k=6)),
                year=draw.randint(2015, 2022),
                mesh=draw.sample(["Lung", "Asthma", "Humans"], 2),
                types=[draw.choice(["Review", "Journal Article"])],
            )
            for pmid in [*new, *again]
        ]
        path = folder / f"pubmed26n{number:04}.xml"
        path.write_bytes(file_of(records, gone))
        paths.append(path)
    return paths


def load_all(corpus: Path, paths: list[Path]) -> None:
    """What a loader does, in this process: everything, each file once."""
    engine = open_engine(corpus, parse=xml.parse, create=True)
    assert sorted(engine.pmids(All())) == [stored.pmid for stored in engine.scan()]  # as the last one left it
    with loading.Loader(engine) as loader:
        rest = iter(paths[1:])
        for path in paths:
            loader.load(path, then=lambda: next(rest, None))


def in_a_child(corpus: Path, paths: list[Path], kill_after: float | None) -> bool:
    """Load in a process of its own, killed after so many seconds; False where it was killed."""
    child = os.fork()
    if not child:
        try:
            os.setpgid(0, 0)
            load_all(corpus, paths)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def contents(corpus: Path) -> dict[str, Any]:
    engine = open_engine(corpus, parse=xml.parse)
    names = ("year", "publication_type", "journal", "language")
    facets = engine.search(Search(All(), facets=names, exact_facets=True)).facets
    return {
        "records": [(stored.pmid, stored.source, stored.xml) for stored in engine.scan()],
        "answers": [sorted(engine.pmids(query)) for query in QUERIES],
        "order": [hit.pmid for hit in engine.search(Search(All(), sort=Sort.DATE, limit=2000)).hits],
        "facets": {name: facet.counts for name, facet in facets.items()},
        "files": [(entry.name, entry.md5, entry.records, entry.deletions) for entry in engine.files()],
        "status": (engine.status().records, engine.revision),
        "problems": engine.problems(),
    }


def killed_again_and_again(tmp_path: Path, kills: int) -> None:
    """Begin, be killed, go on, be killed…; each time the end is reached it is compared, and all begins anew."""
    paths = made_up(tmp_path)
    began = time.monotonic()
    assert in_a_child(tmp_path / "calm", paths, None)
    whole = time.monotonic() - began
    expected = contents(tmp_path / "calm")
    assert expected["status"][1] == FILES
    draw = random.Random()
    corpora = (tmp_path / f"disturbed{n}" for n in count())
    corpus = next(corpora)
    while kills:
        if not in_a_child(corpus, paths, draw.uniform(0, whole * 0.7)):
            kills -= 1
        else:
            assert contents(corpus) == expected
            corpus = next(corpora)
    assert in_a_child(corpus, paths, None)
    assert contents(corpus) == expected


@pytest.mark.slow
def test_fifty_kills_change_nothing(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 50)


@pytest.mark.slow
def test_kills_while_other_processes_read_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_CREW_FROM", 0)
    killed_again_and_again(tmp_path, 8)
