"""Related papers: which, in which order, and what is said of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.engine.protocol import Engine
from osler.errors import NotFound
from osler.model.query import Words
from osler.search import dense, lexicon
from osler.search.notices import is_notice
from osler.search.reading import Reading
from osler.search.related import LAMBDA, MU, Related, Relater, near, pmra, question, vectors
from osler.search.terms import Reader, Terms, read
from tests.cli.door import Osler, home, osler

__all__ = ["home", "osler"]

TIE = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="{}"><PMID Version="1">{}</PMID></CommentsCorrections>'
    "</CommentsCorrectionsList>"
)


def _record(
    pmid: int,
    title: str,
    abstract: str,
    headings: tuple[str, ...] = (),
    *,
    kind: str = "Journal Article",
    tie: str = "",
) -> str:
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D{i}" MajorTopicYN="N">{name}</DescriptorName></MeshHeading>'
        for i, name in enumerate(headings)
    )
    text = f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else ""
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<Article><Journal/><ArticleTitle>{title}</ArticleTitle>{text}<PublicationTypeList>
<PublicationType UI="D1">{kind}</PublicationType>
</PublicationTypeList></Article>{tie}<MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation></PubmedArticle>"""


BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">9</PMID><ArticleIdList/><Book><Publisher>
<PublisherName>P</PublisherName></Publisher><BookTitle>Lungs</BookTitle><PubDate><Year>2020</Year></PubDate></Book>
<ArticleTitle>Breathing tests</ArticleTitle>
<Abstract><AbstractText>Capacity of the lung, oxygen, spirometry.</AbstractText></Abstract>
</BookDocument></PubmedBookArticle>"""
RECORDS = (
    _record(
        1,
        "Nintedanib in scleroderma lung disease",
        "We gave nintedanib to patients with scleroderma; their forced vital capacity fell more slowly.",
        ("Scleroderma, Systemic", "Humans"),
        tie=TIE.format("RetractionIn", 2),
    ),
    _record(2, "Retraction: Nintedanib in scleroderma lung disease", "Nintedanib scleroderma vital capacity lung."),
    _record(
        3,
        "Comment on nintedanib in scleroderma lung disease",
        "Nintedanib and scleroderma.",
        ("Humans",),
        tie=TIE.format("CommentOn", 1),
    ),
    _record(
        4,
        "Forced vital capacity in scleroderma under nintedanib",
        "Nintedanib slowed the loss of vital capacity of the lung.",
        ("Scleroderma, Systemic", "Humans"),
    ),
    _record(
        5, "Lung disease of scleroderma: a review", "Drugs for the lung.", ("Scleroderma, Systemic",), kind="Review"
    ),
    _record(6, "Capacity of hospitals", "Hospitals have a capacity of beds.", ("Humans",)),
    _record(7, "", ""),
    _record(8, "Correction: Forced vital capacity in scleroderma under nintedanib", ""),
    BOOK,
    *(_record(100 + n, f"Gout {n}", f"Urate crystals in joint {n}; patients.", ("Gout", "Humans")) for n in range(30)),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("related")
    file = folder / "invented.xml"
    file.write_text("<PubmedArticleSet>" + "".join(RECORDS) + "</PubmedArticleSet>", "utf-8")
    engine = wiring.open_engine(Config(home=folder), create=True)
    load(engine, file)
    lexicon.refresh(engine, Config(home=folder).corpus)
    engine.close()
    return folder


@pytest.fixture(scope="module")
def mirror(corpus: Path) -> Iterator[Engine]:
    engine = wiring.open_engine(Config(home=corpus))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def relate(mirror: Engine, corpus: Path) -> Relater:
    return wiring.open_relater(Config(home=corpus), mirror)


def test_the_nearest_paper_stands_first(relate: Relater) -> None:
    assert relate(1)[0].pmid == 4


class Alike:
    """An encoder to which papers 5 and 9 say the same, and everything else something else."""

    name = "alike"
    dimensions = 8

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self.question(text) for text in texts]

    def question(self, text: str) -> Reading:
        row = np.eye(self.dimensions, dtype=np.float32)[int(text.startswith(("Lung disease", "Breathing tests")))]
        return Reading(row, np.zeros(0, np.uint32), np.zeros((0, self.dimensions), np.float32))


def test_an_encoder_speaks_for_what_it_reads_as_near(
    mirror: Engine, relate: Relater, corpus: Path, tmp_path: Path
) -> None:
    file = dense.VectorFile(tmp_path, Alike.name)
    opinion = Relater(mirror, relate.lexicon, dense=dense.Dense(Alike(), file))
    before = relate(5)
    assert [(each.pmid, each.score) for each in opinion(5)] == [(each.pmid, each.score) for each in before]  # none read
    sum(dense.encode(mirror, Alike(), file))
    opinion = Relater(mirror, relate.lexicon, dense=dense.Dense(Alike(), file))
    assert _score(opinion(5), 9) > _score(before, 9)


def test_what_was_not_read_is_neither_raised_nor_lowered_by_an_encoder(relate: Relater) -> None:
    own, *others = relate.read([1, 4, 5, 6])
    rows = np.zeros((4, 8), np.float32)
    plain = near(own, others, relate.lexicon)
    assert near(own, others, relate.lexicon, rows) == pytest.approx(plain)
    rows[:, 0] = (1, 0, 1, 0.5)  # paper 4 was not read
    read_some = near(own, others, relate.lexicon, rows)
    assert read_some[1] - read_some[2] > plain[1] - plain[2]


def test_a_distilled_vector_has_no_say(mirror: Engine, relate: Relater, tmp_path: Path) -> None:
    file = dense.VectorFile(tmp_path, Alike.name)
    sum(dense.encode(mirror, Alike(), file, most=10))
    taught = dense.teach(relate.read, relate.lexicon, file)
    assert taught is not None
    told = [Relater(mirror, relate.lexicon, dense=dense.Dense(Alike(), file, each)) for each in (taught, None)]
    assert [(each.pmid, each.score) for each in told[0](120)] == [(each.pmid, each.score) for each in told[1](120)]


def _score(found: list[Related], pmid: int) -> float:
    return next(each.score for each in found if each.pmid == pmid)


def test_a_papers_own_notices_and_comments_are_left_out_in_either_direction(relate: Relater) -> None:
    assert not {2, 3} & {each.pmid for each in relate(1, limit=200)}
    assert 1 not in {each.pmid for each in relate(3, limit=200)}


@pytest.mark.parametrize(
    ("title", "types", "notice"),
    [
        ("Retracted: Nintedanib in lungs", (), True),
        ("[Erratum to: Nintedanib in lungs].", ("Journal Article",), True),
        ("Publisher Correction: Nintedanib", (), True),
        ("Retraction notice to “Nintedanib in lungs”", (), True),
        ("Nintedanib in lungs", ("Published Erratum", "Journal Article"), True),
        ("Nintedanib in lungs", ("Retraction Notice",), True),
        ("Nintedanib in lungs", ("Published Erratum", "Clinical Trial"), False),
        ("Correction of scoliosis: a review", ("Journal Article", "Review"), False),
        ("Retraction of the lung", (), False),
        ("Nintedanib", ("Retracted Publication",), False),
        ("", (), False),
    ],
)
def test_a_notice_is_known_by_its_type_or_title(title: str, types: tuple[str, ...], notice: bool) -> None:
    kinds = "".join(f"<PublicationType>{each}</PublicationType>" for each in types)
    assert is_notice(read(1, f"<ArticleTitle>{title}</ArticleTitle>{kinds}".encode()).fields) is notice


def test_a_notice_that_names_no_paper_is_left_out_too(relate: Relater) -> None:
    assert 8 not in {each.pmid for number in (1, 4, 5) for each in relate(number, limit=200)}
    assert 4 in {each.pmid for each in relate(8, limit=200)}  # of a notice, papers like what it is about


def test_a_book_has_related_papers(relate: Relater) -> None:
    assert relate(9)[0].pmid in (1, 4, 5)
    assert 9 in {each.pmid for each in relate(1, limit=200)}


def test_a_paper_is_not_related_to_itself(relate: Relater) -> None:
    assert 100 not in {each.pmid for each in relate(100, limit=200)}


def test_reviews_stand_first_on_request_and_keep_their_order(relate: Relater) -> None:
    plain = [each.pmid for each in relate(1)]
    first = [each.pmid for each in relate(1, reviews_first=True)]
    assert plain[0] == 4
    assert first[0] == 5
    assert [pmid for pmid in first if pmid != 5] == [pmid for pmid in plain if pmid != 5]


def test_the_reason_is_said_in_printed_words_and_headings(relate: Relater) -> None:
    shared = relate(1)[0].shared
    assert "Scleroderma, Systemic" in shared
    assert "nintedanib" in shared
    assert not {"humans", "Humans"} & set(shared)


def test_a_reason_reads_as_a_sentence() -> None:
    assert Related(1, 0.0, ("a", "b", "c")).because == "both speak of a, b and c"
    assert Related(1, 0.0, ("a",)).because == "both speak of a"
    assert Related(1, 0.0, ()).because == ""


def test_scores_fall_and_the_limit_holds(relate: Relater) -> None:
    found = relate(100, limit=5)
    assert len(found) == 5
    assert all(a.score >= b.score for a, b in itertools.pairwise(found))


def test_a_paper_that_says_nothing_has_none(relate: Relater) -> None:
    assert relate(7) == []


def test_a_paper_that_is_not_there_is_not_found(relate: Relater) -> None:
    with pytest.raises(NotFound, match="424242"):
        relate(424242)


def test_pmra_is_the_published_formula(mirror: Engine, corpus: Path) -> None:
    learned = lexicon.load(Config(home=corpus).corpus)
    assert learned is not None
    (own, other) = Reader(mirror)([6, 5])
    rows = vectors([own, other], learned, plain=True)
    terms = dict(zip(own.terms.tolist(), own.counts.tolist(), strict=True))
    length = own.length + len(own.headings)
    expected = sum(
        float(learned.rarity(np.array([term], np.uint32))[0])
        / (1 + (MU / LAMBDA) ** (count - 1) * np.exp(-(MU - LAMBDA) * length)) ** 2
        for term, count in terms.items()
    )
    human = float(learned.rarity(np.array(own.headings, np.uint32), headings=True)[0])
    expected += human / (1 + np.exp(-(MU - LAMBDA) * length)) ** 2
    assert float((rows[0] @ rows[0].T).toarray()[0, 0]) == pytest.approx(expected, rel=1e-4)
    assert pmra(own, [other], learned)[0] >= 0


def test_qualifiers_relate_papers_alone_and_with_their_heading() -> None:
    def one(pmid: int, *pairs: tuple[str, str]) -> Terms:
        headings = "".join(
            f"<MeshHeading><DescriptorName>{name}</DescriptorName><QualifierName>{qualifier}</QualifierName></MeshHeading>"
            for name, qualifier in pairs
        )
        return read(pmid, f"<MeshHeadingList>{headings}</MeshHeadingList>".encode())

    own = one(1, ("Gout", "drug therapy"))
    same, alone, other = (
        one(2, ("Gout", "drug therapy")), one(3, ("Lung", "drug therapy")), one(4, ("Lung", "surgery"))
    )  # fmt: skip
    assert own.fields.qualified == (("Gout", "drug therapy"),)
    learned = lexicon.learn([own, same, alone, other, *(one(n, ("Eye", "blood")) for n in range(5, 30))], records=29)
    rows = vectors([own, same, alone, other], learned)
    cosines = (rows @ rows[0].T).toarray().ravel()
    assert cosines[1] > cosines[2] > cosines[3] == 0


def test_the_index_is_asked_for_the_telling_words_and_for_common_ones_while_they_fit(
    mirror: Engine, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned = lexicon.load(Config(home=corpus).corpus)
    assert learned is not None
    (own,) = Reader(mirror)([100])
    asked = [part.expr.words[0] for part in question(own, learned) if isinstance(part.expr, Words)]
    assert {"gout", "crystals", "patients"} <= set(asked)
    monkeypatch.setattr("osler.search.related.POSTINGS", 1)
    assert len(question(own, learned)) == 1


def test_a_common_word_of_a_large_mirror_is_counted_as_common() -> None:
    learned = lexicon.learn([read(n, b"<ArticleTitle>humans</ArticleTitle>") for n in range(2_000)], records=40_000_000)
    assert learned.records_with(learned.terms).tolist() == [40_000_000]


def test_a_lexicon_of_an_older_osler_is_as_none(tmp_path: Path) -> None:
    lexicon.save(lexicon.learn([], records=0), tmp_path)
    assert lexicon.load(tmp_path) is not None
    with np.load(tmp_path / lexicon.NAME) as kept:
        parts = dict(kept)
    parts["numbers"] = parts["numbers"][1:]
    with (tmp_path / lexicon.NAME).open("wb") as out:
        np.savez(out, **parts)
    assert lexicon.load(tmp_path) is None


def test_length_alone_gains_nothing(mirror: Engine, corpus: Path) -> None:
    learned = lexicon.load(Config(home=corpus).corpus)
    assert learned is not None
    own, four, hospital = Reader(mirror)([1, 4, 6])
    assert near(own, [hospital, four], learned).argmax() == 1


def test_the_command_prints_papers_with_their_reasons(
    osler: Osler, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSLER_HOME", str(corpus))
    shown = osler("related", 1, "--limit", 2, "--json").json
    assert shown["pmid"] == 1
    assert shown["related"][0]["pmid"] == 4
    assert "both speak of" in osler("related", 1).out


def test_the_command_says_that_a_paper_is_not_there(
    osler: Osler, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSLER_HOME", str(corpus))
    said = osler("related", 424242)
    assert said.code == 3
    assert "424242" in said.err
