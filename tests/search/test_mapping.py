"""Each tag finds what PubMed's help says it finds, on invented records."""

from __future__ import annotations

from pathlib import Path

import pytest

from osler.errors import BadInput, BadQuery
from osler.search.mapping.subjects import SUBJECTS
from osler.search.syntax import NoteKind
from osler.search.vocabulary import Vocabulary, schema
from osler.search.vocabulary.load import put

from .conftest import Searcher

EVERY = [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("text", "pmids"),
    [
        # words
        ("asthma[ti]", [1, 2]),
        ("asthma[ab]", [1]),
        ("inhaler[tiab]", [1]),
        ("inhaler[ot]", [1]),
        ('"dry powder"[tiab]', [1]),
        ("powder[ti]", []),
        ('"heart attack"[tiab]', [1]),
        ("heart attack[tiab]", [1]),
        ('"heart attack"[tiab:~0]', [1]),
        ('"attack heart"[tiab:~0]', [1]),
        ('"heart attack"[tiab:~2]', [1, 3]),
        ('"heart attack"[ti:~2]', [3]),
        ("cardiolog*[tiab]", [8]),
        ('"cardiologists and cardio*"[tiab]', [8]),
        ("scleroderma[tw]", [7]),
        ("scleroderma[tiab]", []),
        ("clinicaltrials[tw]", [7]),
        ("hospital[ad]", [1]),
        ("Säurereflux[tt]", [4]),
        ("Saurereflux[ti]", []),
        ("beta-blockers[ti]", [6]),
        ("β blockers[ti]", [6]),
        ("sjogren[ti]", [6]),
        ("Sjogrens[ti]", []),
        ("Sjögren's[ti]", [6]),
        ("HER2[tiab]", []),
        ("HER-2[tiab]", [6]),
        # headings
        ("Lung Diseases[mh]", [1, 2]),
        ("Lung Diseases[mh:noexp]", []),
        ("Pulmonary Diseases[mesh]", [1, 2]),
        ("Asthma[mh:noexp]", [1]),
        ("Asthma[majr]", [1, 2]),
        ("Humans[majr]", []),
        ("asthma/drug therapy[mh]", [1]),
        ("asthma/dt[mh]", [1]),
        ("asthma/therapy[mh]", [1]),
        ("asthma/therapy[mh:noexp]", []),
        ("lung diseases/epidemiology[mh]", [2]),
        ("asthma/drug therapy[majr]", [1]),
        ("therapy[sh]", [1, 7]),
        ("therapy[sh:noexp]", [1]),
        ("Asthm*[mh]", [1, 2]),
        ("Clinical Trial[pt]", [1, 7]),
        ("Clinical Trial[pt:noexp]", [7]),
        ("review[pt]", [3]),
        ("osleromab[nm]", [7]),
        ("OSL-1 antibody[nm]", [7]),
        ("0000-00-1[rn]", [7]),
        ("Bronchodilator Agents[pa]", [1, 7]),
        # people
        ("smith[au]", [1, 2]),
        ("smith j[au]", [1, 2]),
        ('"smith j"[au]', [2]),
        ("smith ja[au]", [1]),
        ("smith, john[fau]", [1]),
        ("john adam smith[fau]", [1]),
        ("smith, john[au]", [1]),
        ("smith[1au]", [1, 2]),
        ("jones b[lastau]", [1]),
        ("jones b[1au]", []),
        ("van der berg ab[au]", [2]),
        ("o'brien c[au]", [3]),
        ("Nowhere Study Group[cn]", [3]),
        ("smith j.a.[au]", [1]),
        ("Smith J. A.[au]", [1]),
        ("Smith, JA[au]", [1]),
        ("smith john adam[fau]", [1]),
        ("smith john adam", [1]),
        # where and when
        ("The Annals of invented medicine[ta]", [1, 2, 3, 4, 5, 6, 7]),
        ("00000027[ta]", [1, 2, 3, 4, 5, 6, 7]),
        ("Ann Invent Med[ta]", [1, 2, 3, 4, 5, 6, 7]),
        ("Annals of invented medicine[jour]", [1, 2, 3, 4, 5, 6, 7]),
        ("PNAS[ta]", [8]),
        ("0000-0019[ta]", EVERY),
        ('"Proc Natl Acad Sci U S A"[Journal:__jid7505876]', [8]),
        ("7505876[jid]", [8]),
        ("97[vi]", [3, 8]),
        ("117[pg]", [1, 2, 3, 4, 6, 7, 8]),
        ("e12[pg]", [5]),
        ("german[la]", [4]),
        ("ger[la]", [4]),
        ("nowhere[pl]", EVERY),
        ("2019[dp]", [1]),
        ("2018[dp]", [1, 8]),
        ("2018[ppdat]", [8]),
        ("2018/12[epdat]", [1]),
        ("2019/03[ppdat]", [1]),
        ("2019/03/14[ppdat]", [1]),
        ("2020/01/01[dp]", [2]),
        ("2019:2020[dp]", [1, 2]),
        ('"2022"[dp] : "3000"[dp]', [4, 5, 6, 7]),
        ("2024/02:2024/05[dp]", [7]),
        ('"last 30 days"[dp]', [6]),
        ('"last 1 years"[edat]', [6, 7]),
        ('"last 6 months"[crdt]', [6, 7]),
        ("2022/05/05[edat]", [4]),
        # ids
        ("3[pmid]", [3]),
        ("3[uid]", [3]),
        ("2:4[pmid]", [2, 3, 4]),
        ("10.9999/osler.1[doi]", [1]),
        ("https://doi.org/10.9999/OSLER.1[doi]", [1]),
        ("10.9999/osler.1[aid]", [1]),
        ("PMC900001[pmc]", [1]),
        ("900001[pmcid]", [1]),
        ("NCT90000001[si]", [7]),
        ("clinicaltrials.gov[si]", [7]),
        ("clinicaltrials.gov/NCT90000001[si]", [7]),
        ("R01 XX000001[gr]", [7]),
        ("XX[gr]", [7]),
        # filters
        ("hasabstract[sb]", [1, 3, 6, 7, 8]),
        ("hasabstract", [1, 3, 6, 7, 8]),
        ("hasabstract[text]", [1, 3, 6, 7, 8]),
        ("all[sb] NOT hasabstract", [2, 4, 5]),
        ("pubstatusppublish", EVERY),
        ("pubstatusppublish[sb] NOT hasabstract", [2, 4, 5]),
        ("all[sb] NOT pubstatusaheadofprint", EVERY),
        ("free full text[sb]", [1]),
        ("ffrft[filter]", [1]),
        ("medline[sb]", EVERY),
        ("humans[sb]", [1, 2, 4, 7]),
        ("german[filter]", [4]),
        # Booleans
        ("asthma[ti] NOT bakers[ti]", [1]),
        ("animals[mh] NOT humans[mh]", [6, 8]),
        ("reflux[ti] OR asthma[ti] AND bakers[ti]", [2]),
        ("reflux[ti] OR (asthma[ti] AND bakers[ti])", [2, 4, 5]),
        ("#1 AND #2", [1]),
        ("#3 NOT 2020[dp]", [1]),
    ],
)
def test_finds(search: Searcher, text: str, pmids: list[int]) -> None:
    history = {1: "asthma[ti]", 2: "budesonide[tiab]", 3: "#1 OR #2"}
    assert search.found(text, history=history) == pmids


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("sepsis", '"sepsis"[MeSH Terms] OR "sepsis"[All Fields]'),
        ("biopython", '"biopython"[All Fields]'),
        (
            "acid reflux",
            '"gastroesophageal reflux"[MeSH Terms] OR ("gastroesophageal"[All Fields] AND "reflux"[All Fields]) OR '
            '"gastroesophageal reflux"[All Fields] OR ("acid"[All Fields] AND "reflux"[All Fields]) OR '
            '"acid reflux"[All Fields]',
        ),
        (
            "systemic sclerosis",
            '"scleroderma, systemic"[MeSH Terms] OR ("scleroderma"[All Fields] AND "systemic"[All Fields]) OR '
            '"systemic scleroderma"[All Fields] OR ("systemic"[All Fields] AND "sclerosis"[All Fields]) OR '
            '"systemic sclerosis"[All Fields]',
        ),
        ("osleromab", '"osleromab"[Supplementary Concept] OR "osleromab"[All Fields]'),
        (
            "asthma budesonide",
            '("asthma"[MeSH Terms] OR "asthma"[All Fields]) AND ("budesonide"[MeSH Terms] OR "budesonide"[All Fields])',
        ),
        ("smith ja", "smith ja[Author]"),
        ("smith ja[au]", "smith ja[Author]"),
        ('"smith ja"[au]', '"smith ja"[Author]'),
        ("Smith[1au]", "smith[Author - First]"),
        ("john adam smith", '"smith, john adam"[Author - Full]'),
        ("PNAS[ta] AND 97[vi]", '"proc natl acad sci u s a"[Journal] AND "97"[Volume]'),
        ("1810[dp]", "1810/01/01:1810/12/31[Date - Publication]"),
        ('"bronchial asthma"', '"bronchial asthma"[All Fields]'),
        ("cardiolog*", '"cardiolog*"[All Fields]'),
        ("asthma[All Fields]", '"asthma"[MeSH Terms] OR "asthma"[All Fields]'),
        ("1 2 3", "1[UID] OR 2[UID] OR 3[UID]"),
        ("smit*[au]", '"smit*"[Author]'),
        ("ann invent*[ta]", '"ann invent*"[Journal]'),
        ("10.9999/osler.1", '"10.9999/osler.1"[Article Identifier]'),
        ("S0140-6736(20)30183-5[pii]", '"s0140-6736(20)30183-5"[Article Identifier]'),
        ("10.1016/S0140-6736(20)30183-5[doi]", '"10.1016/s0140-6736(20)30183-5"[DOI]'),
        ("https://doi.org/10.1016/S0140-6736(20)30183-5", '"10.1016/s0140-6736(20)30183-5"[Article Identifier]'),
        ("(10.9999/osler.1)", '"10.9999/osler.1"[Article Identifier]'),
        ("jsubsetaim[text]", '"jsubsetaim"[Filter]'),
        ("tumour", '"neoplasms"[MeSH Terms] OR "neoplasms"[All Fields] OR "tumour"[All Fields] OR "tumor"[All Fields]'),
        (
            "asthma AND (cough OR mice[ti])",
            '("asthma"[MeSH Terms] OR "asthma"[All Fields]) AND ("cough"[All Fields] OR "mice"[Title])',
        ),
    ],
)  # fmt: skip
def test_translates_as_pubmed_prints(search: Searcher, text: str, translation: str) -> None:
    assert search.answer(text).translation == translation


