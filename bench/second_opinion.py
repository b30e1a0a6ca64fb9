"""`osler bench second_opinion`: result sets beside those of NCBI's own local index (EDirect's `phrase-search`).

Needs Debian's `ncbi-entrez-direct` (rchive, transmute, phrase-search) and files of NLM's, which are loaded into a
throw-away corpus and a throw-away EDirect archive. Compared are words, phrases, Booleans (EDirect gives AND
precedence, so they are parenthesised) and years, drawn from the records themselves. NOT is left out: that of EDirect
19.0 also loses every record whose PMID is above the highest one taken away.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click

from osler import wiring
from osler.cli.common import json_option, print_json
from osler.config import Config
from osler.corpus.load import load
from osler.engine import words
from osler.engine.protocol import Engine
from osler.engine.stopwords import STOPWORDS
from osler.model.article import Article
from osler.pubmed import xml
from osler.search.run import Request, run
from osler.search.vocabulary import Vocabulary

TOOLS = ("rchive", "transmute", "phrase-search")
FIELDS = "UID TITL TIAB PAIR YEAR MESH JOUR"
SEED = 30561237
_HYPHENED = re.compile(r"\w+(?:-\w+)+")


class Question(NamedTuple):
    kind: str
    osler: str
    edirect: str


@click.command("second_opinion")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--each", type=int, default=60, show_default=True, help="Questions of each kind.")
@json_option
def command(files: tuple[Path, ...], each: int, *, as_json: bool) -> None:
    """Ask the same of Osler and of EDirect over FILES (NLM's .xml.gz), and compare the PMIDs."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise click.ClickException(f"{', '.join(missing)} missing: apt-get install ncbi-entrez-direct")
    with tempfile.TemporaryDirectory() as folder:
        engine = wiring.open_engine(Config(home=Path(folder) / "osler"), create=True)
        for file in files:
            load(engine, file)
        postings = build(Path(folder) / "edirect", files)
        results = [compare(engine, postings, question) for question in questions(engine, postings, each)]
        engine.close()
    report = summary(results)
    if as_json:
        print_json({"files": [file.name for file in files], "kinds": report})
        return
    for kind, numbers in report.items():
        click.echo(
            f"{kind:<10} {numbers['agree']:>4} of {numbers['asked']} agree; mean overlap {numbers['overlap']:.4f}"
        )
        for example in numbers["examples"]:
            click.echo(f"           {example}")


def build(folder: Path, files: Sequence[Path]) -> Path:
    """EDirect's archive and postings, by the steps of its `archive-pubmed` without the downloads."""
    places = {name: folder / name for name in ("Archive", "Postings", "Source", "Index", "Invert", "Merged")}
    for place in places.values():
        place.mkdir(parents=True)
    tree = folder / "meshtree.txt"
    tree.touch()
    for file in files:
        base = places["Source"] / f"{file.name.partition('.')[0]}.xml"
        _shell(
            f"gunzip -c {file} | transmute -strict -normalize pubmed | transmute -compress -strict "
            f'-wrp PubmedArticleSet -pattern "PubmedArticleSet/*" -format flush > {base}'
        )
        _shell(
            f"rchive -gzip -db pubmed -input {base} -archive {places['Archive']} {places['Index']} {places['Invert']} "
            "-index MedlineCitation/PMID^Version -pattern PubmedArticle < /dev/null"
        )
    _shell(f"rchive -e2incIndex {places['Archive']} {places['Index']} -transform {tree} -e2index")
    _shell(f"rchive -e2incInvert {places['Index']} {places['Invert']}")
    _shell(f"cd {places['Invert']} && rchive -gzip -merge {places['Merged']} *.inv.gz")
    _shell(f'cd {places["Merged"]} && ls *.mrg.gz | xargs -n 100 rchive -promote {places["Postings"]} "{FIELDS}"')
    return places["Postings"]


def _shell(command: str) -> str:
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"EDirect failed: {command}\n{done.stderr[-500:]}")
    return done.stdout


def questions(engine: Engine, postings: Path, each: int) -> Iterator[Question]:
    """Drawn from titles of the corpus, the same every time. Left out are words that EDirect sees otherwise by design:
    those it keeps together by a hyphen, and its own stop words ("study", "versus")."""
    chance = random.Random(SEED)
    articles = [xml.parse(stored.xml) for stored in engine.scan()]
    texts = [" ".join((a.title.plain, *_abstract(a))) for a in articles]
    hyphened = {part for text in texts for run in _HYPHENED.findall(words.fold(text)) for part in words.words(run)}
    titles = [words.words(article.title.plain) for article in articles]

    @cache
    def usable(word: str) -> bool:
        plain = len(word) > 3 and word.isalpha() and word.isascii() and word not in STOPWORDS | hyphened
        return plain and bool(ask(postings, f"{word} [TITL]"))

    def run_of(length: int) -> str:
        while True:
            title = chance.choice(titles)
            place = chance.randrange(max(1, len(title) - length + 1))
            found = title[place : place + length]
            if len(found) == length and all(map(usable, found)):
                return " ".join(found)

    for _ in range(each):
        one, two, three, pair, year = run_of(1), run_of(1), run_of(1), run_of(2), chance.randrange(1990, 2024)
        yield Question("word", f"{one}[ti]", f"{one} [TITL]")
        yield Question("tiab", f"{one}[ti] OR {one}[ab]", f"{one} [TIAB]")
        yield Question("phrase", f'"{pair}"[ti]', f"{pair} [TITL]")
        first, second = pair.split()
        yield Question(
            "Boolean",
            f"({first}[ti] OR {one}[ti] OR {two}[ti]) AND ({second}[ti] OR {three}[ti])",
            f"({first} [TITL] OR {one} [TITL] OR {two} [TITL]) AND ({second} [TITL] OR {three} [TITL])",
        )
        yield Question("year", f"{one}[ti] AND {year}[ppdat]", f"{one} [TITL] AND {year} [YEAR]")


def _abstract(article: Article) -> Iterator[str]:
    for section in article.abstract.sections if article.abstract else ():
        yield section.text.plain


def ask(postings: Path, question: str) -> set[int]:
    """PMIDs that EDirect finds."""
    tool = ["phrase-search", "-path", str(postings), "-query", question]
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    return {int(line) for line in done.stdout.split() if line.isdigit()}


def compare(engine: Engine, postings: Path, question: Question) -> dict[str, Any]:
    """Both sets of PMIDs and what only one has."""
    answer = run(engine, Vocabulary.empty(), Request(question.osler))
    ours = set(engine.pmids(answer.expr))
    done = subprocess.run(
        ["phrase-search", "-path", str(postings), "-query", question.edirect],
        capture_output=True,
        text=True,
        check=False,
    )
    theirs = {int(line) for line in done.stdout.split() if line.isdigit()}
    union = ours | theirs
    return {
        "kind": question.kind,
        "question": question.osler,
        "overlap": len(ours & theirs) / len(union) if union else 1.0,
        "only_osler": sorted(ours - theirs)[:3],
        "only_edirect": sorted(theirs - ours)[:3],
    }


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    kinds: dict[str, list[dict[str, Any]]] = {}
    for each in results:
        kinds.setdefault(each["kind"], []).append(each)
    return {
        kind: {
            "asked": len(found),
            "agree": sum(1 for each in found if each["overlap"] == 1),
            "overlap": sum(each["overlap"] for each in found) / len(found),
            "examples": [
                f"{e['question']}: only Osler {e['only_osler']}, only EDirect {e['only_edirect']}"
                for e in found
                if e["overlap"] < 1
            ][:5],
        }
        for kind, found in kinds.items()
    }
