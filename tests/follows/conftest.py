"""Three people, the made-up mirror, and a mail server that may be down."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from osler import wiring
from osler.config import Config
from osler.follows.mirror import Mirror, opened
from tests.desk.conftest import _mirror, ada, ben, client, colleague, eve, home, outsider, owner, server

__all__ = ["_mirror", "ada", "ben", "client", "colleague", "eve", "home", "outsider", "owner", "server"]


@pytest.fixture
def papers(home: Path) -> Iterator[Mirror]:
    """The made-up mirror, as the feed reads it."""
    engine = wiring.open_engine(Config(home=home))
    yield opened(Config(home=home), engine)
    engine.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Mailbox:
    """A real SMTP server on loopback; `refuses` answers 451 as a server in trouble does."""

    mails: list[tuple[str, Message]] = field(default_factory=list)
    refuses: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuses:
            return "451 try again later"
        self.mails.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield box
    controller.stop()