@pytest.mark.parametrize(
    ("text", "pmids"),
    [
        ("acid reflux", [4, 5]),
        ("bronchial asthma", [1, 2]),
        ("tumor", [6, 8]),
        ("tumour behaviour", [8]),
        ("quality of life", [7]),
        ("the history of the heart", [3]),
        ("smith j asthma", [1, 2]),
        ("NCT90000001", [7]),
        ("10.9999/osler.1", [1]),
        ("PMC900001", [1]),
        ("bakers or mice", [2, 8]),
        ("inhalers", [1]),
        ("cardiologist", [8]),
        ("histories", [3]),
        ("2 3", [2, 3]),
        ("PMID: 2", [2]),
        ("pmid 2, PMID:3", [2, 3]),
        ("PMID: 2[pmid]", [2]),
        ("https://doi.org/10.9999/OSLER.1", [1]),
        ("doi:10.9999/osler.1.", [1]),
        ("DOI: 10.9999/osler.1", [1]),
        ("Study Group", [3]),
        ("Nowhere Hospital", [1]),
    ],
)
def test_plain_words_find(search: Searcher, text: str, pmids: list[int]) -> None:
    assert search.found(text) == pmids


@pytest.mark.parametrize("mark", [",", ";", "&", "+", "–"])
def test_a_mark_between_terms_is_part_of_neither(search: Searcher, mark: str) -> None:
    answer = search.answer(f"asthma[ti]{mark} bakers[ti]")
    assert answer.translation == '"asthma"[Title] AND "bakers"[Title]'
    assert answer.count == search.answer("asthma[ti] AND bakers[ti]").count


