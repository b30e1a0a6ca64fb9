"""The made-up mirror of the pages, an institution, and people."""

from __future__ import annotations

import pytest
from django.test import Client

from osler.institutions import services
from osler.institutions.models import Institution
from osler.people.models import Role, User
from tests.web.conftest import client, home, server

__all__ = ["client", "home", "server"]


@pytest.fixture
def infirmary(db: None) -> Institution:
    """Holds Synth J Med from 2015 to 2018, behind a proxy."""
    made = services.add("Made-up Infirmary", domains=["infirmary.example"])
    made.proxy, made.resolver = "https://ez.infirmary.example/login?url=", "https://links.infirmary.example/find?sid=1"
    made.ill, made.contact = "loans@infirmary.example", "library@infirmary.example"
    made.save()
    rows = "Synth J Med\t\t\t2015\t\t\t2018\nBeta J\t\t\t1980\t\t\t\thttps://beta.example/"
    header = (
        "publication_title\tprint_identifier\tonline_identifier\tdate_first_issue_online\ta\tb\t"
        "date_last_issue_online\ttitle_url"
    )
    services.load_holdings(made, f"{header}\n{rows}\n".encode(), "made-up.txt")
    return made


@pytest.fixture
def reader(infirmary: Institution) -> User:
    user = User.objects.create_user("reader@infirmary.example", name="Rea Der")
    services.join(user, infirmary, "choice")
    return user


@pytest.fixture
def librarian(infirmary: Institution) -> User:
    user = User.objects.create_user("librarian@infirmary.example", role=Role.LIBRARIAN)
    infirmary.librarians.add(user)
    return user


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
