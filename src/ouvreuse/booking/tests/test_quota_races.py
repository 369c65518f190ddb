"""CAP-01 by channel: 200 buyers for the last seven places of the web, and what the guards are for."""

from __future__ import annotations

import threading
from uuid import uuid4

import psycopg
import pytest
from tests.cast import Chain
from tests.races import Race, rewritten
from tests.rig.orders import take

from ouvreuse.booking import actions
from ouvreuse.booking.actions.checkout import begin_checkout
from ouvreuse.booking.errors import QuotaUsedUp, SeatTaken
from ouvreuse.booking.models import Claim
from ouvreuse.booking.tests.test_late_money_races import CLAIMS_SQL
from ouvreuse.booking.tests.test_race_twins import BEFORE_CLAIMS, FREE_LOCK, SLEEP
from ouvreuse.booking.tests.test_races import HOLD_SQL

pytestmark = pytest.mark.integration
RUNNERS, EACH = 20, 10
BEFORE_PAYMENT = "    UPDATE booking_claim SET until = 'infinity' WHERE order_id = p_order;\n"
PAYMENT_QUEUE = "THEN pg_advisory_xact_lock(2, s) END"


def buy(screening: int, place: int | None) -> actions.Hold | Exception:
    """One buyer who wants one place."""
    try:
        return actions.hold_seats(
            screening, places=None if place is None else [place], rates=["PLEIN"], purchase_key=uuid4(),
            browser=uuid4(), language="fr",
        )  # fmt: skip
    except (QuotaUsedUp, SeatTaken) as refused:
        return refused


def crowd(screening: int, *, numbered: bool) -> int:
    """Two hundred buyers, twenty at a time; how many have a place."""

    def turn(runner: int) -> int:
        wanted = [1 + (runner + RUNNERS * n) % 30 if numbered else None for n in range(EACH)]
        return sum(isinstance(buy(screening, place), actions.Hold) for place in wanted)

    with Race(RUNNERS) as race:
        return sum(race.run(turn))


@pytest.mark.parametrize("numbered", [True, False])
def test_CAP_01_two_hundred_buyers_and_seven_places_of_the_web(chain: Chain, numbered: bool) -> None:
    screening = chain.screening(free=not numbered, quotas={"web": 12}, in_minutes=600)
    for place in range(1, 6):
        assert isinstance(buy(screening, place if numbered else None), actions.Hold)
    assert crowd(screening, numbered=numbered) == 7
    assert Claim.objects.filter(screening_id=screening).count() == 12


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("numbered", [True, False])
def test_CAP_01_twin_without_the_queue_the_web_sells_more(
    chain: Chain, superuser: psycopg.Connection, numbered: bool
) -> None:
    screening = chain.screening(free=not numbered, quotas={"web": 7}, in_minutes=600)
    anywhere = (
        "IN ('W', 'C'), g.place LIMIT",
        "IN ('W', 'C'), random() LIMIT",
    )  # else they meet on one place
    with rewritten(superuser, HOLD_SQL, (FREE_LOCK, ""), (BEFORE_CLAIMS, SLEEP + BEFORE_CLAIMS), anywhere):
        assert crowd(screening, numbered=numbered) > 7, "the race must be able to see an oversale"


def last_moment(
    chain: Chain, superuser: psycopg.Connection, *unguarded: tuple[str, str]
) -> tuple[bool, bool]:
    """The one place of the web goes in payment as its hold ends, slowly, while another buyer counts it as gone.

    Whether the payment began, and whether the other has a place.
    """
    screening = chain.screening(in_minutes=600, quotas={"web": 1})
    held = take(screening, 9)
    slow = (BEFORE_PAYMENT, "    PERFORM pg_sleep(2.2);\n" + BEFORE_PAYMENT)
    pause = threading.Event()

    def turn(runner: int) -> bool:
        if runner == 0:
            return begin_checkout(held.order, email="a@example.org").payment is not None
        return any(isinstance(buy(screening, 10), actions.Hold) or pause.wait(0.02) for _ in range(140))

    with rewritten(superuser, CLAIMS_SQL, slow, *unguarded), Race(2) as race:
        for sql in (
            "UPDATE booking_order SET held_until = clock() + interval '2000 ms' WHERE id = %s",
            "UPDATE booking_claim SET until = clock() + interval '2000 ms' WHERE order_id = %s",
        ):
            superuser.execute(sql, [held.order])
        paid, taken = race.run(turn)
    return paid, taken


def test_CAP_01_paying_at_the_very_end_of_the_hold_against_the_next_buyer(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    assert last_moment(chain, superuser) == (True, False)


@pytest.mark.breaks_invariants
def test_CAP_01_twin_without_the_queue_of_payments_both_have_the_last_place(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    assert last_moment(chain, superuser, (PAYMENT_QUEUE, "THEN NULL END")) == (True, True)
