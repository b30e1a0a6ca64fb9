"""The command `osler`. Each command is a file here; this one only says where."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from contextlib import suppress

import click

from osler import __version__, errors

# name -> module; the command in it is `command`. Loaded only when asked for: `osler --help` stays quick.
COMMANDS: dict[str, str] = {
    "apikey": "osler.cli.apikey",
    "backup": "osler.cli.backup",
    "bedside": "osler.cli.bedside",
    "bench": "osler.cli.bench",
    "digest": "osler.cli.digest",
    "evidence": "osler.cli.evidence",
    "files": "osler.cli.files",
    "fulltext": "osler.cli.fulltext",
    "first-load": "osler.cli.first_load",
    "holdings": "osler.cli.holdings",
    "institution": "osler.cli.institution",
    "load": "osler.cli.load",
    "problems": "osler.cli.problems",
    "ranking": "osler.cli.ranking",
    "rebuild": "osler.cli.rebuild",
    "related": "osler.cli.related",
    "mesh": "osler.cli.mesh",
    "restore": "osler.cli.restore",
    "search": "osler.cli.search",
    "serve": "osler.cli.serve",
    "show": "osler.cli.show",
    "status": "osler.cli.status",
    "sync": "osler.cli.sync",
    "unpaywall": "osler.cli.unpaywall",
    "user": "osler.cli.user",
    "verify": "osler.cli.verify",
    "worker": "osler.cli.worker",
}

# One table per door: what a script sees when something Osler can name went wrong.
EXIT_CODES: dict[type[errors.OslerError], int] = {
    errors.BadQuery: 2,
    errors.BadInput: 2,
    errors.NotFound: 3,
    errors.SourceProblem: 4,
    errors.MirrorUnreachable: 5,
    errors.EngineLocked: 6,
    errors.EngineOutdated: 7,
    errors.OutOfSpace: 8,
    errors.QueryTooSlow: 9,
    errors.EngineFailed: 10,
    errors.Conflict: 11,
    errors.LibraryBusy: 12,
    errors.MailFailed: 13,
    errors.OslerError: 1,
}


# What the system says of a file or folder that a person can do something about.
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP)


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands)
@click.version_option(__version__)
def osler() -> None:
    """Osler: a clinical literature service on its own mirror of PubMed."""


def exit_code(error: errors.OslerError) -> int:
    """The exit code of an error: that of its nearest named ancestor."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def main() -> None:
    try:
        osler()
    except errors.OslerError as error:
        click.echo(f"osler: {error}", err=True)
        if isinstance(error, errors.BadQuery) and error.hint:
            click.echo(f"       {error.hint}", err=True)
        sys.exit(exit_code(error))
    except OSError as error:  # a lock or a note that did not fit any more
        if error.errno in _REFUSED and error.filename is not None:
            click.echo(f"osler: {os.fsdecode(error.filename)}: {error.strerror}", err=True)
            sys.exit(EXIT_CODES[errors.OslerError])
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        click.echo(f"osler: {error}; nothing committed is lost", err=True)
        sys.exit(EXIT_CODES[errors.OutOfSpace])


def program() -> None:
    """`main` as a process of its own: it does not wait for a query that was given up, which runs on (nothing can
    interrupt the index) and would be waited for at the end."""
    try:
        main()
    except SystemExit as stopped:
        if stopped.code == EXIT_CODES[errors.QueryTooSlow]:
            with suppress(OSError, ValueError):  # nobody reads any more
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(EXIT_CODES[errors.QueryTooSlow])
        raise
