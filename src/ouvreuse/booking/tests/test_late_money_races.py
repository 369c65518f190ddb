"""Late money against a new buyer of the same seats, and the sweeper against a payment (SEAT-02, SEAT-03)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.cast import Chain
from tests.races import ROUNDS, Race
from tests.rig.orders import age, assert_sold_once, at_the_bank, fresh_screenings, mails, sales, take

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import SeatTaken
from ouvreuse.booking.models import Claim, Order
from ouvreuse.payments import actions as payment_actions
from ouvreuse.payments import flows as payments
from ouvreuse.payments.models import Payment, Refund

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("calls")]
CLAIMS_SQL = Path(actions.__file__).parent.parent / "migrations" / "sql" / "claims.sql"


def state_of(order: UUID) -> str:
    return Order.objects.get(id=order).state


def paid_too_late(bank: Any, screening: int, *places: int) -> UUID:
    """An order let go because the bank said expired, which the bank then took money for; nobody knows yet."""
    order, session = at_the_bank(screening, *places)
    bank.order(expired_then_pays={"session": session, "after_s": 3600})
    assert flows.give_up(order)
    bank.order(pay=session)
    assert payments.ask(Payment.objects.get(subject=order).id) == "succeeded"
    return order


def assert_given_back_once(order: UUID, *, cents: int) -> None:
    """All the money and no ticket, one mail that says so, nothing sold in the book."""
    assert state_of(order) == "refunded"
    assert list(Refund.objects.filter(payment__subject=order).values_list("amount", flat=True)) == [cents]
    assert (mails(order), mails(order, "refunded"), sales(order)) == (0, 1, 0)


def try_to_take(screening: int, *places: int) -> actions.Hold | None:
    try:
        return take(screening, *places)
    except SeatTaken:
        return None


def test_SEAT_02_late_money_against_a_new_buyer(chain: Chain, bank: Any) -> None:
    """Half of the group's seats are wanted by another: all of the seats or all of the money, never both or neither."""
    with Race(3) as race:
        for screening in fresh_screenings(chain, ROUNDS):
            late = paid_too_late(bank, screening, 5, 6)

            def turn(runner: int, late: UUID = late, screening: int = screening) -> Any:
                return try_to_take(screening, 6, 7) if runner == 0 else actions.settle(late)

            bought, *settled = race.run(turn)
            assert not [one for one in (bought, *settled) if isinstance(one, Exception)], (bought, settled)
            holders = set(Claim.objects.filter(screening_id=screening).values_list("order_id", flat=True))
            if bought is None:
                assert_sold_once(late, seats=2)
                assert holders == {late}
            else:
                assert_given_back_once(late, cents=1900)
                assert holders == {bought.order}


@contextmanager
def seats_taken_back_by_force(superuser: psycopg.Connection) -> Iterator[None]:
    """Late money takes its seats again without looking whose they are by now."""
    text = CLAIMS_SQL.read_text()
    forced = text.replace("WHERE c.until <= v_now OR c.order_id = p_order;", "WHERE true;")
    assert forced != text
    superuser.execute("SET ROLE ouvreuse_owner")
    superuser.execute(forced)
    try:
        yield
    finally:
        superuser.execute(text)
        superuser.execute("RESET ROLE")


@pytest.mark.breaks_invariants
def test_SEAT_02_twin_taking_back_by_force_robs_the_new_buyer(
    chain: Chain, bank: Any, superuser: psycopg.Connection
) -> None:
    screening = chain.screening()
    late, held = paid_too_late(bank, screening, 5, 6), threading.Event()

    def turn(runner: int) -> Any:
        if runner == 0:
            try:
                return try_to_take(screening, 6, 7)
            finally:
                held.set()
        assert held.wait(10)
        return actions.settle(late)

    with seats_taken_back_by_force(superuser), Race(2) as race:
        bought, _ = race.run(turn)
    assert isinstance(bought, actions.Hold)
    assert state_of(late) == "confirmed", "both were told that seat 6 is theirs"


def past_its_deadline(superuser: psycopg.Connection, screening: int) -> tuple[UUID, str]:
    """An order whose buyer is still on the bank's page when our time for it is over."""
    order, session = at_the_bank(screening, 9)
    age(superuser, order, minutes=20)
    Payment.objects.filter(subject=order).update(deadline_at="2020-01-01T00:00:00Z")
    return order, session


def is_paid(bank: Any, session: str) -> bool:
    return bool(bank.bank.store.get("checkout.session", session)["payment_status"] == "paid")


def test_SEAT_03_the_sweeper_against_a_payment_of_the_last_moment(
    chain: Chain, bank: Any, superuser: psycopg.Connection
) -> None:
    """The buyer pays while the poller has the bank end the session and another wants the seat: the bank decides."""
    with Race(3) as race:
        for screening in fresh_screenings(chain, ROUNDS):
            order, session = past_its_deadline(superuser, screening)

            def turn(
                runner: int, order: UUID = order, session: str = session, screening: int = screening
            ) -> Any:
                if runner == 0:
                    bank.order(pay=session)
                    return flows.settle_now(order)
                if runner == 1:
                    return flows.poll()
                return next((hold for _ in range(20) if (hold := try_to_take(screening, 9))), None)

            results = race.run(turn)
            assert not [one for one in results if isinstance(one, Exception)], results
            flows.settle_now(order)
            bought = results[2] or try_to_take(screening, 9)
            if is_paid(bank, session):
                assert_sold_once(order, seats=1)
                assert bought is None, "the seat was never free"
            else:
                assert (state_of(order), mails(order), Refund.objects.count()) == ("expired", 0, 0)
                assert bought is not None, "the bank said no: the seat is free"


def test_SEAT_03_twin_letting_go_without_the_banks_word_loses_a_paid_seat(
    chain: Chain, bank: Any, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows is at least honest: the money goes back. But a buyer who paid in time has lost the seat."""
    screening = chain.screening()
    order, session = past_its_deadline(superuser, screening)
    monkeypatch.setattr(
        payments, "expire", lambda payment: payment_actions.record_end(payment, state="expired")
    )
    paid = threading.Event()

    def turn(runner: int) -> Any:
        if runner == 0:
            bank.order(pay=session)
            paid.set()
            return None
        assert paid.wait(10)
        flows.poll()
        return try_to_take(screening, 9)

    with Race(2) as race:
        bought = race.run(turn)[1]
    assert isinstance(bought, actions.Hold)
    assert is_paid(bank, session)
    flows.settle_now(order)
    assert_given_back_once(order, cents=950)


@pytest.mark.parametrize("change", ["another hour", "another note"])
def test_late_money_buys_the_show_it_was_for_and_no_other(
    chain: Chain, bank: Any, superuser: psycopg.Connection, change: str
) -> None:
    """The hold had ended, so the screening could be changed; the bank's success comes afterwards."""
    [screening] = fresh_screenings(chain, 1)
    order = paid_too_late(bank, screening, 1, 2)
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "UPDATE programme_screening SET revision = revision + 1 WHERE id = %s"
        if change == "another hour"
        else "UPDATE programme_screening SET note_fr = 'Avec un verre' WHERE id = %s",
        [screening],
    )
    superuser.execute("SET session_replication_role = origin")
    actions.settle(order)
    if change == "another hour":
        assert_given_back_once(order, cents=1900)
    else:
        assert_sold_once(order, seats=2)
