from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from osler.feed import preference
from osler.feed.preference import scoring
from osler.feed.preference.rows import part
from osler.search.terms import heading, read
from tests.feed.invented import EYE, LUNG, eyes, lungs, paper

PAPERS = [*lungs(30), *eyes(30), *(paper(2_000 + n, LUNG + EYE) for n in range(10))]
SPACE = preference.Space.learn(PAPERS)
ROWS = preference.rows(PAPERS, SPACE)
NONE = part(ROWS, [])
SEVERAL = [f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(400)]  # words


def test_what_is_like_the_likes_stands_first() -> None:
    profile = preference.learn(part(ROWS, [0, 1, 2]), part(ROWS, [30, 31]))
    scores = preference.scores([profile], ROWS)[0][0]
    assert scores[3:30].min() > scores[32:60].max()


def test_two_subjects_are_two_interests_and_each_brings_its_papers() -> None:
    profile = preference.learn(part(ROWS, [0, 30, 1, 31]), NONE)
    assert sorted(sorted(each.likes) for each in profile.interests) == [[1, 2], [1_001, 1_002]]
    _, which = preference.scores([profile], ROWS)
    assert which[0][5] != which[0][40]


def test_likes_known_by_title_alone_are_as_many_interests_as_subjects() -> None:
    """The titles of a subject share one word and what chance brings: their meanings hardly meet."""
    mirror = [paper(n, SEVERAL[25:], length=0, subject=SEVERAL[n % 25]) for n in range(300)]
    space = preference.Space.learn(mirror)
    assert space.trust < 0.2
    likes = [each for each in mirror if each.pmid % 25 < 2][:12]
    profile = preference.learn(preference.rows(likes, space), preference.rows([], space))
    shares = [np.mean([n % 25 for n in each.likes]) for each in profile.interests]  # of the second subject
    assert len(shares) == 2
    assert max(shares) - min(shares) > 0.8


def test_a_paper_that_says_nothing_is_no_interest_and_stands_with_the_mean() -> None:
    mute = [read(n, b"<PubmedArticle><Article><ArticleTitle></ArticleTitle></Article></PubmedArticle>") for n in (1, 2)]
    titles = [paper(3_000 + n, LUNG if n % 2 else EYE, length=0) for n in range(30)]
    space = preference.Space.learn([*titles, *mute])
    liked, none = preference.rows([mute[0], *titles[:5]], space), preference.rows([], space)
    profile = preference.learn(liked, none)
    assert 1 not in {pmid for each in profile.interests for pmid in each.likes}
    scores = preference.scores([profile], preference.rows([mute[1], *titles[5:]], space))[0][0]
    assert scores[0] == 0
    assert (scores > 0).sum() >= 10
    assert preference.learn(preference.rows(mute, space), none).interests == ()


