"""`osler search`: PubMed's query language from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from osler import wiring
from osler.cite.formatted import formatted
from osler.cite.source import title
from osler.cli.common import corpus, json_option, print_json
from osler.errors import BadQuery
from osler.model.article import Article
from osler.model.query import Sort
from osler.pubmed import xml
from osler.search.aid import Aid, aid
from osler.search.explain import as_json as as_tree
from osler.search.explain import as_lines, counted
from osler.search.report import as_markdown, report
from osler.search.run import Answer, Request, run


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(0, 10_000), default=20, show_default=True, help="At most so many hits.")
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True, help="Leave out the first hits.")
@click.option("--sort", type=click.Choice([each.value for each in Sort]), default="best", show_default=True)
@click.option(
    "--filter", "choices", multiple=True, metavar="ID", help="A clinical filter, e.g. systematic, rct-precise."
)
@click.option("--explain", is_flag=True, help="Also say how it was searched, part by part with counts.")
@click.option("--report", "as_report", is_flag=True, help="Print a search report (PRISMA-S, Markdown) instead of hits.")
@json_option
def command(
    query: tuple[str, ...],
    *,
    limit: int,
    offset: int,
    sort: str,
    choices: tuple[str, ...],
    explain: bool,
    as_report: bool,
    as_json: bool,
) -> None:
    """Search the mirror in PubMed's language, e.g. 'scleroderma[mh] AND tocilizumab AND 2019:2024[dp]'.

    docs/SEARCH.md lists every field and filter.
    """
    text = " ".join(query)
    with corpus() as (settings, engine):
        chosen = tuple(("filter", each) for each in choices)
        request = Request(text, Sort(sort), limit, offset, filters=chosen, seconds=settings.query_seconds)
        vocabulary = wiring.open_vocabulary(settings)
        try:
            answer = run(engine, vocabulary, request)
        except BadQuery as error:
            click.echo(f"  {text}\n  {' ' * error.position}^", err=True)
            raise
        if as_report:
            click.echo(as_markdown(report(engine, vocabulary, request, answer)))
            return
        parts = counted(engine, answer.explanation) if explain else []
        offered = aid(engine, vocabulary, request, answer)
        kept = engine.fetch(hit.pmid for hit in answer.hits)
        articles = {pmid: xml.parse(record.xml) for pmid, record in kept.items()}
    if as_json:
        tree = {"explanation": as_tree(parts)} if explain else {}
        print_json(_shown(answer, articles) | _offered(offered) | tree)
    else:
        for line in as_lines(parts):
            click.echo(line, err=True)
        _print(answer, articles, offset)
        _print_offered(offered)


def _shown(answer: Answer, articles: Mapping[int, Article]) -> dict[str, Any]:
    hits = [
        {"pmid": hit.pmid, "title": title(articles[hit.pmid]) if hit.pmid in articles else "", "score": hit.score}
        for hit in answer.hits
    ]
    notes = [note._asdict() | {"kind": note.kind.value} for note in answer.notes]
    return {
        "count": answer.count,
        "translation": answer.translation,
        "hits": hits,
        "notes": notes,
        "seconds": round(answer.seconds, 6),
    }


def _offered(offered: Aid) -> dict[str, Any]:
    """Keys that are there only where something was found little or nothing."""
    meant = {"did_you_mean": asdict(offered.meant)} if offered.meant else {}
    wider = {"relaxations": [asdict(each) for each in offered.relaxations]} if offered.relaxations else {}
    return meant | wider


def _print_offered(offered: Aid) -> None:
    if offered.meant:
        click.echo(f"did you mean: {offered.meant.text}  ({offered.meant.count:,} found)", err=True)
    for each in offered.relaxations:
        click.echo(f"{each.how}: {each.text}  ({each.count:,} found)", err=True)


def _print(answer: Answer, articles: Mapping[int, Article], offset: int) -> None:
    for note in answer.notes:
        click.echo(f"{note.kind.value}: {note.message}" + (f" ({note.hint})" if note.hint else ""), err=True)
    click.echo(f"{answer.count:,} found for {answer.translation}", err=True)
    for place, hit in enumerate(answer.hits, offset + 1):
        click.echo(f"{place}. {formatted(articles[hit.pmid])}" if hit.pmid in articles else f"{place}. {hit.pmid}")
