"""`osler apikey`: keys for clients of the E-utilities."""

from __future__ import annotations

import json
import os
import secrets

import click

from osler.errors import BadInput, NotFound


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
    from osler.eutils.limits import digest  # noqa: PLC0415
    from osler.eutils.models import ApiKey  # noqa: PLC0415

    if ApiKey.objects.filter(label=name, revoked_at=None).exists():
        raise BadInput(f"there is a key named {name!r} already: revoke it first, or choose another name")
    key = secrets.token_hex(18)
    ApiKey.objects.create(digest=digest(key), label=name, per_second=per_second)
    click.echo(json.dumps({"name": name, "key": key}) if as_json else key)


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def listed(as_json: bool) -> None:
    """The keys in force."""
    from osler.eutils.models import ApiKey  # noqa: PLC0415

    rows = [
        {"name": each.label, "per_second": each.per_second, "made_at": each.made_at.isoformat()}
        for each in ApiKey.objects.filter(revoked_at=None).order_by("label")
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['name']}  {row['per_second'] or 'default'} a second, since {row['made_at']}")


@command.command("revoke")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
def revoke(name: str, as_json: bool) -> None:
    """Put a key out of force, at once and for good."""
    from osler.eutils import limits  # noqa: PLC0415

    if not limits.revoke(name):
        raise NotFound(f"no key named {name!r} is in force")
    click.echo(json.dumps({"name": name, "revoked": True}) if as_json else f"{name} is revoked")
