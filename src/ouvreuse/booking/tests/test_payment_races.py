"""All who may settle at once, and a bank that cuts; each race has a twin without the guard (PAY-01, 02, 05)."""

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
    sales,
    take,
    told,
)

from ouvreuse.booking import actions, errors, flows
from ouvreuse.booking.actions import settling
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries import whole
from ouvreuse.payments import flows as payments
from ouvreuse.payments import queries as payment_queries
from ouvreuse.payments.errors import ProviderUnreachable
from ouvreuse.payments.models import Payment, ProviderEvent

pytestmark = pytest.mark.integration
CLAIMS_SQL = Path(actions.__file__).parent.parent / "migrations" / "sql" / "claims.sql"
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
