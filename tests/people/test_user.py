"""Accounts as rows: signing in is by address, roles include one another."""

from __future__ import annotations

import pytest

from osler.people.models import Role, User


@pytest.mark.django_db
def test_an_address_is_one_account_however_it_is_written() -> None:
    made = User.objects.create_user("Ada@Example.org", "a long enough phrase")
    assert made.email == "ada@example.org"
    assert made.check_password("a long enough phrase")
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("")


@pytest.mark.django_db
def test_an_administrator_may_do_what_a_librarian_may() -> None:
    made = {role: User.objects.create_user(f"{role}@example.org", role=role) for role in Role.values}
    assert [role for role, user in made.items() if user.is_librarian] == ["librarian", "administrator"]
    assert [role for role, user in made.items() if user.is_administrator] == ["administrator"]
