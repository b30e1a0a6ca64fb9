"""The ways to a text on the article page, on cards, and on a page of their own."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from osler.institutions import services
from osler.institutions.models import Institution, Outcome
from osler.people.models import Role, User
from tests.web.papers import BARE, RICH
from tests.web.reading import parsed

from .conftest import signed_in


def _best(page: bytes, pmid: int) -> tuple[str, str]:
    (link,) = parsed(page).xpath(f"//*[@id='best-{pmid}']/a")
    return " ".join(link.text_content().split()), link.get("href")


def test_without_an_institution_the_free_copy_is_the_button(client: Client) -> None:
    label, href = _best(client.get(f"/article/{RICH}").content, RICH)
    assert label == "PubMed Central free"
    assert href == "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9000101/"


def test_every_way_not_offered_says_why(client: Client, reader: User) -> None:
    page = signed_in(client, reader).get(f"/article/{RICH}").content
    refused = [li.text_content() for li in parsed(page).xpath("//ul[@class='refused']/li")]
    assert any(
        "Made-up Infirmary’s holdings of this journal end in 2018 (line 2 of made-up.txt)." in each for each in refused
    )
    offered = [li.text_content() for li in parsed(page).xpath("//ul[@class='offered']/li/p/a")]
    assert offered == [
        "PubMed Central",
        "Link resolver of Made-up Infirmary",
        "Publisher",
        "Request from Made-up Infirmary",
    ]


def test_a_held_paper_goes_through_the_proxy_of_the_reader_and_of_nobody_else(client: Client, reader: User) -> None:
    label, href = _best(signed_in(client, reader).get("/article/1002").content, 1002)
    assert label == "Made-up Infirmary subscribed"
    assert href == "https://ez.infirmary.example/login?url=https://beta.example/"
    outsider = User.objects.create_user("other@elsewhere.example")
    assert b"ez.infirmary" not in signed_in(client, outsider).get("/article/1002").content


def test_a_page_of_cards_costs_the_same_queries_as_one_paper(
    client: Client, reader: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, reader)
    client.get("/search?q=gonioscopy")
    counts = []
    for query in ("gonioscopy&year=1990", "gonioscopy"):
        with django_assert_max_num_queries(20) as asked:
            page = client.get(f"/search?q={query}").content
        counts.append((len(asked), len(parsed(page).xpath("//p[@class='reach']"))))
    assert counts[0][1] < counts[1][1] == 20
    assert counts[0][0] == counts[1][0]


def test_the_rest_unfolds_in_place_or_on_its_own_page(client: Client, infirmary: Institution) -> None:
    page = client.get(f"/article/{RICH}/ways").content
    assert b"<h1>Ways to the text</h1>" in page
    part = client.get(
        f"/article/{RICH}/ways?on=card", headers={"HX-Request": "true", "HX-Target": f"ways-{RICH}"}
    ).content
    assert part.strip().startswith(b'<div id="ways-101"')
    assert b"hx-swap-oob" in part
    assert client.get("/article/999/ways").status_code == 404


def test_an_outcome_is_one_tap_teaches_the_order_and_is_told_to_the_librarian(
    client: Client, infirmary: Institution
) -> None:
    for n in range(2):
        user = User.objects.create_user(f"r{n}@infirmary.example")
        services.join(user, infirmary, "choice")
        signed_in(client, user)
        sent = client.post(f"/article/{RICH}/outcome", {"resolver": "pmc", "library": infirmary.pk, "met": "paywall"})
        assert (sent.status_code, sent["Location"]) == (302, f"/article/{RICH}/ways")
    label, _ = _best(client.get(f"/article/{RICH}").content, RICH)
    assert label.startswith("Link resolver of Made-up Infirmary")
    client.post(f"/article/{RICH}/outcome", {"resolver": "pmc", "library": infirmary.pk, "met": "worked"})
    assert _best(client.get(f"/article/{RICH}").content, RICH)[0] == "PubMed Central free"


def test_only_what_is_offered_to_the_reader_can_be_reported(
    client: Client, reader: User, infirmary: Institution
) -> None:
    assert client.post(f"/article/{RICH}/outcome", {"met": "worked"}).status_code == 302  # to sign in
    outsider = User.objects.create_user("other@elsewhere.example")
    signed_in(client, outsider)
    told = client.post(f"/article/{RICH}/outcome", {"resolver": "openurl", "library": infirmary.pk, "met": "worked"})
    assert told.status_code == 400
    assert client.post(f"/article/{RICH}/outcome", {"resolver": "pmc", "library": 0, "met": "x"}).status_code == 400
    assert Outcome.objects.count() == 0


def test_a_reader_without_account_is_asked_once_and_remembered(client: Client, infirmary: Institution) -> None:
    assert b"Find your institution" in client.get(f"/article/{RICH}").content
    sent = client.post("/institutions", {"institution": infirmary.slug, "next": f"/article/{RICH}"})
    assert (sent.status_code, sent["Location"]) == (303, f"/article/{RICH}")
    page = client.get(f"/article/{RICH}").content
    assert b"Find your institution" not in page
    assert b"Link resolver of Made-up Infirmary" in page


@pytest.mark.parametrize("account", [True, False])
def test_none_of_these_is_an_answer_too(client: Client, infirmary: Institution, account: bool) -> None:
    if account:
        signed_in(client, User.objects.create_user("x@elsewhere.example"))
    client.post("/institutions", {})
    page = client.get(f"/article/{BARE}").content
    assert b"Find your institution" not in page
    assert b"Infirmary" not in page


def test_no_cookie_is_set_before_a_choice_and_nobody_is_sent_elsewhere(client: Client, infirmary: Institution) -> None:
    assert not client.get(f"/article/{RICH}").cookies
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        assert client.post("/institutions", {"next": evil})["Location"] == "/"


def test_a_network_belongs_without_any_choice(client: Client, infirmary: Institution) -> None:
    services.set_networks(infirmary, ["192.0.2.0/24"])
    inside = client.get(f"/article/{RICH}", REMOTE_ADDR="192.0.2.8")
    assert b"Link resolver of Made-up Infirmary" in inside.content
    outside = client.get(f"/article/{RICH}", headers={"If-None-Match": inside["ETag"]})
    assert outside.status_code == 200
    assert b"Link resolver" not in outside.content


def test_the_page_is_new_when_holdings_are(client: Client, infirmary: Institution) -> None:
    client.post("/institutions", {"institution": infirmary.slug})
    first = client.get(f"/article/{RICH}")
    assert client.get(f"/article/{RICH}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    services.drop_holdings(infirmary.files.get())
    assert client.get(f"/article/{RICH}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_role_is_no_key_to_links(client: Client, infirmary: Institution) -> None:
    """Administrators and librarians see links as readers: only of institutions they belong to."""
    signed_in(client, User.objects.create_user("a@elsewhere.example", role=Role.ADMINISTRATOR))
    assert b"ez.infirmary" not in client.get(f"/article/{RICH}").content
