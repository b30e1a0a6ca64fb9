"""Help while typing and after: suggestions, spelling, relaxation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.engine.protocol import Engine
from osler.search import slips, spell
from osler.search.aid import Aid, Meant, aid
from osler.search.relax import relax
from osler.search.run import Request, run
from osler.search.slips import cost, distance, edits
from osler.search.spell import correct
from osler.search.suggest import Suggestion, suggest
from osler.search.syntax import parse
from osler.search.vocabulary import Vocabulary

from .conftest import TODAY, Searcher
from .invented import record


def labels(found: list[Suggestion]) -> list[tuple[str, str]]:
    return [(each.kind, each.label) for each in found]


def test_headings_come_from_their_entry_terms_with_the_text_that_searches_them(
    engine: Engine, vocabulary: Vocabulary
) -> None:
    (first, *_) = suggest(engine, vocabulary, "acid ref")
    assert (first.kind, first.label, first.matched) == ("heading", "Gastroesophageal Reflux", "acid reflux")
    assert first.text == '"Gastroesophageal Reflux"[mh]'
    assert first.count == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smi", ("author", "smith ja")),
        ("ann inv", ("journal", "Ann Invent Med")),
        ("osl", ("substance", "osleromab")),
        ("randomized con", ("publication type", "Randomized Controlled Trial")),
        ("occupational ast", ("heading", "Asthma, Occupational")),
        ("cough and bak", ("word", "cough and bakers")),
    ],
)
def test_every_kind_is_suggested(engine: Engine, vocabulary: Vocabulary, text: str, expected: tuple[str, str]) -> None:
    assert expected in labels(suggest(engine, vocabulary, text))


def test_what_stands_before_is_kept(engine: Engine, vocabulary: Vocabulary) -> None:
    (first, *_) = suggest(engine, vocabulary, "cough[tiab] AND (bud")
    assert first.text == 'cough[tiab] AND ("Budesonide"[mh]'
    (first, *_) = suggest(engine, vocabulary, 'cough AND "bud')
    assert first.text == 'cough AND "Budesonide"[mh]'


def test_own_past_queries_come_first(engine: Engine, vocabulary: Vocabulary) -> None:
    found = suggest(engine, vocabulary, "asth", past=["cough", "asthma AND bakers", "asth"])
    assert labels(found)[0] == ("query", "asthma AND bakers")
    assert found[0].text == "asthma AND bakers"


def test_the_last_words_are_looked_at_alone_where_the_whole_names_nothing(
    engine: Engine, vocabulary: Vocabulary
) -> None:
    (first, *_) = suggest(engine, vocabulary, "cough acid ref")
    assert (first.label, first.text) == ("Gastroesophageal Reflux", 'cough AND "Gastroesophageal Reflux"[mh]')
    found = suggest(engine, vocabulary, "attack[ti] AND (cough smit")
    assert "attack[ti] AND (cough AND smith ja[au]" in [each.text for each in found]
    found = suggest(engine, vocabulary, "attack OR cough acid ref")
    assert all(each.kind == "word" for each in found), "an AND more would be another search"


def test_a_slip_while_typing_is_looked_past(common: Engine, vocabulary: Vocabulary) -> None:
    found = labels(suggest(common, Vocabulary.empty(), "hypretens"))
    assert ("word", "hypertension") in found
    assert ("word", "control hydrochlorothiazide") in labels(suggest(common, Vocabulary.empty(), "contorl hydorch"))
    assert ("heading", "Asthma") in labels(suggest(common, vocabulary, "asthma"))
    assert suggest(common, Vocabulary.empty(), "zqxzqx") == []


@pytest.mark.parametrize("text", ["", "as", "cough AND ", "cough AND as", "  a "])
def test_nothing_before_three_letters(engine: Engine, vocabulary: Vocabulary, text: str) -> None:
    assert suggest(engine, vocabulary, text) == []


@pytest.fixture(scope="module")
def common(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Thirty invented titles with the same words, and one with slips in them."""
    folder = tmp_path_factory.mktemp("common")
    titles = ["Hypertension control with hydrochlorothiazide under drug treatment"] * 30 + ["Hypertensoin contral"]
    titles += ["Pharmacology of the microbiome in COVID-19, a syndrome"] * 80 + [
        "Sindrome, una. Trail",
        "Sindrome, otra. Dontrol",
    ]
    xml = "".join(record(n, title, authors="Quincey PT:Paula T") for n, title in enumerate(titles, 1))
    (folder / "common.xml").write_text(f"<PubmedArticleSet>{xml}</PubmedArticleSet>", "utf-8")
    engine = wiring.open_engine(Config(home=folder), create=True)
    load(engine, folder / "common.xml")
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hypertensoin", "hypertension"),
        ("hypertenion", "hypertension"),
        ("hyperttension", "hypertension"),
        ("hypertansion", "hypertension"),
        ("hypretenshion", "hypertension"),
        ("hyprtenshian", None),
        ("hydroclorothiazid", "hydrochlorothiazide"),
        ("drugtreatment", "drug treatment"),
        ("contral[ti] AND Hypertenion[tiab]", "control[ti] AND hypertension[tiab]"),
        ("hypertension", None),
        ("under", None),
        ("xqzvw", None),
        ("the", None),
        ("Hypertenion A[au]", None),
        ("h1n1x", None),
        ("farmacology", "pharmacology"),
        ("farmakologie", "pharmacology"),
        ("sindrome", "syndrome"),  # it stands here, but the other stands forty times as often
        ("dontrol", None),  # it stands here, and nobody slips so
        ("micro biome", "microbiome"),
        ("drug treatment", None),
        ("covid19", "covid-19"),
        ("quinsey pt", "quincey pt"),
        ("Quinsey PT[au] AND hypertenion", "quincey pt[au] AND hypertension"),
        ("quinsey[au]", "quincey[au]"),
        ("quincey xz", None),
    ],
)
def test_slips_are_mended_from_the_mirrors_own_words(common: Engine, typed: str, meant: str | None) -> None:
    found = correct(common, Vocabulary.empty(), parse(typed))
    assert (found.text if found else None) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Gastroesophageal Reflex[mh]", "gastroesophageal reflux[mh]"),
        ("Acid Refluxx[mh]", "acid reflux[mh]"),
        ("Ann Invnt Med[ta]", "ann invent med[ta]"),
        ("Ann Invent Med[ta]", None),
        ("qwert zuiop[ta]", None),
    ],
)
def test_names_are_mended_from_the_vocabulary(search: Searcher, typed: str, meant: str | None) -> None:
    found = correct(search.engine, search.vocabulary, parse(typed))
    assert (found.text if found else None) == meant


