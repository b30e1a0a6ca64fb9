from __future__ import annotations

from osler.feed.assemble import Candidate, Wishes, assemble


def _paper(
    pmid: int,
    *,
    topic: str = "a",
    score: float = 0.0,
    follows: tuple[str, ...] = ("Cardiology",),
    types: tuple[str, ...] = (),
    is_animal: bool = False,
) -> Candidate:
    return Candidate(pmid, frozenset(types), is_animal, follows, topic, score, pmid)


def _order(papers: list[Candidate], **wishes: object) -> list[int]:
    return [each.pmid for each in assemble(papers, Wishes(**wishes))]  # type: ignore[arg-type]


def test_best_first_and_equal_scores_newest_first() -> None:
    assert _order([_paper(1), _paper(2, score=1.0), _paper(3)]) == [2, 3, 1]


def test_letters_errata_and_animals_are_left_out_until_wanted() -> None:
    papers = [
        _paper(1, types=("Letter",)),
        _paper(2, types=("Published Erratum",)),
        _paper(3, is_animal=True),
        _paper(4),
    ]
    assert _order(papers) == [4]
    assert sorted(_order(papers, quiet=frozenset())) == [1, 2, 3, 4]


def test_only_the_study_types_that_were_chosen() -> None:
    papers = [_paper(1, types=("Review",)), _paper(2, types=("Randomized Controlled Trial",))]
    assert _order(papers, study_types=frozenset(("Randomized Controlled Trial",))) == [2]


def test_what_was_brought_before_is_not_brought_again() -> None:
    assert _order([_paper(1), _paper(2)], done=frozenset((2,))) == [1]


def test_one_topic_cannot_fill_the_page_while_another_waits() -> None:
    papers = [_paper(n, topic="a", score=9) for n in range(30)] + [_paper(100 + n, topic="b") for n in range(30)]
    page = assemble(papers, Wishes(explore=0))[:20]
    assert sum(each.topic == "a" for each in page) == 10


def test_a_tenth_comes_from_outside() -> None:
    papers = [_paper(n, topic=str(n % 3)) for n in range(40)] + [_paper(100 + n, follows=()) for n in range(9)]
    page = assemble(papers, Wishes(explore=10))[:20]
    assert sum(not each.follows for each in page) == 2
    assert all(each.follows for each in assemble(papers, Wishes(explore=0)))


def test_who_follows_nothing_is_brought_what_is_new() -> None:
    assert _order([_paper(n, follows=(), topic=str(n)) for n in range(5)], explore=0) == [4, 3, 2, 1, 0]
