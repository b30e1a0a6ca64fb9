"""The vocabulary: NLM's files in, names out; what the mirror teaches; what breaks is named."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load as load_records
from osler.engine.protocol import Engine
from osler.errors import SourceProblem
from osler.search.vocabulary import Vocabulary, schema
from osler.search.vocabulary.learn import learn
from osler.search.vocabulary.load import load

from .invented import JOURNALS, MESH, record


def names(vocabulary: Vocabulary, text: str) -> list[tuple[str, str]]:
    return [(concept.kind, concept.name) for concept in vocabulary.entries(text)]


def test_a_heading_is_found_by_name_entry_term_and_natural_order(vocabulary: Vocabulary) -> None:
    for text in ("Scleroderma, Systemic", "systemic scleroderma", "SYSTEMIC-SCLEROSIS", "sclerosis systemic"):
        assert ("descriptor", "Scleroderma, Systemic") in names(vocabulary, text)


def test_explosion_follows_every_place_in_the_tree(vocabulary: Vocabulary) -> None:
    lung = vocabulary.named("Lung Diseases", "descriptor")
    asthma = vocabulary.named("bronchial asthma", "descriptor")
    assert lung
    assert asthma
    assert vocabulary.explode(lung) == ("lung diseases", "asthma", "asthma, occupational")
    assert vocabulary.explode(asthma) == ("asthma", "asthma, occupational")
    assert vocabulary.tree_numbers(asthma) == ("C08.100.200", "C20.300")


def test_qualifiers_have_two_letters_and_a_tree(vocabulary: Vocabulary) -> None:
    therapy = vocabulary.qualifier("TH")
    assert therapy
    assert therapy.name == "therapy"
    assert vocabulary.explode(therapy) == ("therapy", "drug therapy")


def test_substances_know_their_heading_and_action(vocabulary: Vocabulary) -> None:
    substance = vocabulary.named("OSL-1 antibody", "supplementary")
    action = vocabulary.named("bronchodilators", "descriptor")
    assert substance
    assert action
    assert [each.name for each in vocabulary.mapped_to(substance)] == ["Bronchodilator Agents"]
    assert {each.name for each in vocabulary.with_action(action)} == {"Budesonide", "osleromab"}


def test_journals_by_title_abbreviation_and_issn(vocabulary: Vocabulary) -> None:
    for text in ("Ann Invent Med", "Ann. Invent. Med.", "annals of invented medicine", "0000-0027"):
        found = vocabulary.named(text, "journal")
        assert found
        assert (found.ui, found.short) == ("9000001", "Ann Invent Med")


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "desc.xml").write_text(MESH, "utf-8")
    assert load(tmp_path, tmp_path / "desc.xml") == load(tmp_path, tmp_path / "desc.xml") == 16
    counts = Vocabulary.open(tmp_path).counts()
    assert counts == {"descriptor": 14, "publication type": 2, "qualifier": 82}


def test_gzip_and_tables_are_read(tmp_path: Path) -> None:
    (tmp_path / "d.tsv").write_text("ui\tname\nD1\tLung\nD2\tBronchi\nD3\tLetter\n", "utf-8")
    trees = (
        b"ui_2026\tname\ttree_number\nD1\tLung\tA04.1\nD2\tBronchi\tA04.1.5\nD3\tLetter\tV02.5\n\tOld Name\tA04.1.7\n"
    )
    (tmp_path / "t.tsv.gz").write_bytes(gzip.compress(trees))
    (tmp_path / "j.csv").write_text('"Lung of nowhere","Lung Nowh"\n', "utf-8")
    for name in ("d.tsv", "t.tsv.gz", "j.csv"):
        load(tmp_path, tmp_path / name)
    vocabulary = Vocabulary.open(tmp_path)
    lung = vocabulary.named("lung", "descriptor")
    assert lung
    assert vocabulary.explode(lung) == ("lung", "bronchi", "old name")
    assert vocabulary.counts() == {"descriptor": 3, "journal": 1, "publication type": 1, "qualifier": 82}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "none of the vocabulary files"),
        (b"just words", "none of the vocabulary files"),
        (b"\x00\x01\x02", "none of the vocabulary files"),
        (b"<?xml version='1.0'?><PubmedArticleSet/>", "no MeSH file"),
        (MESH.encode()[:-300], "not well-formed"),
    ],
)
def test_what_is_no_vocabulary_is_named_and_leaves_nothing(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "broken.xml"
    file.write_bytes(content)
    with pytest.raises(SourceProblem, match=said) as caught:
        load(tmp_path, file)
    assert "broken.xml" in str(caught.value)
    assert Vocabulary.open(tmp_path).counts() == {}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceProblem, match="cannot be opened"):
        load(tmp_path, tmp_path / "absent.xml")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    text = bomb + MESH.partition("?>")[2].replace("Bronchial Asthma", "&b;")
    (tmp_path / "desc.xml").write_text(text, "utf-8")
    load(tmp_path, tmp_path / "desc.xml")
    assert not any("root" in entry for entry, _ in Vocabulary.open(tmp_path).starting_with("root", "descriptor"))


def test_an_empty_vocabulary_answers_nothing_and_does_not_fail(tmp_path: Path) -> None:
    for vocabulary in (Vocabulary.empty(), Vocabulary.open(tmp_path)):
        assert vocabulary.entries("asthma") == []
        assert vocabulary.starting_with("ast", "descriptor") == []
        assert not vocabulary.has_trees()
        assert vocabulary.counts() == {}


def test_a_file_of_another_version_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "desc.xml").write_text(MESH, "utf-8")
    load(tmp_path, tmp_path / "desc.xml")
    connection = schema.connect(tmp_path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert Vocabulary.open(tmp_path).counts() == {}
    load(tmp_path, tmp_path / "desc.xml")
    assert Vocabulary.open(tmp_path).counts()["descriptor"] == 14


@pytest.fixture
def mirror(tmp_path: Path) -> Engine:
    engine = wiring.open_engine(Config(home=tmp_path), create=True)
    xml = record(1, "One", mesh="Asthma/drug therapy; Lung/Weird", chemicals="osleromab=0") + record(
        2, "Two", mesh="Asthma"
    )
    (tmp_path / "a.xml").write_text(f"<PubmedArticleSet>{xml}</PubmedArticleSet>", "utf-8")
    load_records(engine, tmp_path / "a.xml")
    return engine


def test_a_mirror_without_nlms_files_teaches_its_names(tmp_path: Path, mirror: Engine) -> None:
    corpus = Config(home=tmp_path).corpus
    assert learn(corpus, mirror) > 0
    vocabulary = Vocabulary.open(corpus)
    asthma = vocabulary.named("asthma", "descriptor")
    assert asthma
    assert (asthma.name, asthma.weight) == ("Asthma", 2)
    assert names(vocabulary, "drug therapy") == [("qualifier", "drug therapy")]
    assert names(vocabulary, "osleromab") == [("supplementary", "osleromab")]
    journal = vocabulary.named("ann invent med", "journal")
    assert journal
    assert journal.ui == "9000001"
    assert vocabulary.named("asthma/drug therapy", "descriptor") is None
    mirror.close()


def test_qualifiers_and_their_letters_need_no_file(tmp_path: Path, mirror: Engine) -> None:
    corpus = Config(home=tmp_path).corpus
    learn(corpus, mirror)
    vocabulary = Vocabulary.open(corpus)
    for text in ("SN", "statistics & numerical data", "statistics and numerical data"):
        found = vocabulary.qualifier(text)
        assert found
        assert found.key == "statistics & numerical data"
    mirror.close()


def test_a_journal_without_nlm_id_is_learned_too(tmp_path: Path, mirror: Engine) -> None:
    corpus = Config(home=tmp_path).corpus
    new = record(3, "Three", journal=("The nameless reports", "Nameless Rep", ""))
    (tmp_path / "b.xml").write_text(f"<PubmedArticleSet>{new}</PubmedArticleSet>", "utf-8")
    load_records(mirror, tmp_path / "b.xml")
    learn(corpus, mirror)
    for text in ("nameless rep", "the nameless reports", "nameless reports"):
        found = Vocabulary.open(corpus).named(text, "journal")
        assert found
        assert (found.name, found.short, found.weight) == ("The nameless reports", "Nameless Rep", 1)
    mirror.close()


def test_a_journal_is_new_once_and_may_have_no_title(tmp_path: Path, mirror: Engine) -> None:
    corpus = Config(home=tmp_path).corpus
    learn(corpus, mirror)
    # An abbreviation alone, as old records have; and two journals of one title, of which one must give way.
    news = (("", "Old Rep", "9000002"), ("Twins", "Twins A", "9000003"), ("Twins", "Twins B", "9000004"))
    for number, journal in enumerate(news, 3):
        file = tmp_path / f"{number}.xml"
        file.write_text(f"<PubmedArticleSet>{record(number, 'One', journal=journal)}</PubmedArticleSet>", "utf-8")
        load_records(mirror, file)
    assert learn(corpus, mirror) == 2
    found = Vocabulary.open(corpus).named("old rep", "journal")
    assert found is not None
    assert (found.ui, found.weight) == ("9000002", 1)
    file.write_text(f"<PubmedArticleSet>{record(9, 'Nine')}</PubmedArticleSet>", "utf-8")
    load_records(mirror, file)
    assert learn(corpus, mirror) == 0
    mirror.close()


def test_learning_is_incremental(tmp_path: Path, mirror: Engine) -> None:
    corpus = Config(home=tmp_path).corpus
    learn(corpus, mirror)
    assert learn(corpus, mirror) == 0
    new = record(3, "Three", mesh="Asthma; Cough")
    (tmp_path / "b.xml").write_text(f"<PubmedArticleSet>{new}</PubmedArticleSet>", "utf-8")
    load_records(mirror, tmp_path / "b.xml")
    assert learn(corpus, mirror) == 1
    vocabulary = Vocabulary.open(corpus)
    weights = {name: vocabulary.named(name, "descriptor") for name in ("asthma", "cough")}
    assert [c.weight for c in weights.values() if c] == [3, 1]
    mirror.close()


def test_opening_is_quick(home: Path) -> None:
    corpus = Config(home=home).corpus
    begun = time.process_time()
    for _ in range(20):
        Vocabulary.open(corpus).entries("asthma")
    assert (time.process_time() - begun) / 20 < 0.02


def test_readers_see_what_is_loaded_meanwhile(tmp_path: Path) -> None:
    vocabulary = Vocabulary.open(tmp_path)
    assert vocabulary.counts() == {}
    (tmp_path / "J.txt").write_text(JOURNALS, "utf-8")
    load(tmp_path, tmp_path / "J.txt")
    assert vocabulary.counts()["journal"] == 2


def test_nlms_own_samples(shared: Path, tmp_path: Path) -> None:
    samples = shared / "data/dtd"
    for name, records in (("desc", 5), ("supp", 1), ("qual", 2), ("pa", 2)):
        assert load(tmp_path, samples / f"mesh_{name}_sample.xml") == records
    vocabulary = Vocabulary.open(tmp_path)
    calcimycin = vocabulary.named("Antibiotic A23187", "descriptor")
    assert calcimycin
    assert calcimycin.name == "Calcimycin"
    antagonists = vocabulary.qualifier("AI")
    assert antagonists
    assert antagonists.name == "antagonists & inhibitors"
    assert ("supplementary", "red yeast rice") in names(vocabulary, "Cholestin")
