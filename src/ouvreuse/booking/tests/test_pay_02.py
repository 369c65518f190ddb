"""PAY-02 and its twin: nobody comes back and no webhook arrives; the poller alone makes it good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.cast import Chain
from tests.races import ROUNDS, Race
from tests.rig.orders import age, assert_sold_once, at_the_bank, fresh_screenings, jobs, mails, sales

from ouvreuse.booking import flows
from ouvreuse.booking.models import Order
from ouvreuse.booking.queries import order_view
from ouvreuse.payments import flows as payments
from ouvreuse.payments.models import Payment, ProviderEvent

pytestmark = pytest.mark.integration


def charged_and_not_told(chain: Chain, bank: Any) -> UUID:
    """The buyer pays and closes the window; the bank's event is lost on its way."""
    order, session = at_the_bank(chain.screening(), 1, 2)
    bank.order(webhooks={"drop": True}, pay=session)
    return order


def charges(bank: Any) -> list[int]:
    return [one["amount"] for one in bank.bank.store.find("charge") if one["paid"]]


def test_PAY_02_the_poller_makes_good_what_nobody_told(chain: Chain, bank: Any, travel: Any) -> None:
    order = charged_and_not_told(chain, bank)
    travel(minutes=1)
    flows.poll()
    assert_sold_once(order, seats=2)
    assert (charges(bank), ProviderEvent.objects.count()) == ([1900], 0)
    travel(minutes=1)
    flows.poll()
    assert_sold_once(order, seats=2)


def test_PAY_02_twin_without_the_poller_the_money_is_taken_and_no_ticket_made(
    chain: Chain, bank: Any, travel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finds_nothing(*, older_than: timedelta) -> list[UUID]:
        return []

    order = charged_and_not_told(chain, bank)
    with monkeypatch.context() as patched:
        patched.setattr(flows, "orders_to_settle", finds_nothing)
        for _ in range(3):
            travel(minutes=10)
            flows.poll()
            flows.rescue()
            for event in jobs():
                flows.settle_event(event)
        assert charges(bank) == [1900], "the bank has the money"
        assert Order.objects.get(id=order).state == "paying"
        assert (order_view(order).tickets, mails(order), sales(order)) == ((), 0, 0)
        assert Payment.objects.get(subject=order).state == "open", "and nobody here has heard of it"
    flows.poll()
    assert_sold_once(order, seats=2)


def test_PAY_02_pollers_at_once_and_a_late_return_settle_once(
    chain: Chain, bank: Any, superuser: psycopg.Connection
) -> None:
    """No webhook at all: two workers' pollers and the buyer who comes back after all."""
    payments.allow_calls(12)
    try:
        with Race(3) as race:
            for screening in fresh_screenings(chain, ROUNDS):
                order, session = at_the_bank(screening, 1, 2)
                bank.order(webhooks={"drop": True}, pay=session)
                age(superuser, order)
                callers = [flows.poll, flows.poll, lambda order=order: flows.refresh(order)]
                results = race.run(lambda runner, callers=callers: callers[runner]())
                assert not [one for one in results if isinstance(one, Exception)], results
                assert_sold_once(order, seats=2)
    finally:
        payments.allow_calls(2)
    assert len(charges(bank)) == ROUNDS
