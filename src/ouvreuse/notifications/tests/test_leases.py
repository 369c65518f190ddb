"""Who sends a message, and who says so: leases, senders that die or are slow, a database that goes away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from tests.races import Race

from ouvreuse.notifications import actions, flows
from ouvreuse.notifications.actions import Leased
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.providers import Letter, line
from ouvreuse.notifications.tests.factories import Server, one, serving, several, state

pytestmark = pytest.mark.integration


@pytest.fixture
def server(database: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(monkeypatch) as running:
        yield running


@pytest.fixture
def senders(server: Server) -> Iterator[Executor]:
    """Two threads that send."""
    together = threading.Barrier(2)

    def leave(_number: int) -> None:
        together.wait(10)
        line.hang_up()

    with ThreadPoolExecutor(2) as threads:
        yield threads
        list(threads.map(leave, range(2)))


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


class Breaks:
    """Fails as a database that restarts, so many times, then does what it stands for."""

    def __init__(self, work: Callable[[Leased], None], *, times: int) -> None:
        self.work, self.left = work, times

    def __call__(self, message: Leased) -> None:
        if self.left:
            self.left -= 1
            raise OperationalError("terminating connection due to administrator command")
        self.work(message)


def test_what_was_sent_is_written_down_on_a_new_connection_when_the_database_restarts(
    server: Server, senders: Executor, monkeypatch: pytest.MonkeyPatch, travel: Callable[..., None]
) -> None:
    names = several(4)
    monkeypatch.setattr(actions, "record_sent", Breaks(actions.record_sent, times=1))
    assert flows.send_waiting(senders=senders) == 4
    travel(minutes=3)
    assert flows.send_waiting(senders=senders) == 0
    assert server.names() == names


@pytest.mark.parametrize("threads", [True, False])
def test_a_result_that_cannot_be_written_down_does_not_keep_the_others(
    server: Server,
    senders: Executor,
    monkeypatch: pytest.MonkeyPatch,
    travel: Callable[..., None],
    threads: bool,
) -> None:
    names = several(4)
    monkeypatch.setattr(actions, "record_sent", Breaks(actions.record_sent, times=2))
    with pytest.raises(OperationalError):
        flows.send_waiting(senders=senders if threads else None)
    assert server.names() == names
    assert Message.objects.filter(state="sent").count() == 3
    travel(minutes=3)
    assert flows.send_waiting() == 1, "the one nobody wrote down goes out again, under the same name"
    assert Message.objects.filter(state="sent").count() == 4


def test_a_letter_whose_lease_is_nearly_over_is_left_to_the_next_sender(
    server: Server, monkeypatch: pytest.MonkeyPatch, travel: Callable[..., None]
) -> None:
    names = several(2)
    slow, may_go_on = threading.Event(), threading.Event()
    later = 0.0

    def compose_slowly(row: Leased, **sender: str) -> Letter:
        letter = compose(row, **sender)
        if threading.current_thread() is not threading.main_thread():
            slow.set()
            assert may_go_on.wait(10)
        return letter

    def post() -> int:
        try:
            return flows.send_waiting()
        finally:
            line.hang_up()
            connection.close()

    compose = flows.compose
    monkeypatch.setattr(flows, "compose", compose_slowly)
    monkeypatch.setattr(actions, "monotonic", lambda: time.monotonic() + later)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(post)
        assert slow.wait(10)
        later = 180.0
        travel(seconds=later)
        assert flows.send_waiting() == 2
        may_go_on.set()
        assert first.result() == 2
    assert server.names() == names
    assert {(m.state, m.attempts) for m in Message.objects.all()} == {("sent", 2)}


def test_a_letter_not_begun_in_time_waits_for_nobody(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    one()
    clock = iter([0.0, 61.0])
    monkeypatch.setattr(actions, "monotonic", lambda: next(clock, 62.0))
    assert flows.send_waiting() == 1
    assert (state(), server.taken) == (("queued", 1), [])
    assert flows.send_waiting() == 1
    assert (state(), len(server.taken)) == (("sent", 2), 1)
