"""Are quotations pieces of real abstracts, and are numbers found, missed or contradicted rightly?

Real abstracts (one JSON a line, as in a folder `shared/data/ssc`) are wrapped as NLM's XML at run time and read
through the product's own reader. Every interval printed in one becomes a result as a record would claim it: as printed
(to be found), with another estimate or interval (to be contradicted), and against an abstract without such a number
(absent).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import click

from osler.bedside import appraise, faithful
from osler.bedside.faithful import Found
from osler.model.article import Article
from osler.model.evidence import Interval, Result
from osler.pubmed import xml

Json = dict[str, Any]
_PRINTED = re.compile(
    r"(?P<e>\d+\.\d+)\s*[\[(;,]\s*95\s?% (?:CI|confidence interval)s?[:,]?\s*"
    r"(?P<l>\d+\.\d+)\s*(?:to|-|–|,)\s*(?P<h>\d+\.\d+)"
)


@click.command("faithful")
@click.option("--abstracts", type=click.Path(path_type=Path, exists=True), help="One JSON record a line.")
@click.option("--file", "files", type=click.Path(path_type=Path, exists=True), multiple=True, help="NLM's gzip files.")
@click.option("--json", "as_json", is_flag=True)
def command(abstracts: Path | None, files: tuple[Path, ...], as_json: bool) -> None:
    """Quotations and numbers of the bedside part held against real abstracts."""
    articles = [*(read(abstracts) if abstracts else ()), *(each for file in files for each in read_baseline(file))]
    if not articles:
        raise click.UsageError("give --abstracts or --file: there is nothing to read")
    click.echo(json.dumps(measure(articles), indent=None if as_json else 2))


def measure(articles: list[Article]) -> Json:
    """Counts; `wrong` lists what should not be, and is meant to be empty."""
    wrong: list[str] = []
    quoted = sum(_quotes(article, wrong) for article in articles)
    results = [(a, r) for a in articles for r in _claimed(a)]
    told = {"as printed": 0, "another estimate": 0, "another interval": 0, "another abstract": 0}
    for index, (article, result) in enumerate(results):
        low, high, level = result.interval or (Decimal(0), Decimal(0), Decimal(95))
        cases = {
            "as printed": (article, result, Found.FOUND),
            "another estimate": (article, _with(result, (result.estimate or 0) + Decimal("0.07")), Found.CONTRADICTS),
            "another interval": (
                article,
                _with(result, result.estimate, Interval(low, high + 3, level)),
                Found.CONTRADICTS,
            ),
            "another abstract": (_without(articles, result, index), result, Found.ABSENT),
        }
        for name, (where, claimed, expected) in cases.items():
            check = next(faithful._result(claimed, where))
            told[name] += check.status is expected
            if check.status is not expected:
                wrong.append(f"{name}: {claimed.estimate} {claimed.interval}: {check.status} in {where.pmid}")
    return {
        "abstracts": len(articles),
        "quotations": quoted,
        "results": len(results),
        "right": told,
        "wrong": wrong[:12],
    }


def read(abstracts: Path) -> Iterator[Article]:
    """Each abstract through the reader of NLM's XML; numbered where it has no PMID."""
    for number, line in enumerate(abstracts.read_text("utf-8").splitlines(), 1):
        record = json.loads(line)
        parts = "".join(f"<AbstractText>{escape(p['text'] or '')}</AbstractText>" for p in record["abstract"])
        pmid = record.get("pmid") or 900_000_000 + number
        text = (
            f"<PubmedArticle><MedlineCitation Status='MEDLINE' Owner='NLM'><PMID Version='1'>{pmid}</PMID><Article "
            f"PubModel='Print'><Journal><Title>x</Title></Journal><ArticleTitle>{escape(record['title'])}</ArticleTitle>"
            f"<Abstract>{parts}</Abstract></Article></MedlineCitation></PubmedArticle>"
        )
        yield xml.parse(text.encode())


def read_baseline(file: Path) -> Iterator[Article]:
    """Articles with an abstract of one of NLM's files."""
    data = gzip.decompress(file.read_bytes())
    for match in re.finditer(rb"<PubmedArticle>.*?</PubmedArticle>", data, re.DOTALL):
        if b"<AbstractText" in match[0]:
            yield xml.parse(match[0])


def _quotes(article: Article, wrong: list[str]) -> int:
    """Sentences shown of an article, each a piece of it; the words of a sample size likewise."""
    whole = " ".join(s.text.plain for s in article.abstract.sections) if article.abstract else ""
    reading = appraise.read(article)
    shown = [s.text for s in reading.marked] + ([reading.size.words] if reading.size else [])
    wrong += [f"not in {article.pmid}: {text}" for text in shown if text not in whole]
    return len(shown)


def _claimed(article: Article) -> Iterator[Result]:
    for sentence in appraise.sentences_of(article):
        for number, m in enumerate(_PRINTED.finditer(sentence)):
            if Decimal(m["l"]) <= Decimal(m["e"]) <= Decimal(m["h"]):
                interval = Interval(Decimal(m["l"]), Decimal(m["h"]), Decimal(95))
                yield Result(f"r{number}", "outcome", "", "secondary", "x", measure="hazard ratio",
                             estimate=Decimal(m["e"]), interval=interval)  # fmt: skip


def _with(result: Result, estimate: Decimal | None, interval: Interval | None = None) -> Result:
    return Result(result.id, result.outcome, "", "secondary", "x", measure=result.measure,
                  estimate=estimate, interval=interval or result.interval)  # fmt: skip


def _without(articles: list[Article], result: Result, start: int) -> Article:
    """An abstract in which none of the result's numbers stands."""
    numbers = [result.estimate, *(result.interval[:2] if result.interval else ())]
    for offset in range(len(articles)):
        found = articles[(start + offset) % len(articles)]
        if found.abstract and not any(str(n) in s for s in appraise.sentences_of(found) for n in numbers):
            return found
    raise ValueError("every abstract has one of these numbers")
