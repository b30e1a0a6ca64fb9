"""`osler user`: accounts from the command line, the first one among them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from osler import config
from osler.cli.common import json_option, print_json
from osler.cli.library import open_library
from osler.errors import BadInput

if TYPE_CHECKING:
    from osler.people.models import User

ROLES = ("reader", "librarian", "administrator")


@click.group("user")
def command() -> None:
    """Readers, librarians and administrators."""
    open_library()


@command.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="reader", show_default=True)
@click.option("--admin", is_flag=True, help="The same as --role administrator.")
@click.option("--name", default="", help="As they want to be called.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
@click.option("--no-password", is_flag=True, help="None yet: they set it by mail, or come by single sign-on.")
@click.option("--invite", is_flag=True, help="No account yet, but a link with which to make one.")
@json_option
def add(
    email: str, role: str, admin: bool, name: str, password_stdin: bool, no_password: bool, invite: bool, as_json: bool
) -> None:
    """Make an account. Asks for the password at a terminal."""
    from osler.people import services  # noqa: PLC0415  # Django is set up by then

    role = "administrator" if admin else role
    if invite:
        _invited(services.invite(email, role=role), as_json)
        return
    user = services.add(email, _password(password_stdin, no_password), role=role, name=name)
    if as_json:
        print_json(_row(user))
    else:
        click.echo(f"{user.email} has an account ({user.role})")


@command.command("list")
@click.option("--match", default="", help="Only those whose address or name holds this.")
@json_option
def listed(match: str, as_json: bool) -> None:
    """All accounts."""
    from osler.people import queries  # noqa: PLC0415

    rows = [_row(user) for user in queries.everyone(match)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        seen = (row["last_login"] or "never signed in")[:10]
        click.echo(f"{row['email']}  {row['role']}  {seen}{'' if row['active'] else '  inactive'}")


@command.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@json_option
def role(email: str, role: str, as_json: bool) -> None:
    """Give an account another role."""
    from osler.people import queries, services  # noqa: PLC0415

    user = queries.by_email(email)
    services.set_role(user, role)
    if as_json:
        print_json(_row(user))
    else:
        click.echo(f"{user.email} is {user.role}")


@command.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
@json_option
def password(email: str, password_stdin: bool, as_json: bool) -> None:
    """Set a new password, e.g. where no mail can be sent."""
    from osler.people import queries, services  # noqa: PLC0415

    user = queries.by_email(email)
    services.set_password(user, _password(password_stdin, False) or "")
    if as_json:
        print_json(_row(user))
    else:
        click.echo(f"{user.email} has a new password")


@command.command("delete")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def delete(email: str, yes: bool, as_json: bool) -> None:
    """Delete an account and everything it keeps here: rows, files, sessions. There is no way back."""
    from osler.people import forget, queries  # noqa: PLC0415

    user = queries.by_email(email)
    address = user.email
    if not yes:
        if not sys.stdin.isatty():
            raise BadInput("give --yes: there is nobody to ask")
        click.confirm(f"Delete {address} and everything they keep here?", abort=True, err=True)
    forget.person(user)
    if as_json:
        print_json({"email": address, "deleted": True})
    else:
        click.echo(f"{address} is gone, and everything they kept")


def _invited(invitation: Any, as_json: bool) -> None:
    base = config.read().base_url.rstrip("/") or "http://127.0.0.1:8000"
    link = f"{base}/account/signup/?invitation={invitation.token}"
    if as_json:
        print_json(
            {"email": invitation.email, "role": invitation.role, "until": invitation.until.isoformat(), "link": link}
        )
    else:
        click.echo(link)


def _password(from_stdin: bool, none: bool) -> str | None:
    """None: an account without one. Raises BadInput where nobody can be asked."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise BadInput("standard input holds no password")
        return given
    if none:
        return None
    if not sys.stdin.isatty():
        raise BadInput("give --password-stdin or --no-password: there is nobody to ask")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _row(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "active": user.is_active,
        "joined": user.date_joined.isoformat(),
        "last_login": user.last_login.isoformat() if user.last_login else None,
    }
