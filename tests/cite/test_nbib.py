"""MEDLINE text as Bio.Medline and nbib, independent readers, understand it; and against PubMed's own exports."""

from __future__ import annotations

import gzip
import io
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import nbib as reader
import pytest
from Bio import Medline
from tests.cite import sample

from osler import cite
from osler.model.article import Article, Record, RichText
from osler.pubmed.xml import read

Tags = list[tuple[str, str]]


def biopython(article: Article) -> dict[str, Any]:
    (record,) = Medline.parse(io.StringIO(cite.nbib(article)))  # type: ignore[no-untyped-call]
    return dict(record)


def tags(text: str) -> Tags:
    found: Tags = []
    for line in text.splitlines():
        match = re.match(r"([A-Z]{2,4}) *- ?(.*)", line)
        if match:
            found.append((match[1], match[2].strip()))
        elif line.startswith("      ") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
    return found


def test_an_article_arrives_whole() -> None:
    record = biopython(sample.TRIAL)
    assert record["PMID"] == "99000001"
    assert record["TI"] == sample.TRIAL.title.plain
    assert record["AB"] == "BACKGROUND: Nothing was known. RESULTS: Lung function fell by 3 ± 1%."
    assert record["FAU"] == ["van der Berg, Anna Maria", "O'Neil, James Jr", "Müller-Østergård, Zoë"]
    assert record["AU"] == ["van der Berg AM", "O'Neil J Jr", "Müller-Østergård Z"]
    assert record["CN"] == ["INVENTED Study Group"]
    assert record["MH"] == ["Humans", "*Scleroderma, Systemic/*drug therapy"]
    assert record["GR"] == ["R01 AR000001/AR/NIAMS NIH HHS/United States"]
    assert record["SI"] == ["ClinicalTrials.gov/NCT99999999"]
    assert record["CIN"] == ["J Inv Med. 2019 Apr;78(4):1-2. PMID: 99000002"]
    assert (record["EDAT"], record["CRDT"]) == ("2018/12/10 06:00", ["2018/12/09 06:00"])
    assert record["SO"] == "J Inv Med. 2019 Mar;78(3):285-92. doi: 10.9999/inv-2018_214(1)<2>. Epub 2018 Dec 8."


def test_authors_keep_their_own_affiliations_and_identifiers() -> None:
    (record,) = reader.read(cite.nbib(sample.TRIAL) + "\n")
    first, second, *_ = record["authors"]
    assert first["affiliations"] == ["Department of Examples, University of Nowhere."]
    assert "affiliations" not in second
    assert biopython(sample.TRIAL)["AUID"] == ["ORCID: 0000-0002-1825-0097"]


def test_a_chapter_has_its_book_and_editors() -> None:
    found = dict(tags(cite.nbib(sample.CHAPTER)))
    assert found["BTI"] == "Invented Reviews."
    assert found["PB"] == "University of Nowhere"
    assert found["CTDT"] == "20090630"
    assert found["AID"] == "NBK99999 [bookaccession]"
    assert [v for k, v in tags(cite.nbib(sample.CHAPTER)) if k == "ED"] == ["Adam EB", "Smith J"]


def test_six_hundred_authors_all_arrive() -> None:
    assert len(biopython(sample.CROWD)["AU"]) == 600


@pytest.mark.parametrize("article", sample.EVERY, ids=lambda a: str(a.pmid))
def test_lines_are_tags_or_continuations_and_nothing_is_forged(article: Article) -> None:
    text = cite.nbib(article)
    lines = text.split("\n")
    assert lines[0] == f"PMID- {article.pmid}"
    assert sum(line.startswith("PMID") for line in lines) == 1
    assert lines[-1] == ""
    assert all(re.match(r"[A-Z]{2,4} *- \S|      \S", line) for line in lines[:-1])
    assert not any(line.startswith(("TY", "ER")) for line in lines)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028]", text)


