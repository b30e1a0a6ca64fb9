"""`osler digest`: what readers are sent, when it is due or at once."""

from __future__ import annotations

import click

from osler.cli.common import corpus, json_option, print_json
from osler.errors import NotFound


@click.command("digest")
@click.option("--now", is_flag=True, help="Send at once, whatever the calendar says.")
@click.option("--user", "email", help="Only this reader's (an e-mail address).")
@json_option
def command(email: str | None, *, now: bool, as_json: bool) -> None:
    """Send the digests that are due; with --now one to every subscriber (or --user), due or not.

    A digest that left is not sent twice; a mail server that is down is tried again by the next run or the worker.
    """
    from osler.project import server  # noqa: PLC0415  # sets Django up

    server.migrate()
    from osler.follows import services  # noqa: PLC0415
    from osler.follows.mirror import opened  # noqa: PLC0415
    from osler.follows.models import Choices, Often  # noqa: PLC0415
    from osler.people.models import User  # noqa: PLC0415

    with corpus() as (settings, engine):
        mirror = opened(settings, engine)
        if email:
            users = list(User.objects.filter(email=email.lower()))
            if not users:
                raise NotFound(f"nobody here has the address {email}")
        else:
            wanted = Choices.objects.exclude(often=Often.NEVER).filter(user__is_active=True)
            users = [each.user for each in wanted.select_related("user")] if now else []
        sent = failed = 0
        if now:
            for user in users:
                services.prepare_digest(user)
                one, other = services.send_due(mirror, user=user)
                sent, failed = sent + one, failed + other
        else:
            services.schedule()
            for user in users or [None]:  # type: ignore[list-item]
                one, other = services.send_due(mirror, user=user)
                sent, failed = sent + one, failed + other
    if as_json:
        print_json({"sent": sent, "waiting": failed})
    else:
        click.echo(f"{sent} sent" + (f", {failed} wait: the mail server did not take them" if failed else ""))
