"""Signed events: sent again until taken, doubled, held and shuffled on demand."""

import http.client
import json
import random
from pathlib import Path

from fakes.bank import Running, serve
from fakes.bank.core import Delay
from fakes.bank.webhooks import Courier
from fakes.tests.bank_kit import SECRET, basket, client, shop, until

PAID = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


def _pay(bank: Running) -> str:
    made = client(bank).v1.checkout.sessions.create(params=basket())
    bank.order(pay=made.id)
    return str(made.id)


def test_events_are_signed_and_carry_the_request() -> None:
    with shop() as (taken, url), serve(webhook=url, secret=SECRET) as bank:
        intent = client(bank).v1.checkout.sessions.retrieve(_pay(bank)).payment_intent
        until(lambda: len(taken.got) == 4)
        assert {event.type for event in taken.events()} == set(PAID)
        client(bank).v1.refunds.create(params={"payment_intent": intent}, options={"idempotency_key": "r1"})
        until(lambda: len(taken.got) == 6)
        assert {event.request.idempotency_key for event in taken.events()[4:]} == {"r1"}


def test_refused_event_comes_again() -> None:
    with shop() as (taken, url), serve(webhook=url, secret=SECRET) as bank:
        taken.statuses += [500]
        _pay(bank)
        until(lambda: len(taken.got) == 5)
        ids = [event.id for event in taken.events()]
        assert len(set(ids)) == 4
        until(lambda: bank.bank.store.rows("SELECT count(*) FROM delivery WHERE done = 0")[0][0] == 0)


def test_duplicates_hold_and_drop() -> None:
    with shop() as (taken, url), serve(webhook=url, secret=SECRET) as bank:
        bank.order(webhooks={"duplicate": 3, "hold": True})
        _pay(bank)
        assert taken.got == []
        bank.order(flush=True, webhooks={"drop": True})
        until(lambda: len(taken.got) == 12)
        _pay(bank)
        assert bank.bank.store.rows("SELECT count(*) FROM delivery")[0][0] == 12
        bank.order(redeliver="all")
        until(lambda: len(taken.got) == 12 + 8)


class Dice(random.Random):
    """Says what it was told to."""

    def __init__(self, *waits: float) -> None:
        super().__init__()
        self.waits = list(waits)

    def uniform(self, a: float, b: float) -> float:
        wait = self.waits.pop(0)
        assert a <= wait <= b
        return wait


def _order(bank: Running, *waits: float) -> list[int]:
    """In which order a courier of its own would carry what is undelivered."""
    courier = Courier(bank.bank)  # never started: the order is looked at, not waited for
    courier._dice = Dice(*waits)
    courier._collect()
    assert courier._dice.waits == []
    return [seq for _, seq in sorted(courier._due)]


def test_disorder_on_demand_is_drawn_for_each_event() -> None:
    with serve(secret=SECRET) as bank:
        _pay(bank)
        assert _order(bank) == [1, 2, 3, 4], "in order, and the dice left alone"
        bank.order(webhooks={"shuffle": True})
        assert _order(bank, 0.8, 0.5, 0.2, 0.0) == [4, 3, 2, 1]
        assert _order(bank, 0.5, 0.0, 0.8, 0.2) == [2, 4, 1, 3]


def test_shuffled_events_all_come_once() -> None:
    with shop() as (taken, url), serve(webhook=url, secret=SECRET) as bank:
        bank.order(webhooks={"shuffle": True})
        _pay(bank)
        until(lambda: len(taken.got) == 4)
        assert sorted(event.type for event in taken.events()) == sorted(PAID)


def test_undelivered_survives_a_restart(tmp_path: Path) -> None:
    with serve(data=tmp_path / "bank.db") as bank:
        bank.order(webhooks={"hold": True})
        _pay(bank)
    with shop() as (taken, url), serve(data=tmp_path / "bank.db", webhook=url, secret=SECRET) as bank:
        bank.order(flush=True)
        until(lambda: len(taken.got) == 4)


def test_late_payment_comes_by_itself() -> None:
    with shop() as (taken, url), serve(webhook=url, secret=SECRET) as bank:
        bank.order(expired_then_pays={"session": "next", "after_s": 0})
        made = client(bank).v1.checkout.sessions.create(params=basket())
        client(bank).v1.checkout.sessions.expire(made.id)
        until(lambda: "checkout.session.completed" in [event.type for event in taken.events()])
        assert "checkout.session.expired" in [event.type for event in taken.events()]


def test_control_over_http_wants_json() -> None:
    with serve() as bank:
        line = http.client.HTTPConnection("127.0.0.1", bank.server.port)
        line.request("POST", "/_control", "delay=1", {"Content-Type": "application/x-www-form-urlencoded"})
        refused = line.getresponse()
        refused.read()
        assert refused.status == 415
        order = json.dumps({"delay": {"median_ms": 1, "p99_ms": 2}})
        line.request("POST", "/_control", order, {"Content-Type": "application/json"})
        assert json.loads(line.getresponse().read()) == {"delay": "set"}
        line.request("POST", "/_control", '{"nonsense": 1}', {"Content-Type": "application/json"})
        assert line.getresponse().status == 400
        line.close()


def test_delay_has_the_asked_median_and_tail() -> None:
    delay = Delay(250, 1200, seed=7)
    draws = sorted(delay.seconds() for _ in range(5000))
    assert 0.23 < draws[2500] < 0.27
    assert 1.0 < draws[4950] < 1.45
    assert Delay().seconds() == 0.0
