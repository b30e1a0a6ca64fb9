"""Three people: whose page it is, a colleague, and somebody without an account."""

from __future__ import annotations

from django.test import Client

from osler.people import services
from osler.people.models import Role, User

PASSWORD = "correct horse battery"


def account(email: str = "ada@example.org", *, role: str = Role.READER, name: str = "") -> User:
    return services.add(email, PASSWORD, role=role, name=name)


def signed_in(user: User) -> Client:
    """A browser of this person's, through the sign-in page itself."""
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client