@pytest.mark.parametrize(
    "text",
    [
        "smith[au]", "smith j[au]", '"smith j"[au]', "smith ja", "smith, john[au]", "jones[lastau] OR smith j[au]",
        "Smith, J[au] AND asthma", "asthma", "budesonide asthma", "lung diseases/therapy", "Asthma[mh:noexp]",
        "asthm*[mh]", "acid reflux", "cardiolog*", '"heart attack"[tiab:~2]', "heart bakers[ti]", "PNAS[ta]", "ger[la]",
        "review[pt]", "Clinical Trial[pt:noexp]", "therapy[sh:noexp]", "1 2 3", "2:4[pmid]", "ownernlm", "hasabstract",
        "hasabstract[sb] NOT humans[filter]", "97%", "97[vi]", "2019:2020[dp]", '"last 30 days"[edat]', "osleromab",
        "bakers or cough", "PMC900001", "10.9999/osler.1", "XX[gr]", "clinicaltrials.gov[si]", "diseases category[mh]",
    ],
)  # fmt: skip
def test_the_translation_is_the_same_search(search: Searcher, text: str) -> None:
    """What "How this was searched" prints is pasted into reports and boxes: it must find what it says it found."""
    answer = search.answer(text)
    assert search.found(answer.translation) == sorted(search.engine.pmids(answer.expr))


