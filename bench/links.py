"""`osler bench links`: links for mirrored articles against a large title list, and the list's load; checked against a
plain reading of the same file."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import resource
import statistics
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from osler import config, wiring
from osler.engine.protocol import Engine
from osler.fulltext import issn, journal, spans
from osler.fulltext.kbart import COLUMNS
from osler.fulltext.resolve import known
from osler.fulltext.ways import Asked
from osler.model.article import Article
from osler.model.query import All
from osler.pubmed import xml

Json = dict[str, Any]
PAGE = 20
_EMBARGOES = ("", "", "", "", "P1Y", "P6M", "P12M", "R5Y", "P365D", "R10Y;P30D")


@click.command("links")
@click.option("--articles", default=10_000, show_default=True)
@click.option("--lines", default=200_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
def command(articles: int, lines: int, as_json: bool) -> None:
    """Microseconds an article, load seconds and memory, and whether every answer is that of a plain reading."""
    settings = config.read()
    engine = wiring.open_engine(settings)
    issns = wiring.open_vocabulary(settings).journal_issns()
    papers = _papers(engine, articles)
    engine.close()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "generated.txt"
        journals = [journal.known(each, lambda id_: issns.get(id_, ())) for each in papers]
        _generate(file, lines, journals, random.Random(4))
        os.environ["OSLER_HOME"] = folder
        found = _measured(file, papers, issns)
    found |= {"articles": len(papers), "lines": lines, "load_average": round(os.getloadavg()[0], 1)}
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, value in found.items():
        click.echo(f"{name.replace('_', ' ')}: {value:,}" if not isinstance(value, dict) else f"{name}: {value}")


def _papers(engine: Engine, count: int) -> list[Article]:
    """Spread over the whole mirror."""
    pmids = engine.pmids(All())
    chosen = random.Random(1).sample(pmids, min(count, len(pmids)))
    return [xml.parse(record.xml) for record in engine.fetch(chosen).values()]


def _measured(file: Path, papers: list[Article], issns: dict[str, tuple[str, ...]]) -> Json:
    from osler.project import server  # its settings read OSLER_HOME

    server.migrate()
    from osler.institutions import queries, services

    institution = services.add("Generated")
    institution.proxy, institution.resolver = "https://ez.example.org/login?url=", "https://links.example.org/openurl"
    institution.ill = "loans@example.org"
    institution.save()
    data = file.read_bytes()
    before, start, cpu = _memory(), time.perf_counter(), time.process_time()
    loaded = services.load_holdings(institution, data, file.name)
    seconds, load_cpu, after = time.perf_counter() - start, time.process_time() - cpu, _memory()
    library_bytes = sum(path.stat().st_size for path in file.parent.glob("library.sqlite3*"))

    today = datetime.now(UTC).date()
    questions = [(journal.known(each, lambda id_: issns.get(id_, ())), journal.sought(each)) for each in papers]
    answers: list[Any] = []
    links: list[float] = []
    processor: list[float] = []
    asked_only: list[float] = []
    for at in range(0, len(papers), PAGE):
        start, cpu = time.perf_counter(), time.process_time()
        sources = queries.sources([institution])
        library = queries.library(institution, has_holdings=True)
        page = papers[at : at + PAGE]
        keyed = [(journal.known(each, lambda id_: issns.get(id_, ())), journal.sought(each)) for each in page]
        middle = time.perf_counter()
        told = queries.decisions(sources, keyed, today)
        asked_only.append((time.perf_counter() - middle) / len(page))
        for each, decided in zip(page, told, strict=True):
            known([Asked(each, today, library, decided.get(institution.pk))])
            answers.append(decided.get(institution.pk))
        links.append((time.perf_counter() - start) / len(page))
        processor.append((time.process_time() - cpu) / len(page))
    plain_start = time.perf_counter()
    wrong, kinds = _against_plain(file, papers, questions, answers, today)
    return {
        "load_seconds": round(seconds, 2),
        "load_seconds_processor": round(load_cpu, 2),
        "lines_taken": loaded.lines_taken,
        "lines_refused": loaded.lines_refused,
        "file_bytes": len(data),
        "library_bytes": library_bytes,
        "load_memory_bytes": after - before,
        "microseconds_an_article": round(statistics.median(links) * 1e6, 1),
        "microseconds_an_article_p95": round(sorted(links)[int(len(links) * 0.95)] * 1e6, 1),
        "microseconds_an_article_processor": round(statistics.median(processor) * 1e6, 1),
        "of_which_holdings": round(statistics.median(asked_only) * 1e6, 1),
        "plain_reading_seconds": round(time.perf_counter() - plain_start, 1),
        "answers": kinds,
        "answers_wrong": wrong,
    }


def _memory() -> int:
    """The most this process has held, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _generate(file: Path, lines: int, journals: list[journal.Known], chance: random.Random) -> None:
    """A title list as large libraries have them: three lines for each of the mirror's journals somewhere among those
    of others, some mistyped."""
    ours = [*{each.name: each for each in journals if each.name}.values()] * 3
    places = dict(zip(chance.sample(range(lines), min(lines, len(ours))), ours, strict=False))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
        writer.writerow(COLUMNS)
        for number in range(lines):
            writer.writerow(_row(number, places.get(number), chance))


