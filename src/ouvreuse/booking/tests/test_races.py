"""Races for seats and doors, each with a twin that removes the guard and must then fail (failures.md 1, 2, 6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from tests.cast import Chain
from tests.races import ROUNDS, Race

from ouvreuse.booking import actions
from ouvreuse.booking.actions import admission
from ouvreuse.booking.actions import hold_seats as verb
from ouvreuse.booking.errors import SeatTaken
from ouvreuse.booking.models import Admission, Claim, Order
from ouvreuse.booking.queries import order_view
from ouvreuse.kernel.retry import sqlstate

pytestmark = pytest.mark.integration
HOLD_SQL = Path(actions.__file__).parent.parent / "migrations" / "sql" / "hold_seats.sql"


def hold(screening: int, *places: int, key: object = None, browser: object = None) -> actions.Hold:
    return verb(
        screening, places=places, rates=["PLEIN"] * len(places), purchase_key=key or uuid4(),  # type: ignore[arg-type]
        browser=browser or uuid4(), language="fr",  # type: ignore[arg-type]
    )  # fmt: skip


def winners(results: list[object]) -> int:
    for result in results:
        assert isinstance(result, actions.Hold | SeatTaken), result
    return sum(isinstance(result, actions.Hold) for result in results)


def fresh_screenings(chain: Chain, count: int) -> list[int]:
    return [chain.screening(in_minutes=200 * (n + 1)) for n in range(count)]


@contextmanager
def check_then_insert(superuser: psycopg.Connection) -> Iterator[None]:
    """The guard removed: no primary key, and the hold looks before it writes, as the naive form does."""
    text = HOLD_SQL.read_text()
    start = text.index("    INSERT INTO booking_claim AS c")
    end = text.index("    GET DIAGNOSTICS v_held", start)
    naive = """
    IF EXISTS (SELECT 1 FROM booking_claim c WHERE c.screening_id = p_screening
                  AND c.place = ANY (p_places) AND c.until > v_now) THEN
        RAISE EXCEPTION 'taken' USING ERRCODE = 'OV409', DETAIL = '';
    END IF;
    PERFORM pg_sleep(0.02);
    INSERT INTO booking_claim (screening_id, place, order_id, until, rate_code, price_version_id)
        SELECT p_screening, t.place, hold_seats.order_id, hold_seats.held_until, t.rate, v_s.price_version_id
          FROM unnest(p_places, p_rates) AS t(place, rate);
