"""What the bank tells, in copies, in any order, late or stale; twins without the guard (PAY-03, 04, T-13 to 15)."""

from __future__ import annotations

import itertools
import threading
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.cast import Chain
from tests.races import ROUNDS, Race
from tests.rig.orders import (
    SUCCESSES,
    assert_sold_once,
    at_the_bank,
    deliver,
    fresh_screenings,
    jobs,
    mails,
    sales,
    told,
)

from ouvreuse.booking import actions, flows
from ouvreuse.booking.models import Order
from ouvreuse.booking.queries import order_view
from ouvreuse.kernel import clock
from ouvreuse.payments import actions as payment_actions
from ouvreuse.payments import flows as payments
from ouvreuse.payments.models import Payment, ProviderEvent, Refund
from ouvreuse.payments.providers import stripe as provider

pytestmark = pytest.mark.integration


def test_PAY_03_ten_copies_at_once_are_stored_once_and_work_once(chain: Chain, bank: Any) -> None:
    kinds = {"checkout.session.completed": 0, "payment_intent.succeeded": 1}
    done: set[int] = set()
    with Race(10) as race:
        for turn, screening in enumerate(fresh_screenings(chain, ROUNDS)):
            order, session = at_the_bank(screening, 3)
            bank.order(pay=session)
            kind = list(kinds)[turn % 2]
            body = told(bank, kind)
            assert race.run(lambda _, body=body: deliver(chain, body)) == [200] * 10
            made = set(jobs()) - done
            assert len(made) == kinds[kind], made
            for event in made:
                flows.settle_event(event)
                flows.settle_event(event)
            done |= made
            assert_sold_once(order, seats=1)
            assert deliver(chain, body) == 200
    assert ProviderEvent.objects.count() == ROUNDS


