"""What PubMed's User Guide says of searching, statement by statement, over records that tell right from wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.engine.embedded.keys import build
from osler.engine.embedded.schema import KEYS
from osler.model.article import Article, Book, BookData, RichText
from osler.search.syntax import NoteKind
from osler.search.vocabulary.load import load as load_vocabulary

from .conftest import Searcher
from .invented import JOURNALS, MESH, QUALIFIERS, SUPPLEMENTS, _descriptor, record

GRANTS = (
    "<GrantList><Grant><GrantID>R01 XX000123</GrantID><Acronym>XX</Acronym><Agency>NNI NIH HHS</Agency>"
    "<Country>Nowhere</Country></Grant><Grant><GrantID></GrantID><Agency>Intramural NIH HHS</Agency></Grant>"
    "</GrantList>"
)
RECORDS = [
    record(21, "Viral hepatitis of dogs", "A case of protein loss.", year="2019", month="Dec", electronic="2020/02/01"),
    record(22, "Hepatitis A in bakers", "Hepatitis A. Protein C.", year="2020", month="Feb", electronic="2019/12/01",
           mesh="Hepatitis A*/drug therapy*"),
    record(23, "Neuron", year="2024", month="Dec", mesh="Neurons/therapy", keywords="cell", entrez="2024/6/1"),
    record(24, "Budesonide", year="2018", mesh="Budesonide", authors="Wong JS:Julia S;O'Neil J:Jo", extra=GRANTS),
    record(25, "Hip fracture: painful hips, hip pain of two kinds", "Pains of the hip and pain about the whole hip.",
           year="2017", authors="Müller-Lüdenscheidt J:Jutta", affiliation="A Hospital in Nowhere; B Clinic elsewhere"),
    record(26, "Endocrine pathology of the mouse", "Pathology that is endocrine.", year="2016",
           journal=("Invented endocrine pathology", "Invent Endocr Pathol", "9000077")),
    record(27, "Bell's palsy", year="2015"),
    record(28, "Protein S deficiency", year="2015"),
    record(29, "Protein deficiency", year="2015"),
]  # fmt: skip
CHANGED = (  # (record, what of it, to what)
    (22, 'Status="MEDLINE"', 'Status="MEDLINE" IndexingMethod="Automated"'),
    (22, "<AbstractText>", '<AbstractText Label="RESULTS">'),
    (23, "</MedlineCitation>", "<CoiStatement>None.</CoiStatement></MedlineCitation>"),
    (25, "</MedlineCitation>", '<OtherAbstract Type="Publisher" Language="ger"><AbstractText>Hüfte.</AbstractText>'
     "</OtherAbstract></MedlineCitation>"),
    (24, "</ArticleIdList>", '<ArticleId IdType="mid">NIHMS900009</ArticleId></ArticleIdList>'),
)  # fmt: skip
HEADINGS = (
    _descriptor("D910001", "Hepatitis A", "C02.1")
    + _descriptor("D910002", "Protein C", "D12.1")
    + _descriptor("D910003", "Neurons", "A11.1")
    + _descriptor("D910004", "Diabetes Mellitus, Type 2", "C19.1")
    + _descriptor("D910005", "Case Reports", "V02.1", cls=2)
)
JOURNAL = """JrId: 3
JournalTitle: Invented endocrine pathology
MedAbbr: Invent Endocr Pathol
ISSN (Print): 0000-0035
ISSN (Online): 0000-0043
NlmId: 9000077
--------------------------------------------------------
JrId: 4
JournalTitle: Lung things (Nowhere, Neverland)
MedAbbr: Lung Things
NlmId: 9000078
--------------------------------------------------------
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("guide")
    (folder / "desc.xml").write_text(
        MESH.replace("</DescriptorRecordSet>", f"{HEADINGS}</DescriptorRecordSet>"), "utf-8"
    )
    for name, text in (("qual.xml", QUALIFIERS), ("supp.xml", SUPPLEMENTS), ("J.txt", JOURNALS + JOURNAL)):
        (folder / name).write_text(text, "utf-8")
    _fill(folder)
    config = Config(home=folder)
    for name in ("desc.xml", "qual.xml", "supp.xml", "J.txt"):
        load_vocabulary(config.corpus, folder / name)
    engine = wiring.open_engine(config)
    yield Searcher(engine, wiring.open_vocabulary(config))
    engine.close()