def test_lines_are_broken_at_blanks_and_join_again() -> None:
    words = " ".join(f"word{i}-hyphen" for i in range(300)) + " " + "x" * 200
    assert dict(tags(cite.nbib(Article(pmid=1, coi_statement=RichText(words)))))["COIS"] == words


# --- against records that PubMed exported, of which the mirror holds the XML -------------------------------------

# What older exports did to characters beyond ASCII.
_ASCII = str.maketrans(
    {"±": "+/-", "≤": "</=", "→": "-->", "©": "(c)", "®": "(R)", "’": "'", "°": " degrees "}
    | {"†": "dagger", "‡": "double dagger", "§": "section sign", "¶": "paragraph sign", "ǁ": ""}
    | {"ł": "l", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss", "α": "alpha", "β": "beta", "γ": "gamma"}
)
# Where the export differs from the mirror for a reason of its own: (PMID or None for any, tag).
_KNOWN = {
    (28711570, None): "an earlier revision, exported with its characters mangled",
    (None, "DA"): "DateCreated left NLM's XML in 2018",
    (None, "OAB"): "abstracts in other languages were exported only later",
    (None, "OABL"): "the same",
    (30037276, "AB"): "the export lost the sign ⩾",
    (27019894, "AB"): "the export wrote the superscript of χ² in brackets",
}


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.translate(_ASCII))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"\s+(?=[),.;]|$)", "", " ".join(text.replace(" ,", ",").split()))


@pytest.fixture(scope="module")
def exported(shared: Path) -> list[tuple[Article, Tags]]:
    """Articles of the mirror's first file, each with PubMed's own export of it."""
    with gzip.open(shared / "data/citation-formats/all.nbib.gz", "rt", encoding="utf-8") as file:
        blocks = re.split(r"\n\s*\n", file.read())
    exports = {int(t[0][1]): t for t in map(tags, blocks) if t and t[0][0] == "PMID" and t[0][1].isdigit()}
    (first,) = (shared / "data/mirror/baseline").glob("*n0001.xml.gz")
    articles = [event.article for event in read(first) if isinstance(event, Record)]
    return [(a, exports[a.pmid]) for a in articles if a.pmid in exports]


def _differences(article: Article, export: Tags) -> list[tuple[int, str, list[str], list[str]]]:
    ours = tags(cite.nbib(article))
    found = []
    for tag in {tag for tag, _ in ours + export}:
        mine = [_plain(v) for t, v in ours if t == tag]
        theirs = [_plain(v) for t, v in export if t == tag]
        if mine != theirs and not _excused(article.pmid, tag, mine, theirs):
            found.append((article.pmid, tag, mine, theirs))
    return found


def _excused(pmid: int, tag: str, mine: list[str], theirs: list[str]) -> bool:
    if tag == "SO":  # since 2020 PubMed prints the publisher's item number as a page, and this sentence
        mine = [value.replace(" Online ahead of print.", "") for value in mine]
        return mine == theirs or any(" pii: " in value for value in theirs)
    return any(key in _KNOWN for key in ((pmid, tag), (pmid, None), (None, tag)))


def test_every_tag_says_what_pubmeds_own_export_says(exported: list[tuple[Article, Tags]]) -> None:
    assert len(exported) == 300
    differences = [d for article, export in exported for d in _differences(article, export)]
    assert differences == []


def test_tags_come_in_pubmeds_order(exported: list[tuple[Article, Tags]]) -> None:
    wrong: Counter[str] = Counter()
    for article, export in exported:
        ours = [tag for tag, _ in tags(cite.nbib(article))]
        theirs = [tag for tag, _ in export]
        common = set(ours) & set(theirs)
        for mine, real in zip((t for t in ours if t in common), (t for t in theirs if t in common), strict=False):
            if mine != real:
                wrong[f"{mine} for {real} in {article.pmid}"] += 1
                break
    # One record differs in how many history dates it has.
    assert len(wrong) <= 1, wrong
