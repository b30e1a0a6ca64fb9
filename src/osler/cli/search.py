"""`osler search`: PubMed's query language from the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from osler.search.rank import Ranker
from osler.search.report import as_markdown, report
from osler.search.run import Answer, Request, run, wanted_words
from osler.search.why import Reason, reasons, sentence

_AROUND = 300  # characters shown on either side of what cannot be read


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(0, 10_000), default=20, show_default=True, help="At most so many hits.")
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True, help="Leave out the first hits.")
@click.option("--sort", type=click.Choice([each.value for each in Sort]), default="best", show_default=True)
@click.option(
    "--filter", "choices", multiple=True, metavar="ID", help="A clinical filter, e.g. systematic, rct-precise."
)
@click.option(
    "--explain", is_flag=True, help="Also say how it was searched, with counts, and why each hit stands where it does."
)
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
        request = Request(text, Sort(sort), limit, offset, filters=chosen, seconds=settings.query_seconds, enough=1)
        vocabulary = wiring.open_vocabulary(settings)
        try:
            ranker = wiring.open_ranker(settings, engine)
            answer = run(engine, vocabulary, request, ranker=ranker)
        except BadQuery as error:
            click.echo(_pointed(text, error.position), err=True)
            raise
        if as_report:
            click.echo(as_markdown(report(engine, vocabulary, request, answer)))
            return
        parts = counted(engine, answer.explanation) if explain else []
        why = _why(ranker, wanted_words(answer, text).words, answer) if explain else {}
        offered = aid(engine, vocabulary, request, answer)
        kept = engine.fetch(hit.pmid for hit in answer.hits)
        articles = {pmid: xml.parse(record.xml) for pmid, record in kept.items()}
    if as_json:
        tree = {"explanation": as_tree(parts)} if explain else {}
        print_json(_shown(answer, articles, why) | _offered(offered) | tree)
    else:
        for line in as_lines(parts):
            click.echo(line, err=True)
        _print(answer, articles, offset, why)
        _print_offered(offered)


def _pointed(text: str, position: int) -> str:
    """The query with a mark below the place; of a long one what stands around it."""
    first = max(0, position - _AROUND)
    shown = "".join(c if c.isprintable() else " " for c in text[first : position + _AROUND])
    before = "…" if first else ""
    after = "…" if len(text) > position + _AROUND else ""
    return f"  {before}{shown}{after}\n  {' ' * (len(before) + position - first)}^"


def _why(ranker: Ranker, words: Sequence[str], answer: Answer) -> dict[int, list[Reason]]:
    """PMID -> what speaks for it; hits in the index's own order have no more to say than BM25's score."""
    pools = {hit.pmid: ranker.kept(words, hit.pmid) for hit in answer.hits}
    return {pmid: reasons(ranked, pmid) for pmid, ranked in pools.items() if ranked}


def _shown(answer: Answer, articles: Mapping[int, Article], why: Mapping[int, Sequence[Reason]]) -> dict[str, Any]:
    hits = [
        {"pmid": hit.pmid, "title": title(articles[hit.pmid]) if hit.pmid in articles else "", "score": hit.score}
        | ({"why": [reason._asdict() for reason in why[hit.pmid]]} if hit.pmid in why else {})
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


def _print(answer: Answer, articles: Mapping[int, Article], offset: int, why: Mapping[int, list[Reason]]) -> None:
    for note in answer.notes:
        click.echo(f"{note.kind.value}: {note.message}" + (f" ({note.hint})" if note.hint else ""), err=True)
    click.echo(f"{answer.count:,} found for {answer.translation}", err=True)
    for place, hit in enumerate(answer.hits, offset + 1):
        click.echo(f"{place}. {formatted(articles[hit.pmid])}" if hit.pmid in articles else f"{place}. {hit.pmid}")
        if hit.pmid in why:
            click.echo(f"   {sentence(why[hit.pmid])}")
