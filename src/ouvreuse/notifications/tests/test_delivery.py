"""The outbox against a real mail server: nothing lost, as near to once as SMTP allows (NOTE-01, NOTE-02)."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection, transaction
from tests.races import Race

from ouvreuse.notifications import actions, errors, flows, words
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.rules import split_subject

pytestmark = pytest.mark.integration
FACTS = {"code": "K7PQ-9M2X"}


class Server:
    """A mail server that answers as told and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.at_recipient = self.at_data = "250 OK"

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


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(database: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port of this machine, and the settings that lead to it."""
    handler = Server()
    port = free_port()  # the controller cannot take port 0: it knocks at the port it was told
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    yield handler
    controller.stop()


@transaction.atomic
def queued(key: str = "order:1:address:1", **changes: Any) -> UUID | None:
    options: dict[str, Any] = {"address": "vera@example.org", "language": "fr", "facts": FACTS, **changes}
    return actions.queue("booking/mail/address_changed", dedupe_key=key, **options)


def one(**changes: Any) -> UUID:
    identity = queued(**changes)
    assert identity is not None
    return identity


def state() -> tuple[str, int]:
    row = Message.objects.get()
    return row.state, row.attempts


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.deliver'")
        return int(cursor.fetchone()[0])


def test_a_message_goes_out_once_under_its_own_name(server: Server) -> None:
    message = one()
    assert flows.deliver(message) is True
    assert flows.deliver(message) is False
    [raw] = server.taken
    mail = message_from_bytes(raw)
    row = Message.objects.get()
    assert (mail["Message-ID"], mail["To"]) == (row.message_id, "vera@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (row.state, row.attempts, row.leased_until) == ("sent", 1, None)
    assert row.sent_at is not None


def test_a_message_is_written_with_its_fact_or_not_at_all(database: None) -> None:
    with pytest.raises(errors.OutsideTransaction):
        actions.queue("x", dedupe_key="x", address="a@b.fr", language="fr", facts={})
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert (Message.objects.count(), jobs()) == (0, 0)


def test_the_same_key_is_one_message(database: None) -> None:
    assert one() is not None
    assert queued() is None
    assert (Message.objects.count(), jobs()) == (1, 1)


def test_nothing_is_sent_inside_a_transaction(server: Server) -> None:
    message = one()
    with transaction.atomic(), pytest.raises(errors.NotificationError):
        flows.deliver(message)
    assert server.taken == []


@pytest.mark.parametrize("answer", ["451 try later", "421 busy"])
def test_a_server_that_says_later_is_asked_again_with_the_same_message_id(
    server: Server, answer: str
) -> None:
    message = one()
    server.at_data = answer
    with pytest.raises(smtplib.SMTPException):
        flows.deliver(message)
    assert state() == ("queued", 1)
    server.at_data = "250 OK"
    assert flows.deliver(message) is True
    assert state() == ("sent", 2)


def test_an_address_refused_for_now_is_tried_again_and_for_good_never(server: Server) -> None:
    message = one()
    server.at_recipient = "450 greylisted"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        flows.deliver(message)
    assert state() == ("queued", 1)
    server.at_recipient = "550 no such person"
    assert flows.deliver(message) is False
    assert state() == ("failed", 2)
    assert flows.deliver(message) is False
    assert server.taken == []


def test_a_server_that_is_away_loses_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    message = one()
    port = settings.EMAIL_PORT
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)
    with pytest.raises(OSError, match="refused"):
        flows.deliver(message)
    assert state() == ("queued", 1)
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    assert flows.deliver(message) is True


def test_a_server_that_is_away_for_a_day_loses_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, travel: Callable[..., None]
) -> None:
    """The rescue of every minute gives no job to a message whose own job is about to try again."""
    message = one()
    port = settings.EMAIL_PORT
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)
    for _minute in range(20):
        for _job in range(actions.requeue_stuck() or not _minute):
            with pytest.raises(OSError, match="refused"):
                flows.deliver(message)
        travel(minutes=1)
    assert state() <= ("queued", 5)
    for _hour in range(24):
        travel(hours=1)
        for _job in range(actions.requeue_stuck()):
            with pytest.raises(OSError, match="refused"):
                flows.deliver(message)
    assert state()[0] == "queued"
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    assert flows.deliver(message) is True


def test_a_message_past_its_use_is_not_sent(server: Server, travel: Callable[..., None]) -> None:
    from datetime import timedelta

    from ouvreuse.kernel import clock

    message = one(send_before=clock.now() + timedelta(hours=1))
    travel(hours=2)
    assert flows.deliver(message) is False
    assert (state(), server.taken) == (("lapsed", 0), [])


def test_a_message_that_never_gets_through_is_given_up_in_the_end(server: Server) -> None:
    message = one()
    Message.objects.update(attempts=actions.MOST_ATTEMPTS)
    assert flows.deliver(message) is False
    assert state()[0] == "failed"


def test_two_senders_at_once_send_one_mail(server: Server) -> None:
    with Race(4) as race:
        for number in range(10):
            message = one(key=f"order:{number}:address:1")
            sent = race.run(lambda _runner, message=message: flows.deliver(message))
            assert sorted(sent) == [False, False, False, True]
    assert len(server.taken) == 10


def test_a_sender_that_died_in_the_middle_is_replaced(server: Server, travel: Callable[..., None]) -> None:
    message = one()
    assert actions.lease(message) is not None
    assert flows.deliver(message) is False
    assert actions.requeue_stuck() == 0
    travel(minutes=3)
    assert actions.requeue_stuck() == 1
    assert jobs() == 2
    assert flows.deliver(message) is True
    assert state() == ("sent", 2)


def test_a_message_whose_job_was_lost_gets_another(server: Server, travel: Callable[..., None]) -> None:
    one()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    travel(minutes=2)
    assert actions.requeue_stuck() == 1
    assert jobs() == 1


@pytest.mark.unit
def test_the_first_line_is_the_subject() -> None:
    assert split_subject("\n  Hello \t you\n\nBody\nmore\n\n") == ("Hello you", "Body\nmore\n")


@pytest.mark.unit
def test_every_refusal_has_words() -> None:
    kinds = [
        k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.NotificationError)
    ]
    assert {kind.code for kind in kinds} == set(words.WORDS)