def test_a_heading_of_two_spellings_is_printed_once(search: Searcher, tmp_path: Path) -> None:
    with schema.opened(tmp_path) as connection, connection:
        put(connection, "descriptor", "D900099", "Tumor")
    answer = Searcher(search.engine, Vocabulary.open(tmp_path)).answer("tumour")
    assert answer.translation == '"tumor"[MeSH Terms] OR "tumor"[All Fields] OR "tumour"[All Fields]'


def test_translation_pairs_are_kept_for_e_utilities(search: Searcher) -> None:
    answer = search.answer("PNAS[ta] AND sepsis")
    assert answer.translations == (
        ("PNAS[ta]", '"Proc Natl Acad Sci U S A"[Journal:__jid7505876]'),
        ("sepsis", '"sepsis"[MeSH Terms] OR "sepsis"[All Fields]'),
    )


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_what_is_offered_for_a_subject_subset_is_a_query_that_finds_its_headings(search: Searcher, name: str) -> None:
    with pytest.raises(BadQuery) as caught:
        search.answer(f"asthma AND {name}[sb]")
    inside = caught.value.hint.removeprefix("in its place: ")
    assert search.answer(f"asthma AND {inside}").translation.startswith('("asthma"[MeSH Terms] OR')


def test_a_type_of_article_is_a_filter_by_its_name_without_spaces(search: Searcher) -> None:
    for type_ in ("Randomized Controlled Trial", "Journal Article"):
        assert search.found(f"{type_.replace(' ', '')}[filter]") == search.found(f'"{type_}"[pt]') != []


