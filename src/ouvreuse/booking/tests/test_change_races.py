"""A screening that changes while people buy, pay, enter and answer: whoever is first, nobody is lost or paid twice."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from tests.cast import Chain
from tests.races import ROUNDS, Race
from tests.rig.orders import at_the_bank, take

from ouvreuse.booking import actions, flows
from ouvreuse.booking.errors import AlreadyAdmitted, AnswerRefused, HoldExpired, PlanChanged, WrongState
from ouvreuse.booking.models import Admission, Order, Ticket
from ouvreuse.booking.queries import order_view
from ouvreuse.booking.queries.changes import Alteration, altered_plan, cancel_plan, move_plan
from ouvreuse.booking.queries.notices import notices_of
from ouvreuse.payments.models import Refund

pytestmark = pytest.mark.integration
FEW = max(10, ROUNDS // 5)


def sold(screening: int, *places: int) -> Any:
    return actions.sell(screening, places=places, rates=["PLEIN"] * len(places), email="camille@example.org")


def screenings(chain: Chain, count: int, **more: Any) -> list[int]:
    return [chain.screening(in_minutes=200 * (n + 1), **more) for n in range(count)]


def both(race: Race, first: Any, second: Any) -> list[Any]:
    return race.run(lambda runner: (first, second)[runner]())


def test_SHOW_01_a_move_against_a_sale(chain: Chain) -> None:
    """The sale is in the old room and the move refused, or it comes after and finds the new room."""
    with Race(2) as race:
        for screening in screenings(chain, FEW):
            sold(screening, 1, 2)
            plan = move_plan(screening, screen=chain.free_screen)

            def move(screening: int = screening, seen: str = plan.seen) -> Any:
                return actions.move_screening(
                    screening, screen=chain.free_screen, reason="projector", seen=seen
                )

            moved, bought = both(race, move, lambda s=screening: sold(s, 10))
            if isinstance(moved, PlanChanged):
                assert not isinstance(bought, Exception)
            else:
                assert isinstance(moved, actions.Moved), moved
                assert isinstance(bought, Exception), "free seating takes no seat number"
            valid = Ticket.objects.filter(screening_id=screening, voided_at__isnull=True)
            assert valid.values("place").distinct().count() == valid.count() in (2, 3)


def test_SHOW_01_a_move_against_a_purchase_in_progress(chain: Chain, bank: Any, calls: None) -> None:
    """A hold goes to the bank while its screening moves: it has a seat there, or it is let go before it is paid."""
    with Race(2) as race:
        for screening in screenings(chain, FEW):
            sold(screening, 1, 2)
            held = take(screening, 20)
            seen = move_plan(screening, screen=chain.free_screen).seen

            def move(screening: int = screening, seen: str = seen) -> Any:
                return actions.move_screening(
                    screening, screen=chain.free_screen, reason="projector", seen=seen
                )

            def pay(order: Any = held.order) -> Any:
                return flows.open_checkout(order, email="camille@example.org")

            moved, paying = both(race, move, pay)
            state = Order.objects.get(id=held.order).state
            if isinstance(moved, PlanChanged):
                assert state == "paying"
            else:
                assert isinstance(moved, actions.Moved), moved
                assert state == "cancelled"
                assert isinstance(paying, HoldExpired | WrongState), paying


def test_SHOW_01_a_scan_against_a_move(chain: Chain, travel: Any) -> None:
    """A code scanned while its screening moves opens the door, once, whatever ticket is in force at that moment."""
    with Race(2) as race:
        for _ in range(FEW):
            travel(minutes=200)
            screening = chain.screening(in_minutes=30)
            code = order_view(sold(screening, 1, 2)).tickets[0].payload
            seen = move_plan(screening, screen=chain.free_screen).seen

            def move(screening: int = screening, seen: str = seen) -> Any:
                return actions.move_screening(
                    screening, screen=chain.free_screen, reason="projector", seen=seen
                )

            def scan(code: str = code) -> Any:
                return actions.admit(code, cinemas=frozenset({chain.cinema}), user=None, way="typed")

            moved, entered = both(race, move, scan)
            assert isinstance(moved, actions.Moved | PlanChanged), moved
            assert entered.refusal is None, entered
            assert Admission.objects.filter(ticket__screening_id=screening).count() == 1


def test_SHOW_02_a_cancellation_against_a_payment(chain: Chain, bank: Any, calls: None) -> None:
    """Money that comes while the screening is cancelled goes back once: as a ticket's refund, or as late money."""
    with Race(2) as race:
        for screening in screenings(chain, FEW):
            order, session = at_the_bank(screening, 5)
            bank.order(pay=session)
            seen = cancel_plan(screening).seen

            def cancel(screening: int = screening, seen: str = seen) -> Any:
                return actions.cancel_screening(screening, reason="strike", seen=seen)

            cancelled, _ = both(race, cancel, lambda o=order: flows.settle_now(o))
            if isinstance(cancelled, PlanChanged):
                cancelled = cancel(seen=cancel_plan(screening).seen)
            assert isinstance(cancelled, int), cancelled
            flows.settle_now(order)
            flows.refund_cancelled(order, screening=screening)
            assert Order.objects.get(id=order).state == "refunded"
            assert sum(r.amount for r in Refund.objects.filter(payment__subject=order)) == 950


def test_a_refund_against_an_exchange_against_a_scan(chain: Chain, travel: Any) -> None:
    """One ticket, three wishes at once: one of them comes true."""
    other = chain.screening(in_minutes=200 * FEW + 5000)
    with Race(3) as race:
        for _ in range(FEW):
            travel(minutes=200)
            screening = chain.screening(in_minutes=30)
            order = sold(screening, 1)
            alteration = Alteration(pre_show_min=20)
            seen = altered_plan(screening, alteration=alteration).seen
            actions.alter_screening(screening, alteration=alteration, reason="guest", seen=seen)
            notice, code = notices_of(order)[0].id, order_view(order).tickets[0].payload
            wishes = (
                partial(actions.refund_after_change, order, notice=notice),
                partial(actions.exchange_after_change, order, notice=notice, screening=other),
                partial(actions.admit, code, cinemas=frozenset({chain.cinema}), user=None, way="typed"),
            )
            results = race.run(lambda runner, wishes=wishes: wishes[runner]())
            refunded, exchanged = (not isinstance(r, Exception) for r in results[:2])
            entered = Admission.objects.filter(ticket__order_id=order).count()
            assert refunded + exchanged + entered == 1, results
            for result in results[:2]:
                if isinstance(result, Exception):
                    assert isinstance(result, AnswerRefused | AlreadyAdmitted | WrongState), result