"""
    key = superuser.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'booking_claim'::regclass AND contype = 'p'"
    )
    name = key.fetchone()[0]  # type: ignore[index]
    superuser.execute(f"ALTER TABLE booking_claim DROP CONSTRAINT {name}")
    superuser.execute("SET ROLE ouvreuse_owner")
    superuser.execute(text[:start] + naive + text[end:])
    try:
        yield
    finally:
        superuser.execute(text)
        superuser.execute("RESET ROLE")
        superuser.execute("DELETE FROM booking_claim")
        superuser.execute(
            f"ALTER TABLE booking_claim ADD CONSTRAINT {name} PRIMARY KEY (screening_id, place)"
        )


def test_SEAT_01_one_seat_one_winner(chain: Chain) -> None:
    with Race(8) as race:
        for screening in fresh_screenings(chain, ROUNDS):
            assert winners(race.run(lambda _, s=screening: hold(s, 5))) == 1


@pytest.mark.breaks_invariants
def test_SEAT_01_twin_without_the_key_sells_twice(chain: Chain, superuser: psycopg.Connection) -> None:
    with check_then_insert(superuser), Race(8) as race:
        sold = [
            winners(race.run(lambda _, s=screening: hold(s, 5))) for screening in fresh_screenings(chain, 5)
        ]
    assert max(sold) > 1, "the race must be able to see a double sale"


def test_SEAT_01_an_expired_hold_goes_to_one_of_many(chain: Chain, travel: object) -> None:
    screenings = fresh_screenings(chain, 10)
    for screening in screenings:
        hold(screening, 5)
    travel(minutes=9)  # type: ignore[operator]
    with Race(8) as race:
        for screening in screenings:
            assert winners(race.run(lambda _, s=screening: hold(s, 5))) == 1


def test_SEAT_03_taking_over_against_paying_at_the_very_end(
    chain: Chain, superuser: psycopg.Connection
) -> None:
    """The hold ends while its owner goes to the bank and another buyer takes the seat: one of them has it."""
    from ouvreuse.booking.actions.checkout import begin_checkout
    from ouvreuse.booking.errors import HoldExpired

    outcomes = set()
    with Race(2) as race:
        for screening in fresh_screenings(chain, ROUNDS):
            held = hold(screening, 9)
            superuser.execute(
                "UPDATE booking_order SET held_until = clock() + interval '6 ms' WHERE id = %s", [held.order]
            )
            superuser.execute(
                "UPDATE booking_claim SET until = clock() + interval '6 ms' WHERE order_id = %s", [held.order]
            )

            def turn(runner: int, order: object = held.order, screening: int = screening) -> object:
                if runner == 0:
                    return begin_checkout(order, email="a@example.org")  # type: ignore[arg-type]
                for _ in range(40):
                    try:
                        return hold(screening, 9)
                    except SeatTaken:
                        continue
                return None

            paid, taken = race.run(turn)
            paying = Order.objects.get(id=held.order).state == "paying"
            assert paying is not isinstance(paid, HoldExpired), paid
            assert not (paying and isinstance(taken, actions.Hold)), "both have the seat"
            outcomes.add(paying)
    assert outcomes, "at least one outcome was seen"


def test_SEAT_04_overlapping_groups_in_opposite_order(chain: Chain) -> None:
    with Race(6) as race:
        for screening in fresh_screenings(chain, ROUNDS):
            groups = [(1, 2, 3, 4, 5, 6, 7, 8), (8, 7, 6, 5, 4, 3, 2, 1)]
            results = race.run(lambda n, s=screening, g=groups: hold(s, *g[n % 2]))
            assert winners(results) == 1, results
            assert Claim.objects.filter(screening_id=screening).count() == 8


@pytest.mark.breaks_invariants
def test_SEAT_04_twin_unsorted_groups_deadlock(chain: Chain, superuser: psycopg.Connection) -> None:
    """Without the sorted order two groups lock each other out: the database must report a deadlock."""
    text = HOLD_SQL.read_text()
    unsorted = text.replace("AS t(place, rate) ORDER BY t.place", "AS t(place, rate)")
    assert unsorted != text
    superuser.execute("SET ROLE ouvreuse_owner")
    superuser.execute(unsorted)
    superuser.execute(
        "CREATE FUNCTION slow_claim() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$"
    )
    superuser.execute(
        "CREATE TRIGGER slow_claim BEFORE INSERT ON booking_claim FOR EACH ROW EXECUTE FUNCTION slow_claim()"
    )
    try:
        with Race(2) as race:
            screening = chain.screening()
            once = actions.holding.take_seats

            def turn(runner: int) -> object:
                places = (1, 2, 3, 4) if runner == 0 else (4, 3, 2, 1)
                return once(
                    screening,
                    places=places,
                    rates=["PLEIN"] * 4,
                    purchase_key=uuid4(),
                    browser=uuid4(),
                    language="fr",
                )

            results = race.run(turn)
    finally:
        superuser.execute("DROP TRIGGER slow_claim ON booking_claim")
        superuser.execute("DROP FUNCTION slow_claim")
        superuser.execute(text)
        superuser.execute("RESET ROLE")
    assert any(isinstance(r, Exception) and sqlstate(r) == "40P01" for r in results), results


def test_SEAT_05_twenty_identical_posts_make_one_order(chain: Chain) -> None:
    with Race(20) as race:
        for screening in fresh_screenings(chain, max(5, ROUNDS // 5)):
            key, browser = uuid4(), uuid4()
            results = race.run(lambda _, s=screening, k=key, b=browser: hold(s, 1, 2, key=k, browser=b))
            assert len({result.order for result in results}) == 1, results
            assert sum(result.fresh for result in results) == 1


def test_CAP_01_seven_places_left_go_to_exactly_seven(chain: Chain) -> None:
    with Race(20) as race:
        for _ in range(max(3, ROUNDS // 10)):
            screening = chain.screening(free=True, in_minutes=200 * (len(chain.screenings) + 1))
            for size in (10, 10, 3):
                verb(screening, rates=["PLEIN"] * size, purchase_key=uuid4(), browser=uuid4(), language="fr")

            def turn(_: int, screening: int = screening) -> actions.Hold:
                return verb(screening, rates=["PLEIN"], purchase_key=uuid4(), browser=uuid4(), language="fr")

            assert winners(race.run(turn)) == 7
            assert Claim.objects.filter(screening_id=screening).count() == 30


def test_CAP_01_the_cap_of_a_browser_is_exact(chain: Chain) -> None:
    screenings = fresh_screenings(chain, 12)
    browser = uuid4()
    with Race(12) as race:
        race.run(lambda n: hold(screenings[n], 1, 2, 3, browser=browser))
    assert Claim.objects.count() == 18, "20 at most, three at a time"


def test_TKT_01_one_ticket_two_doors(chain: Chain) -> None:
    order = actions.sell(chain.screening(in_minutes=15), places=list(range(1, 9)), rates=["PLEIN"] * 8)
    options = {"cinemas": frozenset({chain.cinema}), "user": 1, "way": "camera"}
    with Race(4) as race:
        for ticket in order_view(order).tickets:
            answers = race.run(lambda _, code=ticket.payload: actions.admit(code, **options))
            assert sum(answer.refusal is None for answer in answers) == 1, answers
    assert Admission.objects.count() == 8


@pytest.mark.breaks_invariants
def test_TKT_01_twin_without_the_condition_admits_twice(
    chain: Chain, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        admission, "ENTER", "UPDATE booking_ticket SET admitted_at = %s, admitted_by = %s WHERE id = %s"
    )
    superuser.execute("DROP INDEX admission_once")
    try:
        order = actions.sell(chain.screening(in_minutes=15), places=[1], rates=["PLEIN"])
        code = order_view(order).tickets[0].payload
        with Race(4) as race:
            answers = race.run(
                lambda _: actions.admit(code, cinemas=frozenset({chain.cinema}), user=1, way="camera")
            )
    finally:
        superuser.execute("DELETE FROM booking_admission")
        superuser.execute(
            "CREATE UNIQUE INDEX admission_once ON booking_admission (ticket_id) WHERE undone_at IS NULL"
        )
    assert sum(answer.refusal is None for answer in answers) > 1


def test_TKT_02_refunding_against_entering(chain: Chain) -> None:
    """A refunded ticket never enters, an entered ticket is never refunded."""
    from ouvreuse.booking.errors import AlreadyAdmitted

    screening = chain.screening(in_minutes=15)
    with Race(2) as race:
        for place in range(1, 31):
            order = actions.sell(screening, places=[place], rates=["PLEIN"])
            code = order_view(order).tickets[0].payload

            def turn(runner: int, order: object = order, code: str = code) -> object:
                if runner == 0:
                    return actions.refund_tickets(order, reason="race")  # type: ignore[arg-type]
                return actions.admit(code, cinemas=frozenset({chain.cinema}), user=1, way="camera")

            refund, door = race.run(turn)
            entered = isinstance(door, actions.Admitted) and door.refusal is None
            assert entered is isinstance(refund, AlreadyAdmitted), (refund, door)


def test_SEAT_11_web_counter_and_terminal_on_the_same_seat(chain: Chain) -> None:
    """One function takes seats for every channel: whoever asks, a seat is sold once."""
    from ouvreuse.booking.actions import sell

    def take(number: int, screening: int) -> object:
        if number % 2:
            return hold(screening, 5)
        return sell(
            screening,
            places=[5],
            rates=["PLEIN"],
            waits=number == 2,
            means="terminal" if number == 2 else "cash",
        )

    with Race(6) as race:
        for screening in fresh_screenings(chain, ROUNDS):
            results = race.run(lambda number, s=screening: take(number, s))
            assert sum(not isinstance(result, SeatTaken) for result in results) == 1, results
            assert Claim.objects.filter(screening_id=screening).count() == 1


@pytest.mark.breaks_invariants
def test_SEAT_11_twin_without_the_key_sells_at_both(chain: Chain, superuser: psycopg.Connection) -> None:
    from ouvreuse.booking.actions import sell

    def take(number: int, screening: int) -> object:
        return hold(screening, 5) if number % 2 else sell(screening, places=[5], rates=["PLEIN"])

    with check_then_insert(superuser), Race(4) as race:
        sold = [
            sum(not isinstance(r, Exception) for r in race.run(lambda n, s=screening: take(n, s)))
            for screening in fresh_screenings(chain, 5)
        ]
    assert max(sold) > 1, "the race must be able to see a double sale"


def test_SEAT_11_the_application_may_not_write_tickets_or_claims_itself(chain: Chain) -> None:
    from django.db import connection, transaction

    hold(chain.screening(), 1)
    for statement in (
        "INSERT INTO booking_claim SELECT * FROM booking_claim",
        "INSERT INTO booking_ticket SELECT * FROM booking_ticket",
        "UPDATE booking_claim SET until = 'infinity'",
        "DELETE FROM booking_claim",
    ):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
