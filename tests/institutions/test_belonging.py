"""Who belongs where, and who may edit what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client, RequestFactory
from pytest_django import Settings

from osler.errors import BadInput, NotFound
from osler.institutions import address, belonging, queries, secrets, services
from osler.institutions.models import Institution, Membership
from osler.people import belongings
from osler.people.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def infirmary() -> Institution:
    return services.add("Made-up Infirmary", domains=["infirmary.example"], networks=["192.0.2.0/24", "2001:db8::/32"])


def test_a_confirmed_address_joins_and_an_unconfirmed_one_does_not(infirmary: Institution) -> None:
    user = User.objects.create_user("ada@ward7.infirmary.example")
    email = EmailAddress.objects.create(user=user, email=user.email, verified=False)
    services.join_by_rules(user)
    assert queries.of_user(user) == []
    email.verified = True
    email.save()
    services.join_by_rules(user)
    assert queries.of_user(user) == [infirmary]
    assert Membership.objects.get().how == "email"


def test_a_name_no_page_could_show_is_refused() -> None:
    with pytest.raises(BadInput, match="up to 200 characters, this one 201"):
        services.add("M" * 201)


def test_single_sign_on_and_network_join_at_signing_in(
    infirmary: Institution, settings: Settings, client: Client
) -> None:
    settings.OSLER = replace(settings.OSLER, sso_institution="hd")
    college = services.add("Made-up College")
    Institution.objects.filter(pk=college.pk).update(sso_values=["college.example"])
    user = User.objects.create_user("bo@elsewhere.example", "a long enough phrase")
    SocialAccount.objects.create(user=user, provider="x", uid="1", extra_data={"hd": ["college.example"]})
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    services.join_by_rules(user, "192.0.2.9")
    assert queries.of_user(user) == [college, infirmary]


def test_who_left_is_not_joined_again_by_a_rule(infirmary: Institution) -> None:
    user = User.objects.create_user("c@infirmary.example")
    services.join(user, infirmary, "network")
    services.leave(user, infirmary)
    services.join(user, infirmary, "network")
    assert queries.of_user(user) == []
    services.join(user, infirmary, "choice")
    assert queries.of_user(user) == [infirmary]


def test_addresses_are_found_in_ranges_and_forged_ones_are_not_believed(
    infirmary: Institution, settings: Settings
) -> None:
    assert queries.of_address("192.0.2.255") == queries.of_address("2001:db8::1") == [infirmary]
    assert queries.of_address("::ffff:192.0.2.1") == [infirmary]
    assert queries.of_address("192.0.3.1") == queries.of_address("nonsense") == []
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="192.0.2.1", REMOTE_ADDR="203.0.113.5")
    assert address.of(request) == "203.0.113.5"
    settings.OSLER = replace(settings.OSLER, proxies=1)
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.9", REMOTE_ADDR="127.0.0.1")
    assert address.of(request) == "203.0.113.9"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"domains": ["not a domain"]}, "is no domain"),
        ({"domains": ["infirmary.example"]}, "already belongs to Made-up Infirmary"),
        ({"networks": ["300.1.1.1/8"]}, "is no IP range"),
        ({"networks": ["0.0.0.0/0"]}, "wider than"),
        ({"slug": "made-up-infirmary"}, "already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    infirmary: Institution, more: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        services.add("Another", **more)  # type: ignore[arg-type]
    assert Institution.objects.count() == 1


def test_librarians_edit_what_they_were_named_for_and_nothing_else(infirmary: Institution) -> None:
    college = services.add("Made-up College")
    people = {role: User.objects.create_user(f"{role}@x.example", role=role) for role in Role.values}
    for user in people.values():
        services.join(user, college, "choice")  # belonging is not editing
        infirmary.librarians.add(user)
    assert services.find(people["librarian"], infirmary.slug) == infirmary
    assert services.find(people["administrator"], college.slug) == college
    for role, slug in (("reader", infirmary.slug), ("librarian", college.slug)):
        with pytest.raises(NotFound):
            services.find(people[role], slug)


def test_a_token_is_not_in_the_database_as_it_is(infirmary: Institution) -> None:
    infirmary.libkey_token = secrets.sealed("tok-en")
    infirmary.save()
    kept = bytes(Institution.objects.get().libkey_token)
    assert b"tok-en" not in kept
    assert queries.library(infirmary, has_holdings=False).libkey_token == "tok-en"
    assert secrets.opened(b"sealed by nobody") == ""


def test_everything_a_reader_has_here_is_handed_out(infirmary: Institution) -> None:
    user = User.objects.create_user("d@infirmary.example")
    services.join(user, infirmary, "choice")
    services.report(user, services.Tried(7, "J", "J", "doi", "https://doi.org/10.5555/7", infirmary.pk), "paywall")
    told = belonging.export(user)["institutions.json"]
    assert b"Made-up Infirmary" in told
    assert b"paywall" in told
    assert any(each.name == "institutions" for each in belongings.registered())
    user.delete()
    assert queries.failing(infirmary) == []


def test_the_last_word_of_a_reader_counts_and_an_unknown_one_is_refused(infirmary: Institution) -> None:
    user = User.objects.create_user("e@infirmary.example")
    tried = services.Tried(7, "J", "Made-up J", "doi", "https://doi.org/10.5555/7", infirmary.pk)
    services.report(user, tried, "paywall")
    (failing,) = queries.failing(infirmary)
    assert (failing.journal, failing.paywall, failing.pmids) == ("Made-up J", 1, (7,))
    services.report(user, tried, "worked")
    assert queries.failing(infirmary) == []
    with pytest.raises(BadInput, match="no outcome"):
        services.report(user, tried, "maybe")
