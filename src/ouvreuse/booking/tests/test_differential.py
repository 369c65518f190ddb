"""The pure rule of holding and the SQL function say the same: random command lists, answer by answer."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from tests.cast import SPECIAL, Chain

from ouvreuse.booking.rules import holding as rule
from ouvreuse.kernel import clock

pytestmark = pytest.mark.integration
LISTS, PARTS = 10_000, 4  # a part is a test, so that several processes share them
FREE_KINDS = "SSWCCDD" + "S" * 23
HOLE, FREE_HOLE = 5, 12  # place numbers of seats that are gone
FREE_PARTNERS = (0, 0, 0, 3, 3, 7, 6, *(0,) * 23)
CALL = (
    "SELECT order_id, held_until, fresh FROM hold_seats("
    "%s, %s, %s, %s, %s, %s, 'fr', %s, %s::smallint[], %s::text[], %s, '')"
)


def uuid_of(number: int) -> UUID:
    return UUID(int=number)


@dataclass
class Twins:
    """The same world twice: the model and the database, with the same clock."""

    world: rule.World
    sql: psycopg.Connection
    ids: dict[int, int]
    epoch: float
    now: float = 0.0
    codes: int = 0

    def hold(self, command: rule.Hold) -> None:
        mine = _answer(lambda: rule.hold(self.world, command, now=self.now))
        self.codes += 1
        arguments = [
            uuid_of(command.order), f"{self.codes:08d}", uuid_of(command.key),
            None if command.browser is None else uuid_of(command.browser), command.address, command.channel,
            self.ids.get(command.screening, 10**8 + command.screening),
            None if command.places is None else list(command.places), list(command.rates), command.replacing,
        ]  # fmt: skip
        theirs: object
        try:
            with self.sql.transaction():
                row = self.sql.execute(CALL, arguments, prepare=True).fetchone()
            assert row is not None
            theirs = (row[0].int, round(row[1].timestamp() - self.epoch), row[2])
        except psycopg.Error as refusal:
            detail = refusal.diag.message_detail or ""
            places = tuple(int(place) for place in detail.split(",") if place)
            theirs = (refusal.sqlstate, refusal.diag.message_primary, places)
        assert mine == theirs, command

    def begin_payment(self, key: int) -> None:
        expected = rule.begin_payment(self.world, key, now=self.now)
        order = self.world.orders[key].id
        row = self.sql.execute("SELECT begin_payment(%s)", [uuid_of(order)], prepare=True).fetchone()
        assert row == (expected,)

    def release(self, key: int) -> None:
        expected = rule.release(self.world, key)
        order = self.world.orders[key].id
        row = self.sql.execute(
            "SELECT release_order(%s, 'expired', '')", [uuid_of(order)], prepare=True
        ).fetchone()
        assert row == (expected,)

    def wait(self, seconds: int) -> None:
        self.now += seconds
        self.sql.execute("SELECT test_set_clock(%s)", [self.epoch + self.now], prepare=True)

    def check_claims(self) -> None:
        rows = self.sql.execute(
            "SELECT screening_id, place, order_id, CASE WHEN until = 'infinity' THEN NULL ELSE until END, rate_code"
            " FROM booking_claim", prepare=True,
        )  # fmt: skip
        back = {real: name for name, real in self.ids.items()}
        found = {
            (back[screening], place): (
                order.int,
                rule.FOREVER if until is None else round(until.timestamp() - self.epoch),
                rate,
            )
            for screening, place, order, until, rate in rows
        }
        model = {
            seat: (order, until if until == rule.FOREVER else round(until), rate)
            for seat, (order, until, rate) in self.world.claims.items()
        }
        assert found == model


def _answer(call: object) -> object:
    try:
        order, until, fresh = call()  # type: ignore[operator]
        return order, round(until), fresh
    except rule.Refused as refusal:
        return refusal.sqlstate, refusal.reason, refusal.places


def _command(chance: random.Random, number: int, keys: list[int]) -> rule.Hold:
    screening = chance.choice([1, 1, 1, 1, 2, 2, 3, 4, 5, 9])
    count = chance.choice([0, 1, 1, 2, 2, 2, 3, 4, 8, 11])
    key = chance.choice(keys) if keys and chance.random() < 0.45 else number
    area = chance.choice([(1, 12), (31, 42), (30, 40)])
    places: tuple[int, ...] | None
    if screening == 2:
        places = None if chance.random() < 0.95 else (1,) * count
    else:
        pool = range(area[0], area[1])
        places = (
            tuple(chance.choices(pool, k=count))
            if chance.random() < 0.1
            else tuple(chance.sample(pool, k=min(count, len(pool))))
        )
        if chance.random() < 0.05:
            places = None
    size = count if places is None else len(places)
    if chance.random() < 0.03:
        size += 1
    return rule.Hold(
        order=number, key=key, browser=chance.choice([901, 901, 902, 903]),
        channel=chance.choice(["web"] * 6 + ["counter", "house"]),
        screening=screening, places=places, rates=tuple(chance.choice(["PLEIN", "REDUIT"]) for _ in range(size)),
        replacing=chance.random() < 0.3, address=chance.choice(["", "here", "here"]),
    )  # fmt: skip


def _play(twins: Twins, seed: int) -> None:
    chance = random.Random(seed)
    keys: list[int] = []
    for step in range(chance.randint(2, 7)):
        number = 1000 + seed * 10 + step
        what = chance.random()
        if what < 0.72 or not twins.world.orders:
            command = _command(chance, number, keys)
            twins.hold(command)
            if command.key not in keys and command.key in twins.world.orders:
                keys.append(command.key)
        elif what < 0.82:
            twins.wait(chance.choice([30, 400, 481, 1000]))
        elif what < 0.92:
            twins.begin_payment(chance.choice(keys))
        else:
            twins.release(chance.choice(keys))
    twins.check_claims()


def with_hole(kinds: str, place: int) -> str:
    """A plan where the seat of that number is gone."""
    return f"{kinds[: place - 1]}-{kinds[place:]}"


def _bend(superuser: psycopg.Connection, chain: Chain, first: int, *, kinds: str, free_kinds: str) -> None:
    """Plans with every kind of seat and with numbers that are nobody's; the first screening ends early."""
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "UPDATE programme_screening SET ends_at = starts_at + interval '25 min' WHERE id = %s", [first]
    )
    superuser.execute(
        "UPDATE venues_seatmap SET kinds = %s, partners = %s WHERE id = %s",
        [free_kinds, list(FREE_PARTNERS), chain.free_seat_map],
    )
    superuser.execute("UPDATE venues_seatmap SET kinds = %s WHERE id = %s", [kinds, chain.seat_map])
    for hole in (HOLE, FREE_HOLE):
        superuser.execute(
            "UPDATE venues_seatmap SET seats = seats - %s, capacity = capacity - 1 WHERE substr(kinds, %s, 1) = '-'",
            [hole - 1, hole],
        )
    superuser.execute("UPDATE programme_screening SET capacity = capacity - 1")
    superuser.execute("SET session_replication_role = origin")