def _fill(folder: Path) -> None:
    texts = dict(zip(range(21, 30), RECORDS, strict=True))
    for pmid, what, other in CHANGED:
        assert what in texts[pmid]
        texts[pmid] = texts[pmid].replace(what, other, 1)
    file = folder / "guide.xml"
    file.write_text(f'<?xml version="1.0"?><PubmedArticleSet>{"".join(texts.values())}</PubmedArticleSet>', "utf-8")
    engine = wiring.open_engine(Config(home=folder), create=True)
    load(engine, file)
    engine.close()


@pytest.mark.parametrize(
    ("text", "pmids"),
    [
        # dates: an electronic date later than the print date counts in ranges only; recent reaches into what is to come
        ("2020[dp]", [22]),
        ("2020/02[dp]", [22]),
        ("2020:2020[dp]", [21, 22]),
        ("2019[dp]", [21, 22]),
        ("2020[epdat]", [21]),
        ('"last 1 month"[dp]', [23]),
        ('"last 1 month"[ppdat]', [23]),
        ("y_1[filter]", [23]),
        ('"last 30 days"[edat]', [23]),
        # mapping: a single character or a number is never searched apart
        ("hepatitis A", [22]),
        ("protein c", [22]),
        # a heading with its subheading needs no tag
        ("hepatitis a/drug therapy", [22]),
        ("Hepatitis A/DT", [22]),
        ("hepatitis a/therapy AND bakers", [22]),
        ("neurons/drug therapy", []),
        # a whole tree, as the published filter for systematic reviews names it
        ("diseases category[mh]", [22]),
        ('"Anatomy Category"[Mesh]', [23]),
        ("diseases category/drug therapy[mh]", [22]),
        # a heading that is a pharmacological action is searched as that, too
        ("bronchodilator agents", [24]),
        # a journal's words are searched apart, too
        ("invented endocrine pathology", [26]),
        ("0000-0043[ta]", [26]),
        ("Invented endocrine pathology[ta]", [26]),
        # names in natural and in inverted order; initials may be left out
        ("julia s wong", [24]),
        ("wong julia s", [24]),
        ("wong julia s[fau]", [24]),
        ("julia s wong[fau]", [24]),
        ("wong, julia[fau]", [24]),
        ("o'neil[au]", [24]),
        ("Wong J.S.[au]", [24]),
        ("Wong, JS[au]", [24]),
        # proximity: an asterisk makes a phrase of it; words of one field, a thousand between them at most
        ('"hip pain"[tiab:~3]', [25]),
        ('"pain hips*"[ti:~3]', []),
        ('"hip pain*"[ti:~3]', [25]),
        ('"clinic hospital"[ad:~1000]', [25]),
        # grants and funding: each part of it
        ("R01 XX000123[gr]", [24]),
        ("XX000123[gr]", [24]),
        ("R01[gr]", [24]),
        ("5R01-XX000123-05A1[gr]", [24]),
        ("R01XX123[gr]", []),
        ("NNI[gr]", [24]),
        ("NIH[gr]", [24]),
        ('"intramural nih"[gr]', [24]),
        ("Nowhere[gr]", [24]),
        # what a record has, without a tag
        ("hascois", [23]),
        ("haskeyword", [23]),
        ("hasstructuredabstract", [22]),
        ("hasnonenglishabstract", [25]),
        ("hasnihmsid", [24]),
        ("hasdatabanklist", []),
        ("indexingmethod_automated", [22]),
        ("medline[sb] NOT (indexingmethod_curated OR indexingmethod_automated)", [21, 23, 24, 25, 26, 27, 28, 29]),
        ('"hasabstract"[All Fields]', [21, 22, 25, 26]),
        ("ownernlm AND hasabstract", [21, 22, 25, 26]),
        ("simsearch1.fha[filter]", [21, 22, 25, 26]),
        # an apostrophe as PubMed prints it, between words
        ('"bell s palsy"[ti]', [27]),
        ('"bell s palsy"[All Fields]', [27]),
        ('"bell s palsies"[ti]', []),
        ('"protein s deficiency"[ti]', [28]),
        # characters: | is OR, & is AND
        ("neuron[ti] | bakers[ti]", [22, 23]),
        ("(neuron[ti]|bakers[ti]) & hepatitis[ti]", [22]),
    ],
)
def test_the_guide_says_so(guide: Searcher, text: str, pmids: list[int]) -> None:
    assert guide.found(text) == pmids


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("hepatitis A", '"hepatitis a"[MeSH Terms] OR "hepatitis a"[All Fields]'),
        (
            "diabetes mellitus type 2",
            '"diabetes mellitus, type 2"[MeSH Terms] OR "type 2 diabetes mellitus"[All Fields] OR '
            '"diabetes mellitus type 2"[All Fields]',
        ),
        (
            "bronchodilator agents",
            '"bronchodilator agents"[Pharmacological Action] OR "bronchodilator agents"[MeSH Terms] OR '
            '("bronchodilator"[All Fields] AND "agents"[All Fields]) OR "bronchodilator agents"[All Fields]',
        ),
        (
            "invented endocrine pathology",
            '"invent endocr pathol"[Journal] OR ("invented"[All Fields] AND "endocrine"[All Fields] AND '
            '"pathology"[All Fields]) OR "invented endocrine pathology"[All Fields]',
        ),
        (
            "lung things",
            '"lung things"[Journal] OR ("lung"[All Fields] AND "things"[All Fields]) OR "lung things"[All Fields]',
        ),
        ("hepatitis a/dt", '"hepatitis a/drug therapy"[MeSH Terms]'),
        ("hepat*[mh:noexp]", '"hepat*"[MeSH Terms:noexp]'),
        ('"Hepatitis A/drug therapy*"[Mesh]', '"hepatitis a/drug therapy"[MeSH Terms]'),
        ('"last 2 years"[dp]', "2022/06/15:3000/12/31[Date - Publication]"),
        ('"last 2 years"[edat]', "2022/06/15:2024/06/15[Date - Entry]"),
        ("wong julia s[fau]", '"wong, julia s"[Author - Full]'),
        ("wong julia s", '"wong, julia s"[Author - Full]'),
        ("neurons and/or bakers", '("neurons"[MeSH Terms] OR "neurons"[All Fields]) AND "bakers"[All Fields]'),
        (
            "neuron Or bakers",
            '("neurons"[MeSH Terms] OR "neurons"[All Fields] OR "neuron"[All Fields]) OR "bakers"[All Fields]',
        ),
    ],
)
def test_is_translated_as_the_guide_does(guide: Searcher, text: str, translation: str) -> None:
    assert guide.answer(text).translation == translation


