"""Webhook, return, poller and clerk at once; each race has a twin without the guard (PAY-01 to PAY-05)."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import OperationalError
from tests.cast import Chain
from tests.races import ROUNDS, Race
from tests.rig.orders import (
    SUCCESSES,
    age,
    assert_sold_once,
    at_the_bank,
    deliver,
    fresh_screenings,
    jobs,
    mails,
    sales,
    take,
    told,
)

from ouvreuse.booking import actions, errors, flows
from ouvreuse.booking.actions import settling
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries import order_view, whole
from ouvreuse.kernel import clock
from ouvreuse.payments import actions as payment_actions
from ouvreuse.payments import flows as payments
from ouvreuse.payments import queries as payment_queries
from ouvreuse.payments.errors import ProviderUnreachable
from ouvreuse.payments.models import Payment, ProviderEvent, Refund
from ouvreuse.payments.providers import stripe as provider

pytestmark = pytest.mark.integration
CLAIMS_SQL = Path(actions.__file__).parent.parent / "migrations" / "sql" / "claims.sql"


@pytest.fixture
def calls() -> Iterator[None]:
    """As many calls at the bank as the race has runners: a worker may have them, and the race is about more."""
    payments.allow_calls(12)
    yield
    payments.allow_calls(2)


ORDERS = list(itertools.permutations(range(4)))


def heard(chain: Chain, body: bytes) -> None:
    """The provider's event comes in, and whatever job it leaves is done."""
    before = set(jobs())
    assert deliver(chain, body) == 200
    for event in set(jobs()) - before:
        flows.settle_event(event)


def test_PAY_01_webhook_return_poller_and_clerk_settle_once(
    chain: Chain, bank: Any, superuser: psycopg.Connection, calls: None
) -> None:
    """All orders of the four callers: together in odd rounds, a little apart in even ones."""
    with Race(4) as race:
        for turn, screening in enumerate(fresh_screenings(chain, ROUNDS)):
            order, session = at_the_bank(screening, 1, 2)
            bank.order(pay=session)
            body = told(bank, SUCCESSES[turn % 2])
            age(superuser, order)
            callers = [
                lambda body=body: heard(chain, body),
                lambda order=order: flows.refresh(order),
                flows.poll,
                lambda order=order: actions.settle(order),
            ]
            places, apart = ORDERS[turn % len(ORDERS)], 0.004 * (turn % 2)

            def call(runner: int, callers: Any = callers, places: Any = places, apart: float = apart) -> Any:
                time.sleep(places[runner] * apart)
                return callers[runner]()

            results = race.run(call)
            assert not [one for one in results if isinstance(one, Exception)], results
            assert_sold_once(order, seats=2)
            assert ProviderEvent.objects.filter(processed_at__isnull=True).count() == 0


@contextmanager
def tickets_without_guards(superuser: psycopg.Connection) -> Iterator[None]:
    """The database's own nets taken away, so that only the lock of the order is left to judge."""
    text = CLAIMS_SQL.read_text()
    start = text.index("    IF v_o.state IS DISTINCT FROM 'paying'")
    naive = text[:start] + text[text.index("    SELECT coalesce(sum(captured), -1)", start) :]
    assert naive != text
    superuser.execute("SET ROLE ouvreuse_owner")
    superuser.execute(naive)
    superuser.execute("ALTER TABLE booking_ticket DROP CONSTRAINT ticket_number_once")
    superuser.execute("DROP INDEX ticket_seat_once")
    try:
        yield
    finally:
        superuser.execute("RESET ROLE")
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("DELETE FROM booking_ticket")
        superuser.execute("SET session_replication_role = DEFAULT")
        superuser.execute("SET ROLE ouvreuse_owner")
        superuser.execute(
            "CREATE UNIQUE INDEX ticket_seat_once ON booking_ticket (screening_id, place) WHERE voided_at IS NULL"
        )
        superuser.execute(
            "ALTER TABLE booking_ticket ADD CONSTRAINT ticket_number_once UNIQUE (order_id, number)"
        )
        superuser.execute(text)
        superuser.execute("RESET ROLE")