def test_what_the_vocabulary_knows_is_no_slip(common: Engine, vocabulary: Vocabulary) -> None:
    assert correct(common, vocabulary, parse("ferroptosis")) is None


def test_of_a_long_strategy_the_first_strange_words_are_looked_for(
    common: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(spell, "best_match", lambda engine, word, here, far: looked.append(word))
    words = [f"zq{'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}x" for n in range(60)]
    assert correct(common, Vocabulary.empty(), parse(" OR ".join([*words, *words]))) is None
    assert looked == words[:20], "each once, and no more than twenty"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("asthma", "asthma", 0),
        ("asthma", "astma", 1),
        ("asthma", "ashtma", 1),
        ("asthma", "astm", 2),
        ("abc", "xyz", 3),
    ],
)
def test_distance(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == expected
    assert distance(other, one, 2) == expected


@pytest.mark.parametrize(
    ("typed", "likelier", "less"),
    [
        ("farmacology", "pharmacology", "hermacology"),  # as it sounds
        ("simptom", "symptom", "simpton"),
        ("asthmma", "asthma", "asthmba"),  # a letter twice
        ("ashtma", "asthma", "ashxma"),  # two swapped
        ("control", "contril", "contrzl"),  # a vowel for another
        ("cintrol", "control", "cxntrol"),
        ("control", "cintrol", "kontrolx"),
        ("control", "contro", "ontrol"),  # the first letter is seldom wrong
    ],
)
def test_likely_slips_cost_less(typed: str, likelier: str, less: str) -> None:
    assert cost(typed, likelier) < cost(typed, less)
    assert cost(typed, typed) == 0
    assert cost(typed, "zzzzzz") == float("inf")


def test_edits_are_one_slip_away() -> None:
    for other in edits("cat"):
        assert distance("cat", other, 2) == 1


def test_a_word_longer_than_any_is_not_spelt(search: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is one slip away from 100,000 letters would take gigabytes."""
    monkeypatch.setattr(slips, "edits", lambda word: pytest.fail("looked for"))
    assert correct(search.engine, search.vocabulary, parse("x" * 100_000)) is None


def test_no_help_is_looked_for_once_the_time_is_up(search: Searcher) -> None:
    request = Request("asthma unheardof budesonide", today=TODAY)
    answer = search.answer(request.text)
    helped = aid(search.engine, search.vocabulary, request, answer)
    assert helped.meant or helped.relaxations
    late = replace(answer, seconds=request.seconds + 1)
    assert aid(search.engine, search.vocabulary, request, late) == Aid()


def relaxed(search: Searcher, text: str, **options: object) -> list[tuple[str, str, int]]:
    request = Request(text, today=TODAY, **options)  # type: ignore[arg-type]
    answer = search.answer(text, **options)
    assert answer.count == 0
    return [(r.text, r.how, r.count) for r in relax(search.engine, search.vocabulary, request, answer)]


def test_the_block_that_finds_nothing_is_left_out(search: Searcher) -> None:
    found = relaxed(search, "asthma[ti] AND unheardof[tiab] AND budesonide[ti]")
    assert ("asthma[ti] AND budesonide[ti]", "without unheardof[tiab]", 1) in found


def test_plain_words_stay_plain(search: Searcher) -> None:
    assert ("asthma budesonide", "without unheardof", 1) in relaxed(search, "asthma unheardof budesonide")


def test_two_blocks_where_one_is_not_enough(search: Searcher) -> None:
    found = relaxed(search, "asthma[ti] AND unheardof[tiab] AND neverseen[tiab]")
    assert found[0] == ("asthma[ti]", "without unheardof[tiab] and neverseen[tiab]", 2)


def test_phrases_lose_their_quotation_marks(search: Searcher) -> None:
    assert ("attack[tiab] AND weak[tiab]", "without quotation marks", 1) in relaxed(search, '"attack weak"[tiab]')


def test_a_tag_too_narrow_is_opened(search: Searcher) -> None:
    assert ("inhaler", "in all fields", 1) in relaxed(search, "inhaler[ti]")


def test_a_stop_word_that_would_lose_its_tag_refuses_nothing(search: Searcher) -> None:
    assert relaxed(search, "mm[ti]") == []
    assert ("inhaler AND mm", "in all fields", 1) in relaxed(search, "inhaler[ti] AND mm[ti]")


def test_choices_beside_the_box_are_blocks_too(search: Searcher) -> None:
    request = Request("asthma[ti]", filters=(("year", "1999"), ("filter", "humans")), today=TODAY)
    answer = search.answer("asthma[ti]", filters=request.filters)
    (first, *_) = relax(search.engine, search.vocabulary, request, answer)
    assert (first.text, first.filters, first.count) == ("asthma[ti]", (("filter", "humans"),), 2)


def test_an_exclusion_that_takes_everything_is_dropped(search: Searcher) -> None:
    assert ("asthma[ti]", "without NOT humans[mh]", 2) in relaxed(search, "asthma[ti] NOT humans[mh]")


def test_aid_offers_a_spelling_only_where_it_finds_more(common: Engine) -> None:
    request = Request("hypertenion[ti]")
    vocabulary = Vocabulary.empty()
    offered = aid(common, vocabulary, request, run(common, vocabulary, request))
    assert offered.meant == Meant("hypertension[ti]", (("hypertenion", "hypertension"),), 30)
    assert offered.relaxations == ()
    found = Request("hypertension[ti]")
    assert aid(common, vocabulary, found, run(common, vocabulary, found)) == Aid()


def test_what_is_spelt_right_and_finds_nothing_is_widened_as_it_was_meant(common: Engine) -> None:
    vocabulary = Vocabulary.empty()
    request = Request("hypertenion microbyome")
    offered = aid(common, vocabulary, request, run(common, vocabulary, request))
    assert offered.meant is None
    assert {(each.text, each.count) for each in offered.relaxations} == {("hypertension", 30), ("microbiome", 80)}


def test_a_slip_that_stands_in_the_mirror_is_offered_and_never_changed(common: Engine) -> None:
    vocabulary = Vocabulary.empty()
    request = Request("covid sindrome OR sindrome")
    answer = run(common, vocabulary, request)
    assert answer.count == 2
    offered = aid(common, vocabulary, request, answer)
    assert offered.meant
    assert (offered.meant.text, offered.meant.count) == ("covid syndrome OR syndrome", 80)
    assert offered.relaxations == ()


def test_an_unknown_heading_of_another_first_letter_is_told(search: Searcher) -> None:
    hints = [note.hint for note in search.answer("Rain[mh] OR Vastroesophageal Reflux[mh]").notes]
    assert 'did you mean "gastroesophageal reflux"[mh]?' in hints
