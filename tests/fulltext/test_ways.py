"""Which ways there are, in which order, and why the others are not. All records are made up."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

from osler.fulltext import pmc, publisher, request, subscription
from osler.fulltext.holdings import Covered, Decision, Line
from osler.fulltext.ordering import Outcomes, order
from osler.fulltext.resolve import known
from osler.fulltext.ways import Access, Asked, Library, Way
from osler.model.article import (
    Abstract,
    Affiliation,
    Article,
    ArticleId,
    HistoryDate,
    Journal,
    PartialDate,
    Person,
    PersonList,
    RichText,
)

TODAY = date(2026, 11, 22)
DOI, PMC = ArticleId("doi", "10.5555/7"), ArticleId("pmc", "PMC9000007")
LIBRARY = Library(3, "Made-up Infirmary", proxy="https://ez.example.org/login?url=", has_holdings=True)


def _asked(
    *ids: ArticleId, library: Library | None = LIBRARY, decision: Decision | None = None, **parts: object
) -> Asked:
    return Asked(Article(pmid=7, ids=ids, **parts), TODAY, library, decision, "Rea Der")  # type: ignore[arg-type]


def test_a_copy_at_pubmed_central_waits_for_its_day() -> None:
    released = HistoryDate("pmc-release", PartialDate(2027, 5, 1))
    way = pmc.way(_asked(PMC, history=(released,)))
    assert (way.offered, way.reason) == (False, "Embargoed at PubMed Central until 1 May 2027.")
    assert pmc.way(_asked(PMC, history=(released._replace(date=PartialDate(2026, 11, 22)),))).access is Access.FREE
    month = released._replace(date=PartialDate(2026, 11))
    assert pmc.way(_asked(PMC, history=(month,))).reason == "Embargoed at PubMed Central until 1 December 2026."
    assert pmc.way(_asked(DOI)).reason == "NLM’s record names no copy at PubMed Central."
    assert pmc.way(_asked(ArticleId("pmc", "javascript:x"))).url == ""


def test_holdings_decide_and_name_file_and_line() -> None:
    line = Line(12, "J", last_date="2019", file="elsevier.txt", access="P")
    no = _asked(DOI, decision=Decision(Covered.NO, "end in 2019", line))
    assert (
        subscription.way(no).reason
        == "Made-up Infirmary’s holdings of this journal end in 2019 (line 12 of elsevier.txt)."
    )
    yes = subscription.way(_asked(DOI, decision=Decision(Covered.YES, "are complete to the present", line)))
    assert (yes.url, yes.access) == ("https://ez.example.org/login?url=https://doi.org/10.5555/7", Access.SUBSCRIBED)
    free = Decision(Covered.YES, "are complete to the present", line._replace(access="F"))
    assert subscription.way(_asked(DOI, decision=free)).url == "https://doi.org/10.5555/7"
    assert publisher.free.way(_asked(DOI, decision=free)).reason.endswith("line 12 of elsevier.txt lists it as free.")
    assert not subscription.way(_asked(decision=Decision(Covered.YES, "x", line))).offered
    assert "names this journal" in subscription.way(_asked(DOI)).reason


def test_an_open_licence_in_the_record_makes_the_publisher_free() -> None:
    def way(text: str) -> Way:
        return publisher.free.way(_asked(DOI, abstract=Abstract((), copyright=text)))

    assert way("© 2020 The Authors. Licensed under CC BY 4.0.").access is Access.FREE
    assert not way("Copyright © 2020 Made-up Press. All rights reserved.").offered
    assert not way("Accb Byte Inc.").offered


def test_a_letter_and_a_loan_are_filled_in() -> None:
    person = Person("Doe", "Jane", "J", affiliations=(Affiliation(RichText("Nowhere. E-mail: jane.doe@x.example.")),))
    asked = _asked(DOI, author_lists=(PersonList((person,)),), title=RichText("A & B?"), journal=Journal(title="J"))
    parts = urlsplit(request.author.way(asked).url)
    assert (parts.scheme, parts.path) == ("mailto", "jane.doe@x.example")
    body = parse_qs(parts.query)["body"][0]
    assert "A & B?" in body
    assert body.startswith("Dear Doe J,\r\n")
    assert body.rstrip().endswith("Rea Der")
    assert not request.author.way(_asked(DOI)).offered
    loan = request.loan.way(_asked(DOI, library=Library(1, "L", ill="loans@x.example")))
    assert loan.url.startswith("mailto:loans@x.example?subject=Interlibrary%20loan")
    form = request.loan.way(_asked(DOI, library=Library(1, "L", ill="https://ill.example/new?form=a")))
    assert form.url.startswith("https://ill.example/new?form=a&url_ver=Z39.88-2004")


def test_every_way_has_a_reason_and_the_best_is_first() -> None:
    found = known([_asked(PMC, DOI)])
    assert [way.resolver for way in found.offered] == ["pmc", "doi"]
    assert all(way.reason.endswith((".", "”.")) for way in found.ways)
    assert known([Asked(Article(pmid=1), TODAY)]).best is None


def test_each_of_several_libraries_is_looked_at_and_the_others_ways_stand_once() -> None:
    covered = Decision(Covered.YES, "are complete to the present", Line(2, "J", file="x"))
    not_held = Decision(Covered.NO, "end in 2019", Line(3, "J", file="y"))
    asked = [
        _asked(DOI, decision=not_held),
        _asked(DOI, library=Library(9, "College", has_holdings=True), decision=covered),
    ]
    found = known(asked)
    assert [(way.resolver, way.library) for way in found.offered] == [
        ("subscription", 9)
    ]  # without proxy: the DOI itself
    assert [way.label for way in found.refused if way.resolver == "subscription"] == ["Made-up Infirmary"]
    assert sum(way.resolver == "pmc" for way in found.ways) == 1


def _way(name: str, access: Access = Access.UNKNOWN) -> Way:
    return Way(name, name, "", f"https://x.example/{name}", access)


def test_the_institutions_order_holds_until_a_way_fails() -> None:
    ways = [_way("doi"), _way("pmc"), _way("openurl"), _way("ill", Access.REQUEST), Way("libkey", "", "", pending=True)]

    def names(met: dict[tuple[int, str], Outcomes]) -> list[str]:
        return [way.resolver for way in order(ways, ("ill", "openurl"), met)]

    assert names({}) == ["openurl", "pmc", "doi", "ill", "libkey"]
    assert names({(0, "openurl"): Outcomes(0, 1)})[0] == "openurl"
    assert names({(0, "openurl"): Outcomes(0, 2)}) == ["pmc", "doi", "openurl", "ill", "libkey"]
    assert names({(0, "openurl"): Outcomes(1, 2)})[0] == "openurl"
    assert names({(5, "openurl"): Outcomes(0, 9)})[0] == "openurl"  # another library's
