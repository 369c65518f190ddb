"""Appends that meet at the counters, each race with a twin that removes the guard and must then fail."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import transaction
from tests.cast import Chain
from tests.races import ROUNDS, Race, rewritten

from ouvreuse.fiscal import actions
from ouvreuse.fiscal.models import AdmissionRight, Book, Series
from ouvreuse.fiscal.queries import verify
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import sqlstate

pytestmark = [pytest.mark.integration, pytest.mark.breaks_invariants]  # rights without tickets
BOOK_SQL = Path(actions.__file__).parent / "migrations" / "sql" / "book.sql"
CHANNELS = ("web", "counter")
SORTED = "SELECT f.* FROM fiscal_series f", "ORDER BY f.screen_number, f.rate_code FOR UPDATE OF f"
SLOW = SORTED[0], "SELECT f.*, pg_sleep(0.02) FROM fiscal_series f"
LOCKED = "FOR UPDATE OF f", "p_channel FOR UPDATE"


def sale(chain: Chain, runner: int) -> list[int]:
    """One right of each of two series; runners ask in opposite orders and write in different books."""
    rates = ["PLEIN", "MOINS14"] if runner % 2 else ["MOINS14", "PLEIN"]
    asked = [actions.RightAsked(uuid4(), 1, rate, 7) for rate in rates]
    with transaction.atomic():
        reserved = actions.reserve(chain.cinema, channel=CHANNELS[runner % 2], rights=asked)
        actions.append(
            "sale", reserved=reserved, subject=uuid4(), at=clock.now(), zone="Europe/Paris", facts={}
        )
    return [reserved.number_of(right.ticket) for right in asked]


def no_gap() -> bool:
    books, series = verify()
    return not any(each.broken for each in [*books, *series])


def test_two_series_in_opposite_orders_have_no_gap_and_no_deadlock(chain: Chain) -> None:
    with Race(4) as race:
        for _ in range(ROUNDS):
            results = race.run(lambda runner: sale(chain, runner))
            assert all(isinstance(each, list) for each in results), results
    sold = 4 * ROUNDS
    assert {row.last_number for row in Series.objects.all()} == {sold}
    assert {book.length for book in Book.objects.all()} == {sold // 2}
    assert AdmissionRight.objects.count() == 2 * sold
    assert no_gap()


def test_new_series_and_a_new_book_in_opposite_orders_begin_at_one(chain: Chain) -> None:
    """Counters that nobody has used yet are made once, whoever comes first."""
    with Race(4) as race:
        for screen in range(1, 11):

            def turn(runner: int, screen: int = screen) -> int:
                rates = ["A", "B", "C"] if runner % 2 else ["C", "B", "A"]
                asked = [actions.RightAsked(uuid4(), screen, rate, 7) for rate in rates]
                with transaction.atomic():
                    reserved = actions.reserve(chain.cinema, channel=f"c{screen}", rights=asked)
                    actions.append(
                        "sale",
                        reserved=reserved,
                        subject=uuid4(),
                        at=clock.now(),
                        zone="Europe/Paris",
                        facts={},
                    )
                return reserved.number

            assert sorted(race.run(turn)) == [1, 2, 3, 4]
    assert (Series.objects.count(), Book.objects.count()) == (30, 10)
    assert no_gap()


def test_twin_with_unsorted_locks_deadlocks(chain: Chain, superuser: psycopg.Connection) -> None:
    """Each channel locks in its own order: the database must report a deadlock."""
    sale(chain, 0)
    sale(chain, 1)
    unsorted = (
        SLOW,
        (
            SORTED[1],
            "ORDER BY CASE WHEN p_channel = 'web' THEN f.rate_code END, f.rate_code DESC FOR UPDATE OF f",
        ),
    )
    with rewritten(superuser, BOOK_SQL, *unsorted), Race(2) as race:
        results = race.run(lambda runner: sale(chain, runner))
    assert any(isinstance(each, Exception) and sqlstate(each) == "40P01" for each in results), results
    assert no_gap(), "the database undid the one it refused"


def test_twin_with_unlocked_counters_collides(chain: Chain, superuser: psycopg.Connection) -> None:
    """Counters read without a lock: two sales want the same numbers, and the database refuses one."""
    sale(chain, 0)
    sale(chain, 1)
    with rewritten(superuser, BOOK_SQL, SLOW, (LOCKED[0], ""), (LOCKED[1], "p_channel")), Race(4) as race:
        rounds = [race.run(lambda runner: sale(chain, runner)) for _ in range(10)]
    refused = [sqlstate(each) for results in rounds for each in results if isinstance(each, Exception)]
    assert refused
    assert set(refused) <= {"23505", "OV904", "40P01"}, refused
    assert no_gap(), "what is written is guarded once more"
