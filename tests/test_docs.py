"""Docs that are true: links resolve, commands exist, folders are described, lists are what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools import docs

from osler.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [page for folder in ("", "docs/", "bench/", "examples/") for page in sorted(ROOT.glob(f"{folder}*.md"))]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    titles = _HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    for link in _LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in _anchors(target), f"{link}: no such heading"


def test_commands_the_docs_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text("utf-8")
        code = "\n".join(re.findall(r"```.*?```", text, re.DOTALL) + re.findall(r"`[^`\n]+`", text))
        for target in re.findall(r"\bmake ([a-z]+)", code):
            assert target in targets, f"{page.name}: make {target}"
        for command in re.findall(r"(?:^|[`/ ])osler ([a-z][a-z-]+)", code, re.MULTILINE):
            assert command in COMMANDS, f"{page.name}: osler {command}"


def test_every_command_is_in_the_docs() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    missing = [name for name in COMMANDS if not re.search(rf"osler {name}\b", text)]
    assert not missing


def test_generated_pages_are_not_stale() -> None:
    assert not docs.stale(), "run `make docs`"


def test_every_folder_has_its_heading_and_one_sentence() -> None:
    folders = {path.parent.name for path in (ROOT / "src/osler").glob("*/*.py")}
    text = (ROOT / "docs/ARCHITECTURE.md").read_text("utf-8")
    described = dict(re.findall(r"^### (\w+)\n(.+(?:\n.+)*)", text, re.MULTILINE))
    assert set(described) == folders
    for folder, sentence in described.items():
        assert re.fullmatch(r"[^.]+(?:\.\w+[^.]*)*\.", " ".join(sentence.split())), f"{folder}: one sentence"


def test_the_import_rule_in_the_docs_names_every_layer_that_exists() -> None:
    text = (ROOT / "docs/ARCHITECTURE.md").read_text("utf-8")
    (rule,) = re.findall(r"^`(cli > .*)`$", text, re.MULTILINE)
    parts = set(re.split(r" > |\|", rule))
    modules = {path.stem for path in (ROOT / "src/osler").glob("*.py")} - {"__init__"}
    folders = {path.parent.name for path in (ROOT / "src/osler").glob("*/*.py")}
    assert parts == modules | folders


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
