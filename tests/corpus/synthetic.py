"""Made-up files in NLM's format, and mirrors of them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path


def article(pmid: int, title: str = "", version: int = 1) -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="{version}">{pmid}</PMID>'
        "<Article><Journal><JournalIssue><PubDate><Year>2024</Year></PubDate></JournalIssue>"
        f"<Title>Synthetic journal</Title></Journal><ArticleTitle>{title or f'synthetic {pmid}'}</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle>"
    )


def xml(articles: Iterable[str] = (), deleted: Iterable[int] = ()) -> bytes:
    gone = "".join(f"<PMID>{pmid}</PMID>" for pmid in deleted)
    gone = f"<DeleteCitation>{gone}</DeleteCitation>" if gone else ""
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n{"".join(articles)}{gone}</PubmedArticleSet>\n'
    return text.encode()


def packed(articles: Iterable[str] = (), deleted: Iterable[int] = ()) -> bytes:
    return gzip.compress(xml(articles, deleted), mtime=0)


def name(number: int, year: int = 26) -> str:
    return f"pubmed{year}n{number:04}.xml.gz"


def put(folder: Path, file: str, data: bytes, *, md5: str | None = "") -> Path:
    """A file with its sum beside it; `md5` None leaves the sum out, a text replaces it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(data)
    (folder / f"{file}.md5").unlink(missing_ok=True)
    if md5 is not None:
        (folder / f"{file}.md5").write_text(f"MD5({file})= {md5 or hashlib.md5(data).hexdigest()}\n")
    return folder / file


def mirror(folder: Path, baseline: Mapping[int, bytes], updates: Mapping[int, bytes], year: int = 26) -> Path:
    for number, data in baseline.items():
        put(folder / "baseline", name(number, year), data)
    for number, data in updates.items():
        put(folder / "updatefiles", name(number, year), data)
    return folder


def small(folder: Path) -> Path:
    """Two baseline files with PMIDs 1-6; updates revise 2, withdraw 3, add 7, withdraw 7, bring 8."""
    return mirror(
        folder,
        {1: packed([article(1), article(2), article(3)]), 2: packed([article(4), article(5), article(6)])},
        {3: packed([article(2, "revised"), article(7)], [3, 99]), 4: packed([article(8)], [7])},
    )


SMALL = {1: "synthetic 1", 2: "revised", 4: "synthetic 4", 5: "synthetic 5", 6: "synthetic 6", 8: "synthetic 8"}
