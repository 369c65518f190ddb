"""What the races of holding would look like without their guards, and the ways holds cross each other."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from tests.cast import Chain
from tests.races import ROUNDS, Race, rewritten

from ouvreuse.booking import actions
from ouvreuse.booking.actions import hold_seats as verb
from ouvreuse.booking.errors import SeatTaken
from ouvreuse.booking.models import Claim, Order
from ouvreuse.booking.tests.test_races import HOLD_SQL, fresh_screenings, hold, winners

pytestmark = pytest.mark.integration
BROWSER_LOCK = ", pg_advisory_xact_lock(uuid_hash_extended(p_browser, 1))"
FREE_LOCK = "        PERFORM pg_advisory_xact_lock(2, p_screening);\n"
BEFORE_ORDER = "\n    INSERT INTO booking_order AS o"
BEFORE_CLAIMS = "    INSERT INTO booking_claim AS c"
SLEEP = "    PERFORM pg_sleep(0.03);\n"


def one_place(screening: int, **more: object) -> actions.Hold:
    """A place of a hall without numbers."""
    facts: dict[str, object] = {"purchase_key": uuid4(), "browser": uuid4(), **more}
    return verb(screening, rates=["PLEIN"], language="fr", **facts)  # type: ignore[arg-type]


@pytest.mark.breaks_invariants
def test_SEAT_05_twin_without_the_key_twenty_posts_make_many_orders(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    found = superuser.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'booking_order'::regclass AND contype = 'u'"
        " AND conname LIKE '%purchase_key%'"
    ).fetchone()
    assert found is not None
    superuser.execute(f"ALTER TABLE booking_order DROP CONSTRAINT {found[0]}")
    try:
        screening, key, browser = chain.screening(free=True), uuid4(), uuid4()
        with Race(20) as race:
            results = race.run(lambda _: one_place(screening, purchase_key=key, browser=browser))
        assert len({result.order for result in results if isinstance(result, actions.Hold)}) > 1
    finally:
        superuser.execute("DELETE FROM booking_claim; DELETE FROM booking_order")
        superuser.execute(f"ALTER TABLE booking_order ADD CONSTRAINT {found[0]} UNIQUE (purchase_key)")


def test_CAP_01_twin_without_the_queue_places_are_refused_that_are_free(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    """The primary key still keeps anybody from selling twice; but buyers choose the same place and are sent away."""
    with (
        rewritten(superuser, HOLD_SQL, (FREE_LOCK, ""), (BEFORE_CLAIMS, SLEEP + BEFORE_CLAIMS)),
        Race(8) as race,
    ):
        screening = chain.screening(free=True)
        assert winners(race.run(lambda _: one_place(screening))) < 8, "thirty places were free"


@pytest.mark.breaks_invariants
def test_CAP_01_twin_without_the_queue_a_browser_passes_its_cap(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    screenings, browser = fresh_screenings(chain, 12), uuid4()
    with (
        rewritten(superuser, HOLD_SQL, (BROWSER_LOCK, ""), (BEFORE_ORDER, SLEEP + BEFORE_ORDER)),
        Race(12) as race,
    ):
        race.run(lambda n: hold(screenings[n], 1, 2, 3, browser=browser))
    assert Claim.objects.count() > 20


def test_CAP_01_cancellations_between_the_buyers(chain: Chain) -> None:
    """Places given back while others buy are sold again, once each; the hall ends exactly full."""
    with Race(24) as race:
        for _ in range(max(3, ROUNDS // 20)):
            screening = chain.screening(free=True, in_minutes=200 * (len(chain.screenings) + 1))
            gone = [one_place(screening).order for _ in range(8)]
            for size in (10, 10):
                verb(screening, rates=["PLEIN"] * size, purchase_key=uuid4(), browser=uuid4(), language="fr")

            def turn(runner: int, screening: int = screening, gone: list[object] = gone) -> object:  # type: ignore[type-arg]
                if runner < 8:
                    return actions.give_up(gone[runner])  # type: ignore[arg-type]
                return one_place(screening)

            results = race.run(turn)
            assert results[:8] == [True] * 8
            sold = winners(results[8:])
            assert 2 <= sold <= 10, "two were free before any place came back"
            assert Claim.objects.filter(screening_id=screening).count() == 20 + sold
            for _ in range(10 - sold):
                one_place(screening)
            with pytest.raises(SeatTaken):
                one_place(screening)


def test_two_screenings_of_one_order_taken_crosswise(chain: Chain) -> None:
    """A then B against B then A, each under one key: every seat has one owner, nobody sees a deadlock."""
    with Race(2) as race:
        for _ in range(max(5, ROUNDS // 5)):
            pair = [
                chain.screening(in_minutes=200 * (len(chain.screenings) + 1)),
                chain.screening(in_minutes=200 * (len(chain.screenings) + 1) + 100_000),
            ]

            def turn(runner: int, pair: list[int] = pair) -> list[object]:
                key, browser, had = uuid4(), uuid4(), []
                for screening in pair if runner == 0 else reversed(pair):
                    try:
                        had.append(hold(screening, 5, 6, key=key, browser=browser).order)
                    except SeatTaken:
                        had.append(None)
                return had

            first, second = race.run(turn)
            second.reverse()
            assert [bool(a) + bool(b) for a, b in zip(first, second, strict=True)] == [1, 1], (first, second)
    assert all(order.places in (2, 4) for order in Order.objects.all())
