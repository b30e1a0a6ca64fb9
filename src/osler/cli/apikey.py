"""`osler apikey`: keys for clients of the E-utilities."""

from __future__ import annotations

import json
import os

import click

from osler.errors import NotFound


@click.group("apikey")
def command() -> None:
    """Keys that E-utilities clients send as api_key, with limits of their own."""
    import django  # noqa: PLC0415  # only this command needs the library
    from django.core.management import call_command  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "osler.project.settings"
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


@command.command("add")
@click.argument("name")
@click.option("--per-second", type=click.IntRange(1), help="Requests a second; by default the setting's.")
@click.option("--json", "as_json", is_flag=True)
def add(name: str, per_second: int | None, as_json: bool) -> None:
    """Make a key. It is shown this once; only its hash is kept."""
    from osler.eutils import keys  # noqa: PLC0415

    key = keys.make(name, per_second=per_second)
    click.echo(json.dumps({"name": name, "key": key}) if as_json else key)


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def listed(as_json: bool) -> None:
    """The keys in force, readers' own among them."""
    from osler.eutils.models import ApiKey  # noqa: PLC0415

    rows = [
        {
            "name": each.label,
            "of": each.user.email if each.user else None,
            "per_second": each.per_second,
            "made_at": each.made_at.isoformat(),
            "used_at": each.used_at.isoformat() if each.used_at else None,
        }
        for each in ApiKey.objects.filter(revoked_at=None).select_related("user").order_by("label", "pk")
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        owner = f" of {row['of']}" if row["of"] else ""
        used = f", last used {row['used_at']}" if row["used_at"] else ""
        click.echo(f"{row['name']}{owner}  {row['per_second'] or 'default'} a second, since {row['made_at']}{used}")


@command.command("revoke")
@click.argument("name")
@click.option("--of", "email", default="", help="Of the reader with this address: one they made for themselves.")
@click.option("--json", "as_json", is_flag=True)
def revoke(name: str, email: str, as_json: bool) -> None:
    """Put a key out of force, at once and for good."""
    from osler.eutils import limits  # noqa: PLC0415

    if not limits.revoke(name, email):
        raise NotFound(f"no key named {name!r} is in force")
    click.echo(json.dumps({"name": name, "revoked": True}) if as_json else f"{name} is revoked")