@pytest.mark.breaks_invariants
def test_PAY_01_twin_without_the_lock_sells_twice(
    chain: Chain, bank: Any, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, session = at_the_bank(chain.screening(), 1, 2)
    bank.order(pay=session)
    assert payments.ask(Payment.objects.get(subject=order).id) == "succeeded"
    meeting, issue = threading.Barrier(2, timeout=10), settling.issue

    def issue_together(order: Any, **more: Any) -> None:
        meeting.wait()
        issue(order, **more)

    monkeypatch.setattr(whole, "LOCK", whole.LOCK.replace("FOR UPDATE", ""))
    monkeypatch.setattr(settling, "issue", issue_together)
    with tickets_without_guards(superuser), Race(2) as race:
        race.run(lambda _: actions.settle(order))
        assert (sales(order), Ticket.objects.filter(order_id=order).count()) == (2, 4)


def test_PAY_02_nobody_comes_back_and_the_webhook_alone_completes(chain: Chain, bank: Any) -> None:
    order, session = at_the_bank(chain.screening(), 1, 2)
    bank.order(pay=session)
    assert deliver(chain, told(bank, "checkout.session.completed")) == 200
    assert jobs() == [], "a signed word of a paid session needs no job and no call"
    assert_sold_once(order, seats=2)


def test_PAY_02_a_paid_event_that_cannot_be_settled_now_is_left_to_a_job(
    chain: Chain, bank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, session = at_the_bank(chain.screening(), 1, 2)
    bank.order(pay=session)

    def busy(*_: object, **__: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    with monkeypatch.context() as patched:
        patched.setattr(settling, "issue", busy)
        assert deliver(chain, told(bank, "checkout.session.completed")) == 200
    assert (Order.objects.get(id=order).state, ProviderEvent.objects.count()) == ("paying", 1)
    [event] = jobs()
    flows.settle_event(event)
    assert_sold_once(order, seats=2)


def test_PAY_02_no_return_and_no_webhook_the_poller_completes(chain: Chain, bank: Any, travel: Any) -> None:
    order, session = at_the_bank(chain.screening(), 1, 2)
    bank.order(webhooks={"drop": True}, pay=session)
    assert (flows.poll(), Order.objects.get(id=order).state) == (0, "paying"), "too early to ask"
    travel(minutes=1)
    assert flows.poll() == 1
    assert_sold_once(order, seats=2)


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

    monkeypatch.setattr(payment_actions, "_insert_event", look_then_store)
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
    monkeypatch.setattr(payment_actions, "step", lambda _state, said: said)
    superuser.execute("ALTER TABLE payments_payment DISABLE TRIGGER payment_forward_only")
    try:
        _stale_answer(order, bank, monkeypatch)
    finally:
        superuser.execute("ALTER TABLE payments_payment ENABLE TRIGGER payment_forward_only")
    assert Payment.objects.get(subject=order).state == "open", "paid, with tickets, and open again"


def cut_after_acting(bank: Any, screening: int) -> UUID:
    """An order whose page the bank opened without our hearing of it."""
    held = take(screening, 7)
    bank.order(faults=[{"call": "sessions.create", "do": "act_then_cut"}])
    with pytest.raises(ProviderUnreachable):
        flows.open_checkout(held.order, email="camille@example.org")
    return held.order


def sessions_of(bank: Any, order: UUID) -> list[dict[str, Any]]:
    payment = Payment.objects.get(subject=order)
    found = bank.bank.store.find("checkout.session")
    return [one for one in found if one["client_reference_id"] == str(payment.id)]


def test_PAY_05_the_bank_acts_then_cuts_and_the_buyer_pays_once(chain: Chain, bank: Any, calls: None) -> None:
    with Race(4) as race:
        for screening in fresh_screenings(chain, ROUNDS):
            order = cut_after_acting(bank, screening)
            assert Payment.objects.get(subject=order).state == "unknown", "never failed: nobody knows"
            with pytest.raises(errors.SeatTaken):
                take(screening, 7)
            pages = race.run(lambda _, order=order: flows.bank_page(order))
            assert len({str(page) for page in pages}) == 1, pages
            made = sessions_of(bank, order)
            assert [one["url"] for one in made] == pages[:1]
            bank.order(pay=made[0]["id"])
            assert flows.settle_now(order) == "confirmed"
            assert_sold_once(order, seats=1)
    assert len(bank.bank.store.find("charge")) == ROUNDS


@pytest.mark.breaks_invariants
def test_PAY_05_twin_a_key_for_each_attempt_opens_two_pages(
    chain: Chain, bank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payment_queries.Call, "key", property(lambda _: str(uuid4())))
    order = cut_after_acting(bank, chain.screening())
    flows.bank_page(order)
    assert len(sessions_of(bank, order)) == 2, "two pages where the buyer could pay"
