"""The mirror joins in: questions from the state, quotes that are pieces of the record, numbers checked against it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from osler import wiring
from osler.bedside import appraise, document, faithful, general, mirror
from osler.bedside.answer import answer
from osler.bedside.faithful import Found
from osler.bedside.mirror import FromMirror
from osler.bedside.pack import Pack
from osler.config import Config
from osler.corpus.load import load
from osler.engine.protocol import Engine
from osler.model.article import Abstract, AbstractSection, Article, Named, RichText
from osler.model.patient import Patient
from osler.pubmed import xml
from osler.search.vocabulary import Vocabulary
from osler.search.vocabulary.learn import learn

from .conftest import TODAY

Make = Callable[..., Patient]

# Synthetic records: real PMIDs of evidence files, invented abstracts.
RECORDS = {
    27156934: ("A synthetic stand-in for faSScinate", "We enrolled 87 patients: tocilizumab (n=43) or placebo (n=44). "
               "The difference at week 24 was -2·70 (95% CI -5·85 to 0·45; p=0·0915). Seven of 43 had infections."),
    36328401: ("A synthetic stand-in for EUSTAR", "In all 93 and 3180 patients were compared. The mRSS difference was "
               "-1.0, 95% CI -9.9 to 1.8, p=0.48. FVC differed by 1.5 (-6.1 to 9.1), p=0.70."),
    23378460: ("A synthetic stand-in for De Lauretis", ""),
    900001: ("Interleukin-6 in systemic sclerosis: a randomised trial of nothing", "Background text. In a prespecified "
             "subgroup with early disease the interaction was not significant. We randomised 64 patients. "
             "The skin score did not differ significantly between tocilizumab and placebo (p=0.40)."),
    900002: ("Systemic sclerosis and interstitial lung disease treatment: a cohort", "Serum biomarkers predicted "
             "progression. Among 1,250 patients none was real."),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    records = "".join(
        f"<PubmedArticle><MedlineCitation Status='MEDLINE' Owner='NLM'><PMID Version='1'>{pmid}</PMID><Article>"
        f"<Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue><Title>J Synth</Title></Journal>"
        f"<ArticleTitle>{title}</ArticleTitle>"
        + (f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else "")
        + "<PublicationTypeList><PublicationType UI=''>Journal Article</PublicationType></PublicationTypeList>"
        "</Article>"
        "<MedlineJournalInfo><MedlineTA>J Synth</MedlineTA></MedlineJournalInfo></MedlineCitation></PubmedArticle>"
        for pmid, (title, abstract) in RECORDS.items()
    )
    file = folder / "pubmed26n9001.xml.gz"
    file.write_bytes(gzip.compress(f"<PubmedArticleSet>{records}</PubmedArticleSet>".encode()))
    engine = wiring.open_engine(Config(home=folder), create=True)
    load(engine, file)
    engine.close()
    return folder


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Engine]:
    opened = wiring.open_engine(Config(home=home))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def looked(engine: Engine, home: Path, ssc: Pack, patient: Make) -> FromMirror:
    person = patient(systemic_sclerosis=True, ild=True, skin_distribution="limited")
    return mirror.look(ssc, person, engine, wiring.open_vocabulary(Config(home=home)), today=TODAY)


def text_of(engine: Engine, pmid: int) -> str:
    article = xml.parse(engine.fetch([pmid])[pmid].xml)
    return " ".join(s.text.plain for s in article.abstract.sections) if article.abstract else ""


def test_questions_follow_from_the_state(looked: FromMirror) -> None:
    asked = {a.id for a in looked.asked}
    assert {"il6_blockade", "lung", "general"} <= asked
    assert "early_diffuse" not in asked  # limited disease: known not to be diffuse


def test_papers_are_those_no_record_appraises_and_say_so(looked: FromMirror, ssc: Pack, patient: Make) -> None:
    found = {p.article.pmid for p in looked.papers}
    assert found == {900001, 900002}
    person = patient(systemic_sclerosis=True)
    data = document.document(answer(person, ssc, today=TODAY), today=TODAY, mirror=looked)
    assert all(p["unappraised"] for p in data["papers"])


def test_every_sentence_shown_is_a_piece_of_its_record(looked: FromMirror, engine: Engine) -> None:
    sentences = [(p.article.pmid, s.text) for p in looked.papers for s in p.reading.marked]
    assert len(sentences) >= 2
    for pmid, sentence in sentences:
        assert sentence in text_of(engine, pmid)
    for checks in looked.checks.values():
        for check in checks:
            assert check.sentence in text_of(engine, check.pmid)


def test_size_and_kind_of_study_are_read_from_the_record(looked: FromMirror) -> None:
    by_pmid = {p.article.pmid: p.reading for p in looked.papers}
    first, second = by_pmid[900001], by_pmid[900002]
    assert (first.study_type, first.size.n if first.size else None) == ("randomised trial", 64)
    assert (second.study_type, second.size.n if second.size else None) == ("cohort", 1250)
    assert [s.about for s in first.marked] == [("subgroup", "effect modifier", "stage")]


def test_a_number_that_the_abstract_has_is_found_with_its_sentence(looked: FromMirror) -> None:
    checks = {c.what: c for c in looked.checks["fasscinate"]}
    assert checks["n"].status is Found.FOUND
    assert checks["n, tocilizumab"].status is Found.FOUND
    assert checks["mrss-24"].status is Found.FOUND
    assert "-2·70" in checks["mrss-24"].sentence
    assert checks["mrss-24, p"].status is Found.FOUND  # 0.0915 is 0.09 to the places the record gives
    assert checks["mrss-48"].status is Found.ABSENT


def test_a_number_that_the_abstract_gives_otherwise_contradicts_it(looked: FromMirror) -> None:
    checks = {c.what: c for c in looked.checks["eustar_tocilizumab"]}
    assert checks["mrss-12m"].status is Found.CONTRADICTS
    assert "-9.9" in checks["mrss-12m"].sentence
    assert checks["fvc-12m"].status is Found.ABSENT or checks["fvc-12m"].status is Found.FOUND


def test_a_record_without_abstract_says_so_and_one_not_mirrored_has_no_checks(looked: FromMirror) -> None:
    assert {c.status for c in looked.checks["delauretis2013"]} == {Found.NO_ABSTRACT}
    assert "khan2012" not in looked.checks
    assert "khan2012" not in looked.records


@pytest.mark.parametrize(
    ("sentence", "size"),
    [
        ("A total of 1,234 participants were included.", 1234),
        ("We enrolled 158 patients with scleroderma.", 158),
        ("Patients (n = 68) and controls (n = 15).", 68),
        ("In 2019 patients were seen.", None),
        ("Nothing was counted.", None),
        ("Twelve patients were seen in 3 centres.", None),
    ],
)
def test_a_sample_size_is_read_only_where_people_are_counted(sentence: str, size: int | None) -> None:
    found = appraise.sample_size((sentence,))
    assert (found.n if found else None) == size
    assert found is None or found.words in sentence


def test_a_result_is_read_by_machine_and_says_from_which_sentence(looked: FromMirror) -> None:
    paper = next(p for p in looked.papers if p.article.pmid == 900001)
    (found,) = paper.reported
    assert (found.intervention, found.outcome) == ("tocilizumab", "skin score")
    assert found.label == "no significant difference"
    assert found.sentence.startswith("The skin score did not differ")


def test_nlms_publication_type_goes_before_words() -> None:
    article = Article(
        pmid=1,
        title=RichText("A cohort, reviewed"),
        abstract=Abstract((AbstractSection(RichText("This was a randomised trial.")),)),
        publication_types=(Named("Journal Article"), Named("Meta-Analysis")),
    )
    assert appraise.study_type(article) == "meta-analysis"


def test_evidence_without_any_mirrored_article_is_not_checked(ssc: Pack) -> None:
    for record in ssc.evidence.values():
        assert faithful.checks(record, {}) == ()


def test_without_a_pack_a_note_is_read_by_mesh(real_corpus: Engine, tmp_path: Path) -> None:
    learn(tmp_path, real_corpus)
    vocabulary = Vocabulary.open(tmp_path)
    note = "Asthma and rheumatoid arthritis on methotrexate. No hypertension. Her father had asthma."
    named = general.recognise(note, vocabulary)
    assert {(n.name, n.denied) for n in named} >= {
        ("Asthma", False), ("Arthritis, Rheumatoid", False), ("Methotrexate", False), ("Hypertension", True),
        ("Asthma", True),
    }  # fmt: skip
    for each in named:
        assert note[each.start : each.end] == each.words
    papers = general.literature(general.recognise("Asthma. No hypertension.", vocabulary), real_corpus)
    assert papers
    assert all(p.about == ("Asthma",) for p in papers)
    assert general.literature([n for n in named if n.denied], real_corpus) == ()
