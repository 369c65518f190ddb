"""The outbox against a real mail server: nothing lost, as near to once as SMTP allows (NOTE-01, NOTE-02)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes

import pytest
from django.conf import settings
from django.db import transaction

from ouvreuse.notifications import actions, errors, flows, words
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.providers import line
from ouvreuse.notifications.rules import split_subject
from ouvreuse.notifications.tests.factories import Server, one, queued, serving, state

pytestmark = pytest.mark.integration


@pytest.fixture
def server(database: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(monkeypatch) as running:
        yield running


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


def test_a_server_that_takes_leave_badly_does_not_undo_its_refusal(server: Server) -> None:
    one()
    server.at_recipient = "550 no such person"
    server.at_quit = "221 " + "x" * 9000
    flows.send_waiting()
    assert state() == ("failed", 1)


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


@pytest.mark.unit
def test_the_first_line_is_the_subject() -> None:
    assert split_subject("\n  Hello \t you\n\nBody\nmore\n\n") == ("Hello you", "Body\nmore\n")


@pytest.mark.unit
def test_every_refusal_has_words() -> None:
    kinds = [
        k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.NotificationError)
    ]
    assert {kind.code for kind in kinds} == {key for key in words.WORDS if "." not in key}
