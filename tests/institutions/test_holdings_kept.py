"""Title lists in the library: loaded whole or not at all, asked with one query, answered as a plain reading would."""

from __future__ import annotations

import random
from datetime import date
from unittest import mock

import pytest
from pytest_django import DjangoAssertNumQueries

from osler.errors import BadInput
from osler.fulltext import issn, kbart, spans
from osler.fulltext.holdings import Covered, Line, Sought, best, decide
from osler.fulltext.journal import Known, title_key
from osler.institutions import queries, services
from osler.institutions.models import HoldingLine, HoldingProblem, HoldingsFile, Institution
from tests.fulltext.test_kbart import HEADER, row

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


def number(seed: int) -> str:
    return issn.printed(f"{seed:07}" + issn.check_digit(f"{seed:07}"))


def data(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


@pytest.fixture
def infirmary() -> Institution:
    return services.add("Made-up Infirmary")


def test_a_file_is_loaded_with_every_refusal_and_replaces_the_one_of_its_name(infirmary: Institution) -> None:
    good = row(publication_title="A", print_identifier=number(1), date_first_issue_online="1990")
    file = services.load_holdings(infirmary, data(good, row(publication_title="B", print_identifier="x")), "list.txt")
    assert (file.lines_taken, file.lines_refused) == (1, 1)
    assert file.problems.get(refused=True).why.endswith("'x' is no ISSN or ISBN")
    services.load_holdings(infirmary, data(good, good.replace("A", "C")), "list.txt")
    assert HoldingsFile.objects.get().lines_taken == HoldingLine.objects.count() == 2
    services.drop_holdings(HoldingsFile.objects.get())
    assert HoldingLine.objects.count() == HoldingProblem.objects.count() == 0


def test_a_load_that_breaks_leaves_the_old_list_in_force(infirmary: Institution) -> None:
    services.load_holdings(infirmary, data(row(publication_title="A", print_identifier=number(1))), "list.txt")
    with pytest.raises(BadInput, match="not one line could be taken; line 2: "):
        services.load_holdings(infirmary, data(row(publication_title="B", print_identifier="x")), "list.txt")
    with mock.patch.object(services, "touch", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        services.load_holdings(infirmary, data(row(publication_title="C", print_identifier=number(2))), "list.txt")
    found = queries.sources([infirmary])
    known = Known(frozenset({issn.normal(number(1))}))
    ((answer,),) = (each.values() for each in queries.decisions(found, [(known, Sought(None))], TODAY))
    assert answer is not None
    assert answer.line.title == "A"


def test_one_query_whatever_the_papers_and_the_right_institution_answers(
    infirmary: Institution, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    college = services.add("Made-up College")
    services.load_holdings(
        infirmary, data(*(row(publication_title=f"J{n}", print_identifier=number(n)) for n in range(1, 30))), "a.txt"
    )
    services.load_holdings(
        college, data(row(publication_title="J1", print_identifier=number(1), access_type="F")), "b.txt"
    )
    journals = [(Known(frozenset({issn.normal(number(n))})), Sought(spans.of(2001))) for n in range(1, 30)]
    found = queries.sources([infirmary, college])
    for count in (1, 29):
        with django_assert_num_queries(1):
            answers = queries.decisions(found, journals[:count], TODAY)
    first = answers[0]
    assert first[infirmary.pk].line.file == "a.txt"  # type: ignore[union-attr]
    assert first[college.pk].line.file == "b.txt"  # type: ignore[union-attr]
    assert answers[3][college.pk] is None
    only = queries.decisions(queries.sources([college]), journals[:2], TODAY)
    assert set(only[0]) == {college.pk}


def test_answers_are_those_of_reading_the_whole_file(infirmary: Institution) -> None:
    """Every line looked at for every question, against the indexed rows."""
    chance = random.Random(4)
    rows = [_random_row(chance) for _ in range(400)]
    services.load_holdings(infirmary, data(*rows), "random.txt")
    lines = [each for each in kbart.read(data(*rows), "random.txt") if isinstance(each, Line)]
    assert len(lines) > 200
    questions = [_random_question(chance) for _ in range(300)]
    answers = queries.decisions(queries.sources([infirmary]), questions, TODAY)
    seen = set()
    for (known, sought), told in zip(questions, answers, strict=True):
        plain = best(decide(line, sought, TODAY) for line in lines if known.matches(line))
        found = told.get(infirmary.pk)
        assert (found and (found.covered, found.line.number)) == (plain and (plain.covered, plain.line.number))
        seen.add(plain.covered if plain else None)
    assert seen == {None, *Covered}


def _random_row(chance: random.Random) -> str:
    years = sorted(chance.sample(range(1990, 2027), 2))
    return row(
        publication_title=f"Journal {chance.randrange(40)}",
        print_identifier=chance.choice(["", number(chance.randrange(1, 40))]),
        online_identifier=chance.choice(["", "", number(chance.randrange(1, 40))]),
        date_first_issue_online=chance.choice(["", str(years[0]), f"{years[0]}-06"]),
        date_last_issue_online=chance.choice(["", str(years[1])]),
        embargo_info=chance.choice(["", "", "P1Y", "P6M", "R5Y", "R10Y;P30D"]),
        coverage_depth=chance.choice(["fulltext", "", "abstracts", "selected articles"]),
        access_type=chance.choice(["", "F", "P"]),
    )


def _random_question(chance: random.Random) -> tuple[Known, Sought]:
    known = Known(
        frozenset(chance.sample([issn.normal(number(n)) for n in range(1, 60)], chance.randrange(3))),
        title_keys=frozenset({title_key(f"The Journal {chance.randrange(60)}")}),
    )
    year = chance.randrange(1988, 2027)
    return known, Sought(spans.of(year, chance.choice([None, 3, 11])))