@pytest.mark.parametrize(
    ("text", "kind", "said", "hint"),
    [
        ("neuron[mh]", NoteKind.CORRECTED, "read as Neurons", ""),
        ("case report[pt]", NoteKind.CORRECTED, "read as Case Reports", ""),
        ("JS Wong[au]", NoteKind.NOT_FOUND, "no such name", "last name first, then initials: wong js[au]"),
        ("Nobody Q[1au]", NoteKind.NOT_FOUND, "no such name", ""),
        ("usa[pl]", NoteKind.NOT_FOUND, "finds nothing in the mirror", ""),
        ("nothingumab[nm]", NoteKind.NOT_FOUND, "no substance", "as words: nothingumab[tw]"),
        ("hasretractionof", NoteKind.NOT_FOUND, "no record here carries", ""),
        ('"bell s palsy"', NoteKind.CORRECTED, "read as bell palsy, too", ""),
        ('"hip pain*"[ti:~3]', NoteKind.IGNORED, ":~3 is ignored, as in PubMed", "leave out the asterisk"),
    ],
)
def test_what_was_read_otherwise_is_said(guide: Searcher, text: str, kind: NoteKind, said: str, hint: str) -> None:
    notes = [note for note in guide.answer(text).notes if note.kind is kind]
    assert any(said in note.message and hint in note.hint for note in notes), notes


@pytest.mark.parametrize(
    ("title", "flag"), [("", "pmcbooktitle"), ("A Book of Nothing", "pmcbooktitle"), ("Of Lungs", "pmcbookchapter")]
)
def test_books_and_their_chapters_are_told_apart(title: str, flag: str) -> None:
    book = BookData(Book(RichText("A Book of Nothing")))
    values = str(build(Article(pmid=1, title=RichText(title), book_data=book))[KEYS]).split()
    assert [value for value in values if "pmcbook" in value] == ["subset:pmcbook", f"subset:{flag}"]
