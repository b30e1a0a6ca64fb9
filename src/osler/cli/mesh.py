"""`osler mesh`: the vocabulary behind automatic term mapping and explosion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from osler import config, wiring
from osler.cli.common import corpus, json_option, print_json
from osler.errors import NotFound
from osler.search.vocabulary import Concept, Vocabulary
from osler.search.vocabulary.learn import learn
from osler.search.vocabulary.load import load

_SHOWN = 12  # headings below, listed for people
_KINDS = ("descriptor", "publication type", "qualifier", "supplementary", "journal")


@click.group("mesh")
def command() -> None:
    """MeSH and journals: load NLM's files, learn from the mirror, look a term up."""


@command.command("load")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def load_(files: tuple[Path, ...], as_json: bool) -> None:
    """Load NLM's vocabulary files: desc*.xml, supp*.xml, qual*.xml, pa*.xml, J_Medline.txt; gzip too.

    Descriptors and trees as tables (ui, name; ui, name, tree_number) and journals as CSV (title, abbreviation)
    are understood as well. Loading a file again changes nothing.
    """
    settings = config.read()
    loaded = {str(file): load(settings.corpus, file) for file in files}
    counts = wiring.open_vocabulary(settings).counts()
    if as_json:
        print_json({"loaded": loaded, "concepts": counts})
        return
    for file, records in loaded.items():
        click.echo(f"{file}: {records:,} records")
    click.echo(_counted(counts))


@command.command("learn")
@json_option
def learn_(as_json: bool) -> None:
    """Take up the names that the mirror carries and NLM's files did not bring. `osler sync` does it by itself."""
    with corpus() as (settings, engine):
        new = learn(settings.corpus, engine)
    counts = wiring.open_vocabulary(settings).counts()
    if as_json:
        print_json({"new": new, "concepts": counts})
    else:
        click.echo(f"{new:,} new names\n{_counted(counts)}")


@command.command("show")
@click.argument("term", nargs=-1, required=True)
@json_option
def show(term: tuple[str, ...], as_json: bool) -> None:
    """What a term names: its heading, place in the tree, what explosion adds."""
    vocabulary = wiring.open_vocabulary(config.read())
    text = " ".join(term)
    concept = vocabulary.named(text, *_KINDS)
    if concept is None:
        raise NotFound(f"no heading, substance or journal is called '{text}' here")
    shown = _shown(concept, vocabulary)
    if as_json:
        print_json(shown)
        return
    click.echo(f"{concept.name} ({concept.kind}{', ' + concept.ui if concept.ui else ''}), {concept.weight:,} records")
    for number in shown["tree_numbers"]:
        click.echo(f"  {number}")
    below = shown["explodes_to"]
    if below:
        click.echo(
            f"  explodes to {len(below):,} more: {', '.join(below[:_SHOWN])}{' …' if len(below) > _SHOWN else ''}"
        )
    if shown["mapped_to"]:
        click.echo(f"  mapped to {', '.join(shown['mapped_to'])}")


@command.command("status")
@json_option
def status(as_json: bool) -> None:
    """What is loaded, and from where."""
    vocabulary = wiring.open_vocabulary(config.read())
    sources = [{"file": n, "records": r, "loaded_at": t} for n, r, t in vocabulary.sources()]
    if as_json:
        print_json({"concepts": vocabulary.counts(), "sources": sources})
        return
    click.echo(_counted(vocabulary.counts()))
    for source in sources:
        click.echo(f"  {source['file']}: {source['records']:,}, {source['loaded_at']}")


def _shown(concept: Concept, vocabulary: Vocabulary) -> dict[str, Any]:
    return concept._asdict() | {
        "tree_numbers": list(vocabulary.tree_numbers(concept)),
        "explodes_to": list(vocabulary.explode(concept)[1:]),
        "mapped_to": [each.name for each in vocabulary.mapped_to(concept)],
    }


def _counted(counts: dict[str, int]) -> str:
    names = {"supplementary": "supplementary concept"}
    counted = (f"{number:,} {names.get(kind, kind)}s" for kind, number in counts.items())
    return ", ".join(counted) or "the vocabulary is empty"
