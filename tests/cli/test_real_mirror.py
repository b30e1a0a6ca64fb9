"""The shared mirror of real files, end to end: what a correct corpus holds after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.door import Osler


@pytest.mark.slow
def test_the_whole_shared_mirror_is_taken_in_and_searched(osler: Osler, shared: Path) -> None:
    mirror = shared / "data" / "mirror"
    said = osler("sync", "--from", mirror, "--baseline", "--json")
    assert said.code == 0
    assert (said.json["records"], said.json["files"], said.json["problems"]) == (187_765, 13, {"unknown-element": 3})
    assert osler("sync", "--from", mirror, "--baseline", "--json").json["applied"] == []
    assert osler("show", 30561237, "--json").json["pmid"] == 30561237
    found = osler("search", "tocilizumab AND systemic sclerosis", "--limit", 5, "--json").json
    assert found["count"] >= len(found["hits"]) > 0