def test_what_is_missing_is_said_once(search: Searcher, tmp_path: Path) -> None:
    without_tree = Searcher(search.engine, Vocabulary.open(tmp_path))
    with schema.opened(tmp_path) as connection, connection:
        for number, name in enumerate(("Asthma", "Mice")):
            put(connection, "descriptor", f"D90010{number}", name)
    notes = without_tree.answer("asthma[mh] OR mice[mh]").notes
    assert sum("not exploded" in note.message for note in notes) == 1


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("asthma AND 2019/02/30[dp]", 11, "no 2019/02/30"),
        ("2019/13[dp]", 0, "no month 13"),
        ("soon[dp]", 0, "is no date"),
        ("2020:2019[dp]", 0, "backwards"),
        ("asthma AND Genetic Testing[filter]", 11, "no subject subset 'genetic testing'"),
        ("LitCTreatment[sb]", 0, "no subject subset 'litctreatment'"),
        ("data[sb]", 0, "links that others gave PubMed"),
        (":2019[dp]", 0, "both ends"),
        ("x[pmid]", 0, "is no PMID"),
        ("asthma AND #9", 11, "no search #9"),
        ("#0 AND english[la]", 0, "PubMed's clipboard"),
        (f'"{" ".join("abcdefghijklmnopq")}"[tiab:~3]', 0, "at most 16 words"),
        ("asthma AND cancer[sb]", 11, "no subject subset 'cancer'"),
        ("toxicology[filter]", 0, "no subject subset 'toxicology'"),
        ('asthma AND "loattrfull text"[sb]', 11, "links that others gave PubMed"),
        ('"asthma bakers"~3', 15, "no proximity here"),
        ("asthma[ti]~3", 10, "no proximity here"),
        ("of the", 0, "never searched alone"),
        ("of the AND (a OR the)", 0, "never searched alone"),
        ("the NOT cough", 0, "never searched alone"),
    ],
)
def test_refuses_with_the_place(search: Searcher, text: str, position: int, said: str) -> None:
    with pytest.raises(BadQuery, match=said) as caught:
        search.answer(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "same", "read_as"),
    [
        ("haemozorb[mh]", None, None),
        ("tumours[mh]", "neoplasms[mh]", "Neoplasms"),
        ("gastrooesophageal reflux[majr:noexp]", "gastroesophageal reflux[majr:noexp]", "Gastroesophageal Reflux"),
        ("tumours/drug therapy[mh]", "neoplasms/drug therapy[mh]", "Neoplasms"),
        ("Randomised Controlled Trial[pt]", "randomized controlled trial[pt]", "Randomized Controlled Trial"),
    ],
)
def test_a_controlled_term_in_british_spelling_is_mended_and_said(
    search: Searcher, text: str, same: str | None, read_as: str | None
) -> None:
    found = search.answer(text)
    said = [note.message for note in found.notes if note.kind is NoteKind.CORRECTED]
    if same is None:
        assert not said
        return
    assert found.explanation.expr == search.answer(same).explanation.expr
    assert [f"was read as {read_as}, in MeSH's spelling" in each for each in said] == [True]


@pytest.mark.parametrize(
    ("text", "same", "ignored"),
    [
        ("cough AND of the", "cough", ["of the"]),
        ("the AND cough", "cough", ["the"]),
        ("cough NOT of", "cough", ["of"]),
        ("cough NOT (of OR asthma)", "cough NOT asthma", ["of"]),
        ("(a OR the) AND cough", "cough", ["a", "the"]),
        ("cough or the", "cough", ["the"]),
        ("mm OR cough OR asthma", "cough OR asthma", ["mm"]),
        ('"the" AND cough', '"the" AND cough', []),
        ("the[ti] AND cough", "the[ti] AND cough", []),
    ],
)
def test_an_operand_of_stop_words_is_passed_over_and_said(
    search: Searcher, text: str, same: str, ignored: list[str]
) -> None:
    found, plain = search.answer(text), search.answer(same)
    assert found.explanation.expr == plain.explanation.expr
    assert found.explanation.translation == plain.explanation.translation
    assert [note.subject for note in found.notes if "too common" in note.message] == ignored


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("can*[ti]", NoteKind.IGNORED, "needs 4 characters"),
        ("col*ur[ti]", NoteKind.LIMITED, "at the end only"),
        ("asthma col*ur", NoteKind.LIMITED, "at the end only"),
        ("asthma[ti] & bakers[ti]", NoteKind.CORRECTED, "'&' was read as AND"),
        ("asthma[ti], bakers[ti]", NoteKind.IGNORED, "',' was ignored"),
        ("1. asthma\n2. bakers", NoteKind.WARNING, "numbered as in a printed strategy"),
        ('"bak* asthma"[ti]', NoteKind.LIMITED, "at the end only"),
        ('"asthma"[ti:~2]', NoteKind.IGNORED, "nothing for :~2 to be near"),
        ('"asthma bakers"[ti:2]', NoteKind.CORRECTED, "read as [ti:~2]"),
        ("Asthma/nonsense[mh]", NoteKind.NOT_FOUND, "no MeSH subheading"),
        ("asthma | bakers", NoteKind.CORRECTED, "'|' was read as OR"),
        ("asthma -bakers", NoteKind.WARNING, "'-' is no operator"),
        ("wom#n", NoteKind.WARNING, "Ovid's notation"),
        ("asthma NEAR/3 bakers", NoteKind.WARNING, "Ovid's notation"),
        ("asthma #1#2", NoteKind.WARNING, "not as earlier searches"),
        ("heart bakers[ti]", NoteKind.NOT_FOUND, "joined with AND"),
        ("Astma[mh]", NoteKind.NOT_FOUND, "no MeSH heading"),
        ("No Such Journal[ta]", NoteKind.NOT_FOUND, "no journal"),
        ("klingon[la]", NoteKind.NOT_FOUND, "no language"),
        ("systematik[sb]", NoteKind.NOT_FOUND, "carries the filter"),
        ("asthma of the lung", NoteKind.IGNORED, "too common"),
        ("Nothing Known[pa]", NoteKind.NOT_FOUND, "no substance"),
        ("bakers or mice", NoteKind.WARNING, "read as OR"),
        ("asthma AND zzzunheard", NoteKind.NOT_FOUND, "'zzzunheard' stands nowhere"),
        ('"bakers asthma"', NoteKind.NOT_FOUND, "'bakers asthma' stands nowhere"),
        ("zzzunheard[ti] OR asthma[ti]", NoteKind.NOT_FOUND, "zzzunheard[ti] finds nothing"),
    ],
)
def test_says_what_it_could_not_take_as_written(search: Searcher, text: str, kind: NoteKind, said: str) -> None:
    notes = search.answer(text).notes
    assert any(note.kind is kind and said in note.message for note in notes), notes


