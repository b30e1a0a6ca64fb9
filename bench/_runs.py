"""Ranked lists and judgements as files that trec_eval and ir_measures read, so that anybody can count again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from bench._measures import Lists

runs_option = click.option(
    "--runs",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for each way's list as a TREC run, and the judgements as qrels.",
)


def save(folder: Path, name: str, lists: Mapping[str, Lists], judgements: Mapping[str, Mapping[str, int]]) -> None:
    """NAME.qrels and NAME.WAY.run; blanks in ids, which those formats cannot hold, become underlines."""
    folder.mkdir(parents=True, exist_ok=True)
    judged = [
        f"{_plain(query)} 0 {_plain(document)} {grade}\n"
        for query, grades in judgements.items()
        for document, grade in grades.items()
    ]
    (folder / f"{name}.qrels").write_text("".join(judged), "utf-8")
    for way, found in lists.items():
        tag = re.sub(r"\W+", "-", way).lower()
        ranked = [
            f"{_plain(query)} Q0 {_plain(document)} {place} {len(documents) - place} {tag}\n"
            for query, documents in found.items()
            for place, document in enumerate(documents)
        ]
        (folder / f"{name}.{tag}.run").write_text("".join(ranked), "utf-8")


def _plain(id_: str) -> str:
    return re.sub(r"\s+", "_", id_)
