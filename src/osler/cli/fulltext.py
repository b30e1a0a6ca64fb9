"""`osler fulltext`: the folder of full texts that can be read here."""

from __future__ import annotations

import json
from pathlib import Path

import click

from osler import config
from osler.fulltext.jats import folder as texts


@click.group("fulltext")
def command() -> None:
    """Full texts in JATS XML, read on Osler's own pages."""


@command.command("catalogue")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True)
def catalogue(folder: Path, as_json: bool) -> None:
    """Read the JATS files below FOLDER (*.nxml, *.xml, also .gz) that are new or changed.

    Figures are shown where their files lie beside the article, as in PubMed Central's packages. The files stay where
    they are. A file that cannot be read is named, with the reason.
    """
    done = texts.catalogue(folder.absolute(), config.read().home)
    if as_json:
        refused = [{"file": path, "reason": why} for path, why in done.refused]
        click.echo(json.dumps({"read": done.read, "unchanged": done.unchanged, "gone": done.gone, "refused": refused}))
        return
    click.echo(f"{done.read} read, {done.unchanged} unchanged, {done.gone} gone, {len(done.refused)} refused")
    for _, why in done.refused:
        click.echo(f"  {why}", err=True)
