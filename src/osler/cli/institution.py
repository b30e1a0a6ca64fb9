"""`osler institution`: make institutions, and say who edits them."""

from __future__ import annotations

from typing import Any

import click

from osler.cli.common import json_option, print_json
from osler.cli.library import open_library
from osler.errors import NotFound


@click.group("institution")
def command() -> None:
    """Institutions whose holdings and links Osler knows; librarians edit the rest on their pages."""
    open_library()


@command.command("add")
@click.argument("name")
@click.option("--slug", default="", help="Its name in addresses; made from the name by default.")
@click.option("--domain", "domains", multiple=True, help="E-mail domain whose owners belong here; repeatable.")
@click.option("--network", "networks", multiple=True, help="IP range in CIDR notation; repeatable.")
@click.option(
    "--librarian", "librarians", multiple=True, help="E-mail address of an account that edits it; repeatable."
)
@json_option
def add(
    name: str,
    slug: str,
    domains: tuple[str, ...],
    networks: tuple[str, ...],
    librarians: tuple[str, ...],
    as_json: bool,
) -> None:
    """Make an institution."""
    from osler.institutions import services  # noqa: PLC0415

    editors = [_account(address) for address in librarians]
    made = services.add(name, slug=slug, domains=domains, networks=networks)
    made.librarians.set(editors)
    _show([_told(made)], as_json)


@command.command("librarian")
@click.argument("slug")
@click.argument("addresses", metavar="EMAIL...", nargs=-1, required=True)
@json_option
def librarian(slug: str, addresses: tuple[str, ...], as_json: bool) -> None:
    """Let these accounts edit an institution; readers among them become librarians."""
    from osler.institutions import queries  # noqa: PLC0415
    from osler.people.models import Role  # noqa: PLC0415

    institution = queries.institution(slug)
    for account in [_account(address) for address in addresses]:
        institution.librarians.add(account)
        if account.role == Role.READER:
            account.role = Role.LIBRARIAN
            account.save(update_fields=["role"])
    _show([_told(institution)], as_json)


@command.command("list")
@json_option
def listed(as_json: bool) -> None:
    """The institutions, with what they hold."""
    from osler.institutions import queries  # noqa: PLC0415

    _show([_told(each) for each in queries.institutions()], as_json)


def _account(address: str) -> Any:
    from osler.people.models import User  # noqa: PLC0415

    found = User.objects.filter(email=address.strip().lower()).first()
    if found is None:
        raise NotFound(f"nobody has an account with the address {address}")
    return found


def _told(institution: Any) -> dict[str, Any]:
    return {
        "slug": institution.slug,
        "name": institution.name,
        "domains": list(institution.domains.values_list("name", flat=True)),
        "networks": list(institution.networks.values_list("cidr", flat=True)),
        "librarians": list(institution.librarians.values_list("email", flat=True)),
        "files": [
            {"name": file.name, "lines": file.lines_taken, "refused": file.lines_refused}
            for file in institution.files.filter(in_force=True)
        ],
    }


def _show(institutions: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(institutions)
        return
    for each in institutions:
        click.echo(f"{each['slug']}: {each['name']}")
        for kind in ("domains", "networks", "librarians"):
            if each[kind]:
                click.echo(f"  {kind}: {', '.join(each[kind])}")
        for file in each["files"]:
            click.echo(f"  {file['name']}: {file['lines']:,} lines, {file['refused']:,} refused")
    if not institutions:
        click.echo("no institution yet; `osler institution add NAME` makes one")
