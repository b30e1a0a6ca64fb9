"""Loading where something is not as it should be: elements nobody knows, folders that are somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.errors import EngineFailed

_ODD = """<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">5</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>2001</Year></PubDate></JournalIssue>
</Journal><ArticleTitle>A synthetic paper</ArticleTitle><Frobnicate>x</Frobnicate><Language>eng</Language></Article>
<MedlineJournalInfo><MedlineTA>X</MedlineTA></MedlineJournalInfo></MedlineCitation></PubmedArticle></PubmedArticleSet>"""


def test_unknown_elements_are_kept_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "odd.xml"
    file.write_text(_ODD)
    engine = wiring.open_engine(Config(home=tmp_path / "home"), create=True)
    load(engine, file)
    assert b"<Frobnicate>x</Frobnicate>" in engine.fetch([5])[5].xml
    assert engine.status().problems == {"unknown-element": 1}
    ((name, problem),) = engine.problems()
    assert (name, problem.pmid) == ("odd.xml", 5)
    assert "Article/Frobnicate" in problem.reason
    engine.close()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "letter.txt").write_text("keep me")
    with pytest.raises(EngineFailed, match=r"not a corpus.*letter\.txt"):
        wiring.open_engine(Config(home=tmp_path), create=True)
    assert [path.name for path in corpus.iterdir()] == ["letter.txt"]


def test_a_vocabulary_loaded_first_does_not_stand_in_the_way(tmp_path: Path) -> None:
    config = Config(home=tmp_path)
    config.corpus.mkdir()
    (config.corpus / "vocabulary.sqlite3").touch()
    wiring.open_engine(config, create=True).close()