def test_a_kind_that_is_usual_in_the_subject_says_less_than_one_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine of ten papers on lungs are trials, one of two is of children; trials of children were liked."""
    kinds = [*["lung trial children", "lung trial"] * 18, *["lung children"] * 4, *["eye", "eye children"] * 20]
    mirror = [paper(n, SEVERAL, length=0, subject=kind) for n, kind in enumerate(kinds)]
    rows = replace(preference.rows(mirror, preference.Space.learn(mirror)), trust=1.0)
    profile = preference.joined(part(rows, range(0, 10, 2)), part(rows, []))
    monkeypatch.setattr(scoring, "_TOPIC", 2)  # half of the papers are on lungs

    def lead() -> float:
        found = preference.scores([profile], rows)[0][0]
        return float(found[36:40].mean() - found[11:36:2].mean())  # of children, no trial; a trial, not of children

    with_usual = lead()
    monkeypatch.setattr(scoring, "USUAL", 0)
    assert with_usual > lead() + 0.1


def test_the_newest_interest_speaks_loudest() -> None:
    profile = preference.learn(part(ROWS, [30, 31, 32, 33, 34, 0, 1, 2, 3, 4]), NONE)
    by_subject = {min(each.likes) > 1_000: each.freshness for each in profile.interests}
    assert by_subject[True] == 1.0
    assert by_subject[False] < 1.0


def test_without_a_like_there_is_no_interest_and_every_score_is_zero() -> None:
    profile = preference.learn(NONE, part(ROWS, [0]))
    scores, which = preference.scores([profile], ROWS)
    assert profile.interests == ()
    assert not scores.any()
    assert (which == -1).all()


def test_no_paper_at_all_is_no_error() -> None:
    nothing = preference.rows([], SPACE)
    profile = preference.learn(part(ROWS, [0]), NONE)
    assert preference.scores([profile], nothing)[0].shape == (1, 0)


def test_many_readers_are_scored_as_each_alone() -> None:
    profiles = [preference.learn(part(ROWS, [n, 30 + n]), NONE) for n in range(5)]
    together = preference.scores(profiles, ROWS)[0]
    alone = [preference.scores([each], ROWS)[0][0] for each in profiles]
    np.testing.assert_allclose(together, np.stack(alone), rtol=1e-5, atol=1e-6)


def test_a_reason_names_the_nearest_like_and_terms_of_both() -> None:
    liked = part(ROWS, [0, 30])
    profile = preference.learn(liked, NONE)
    _, which = preference.scores([profile], ROWS)
    found = preference.reason(ROWS, 40, profile.interests[which[0][40]], liked)
    assert found.liked == 1_001
    assert found.columns
    assert set(found.columns) <= set(ROWS.columns.tolist())


def test_papers_by_the_authors_of_likes_rise_and_the_reason_names_who() -> None:
    likes = [paper(3_000 + n, LUNG, authors="Osler W; Cushing H") for n in range(3)]
    news = [*lungs(10, first=4_000), paper(4_100, LUNG, authors="Cushing H; Halsted W"), *eyes(10, first=4_200)]
    space = preference.Space.learn([*likes, *news])
    liked, rows = preference.rows(likes, space), preference.rows(news, space)
    nobody = preference.rows([each._replace(fields=each.fields._replace(listed=b"")) for each in likes], space)
    known, unknown = (preference.learn(each, part(rows, [])) for each in (liked, nobody))
    found, without = preference.scores([known, unknown], rows)[0]
    assert np.flatnonzero(found != without).tolist() == [10]
    assert found[10] > without[10]
    assert preference.reason(rows, 10, known.interests[0], liked).author == heading("au Cushing H")
    assert preference.reason(rows, 0, known.interests[0], liked).author == 0


def test_screening_finds_every_like_before_most_of_the_rest() -> None:
    learner = preference.Screening(ROWS)
    learner.judge(0, True)
    learner.judge(35, False)
    asked: list[int] = []
    while not set(range(1, 30)) <= set(asked):
        for row in learner.next():
            asked.append(row)
            learner.judge(row, row < 30)
    assert len(asked) < 45
    assert len(asked) == len(set(asked))


def test_a_screening_puts_all_in_order_and_what_was_judged_last() -> None:
    learner = preference.Screening(ROWS)
    for row, like in ((0, True), (1, True), (35, False), (40, False)):
        learner.judge(row, like)
    order = learner.order()
    assert sorted(order) == list(range(len(ROWS)))
    assert set(order[:28]) == set(range(2, 30))
    assert order[-4:] == [0, 1, 35, 40]


def test_where_only_papers_with_an_abstract_were_liked_those_without_wait() -> None:
    mixed = [*lungs(20), *(paper(3_000 + n, LUNG, length=0) for n in range(20))]
    rows = preference.rows(mixed, preference.Space.learn(mixed))
    assert rows.bare.tolist() == [False] * 20 + [True] * 20
    both = [preference.Screening(each) for each in (rows, replace(rows, bare=np.zeros(40, bool)))]
    for learner in both:
        for row in (0, 1, 2, 20, 21, 22):
            learner.judge(row, row < 20)
    told, untold = ((each[3:20].mean() - each[23:].mean()) for each in (learner.scores() for learner in both))
    assert told > untold


def test_a_screening_ends_when_everything_was_judged() -> None:
    learner = preference.Screening(ROWS)
    for row in range(len(PAPERS)):
        learner.judge(row, row % 2 == 0)
    assert learner.next() == []


def test_likes_of_one_subject_are_one_interest() -> None:
    profile = preference.learn(part(ROWS, [0, 1, 2, 3, 4]), NONE)
    assert [set(each.likes) for each in profile.interests] == [{1, 2, 3, 4, 5}]


def test_a_dislike_lowers_what_is_like_it() -> None:
    before, after = (
        preference.scores([preference.learn(part(ROWS, [0, 1, 60]), part(ROWS, against))], ROWS)[0][0]
        for against in ([], [30, 31, 32])
    )
    assert after[33:60].mean() - after[5:30].mean() < before[33:60].mean() - before[5:30].mean()


def test_where_nothing_has_a_meaning_all_likes_are_one_interest() -> None:
    space = preference.Space.learn([])
    rows = preference.rows(PAPERS, space)
    profile = preference.learn(part(rows, [0, 30]), part(rows, []))
    assert len(profile.interests) == 1
    assert np.isfinite(preference.scores([profile], rows)[0]).all()


def test_cosines_are_of_subjects_shared() -> None:
    near = preference.cosines(part(ROWS, [0, 1]), preference.rows([PAPERS[0], PAPERS[40]], SPACE))
    assert abs(near[0, 0] - 1) < 1e-5
    assert near[0, 1] < near[0, 0]


def test_kinds_and_meanings_are_believed_less_where_there_are_only_titles() -> None:
    titles = [paper(1 + n, LUNG, length=0) for n in range(20)]
    assert preference.rows(titles, preference.Space.learn(titles)).trust < 0.5