@pytest.fixture
def stage(chain: Chain, superuser: psycopg.Connection) -> tuple[dict[int, rule.Hall], dict[int, int], float]:
    """Five screenings: numbered, free seating, opening later, cancelled, to be published; and a clock the test sets."""
    ids = {
        1: chain.screening(in_minutes=60),
        2: chain.screening(in_minutes=60, free=True),
        3: chain.screening(in_minutes=600),
        4: chain.screening(in_minutes=1200, state="cancelled"),
        5: chain.screening(in_minutes=1800, published_at=clock.now() + timedelta(days=1)),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, extract(epoch FROM starts_at) FROM programme_screening")
        starts = {row[0]: float(row[1]) for row in cursor.fetchall()}
        epoch = starts[ids[1]] - 3600
        cursor.execute(
            "UPDATE programme_screening SET web_opens_at = to_timestamp(%s), counter_opens_at = to_timestamp(%s)"
            " WHERE id = %s",
            [epoch + 300, epoch + 20, ids[3]],
        )
    kinds = with_hole("".join(SPECIAL.get(place, ("S", 0))[0] for place in range(1, 41)), HOLE)
    free_kinds = with_hole(FREE_KINDS, FREE_HOLE)
    _bend(superuser, chain, ids[1], kinds=kinds, free_kinds=free_kinds)
    partners = tuple(SPECIAL.get(place, ("S", 0))[1] for place in range(1, 41))

    def hall(name: int, **changes: object) -> rule.Hall:
        begins = starts[ids[name]] - epoch
        facts: dict[str, object] = {
            "kinds": free_kinds if name == 2 else kinds,
            "partners": FREE_PARTNERS if name == 2 else partners,
            "starts_at": begins,
            "opens_at": -86400.0,
            "web_closes_at": begins + 900,
            "counter_closes_at": begins + 1800,
            "ends_at": begins + (1500 if name == 1 else 7800),
            "published_at": -86400.0,
            "free_seating": name == 2,
            "cinema": chain.cinema,
            **changes,
        }
        return rule.Hall(**facts)  # type: ignore[arg-type]

    superuser.execute(
        "CREATE OR REPLACE FUNCTION test_set_clock(p double precision) RETURNS void LANGUAGE sql AS $$"
        " INSERT INTO clock_offset VALUES ('main', to_timestamp(p) - clock_timestamp())"
        " ON CONFLICT (name) DO UPDATE SET ahead = excluded.ahead $$"
    )
    halls = {
        1: hall(1),
        2: hall(2),
        3: hall(3, opens_at=300.0, counter_opens_at=20.0),
        4: hall(4, state="cancelled"),
        5: hall(5, published_at=86400.0),
    }
    return halls, ids, epoch


@pytest.mark.parametrize("part", range(PARTS))
def test_model_and_function_agree_on_random_lists(
    part: int, stage: tuple[dict[int, rule.Hall], dict[int, int], float], superuser: psycopg.Connection
) -> None:
    """10,000 lists of commands. Each list runs in a transaction that is rolled back."""
    halls, ids, epoch = stage
    dsn = os.environ["DATABASE_URL"]
    count = LISTS // PARTS
    first = int(os.environ.get("OUVREUSE_SEED", "0")) + part * count
    with psycopg.connect(dsn, autocommit=True) as sql:
        sql.execute("SET statement_timeout = '60s'")
        for seed in range(first, first + count):
            with sql.transaction(force_rollback=True):
                twins = Twins(rule.World(dict(halls)), sql, ids, epoch)
                twins.wait(0)
                try:
                    _play(twins, seed)
                except AssertionError as difference:
                    raise AssertionError(f"seed {seed}: {difference}") from difference
    superuser.execute("DROP FUNCTION test_set_clock")