@pytest.mark.breaks_invariants
def test_PAY_03_twin_look_then_store_keeps_copies(
    chain: Chain, bank: Any, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, session = at_the_bank(chain.screening(), 3)
    bank.order(pay=session)
    body, meeting = told(bank, "payment_intent.succeeded"), threading.Barrier(4, timeout=10)

    def look_then_store(account: int, event: Any, payment: UUID | None, *, processed: bool) -> int | None:
        known = ProviderEvent.objects.filter(account_id=account, event_id=event.event_id).exists()
        meeting.wait()
        if known:
            return None
        return ProviderEvent.objects.create(
            account_id=account, event_id=event.event_id, kind=event.kind, object_id=event.object_id,
            payment_id=payment, body=event.body, received_at=clock.now(),
        ).id  # fmt: skip

    monkeypatch.setattr(payment_actions.hearing, "_insert_event", look_then_store)
    superuser.execute("ALTER TABLE payments_providerevent DROP CONSTRAINT provider_event_once")
    try:
        with Race(4) as race:
            race.run(lambda _: deliver(chain, body))
        assert (ProviderEvent.objects.count(), len(jobs())) == (4, 4)
    finally:
        superuser.execute("DELETE FROM payments_providerevent")
        superuser.execute(
            "ALTER TABLE payments_providerevent ADD CONSTRAINT provider_event_once UNIQUE (account_id, event_id)"
        )


def test_T_13_five_copies_and_the_other_event_first(chain: Chain, bank: Any) -> None:
    order, session = at_the_bank(chain.screening(), 1, 2)
    bank.order(pay=session)
    first, second = (told(bank, kind) for kind in SUCCESSES)
    assert [deliver(chain, body) for body in (first, second, *[second] * 4)] == [200] * 6
    for event in jobs():
        flows.settle_event(event)
    assert_sold_once(order, seats=2)
    assert ProviderEvent.objects.filter(processed_at__isnull=True).count() == 0


def test_T_14_success_after_the_seats_were_resold_is_given_back_whole(
    chain: Chain, bank: Any, travel: Any
) -> None:
    screening = chain.screening()
    order, session = at_the_bank(screening, 1, 2)
    bank.order(expired_then_pays={"session": session, "after_s": 3600})
    assert flows.give_up(order)
    travel(minutes=10)
    actions.sell(screening, places=[2], rates=["PLEIN"])
    bank.order(pay=session)
    assert deliver(chain, told(bank, "checkout.session.completed")) == 200
    for event in jobs() * 2:
        flows.settle_event(event)
    view = order_view(order)
    assert (view.state, view.refunded, view.tickets) == ("refunded", 1900, ())
    assert (mails(order), mails(order, "refunded"), Refund.objects.count()) == (0, 1, 1)


def test_T_15_a_signature_of_301_seconds_is_refused_and_nothing_stored(chain: Chain, bank: Any) -> None:
    order, session = at_the_bank(chain.screening(), 1)
    bank.order(pay=session)
    assert deliver(chain, told(bank, "checkout.session.completed"), age=301) == 400
    assert (ProviderEvent.objects.count(), jobs(), sales(order)) == (0, [], 0)


HISTORY = ("payment_intent.payment_failed", *SUCCESSES, "charge.refunded")
if ROUNDS > 50:  # a fifth event makes 120 orders of 24: for ./ouvreuse test --deep
    HISTORY = ("payment_intent.requires_action", *HISTORY)


def _lived(chain: Chain, bank: Any, *, told_in: tuple[str, ...], screening: int) -> tuple[object, ...]:
    """A purchase with a history at the bank, heard in some order; how it stands at the end."""
    order, session = at_the_bank(screening, 1, 2)
    bank.order(challenge=session)
    bank.order(decline=session)
    bank.order(pay=session)
    payment, heard = Payment.objects.get(subject=order), set(jobs())
    intent = bank.bank.store.get("checkout.session", session)["payment_intent"]
    bank.order(dashboard_refund={"payment_intent": intent, "amount": 500})
    for kind in told_in:
        assert deliver(chain, told(bank, kind)) == 200
        for event in set(jobs()) - heard:
            flows.settle_event(event)
        heard = set(jobs())
    payment.refresh_from_db()
    refunds = Refund.objects.filter(payment=payment).values_list("amount", "state", "reason")
    tickets = len(order_view(order).tickets)
    return (
        payment.state, payment.captured, Order.objects.get(id=order).state, tickets, mails(order), sales(order),
        *refunds,
    )  # fmt: skip


def test_PAY_04_any_order_of_events_ends_the_same(chain: Chain, bank: Any) -> None:
    """Challenged, refused, paid, a part given back at the bank: all orders of being told end alike.

    A refund made in the bank's dashboard is written down; a person decides about the tickets (PAY-09).
    """
    orders = list(itertools.permutations(HISTORY))
    screenings = fresh_screenings(chain, len(orders))
    ends = {
        told_in: _lived(chain, bank, told_in=told_in, screening=screening)
        for told_in, screening in zip(orders, screenings, strict=True)
    }
    wanted = ("succeeded", 1900, "confirmed", 2, 1, 1, (500, "done", "provider"))
    assert {told_in: end for told_in, end in ends.items() if end != wanted} == {}


def _stale_answer(order: UUID, bank: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """One caller reads "open", the buyer pays, the other caller settles; then the first writes what it read."""
    payment = Payment.objects.get(subject=order)
    read, paid, really = threading.Event(), threading.Event(), provider.retrieve_session

    def slow_reader(credentials: Any, *, ref: str) -> Any:
        answer = really(credentials, ref=ref)
        if answer.status == "open":
            read.set()
            assert paid.wait(10)
        return answer

    def turn(runner: int) -> Any:
        if runner == 0:
            return payments.ask(payment.id)
        assert read.wait(10)
        bank.order(pay=payment.provider_ref)
        try:
            return flows.settle_now(order)
        finally:
            paid.set()

    monkeypatch.setattr(provider, "retrieve_session", slow_reader)
    with Race(2) as race:
        return race.run(turn)


def test_PAY_04_a_stale_answer_never_unpays(
    chain: Chain, bank: Any, monkeypatch: pytest.MonkeyPatch, calls: None
) -> None:
    order, _ = at_the_bank(chain.screening(), 1)
    assert _stale_answer(order, bank, monkeypatch) == ["succeeded", "confirmed"]
    assert Payment.objects.get(subject=order).state == "succeeded"


@pytest.mark.breaks_invariants
def test_PAY_04_twin_believing_the_last_word_unpays(
    chain: Chain, bank: Any, monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection, calls: None
) -> None:
    order, _ = at_the_bank(chain.screening(), 1)
    monkeypatch.setattr(payment_actions.paying, "step", lambda _state, said: said)
    superuser.execute("ALTER TABLE payments_payment DISABLE TRIGGER payment_forward_only")
    try:
        _stale_answer(order, bank, monkeypatch)
    finally:
        superuser.execute("ALTER TABLE payments_payment ENABLE TRIGGER payment_forward_only")
    assert Payment.objects.get(subject=order).state == "open", "paid, with tickets, and open again"