@pytest.mark.parametrize(
    "text", ["asthma cough", "smith ja", "NCT90000001", "Nowhere Hospital", '"heart attack"[tiab]']
)
def test_what_is_found_is_not_called_absent(search: Searcher, text: str) -> None:
    assert [note for note in search.answer(text).notes if note.kind is NoteKind.NOT_FOUND] == []


def test_an_unknown_heading_is_told_the_nearest(search: Searcher) -> None:
    (note,) = (n for n in search.answer("Astma[mh]").notes if n.kind is NoteKind.NOT_FOUND)
    assert note.hint == 'did you mean "asthma"[mh]?'


def test_of_many_unknown_headings_the_nearest_of_the_first_are_told(search: Searcher) -> None:
    """Each costs a look at thousands of headings, and a strategy has hundreds."""
    text = " OR ".join(f"Astma{'x' * n}[mh]" for n in range(2)) + " OR " + " OR ".join(["Astma[mh]"] * 20)
    hints = [n.hint for n in search.answer(text).notes if n.kind is NoteKind.NOT_FOUND]
    assert len(hints) == 22
    assert [hint.startswith("did you mean") for hint in hints] == [True] * 10 + [False] * 12


def test_history_cannot_run_in_circles(search: Searcher) -> None:
    with pytest.raises(BadQuery, match="no search #2"):
        search.answer("#2", history={1: "#2", 2: "#1"})


def test_choices_narrow_and_are_printed(search: Searcher) -> None:
    answer = search.answer("asthma OR reflux", filters=(("year", "2019-2020"), ("publication_type", "Journal Article")))
    assert answer.count == 1
    assert answer.translation.endswith(
        ' AND 2019/01/01:2020/12/31[Print Publication Date] AND "journal article"[Publication Type:noexp]'
    )


def test_two_choices_of_a_kind_are_alternatives(search: Searcher) -> None:
    filters = (("publication_type", "Review"), ("publication_type", "Clinical Trial"))
    assert search.found("all[sb]", filters=filters) == [3, 7]


@pytest.mark.parametrize(
    ("choice", "pmids"),
    [
        (("year", "2019"), [1]),
        (("year", "2023-"), [5, 6, 7]),
        (("year", "-2019"), [1, 8]),
        (("language", "ger"), [4]),
        (("free_full_text", "1"), [1]),
        (("journal", "Proc Natl Acad Sci U S A"), [8]),
        (("filter", "humans"), [1, 2, 4, 7]),
    ],
)
def test_each_choice(search: Searcher, choice: tuple[str, str], pmids: list[int]) -> None:
    assert search.found("all[sb]", filters=(choice,)) == pmids


@pytest.mark.parametrize("choice", [("year", "soon"), ("year", ""), ("year", "2020-2019"), ("filter", "x"), ("y", "x")])
def test_choices_that_do_not_exist_are_named(search: Searcher, choice: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        search.answer("asthma", filters=(choice,))
