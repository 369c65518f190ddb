"""The outbox against a real mail server: nothing lost, as near to once as SMTP allows (NOTE-01, NOTE-02)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import transaction
from tests.races import Race

from ouvreuse.notifications import actions, errors, flows, words
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.providers import line
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


def state() -> tuple[str, int]:
    row = Message.objects.get()
    return row.state, row.attempts


def test_a_message_goes_out_once_under_its_own_name(server: Server) -> None:
    one()
    assert flows.send_waiting() == 1
    assert flows.send_waiting() == 0
    [raw] = server.taken
    mail = message_from_bytes(raw)
    row = Message.objects.get()
    assert (mail["Message-ID"], mail["To"]) == (row.message_id, "vera@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (row.state, row.attempts, row.leased_until) == ("sent", 1, None)
    assert row.sent_at is not None


def test_several_letters_share_a_line_and_a_server_that_hung_up_is_called_again(server: Server) -> None:
    for number in range(3):
        one(key=f"order:{number}:address:1")
    assert flows.send_waiting(most=2) == 2
    known = line.server
    assert flows.send_waiting() == 1
    assert line.server is known
    assert known is not None
    known.connection.sock.shutdown(socket.SHUT_RD)  # what we see of a server that has hung up
    one(key="order:9:address:1")
    assert flows.send_waiting() == 1
    assert line.server is not known
    assert len(server.taken) == 4


def test_a_message_is_written_with_its_fact_or_not_at_all(database: None) -> None:
    with pytest.raises(errors.OutsideTransaction):
        actions.queue("x", dedupe_key="x", address="a@b.fr", language="fr", facts={})
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


def test_the_same_key_is_one_message(database: None) -> None:
    assert one() is not None
    assert queued() is None
    assert Message.objects.count() == 1


def test_nothing_is_sent_inside_a_transaction(server: Server) -> None:
    one()
    with transaction.atomic(), pytest.raises(errors.NotificationError):
        flows.send_waiting()
    assert server.taken == []


@pytest.mark.parametrize("answer", ["451 try later", "421 busy"])
def test_a_server_that_says_later_is_asked_again_with_the_same_message_id(
    server: Server, answer: str, travel: Callable[..., None]
) -> None:
    one()
    server.at_data = answer
    assert flows.send_waiting() == 1
    assert state() == ("queued", 1)
    server.at_data = "250 OK"
    assert flows.send_waiting() == 0, "not at once"
    travel(seconds=5)
    assert flows.send_waiting() == 1
    assert state() == ("sent", 2)


def test_an_address_refused_for_now_is_tried_again_and_for_good_never(
    server: Server, travel: Callable[..., None]
) -> None:
    one()
    server.at_recipient = "450 greylisted"
    flows.send_waiting()
    assert state() == ("queued", 1)
    server.at_recipient = "550 no such person"
    travel(seconds=5)
    flows.send_waiting()
    assert state() == ("failed", 2)
    travel(hours=2)
    assert flows.send_waiting() == 0
    assert server.taken == []


def test_a_refused_letter_does_not_keep_the_others(server: Server) -> None:
    one(key="order:1:address:1", facts={})  # its template asks for what is not there
    with transaction.atomic():
        actions.queue("booking/mail/none", dedupe_key="x", address="a@b.fr", language="fr", facts={})
    one(key="order:2:address:1")
    assert flows.send_waiting() == 3
    assert Message.objects.get(dedupe_key="x").state == "queued"
    assert Message.objects.get(dedupe_key="order:2:address:1").state == "sent"


def test_a_server_that_is_away_for_a_day_loses_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, travel: Callable[..., None]
) -> None:
    one()
    port = settings.EMAIL_PORT
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)
    for _minute in range(20):
        flows.send_waiting()
        travel(minutes=1)
    assert ("queued", 3) <= state() <= ("queued", 5), "asked less and less often"
    for _hour in range(24):
        travel(hours=1, minutes=1)
        assert flows.send_waiting() == 1
    assert state()[0] == "queued"
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    travel(hours=1, minutes=1)
    flows.send_waiting()
    assert state()[0] == "sent"


def test_a_message_past_its_use_is_not_sent(server: Server, travel: Callable[..., None]) -> None:
    from datetime import timedelta

    from ouvreuse.kernel import clock

    one(send_before=clock.now() + timedelta(hours=1))
    assert actions.lapse() == 0
    travel(hours=2)
    assert flows.send_waiting() == 0
    assert actions.lapse() == 1
    assert (state(), server.taken) == (("lapsed", 0), [])


def test_a_message_that_never_gets_through_is_given_up_in_the_end(server: Server) -> None:
    one()
    Message.objects.update(attempts=actions.MOST_ATTEMPTS)
    assert flows.send_waiting() == 0
    assert actions.lapse() == 1
    assert state()[0] == "failed"


def test_two_senders_at_once_send_one_mail(server: Server) -> None:
    def post(_runner: int) -> int:
        try:
            return flows.send_waiting()
        finally:
            line.hang_up()

    with Race(4) as race:
        for number in range(10):
            one(key=f"order:{number}:address:1")
            assert sum(race.run(post)) == 1
    assert len(server.taken) == 10


def test_a_sender_that_died_in_the_middle_is_replaced(server: Server, travel: Callable[..., None]) -> None:
    one()
    [dead] = actions.lease(5)
    assert flows.send_waiting() == 0
    travel(minutes=3)
    assert flows.send_waiting() == 1
    assert state() == ("sent", 2)
    actions.record_failure(dead, error="late", final=True)
    assert state() == ("sent", 2), "who lost the lease has no say any more"


@pytest.mark.unit
def test_the_first_line_is_the_subject() -> None:
    assert split_subject("\n  Hello \t you\n\nBody\nmore\n\n") == ("Hello you", "Body\nmore\n")


@pytest.mark.unit
def test_every_refusal_has_words() -> None:
    kinds = [
        k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.NotificationError)
    ]
    assert {kind.code for kind in kinds} == set(words.WORDS)
