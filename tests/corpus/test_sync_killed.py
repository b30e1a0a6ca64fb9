"""`osler sync` killed (SIGKILL) again and again, at instants nobody chose: the end is as if nothing had happened."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.corpus.synthetic import article, mirror, name, packed
from tests.pubmed.nlm_server import running

from osler.corpus.verify import index_against_records
from osler.engine.embedded import open_engine
from osler.engine.protocol import Engine
from osler.model.query import All
from osler.pubmed import xml as pubmed_xml

FILES = 8
PER_FILE = 400


def big_enough(folder: Path) -> Path:
    """Eight files; each update revises some records of every file before it and withdraws others."""
    draw = random.Random(26)

    def words() -> str:
        return "lung " * draw.randint(1, 9)

    baseline = {n: packed(article(n * 1000 + i, words()) for i in range(PER_FILE)) for n in (1, 2, 3)}
    updates = {}
    for n in range(4, FILES + 1):
        old = [draw.randrange(1, n) * 1000 + draw.randrange(PER_FILE) for _ in range(PER_FILE // 2)]
        revised = [article(pmid, f"revised by {n}") for pmid in sorted(set(old[20:]))]
        updates[n] = packed([*revised, *(article(n * 1000 + i) for i in range(PER_FILE))], sorted(set(old[:20])))
    return mirror(folder, baseline, updates)


def start(home: Path, source: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from osler.cli import main; main()", "sync", "--from", source, "--baseline"]
    environment = os.environ | {"OSLER_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(home: Path, source: str) -> None:
    with start(home, source) as process:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()


def state(home: Path) -> dict[str, object]:
    engine: Engine = open_engine(home / "corpus", parse=pubmed_xml.parse)
    try:
        return {
            "records": {record.pmid: (record.source, record.xml) for record in engine.scan()},
            "index": sorted(engine.pmids(All())),
            "files": [(e.name, e.md5, e.records, e.deletions) for e in sorted(engine.files(), key=lambda e: e.name)],
            "revision": engine.revision,
            "findings": list(index_against_records(engine)),
        }
    finally:
        engine.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("over_http", "kills", "after_a_year"),
    [(True, 8, False), (False, 5, False), (False, 5, True)],
    ids=["server", "folder", "change of year"],
)
def test_killed_at_random_instants_the_corpus_ends_the_same(
    tmp_path: Path, over_http: bool, kills: int, after_a_year: bool
) -> None:
    folder = big_enough(tmp_path / "m")
    finish(tmp_path / "calm", str(folder))
    if after_a_year:
        old = mirror(tmp_path / "old", {n: packed([article(n), article(n + 1000)]) for n in (1, 2, 3)}, {}, year=25)
        finish(tmp_path / "rough", str(old))
    draw = random.Random()
    with running() as nlm:
        for file in folder.rglob("*.xml.gz"):
            nlm.add(file.parent.name, file.name, file.read_bytes())
        source = nlm.address if over_http else str(folder)
        killed = 0
        while killed < kills:
            process = start(tmp_path / "rough", source)
            assert process.stderr is not None
            process.stderr.readline()  # it has begun: everything after this is work
            time.sleep(draw.uniform(0, 0.7))
            if process.poll() is None:
                process.kill()
                killed += 1
            _, said = process.communicate()
            assert process.returncode in (0, -9), said.decode()
            if process.returncode == 0:
                break
        finish(tmp_path / "rough", source)
    calm, rough = state(tmp_path / "calm"), state(tmp_path / "rough")
    assert calm["findings"] == rough["findings"] == []
    assert rough["revision"] == FILES  # each file was applied once
    assert rough == calm
    assert [entry[0] for entry in calm["files"]] == [name(n) for n in range(1, FILES + 1)]  # type: ignore[attr-defined]
