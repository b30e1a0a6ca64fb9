"""`osler bench query`: published strategies through the product's search, over the corpus in force.

FILE holds one JSON object a line. With `query` and/or `edited_search` it is a strategy; where it also lists
`included_studies` (PMIDs), recall over those of them that the mirror holds is given. Each strategy is run three
times; the median counts. Reading (text to expression) and running are timed apart. With `term` and
`query_translation` it is a translation recorded from PubMed, and is compared with ours.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from bench import _files as files
from bench import _translations as recorded
from osler import wiring
from osler.cli.common import corpus, json_option, print_json
from osler.engine.protocol import Engine
from osler.errors import BadInput, OslerError
from osler.search.run import Answer, Request, read, run
from osler.search.syntax import leaves
from osler.search.vocabulary import Vocabulary

TEXTS = ("query", "edited_search")
TIMES = 3


@click.command("query")
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--seconds", type=float, default=60.0, show_default=True, help="Time budget of each strategy.")
@json_option
def command(file: Path, seconds: float, *, as_json: bool) -> None:
    """Read and run every strategy of FILE.jsonl, and compare every translation recorded from PubMed with ours.

    Of a strategy: found, seconds, notes, recall of known included studies.
    """
    asked = list(lines(file))
    with corpus() as (settings, engine):
        vocabulary = wiring.open_vocabulary(settings)
        results = [
            measure(engine, vocabulary, line, field, seconds) for line in asked for field in TEXTS if field in line
        ]
        compared = [recorded.compare(engine, vocabulary, line) for line in asked if _is_recorded(line)]
        report: dict[str, Any] = {
            "file": file.name,
            "records": engine.status().records,
            "vocabulary": vocabulary.counts(),
        }
    report |= {"strategies": results, "translations": compared}
    report["summary"] = summary(results) | recorded.agreement(compared)
    if as_json:
        print_json(report)
    else:
        show(results, compared, report["summary"])


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """The strategies and translations of a file. Raises BadInput naming the line that is neither."""
    for number, (where, value) in enumerate(files.objects(file), 1):
        if not any(field in value for field in TEXTS) and not _is_recorded(value):
            known = f"{' or '.join(TEXTS)} (a strategy), or {' and '.join(recorded.FIELDS)} (a recorded translation)"
            raise BadInput(f"{where}: has {', '.join(value) or 'no field'}; a line has {known}")
        for field in TEXTS:
            if not isinstance(value.get(field, ""), str):
                raise BadInput(f"{where}: {field} is not a text: {str(value[field])[:60]}")
        yield {"id": str(number)} | value | {"included_studies": _studies(value.get("included_studies"), where)}


def _studies(value: object, where: str) -> list[int]:
    """PMIDs, as numbers or texts; what is none (a study that PubMed lacks) is passed over."""
    if isinstance(value, str | int):
        value = str(value).replace(",", " ").split()
    if value is not None and not isinstance(value, list):
        raise BadInput(f"{where}: included_studies is no list of PMIDs: {str(value)[:60]}")
    said = (str(each).strip() for each in value or ())
    return [int(each) for each in said if each.isascii() and each.isdigit() and len(each) < 10]


def _is_recorded(line: Mapping[str, Any]) -> bool:
    return all(field in line for field in recorded.FIELDS)


def measure(
    engine: Engine, vocabulary: Vocabulary, line: Mapping[str, Any], field: str, seconds: float
) -> dict[str, Any]:
    """One strategy: whether it could be read, what it found, how long it took."""
    text = str(line[field])
    shown: dict[str, Any] = {"id": line["id"], "field": field, "characters": len(text)}
    try:
        begun = time.perf_counter()
        understood = read(engine, vocabulary, Request(text, seconds=seconds))
        reading = time.perf_counter() - begun
        answers = [run(engine, vocabulary, Request(text, seconds=seconds)) for _ in range(TIMES)]
    except OslerError as problem:
        position = getattr(problem, "position", None)
        return shown | {"parsed": False, "error": str(problem), "position": position}
    answer = answers[0]
    return shown | {
        "parsed": True,
        "terms": sum(1 for _ in leaves(understood.tree)),
        "count": answer.count,
        "seconds": round(statistics.median(a.seconds for a in answers), 4),
        "reading_seconds": round(reading, 4),
        "notes": [f"{n.kind.value}: {n.message}" for n in answer.notes],
        **_recall(engine, line, answer),
    }


def _recall(engine: Engine, line: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    """Over the included studies that the mirror holds; None where it holds none."""
    known = set(line.get("included_studies", ()))
    if not known:
        return {}
    here = set(engine.fetch(known))
    found = here & set(engine.pmids(answer.expr))
    recall = round(len(found) / len(here), 4) if here else None
    return {"included": len(known), "included_here": len(here), "included_found": len(found), "recall": recall}


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Over all strategies; recall is pooled over the included studies the mirror holds."""
    parsed = [r for r in results if r["parsed"]]
    here = sum(r.get("included_here", 0) for r in parsed)
    times = [r["seconds"] for r in parsed]
    return {
        "strategies": len(results),
        "parsed": len(parsed),
        "slowest_seconds": max(times, default=None),
        "median_seconds": statistics.median(times) if times else None,
        "included_here": here,
        "recall": round(sum(r.get("included_found", 0) for r in parsed) / here, 4) if here else None,
    }


def show(results: list[dict[str, Any]], compared: list[dict[str, Any]], total: Mapping[str, Any]) -> None:
    """For people: strategies, then translations, then the sums of what the file holds."""
    for each in results:
        head = f"{each['id']:>5} {each['field']:<14}"
        if not each["parsed"]:
            click.echo(f"{head} not read: {each['error']}")
            continue
        recall = f"  recall {each['included_found']}/{each['included_here']}" if each.get("included_here") else ""
        click.echo(
            f"{head} {each['terms']:>4} terms {each['count']:>8,} found {each['seconds'] * 1000:>7.0f} ms{recall}"
        )
    for each in compared:
        said = {True: "same", False: "differs", None: "not compared"}[each["same"]]
        click.echo(f"{each['id']:>5} {said:<14}{each['term']}" + (f" ({each['why']})" if "why" in each else ""))
        if each["same"] is False:
            click.echo(f"{'PubMed':>13}  {each['recorded']}\n{'ours':>13}  {each.get('ours', '')}")
    if results:
        _sum_up(total)
    if compared:
        click.echo(f"{total['agree']} of {total['compared']} translations agree, {total['translations']} in the file")


def _sum_up(total: Mapping[str, Any]) -> None:
    click.echo(f"{total['parsed']} of {total['strategies']} read, slowest {total['slowest_seconds']} s")