def _row(number: int, mine: journal.Known | None, chance: random.Random) -> list[str]:
    def identifier() -> str:
        seven = f"{chance.randrange(10_000_000):07}"
        return issn.printed(seven + issn.check_digit(seven))

    title = f"Generated journal {number}"
    print_id, online_id = identifier() if chance.random() < 0.8 else "", identifier()
    if mine is not None:  # of a journal of the mirror: by an ISSN, or by title alone
        valid = sorted(each for each in mine.ids if issn.is_valid(each))
        if valid:
            print_id = issn.printed(chance.choice(valid))
        else:
            title, print_id, online_id = mine.name, "", ""
    years = sorted(chance.choices(range(1960, 2027), k=2))
    cells = {
        "publication_title": title,
        "print_identifier": print_id,
        "online_identifier": online_id,
        "date_first_issue_online": chance.choice(
            ("", f"{years[0]}", f"{years[0]}-{chance.randrange(1, 13):02}", f"{years[0]}-03-15")
        ),
        "date_last_issue_online": chance.choice(("", "", f"{years[1]}", f"{years[1]}-12")),
        "title_url": f"https://platform{number % 50}.example/j/{number}",
        "title_id": f"GEN{number}",
        "embargo_info": chance.choice(_EMBARGOES),
        "coverage_depth": chance.choice(("fulltext", "fulltext", "fulltext", "abstracts")),
        "publisher_name": f"Generated press {number % 300}",
        "publication_type": "serial",
        "access_type": chance.choice(("P", "P", "P", "F")),
    }
    if print_id and chance.random() < 0.01:
        cells["online_identifier"] = cells["print_identifier"] = "1234-5678"  # mistyped: the digit would be 9
    return [cells.get(column, "") for column in COLUMNS]


# -- the plain reading: strings and counting, nothing of osler.fulltext's decisions ------------------


def _against_plain(
    file: Path, papers: list[Article], questions: list[Any], answers: list[Any], today: date
) -> tuple[int, dict[str, int]]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            for column in ("print_identifier", "online_identifier"):
                if row[column] and row[column] != "1234-5678":
                    rows[row[column]].append(row)
            if not row["print_identifier"] and not row["online_identifier"]:
                rows[_words(row["publication_title"])].append(row)
    wrong = 0
    kinds: dict[str, int] = defaultdict(int)
    for paper, (known_, sought), answer in zip(papers, questions, answers, strict=True):
        names = (paper.journal.title, paper.journal.medline_ta, paper.journal.iso_abbreviation)
        keys = [f"{each[:4]}-{each[4:]}" for each in known_.ids] + sorted({_words(name) for name in names if name})
        lines = [row for each in keys for row in rows.get(each, ())]
        expected = _plain(lines, sought.published, today)
        said = answer.covered.name if answer is not None else "NO LINE"
        kinds[said] += 1
        wrong += said not in expected
    return wrong, dict(kinds)


def _words(title: str) -> str:
    """The title as one would compare it by eye."""
    folded = unicodedata.normalize("NFKD", title.lower().replace("&", " and "))
    return " ".join(re.findall(r"[a-z0-9]+", folded)).removeprefix("the ")


def _plain(lines: list[dict[str, str]], when: spans.Span | None, today: date) -> set[str]:
    """What may be said. Two walls that meet inside a vague date leave NO and PERHAPS both true."""
    lines = [row for row in lines if row]
    if not lines:
        return {"NO LINE"}
    texts = [row for row in lines if row["coverage_depth"] != "abstracts"]
    if when is None:
        return {"PERHAPS"} if texts else {"NO"}
    inside = [{_covered(row, day, today) for day in _days(when)} for row in texts]
    if {True} in inside:
        return {"YES"}
    return {"PERHAPS"} if any(True in each for each in inside) else {"NO", "PERHAPS"}


def _days(when: spans.Span) -> Iterator[date]:
    for number in range((when.last - when.first).days + 1):
        yield when.first + timedelta(days=number)


def _covered(row: dict[str, str], day: date, today: date) -> bool:
    iso, first, last = day.isoformat(), row["date_first_issue_online"], row["date_last_issue_online"]
    if first and iso[: len(first)] < first:
        return False
    if last and iso[: len(last)] > last:
        return False
    return not any(_walled(code, day, today) for code in _codes(row["embargo_info"]))


def _codes(text: str) -> Iterable[str]:
    return filter(None, text.split(";"))


def _walled(code: str, day: date, today: date) -> bool:
    kind, number, unit = code[0], int(code[1:-1]), code[-1]
    if unit == "D":
        age = (today - day).days
        return age < number if kind == "P" else age > number
    age = today.year - day.year
    if unit == "M":
        age = age * 12 + today.month - day.month
    return age < number if kind == "P" else age >= number
