"""A mail server that answers as told, and messages for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import transaction

from ouvreuse.notifications import actions
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.providers import line

FACTS = {"code": "K7PQ-9M2X"}


class Server:
    """A mail server that answers as told and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.at_recipient = self.at_data = "250 OK"
        self.at_quit = "221 Bye"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.at_data.startswith("250"):
            self.taken.append(envelope.content)
        return self.at_data

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:
        return self.at_quit

    def names(self) -> list[str]:
        """The names of the messages taken, sorted."""
        return sorted(str(message_from_bytes(raw)["Message-ID"]) for raw in self.taken)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port of this machine, and the settings that lead to it."""
    handler = Server()
    port = free_port()  # the controller cannot take port 0: it knocks at the port it was told
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    yield handler
    line.hang_up()
    controller.stop()


@transaction.atomic
def queued(key: str = "order:1:address:1", **changes: Any) -> UUID | None:
    options: dict[str, Any] = {"address": "vera@example.org", "language": "fr", "facts": FACTS, **changes}
    return actions.queue("booking/mail/address_changed", dedupe_key=key, **options)


def one(**changes: Any) -> UUID:
    identity = queued(**changes)
    assert identity is not None
    return identity


def several(count: int) -> list[str]:
    """Queue so many; the names they will travel under, sorted."""
    known = [one(key=f"order:{number}:address:1") for number in range(count)]
    return sorted(Message.objects.get(id=identity).message_id for identity in known)


def state() -> tuple[str, int]:
    row = Message.objects.get()
    return row.state, row.attempts
