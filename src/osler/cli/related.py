"""`osler related`: papers like one, each with what both speak of."""

from __future__ import annotations

import click

from osler import wiring
from osler.cite.formatted import formatted
from osler.cite.source import title
from osler.cli.common import corpus, json_option, print_json
from osler.pubmed import xml


@click.command("related")
@click.argument("pmid", type=click.IntRange(min=1))
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="At most so many.")
@click.option("--reviews-first", is_flag=True, help="Reviews, meta-analyses and guidelines before the others.")
@json_option
def command(pmid: int, *, limit: int, reviews_first: bool, as_json: bool) -> None:
    """Papers related to PMID, nearest first, and why. docs/RANKING.md says how."""
    with corpus() as (settings, engine):
        found = wiring.open_relater(settings, engine)(pmid, limit=limit, reviews_first=reviews_first)
        kept = engine.fetch([pmid, *(each.pmid for each in found)])
        articles = {number: xml.parse(record.xml) for number, record in kept.items()}
    if as_json:
        related = [
            {"pmid": each.pmid, "title": title(articles[each.pmid]), "score": each.score, "shared": list(each.shared)}
            for each in found
        ]
        print_json({"pmid": pmid, "title": title(articles[pmid]), "related": related})
        return
    click.echo(f"related to: {formatted(articles[pmid])}", err=True)
    for place, each in enumerate(found, 1):
        click.echo(f"{place}. {formatted(articles[each.pmid])}")
        if each.because:
            click.echo(f"   {each.because}")
