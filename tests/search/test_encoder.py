"""The encoder as a reader meets it: installed, let read the mirror, and then in every ranked answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.door import Osler, osler

__all__ = ["osler"]
pytestmark = pytest.mark.encoder

# Synthetic: on six subjects, each with and without the word by which it is looked for.
SUBJECTS = ("gout of the toe", "asthma in school", "kidney stones", "skin grafts", "hip replacement", "heart attack")


def _corpus() -> str:
    titles = [f"{SUBJECTS[n % 6].capitalize()}, report {n} of a survey of infarction" for n in range(180)]
    records = (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID><Article>'
        f"<Journal/><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        for pmid, title in enumerate(titles, 1)
    )
    return f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>"


def test_what_the_encoder_read_takes_part_and_says_so(osler: Osler, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="the extra osler[dense] is not installed")
    (tmp_path / "invented.xml").write_text(_corpus(), "utf-8")
    assert osler("load", tmp_path / "invented.xml").code == 0
    done = osler("ranking", "encode", "--json").json
    assert (done["read_now"], done["read"], done["records"]) == (180, 180, 180)
    assert osler("ranking", "encode", "--json").json["read_now"] == 0
    hits = osler("search", "infarction", "--explain", "--json").json["hits"]
    hearts = [hit for hit in hits if hit["pmid"] % 6 == 0]
    assert len(hearts) > len(hits) / 2, "by words alone all are alike"
    assert {"dense", "close"} & {reason["signal"] for hit in hearts for reason in hit["why"]}
