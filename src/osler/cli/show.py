"""`osler show`: records of the mirror, for reading or in any format that Osler writes."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Callable, Iterator

import click

from osler.cite import names, source
from osler.cite.as_json import as_json as article_json
from osler.cite.bibtex import bibtex
from osler.cite.csl import csl
from osler.cite.formatted import formatted
from osler.cite.nbib import nbib
from osler.cite.ris import ris
from osler.cli.common import corpus, print_bytes, print_json
from osler.errors import NotFound
from osler.model.article import Abstract, Article
from osler.pubmed import xml

_WIDEST = 88
_TEXTS: dict[str, Callable[[Article], str]] = {"nbib": nbib, "ris": ris, "bibtex": bibtex, "cite": formatted}


@click.command("show")
@click.argument("pmids", metavar="PMID...", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--xml", "form", flag_value="xml", help="The record as NLM published it.")
@click.option("--json", "form", flag_value="json", help="Every field; a list where several PMIDs are given.")
@click.option("--nbib", "form", flag_value="nbib", help="MEDLINE text, as PubMed exports it.")
@click.option("--ris", "form", flag_value="ris", help="RIS.")
@click.option("--bibtex", "form", flag_value="bibtex", help="BibTeX.")
@click.option("--csl", "form", flag_value="csl", help="CSL-JSON, a list of items.")
@click.option("--cite", "form", flag_value="cite", help="One line, as a reference list prints it.")
def command(pmids: tuple[int, ...], form: str | None) -> None:
    """Show records of the mirror."""
    wanted = tuple(dict.fromkeys(pmids))
    with corpus() as (_, engine):
        kept = engine.fetch(wanted)
    there = [kept[pmid].xml for pmid in wanted if pmid in kept]
    if there:
        _print([(record, xml.parse(record)) for record in there], form, alone=len(wanted) == 1)
    missing = [str(pmid) for pmid in wanted if pmid not in kept]
    if missing:
        raise NotFound(f"not in the mirror: PMID {', '.join(missing)}")


def _print(records: list[tuple[bytes, Article]], form: str | None, *, alone: bool) -> None:
    articles = [article for _, article in records]
    if form == "xml":
        print_bytes(b"".join(record + b"\n" for record, _ in records))
    elif form == "json":
        print_json(article_json(articles[0]) if alone else [article_json(article) for article in articles])
    elif form == "csl":
        print_bytes(json.dumps([csl(article) for article in articles], ensure_ascii=False, indent=2).encode() + b"\n")
    else:
        write = _TEXTS[form] if form else _readable
        print_bytes("\n".join(write(article).rstrip("\n") + "\n" for article in articles).encode())


def _readable(article: Article) -> str:
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return "\n".join(textwrap.fill(line, width, break_on_hyphens=False) if line else "" for line in _lines(article))


def _lines(article: Article) -> Iterator[str]:
    yield "; ".join(each.name for each in article.publication_types)
    if retracted := source.retraction(article):
        yield retracted.upper()
    yield source.title(article)
    yield ", ".join(names.short(person) for person in names.authors(article))
    yield source.citation_line(article)
    for abstract in (article.abstract, *article.other_abstracts):
        yield from _abstract(abstract)
    for label, values in _subjects(article):
        if values:
            yield ""
            yield f"{label}: {'; '.join(values)}"
    yield ""
    yield f"PMID {article.pmid}  https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/"
    if article.doi:
        yield f"DOI {article.doi}  https://doi.org/{article.doi}"
    if article.pmcid:
        yield f"PMC {article.pmcid}  https://pmc.ncbi.nlm.nih.gov/articles/{article.pmcid}/"


def _abstract(abstract: Abstract | None) -> Iterator[str]:
    for section in abstract.sections if abstract else ():
        yield ""
        yield f"{section.heading}: {section.text.plain}" if section.heading else section.text.plain
    if abstract and abstract.copyright:
        yield abstract.copyright


def _subjects(article: Article) -> Iterator[tuple[str, list[str]]]:
    yield "MeSH", [each.name + ("*" if each.is_major else "") for each in article.mesh_headings]
    yield "Keywords", [word.text.plain for group in article.keyword_lists for word in group.keywords]
    yield "Registered", [f"{bank.name} {id_}" for bank in article.data_banks for id_ in bank.accession_numbers]
