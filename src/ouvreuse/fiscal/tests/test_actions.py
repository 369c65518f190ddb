"""Writing the book on the real database, as the application's role: numbers, refusals, sums."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import Chain

from ouvreuse.fiscal.actions import Reserved, RightAsked, append, reserve
from ouvreuse.fiscal.errors import NotIntegers, OutsideTransaction, PersonalData
from ouvreuse.fiscal.models import AdmissionRight, Book, Entry, Series
from ouvreuse.fiscal.queries import sums_between, verify
from ouvreuse.kernel import clock
from ouvreuse.kernel.money import Money
from ouvreuse.kernel.retry import sqlstate

pytestmark = pytest.mark.integration
PARIS = ZoneInfo("Europe/Paris")
FINAL = ("fiscal_entry", "fiscal_admissionright", "fiscal_cancelledright")


class Undone(Exception):
    """The business fact failed after its entry was written."""


def write(
    chain: Chain,
    *,
    kind: str = "note",
    rates: tuple[str, ...] = (),
    facts: dict[str, Any] | None = None,
    **more: Any,
) -> tuple[Reserved, list[UUID]]:
    """An entry with one new right a rate, in a transaction of its own."""
    tickets = [uuid4() for _ in rates]
    rights = [RightAsked(ticket, 1, rate, 7) for ticket, rate in zip(tickets, rates, strict=True)]
    with transaction.atomic():
        reserved = reserve(chain.cinema, channel="counter", rights=rights)
        given = {"subject": uuid4(), "at": clock.now(), "zone": "Europe/Paris", "facts": facts or {}, **more}
        append(kind, reserved=reserved, **given)
    return reserved, tickets


def holds() -> bool:
    books, series = verify()
    return not any(each.broken for each in [*books, *series])


def test_the_payload_says_all_that_stands_beside_it(chain: Chain) -> None:
    at = datetime(2026, 7, 1, 0, 5, tzinfo=PARIS)
    subject = uuid4()
    reserved, _ = write(chain, kind="note", facts={"amount": 5, "kind": "forged"}, subject=subject, at=at)
    entry = Entry.objects.get()
    told = json.loads(entry.payload)
    assert told.pop("software")
    assert told == {
        "amount": 5,
        "at": "2026-06-30T22:05:00+00:00",
        "cancelled": [],
        "channel": "counter",
        "cinema": chain.cinema,
        "kind": "note",
        "local": "2026-07-01T00:05:00+02:00",
        "number": 1,
        "rights": [],
        "subject": str(subject),
    }
    assert (reserved.number, entry.kind, entry.subject, entry.at) == (1, "note", subject, at)


def test_an_operator_is_an_opaque_number_and_only_said_when_known(chain: Chain) -> None:
    write(chain, operator=42)
    write(chain)
    told = [json.loads(entry.payload) for entry in Entry.objects.order_by("number")]
    assert [facts.get("operator", "absent") for facts in told] == [42, "absent"]
    assert holds()


@pytest.mark.breaks_invariants  # rights without tickets
def test_a_rollback_gives_its_numbers_back(chain: Chain) -> None:
    first, _ = write(chain, rates=("PLEIN", "MOINS14", "PLEIN"))
    assert sorted(first.numbers.values()) == [1, 1, 2]

    def fail() -> None:
        with transaction.atomic():
            write(chain, rates=("PLEIN", "NEW"))
            assert (Entry.objects.count(), AdmissionRight.objects.count()) == (2, 5)
            raise Undone

    with pytest.raises(Undone):
        fail()
    assert (Entry.objects.count(), AdmissionRight.objects.count()) == (1, 3)
    assert not Series.objects.filter(rate_code="NEW").exists()
    again, _ = write(chain, rates=("PLEIN", "NEW"))
    assert (again.number, sorted(again.numbers.values())) == (2, [1, 3])
    assert holds()


def test_numbers_are_not_reserved_outside_a_transaction(chain: Chain) -> None:
    with pytest.raises(OutsideTransaction):
        reserve(chain.cinema, channel="web")
    assert not Book.objects.exists()


@pytest.mark.parametrize(
    ("facts", "refusal"), [({"price": 9.5}, NotIntegers), ({"to": "vera@example.org"}, PersonalData)]
)
def test_a_refused_entry_leaves_nothing(
    chain: Chain, facts: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write(chain, facts=facts)
    assert not Entry.objects.exists()
    assert write(chain)[0].number == 1


@pytest.mark.breaks_invariants
def test_the_database_takes_no_number_but_the_next(chain: Chain) -> None:
    reserved, _ = write(chain, rates=("PLEIN",))
    series = Series.objects.get().id

    def refused(number: int, rights: list[dict[str, object]], cancelled: list[UUID]) -> str:
        with pytest.raises(DatabaseError) as told, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT fiscal_write(%s, %s, 'note', gen_random_uuid(), clock(), '{}', %s::jsonb, %s::uuid[])",
                [reserved.book, number, json.dumps(rights), cancelled],
            )
        return sqlstate(told.value)

    def right(number: int) -> dict[str, object]:
        return {"series": series, "number": number, "ticket": str(uuid4()), "screening": 7}

    assert [refused(number, [], []) for number in (0, 1, 3)] == ["OV904"] * 3
    assert refused(2, [right(3)], []) == "OV904", "a right left out"
    assert refused(2, [right(2), right(4)], []) == "OV904", "a hole between two"
    assert refused(2, [right(1)], []) == "23505", "a number used again"
    assert refused(2, [], [uuid4()]) == "OV904", "a right nobody has"
    assert (Entry.objects.count(), Series.objects.get().last_number) == (1, 1)
    assert holds()


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("table", FINAL)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = 0", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nobody_changes_what_was_written(
    chain: Chain, superuser: psycopg.Connection, table: str, verb: str
) -> None:
    """The application lacks the grant; the owner and a superuser meet the trigger."""
    _, tickets = write(chain, rates=("PLEIN",))
    write(chain, cancelled=tickets)
    statement = verb.format(table, "number" if table == "fiscal_entry" else "entry_id")
    with pytest.raises(DatabaseError) as told, connection.cursor() as cursor:
        cursor.execute(statement)
    assert sqlstate(told.value) == "42501"
    for role in ("ouvreuse_owner", "none"):
        superuser.execute(f"SET ROLE {role}".encode())
        with pytest.raises(psycopg.DatabaseError) as said:
            superuser.execute(statement.encode())
        assert said.value.sqlstate == "OV900", role
    assert holds()


def money(gross: int) -> dict[str, Any]:
    """What a sale or refund at 5.5 % tells, as booking writes it."""
    vat = Money(abs(gross)).vat_part(550).cents * (1 if gross > 0 else -1)
    line = {"kind": "goods", "gross": gross, "vat_bp": 550, "vat": vat}
    return {
        "currency": "EUR",
        "lines": [line],
        "totals": {"550": {"gross": gross, "vat": vat}},
        "payments": [{"means": "cash", "amount": gross}],
    }


def test_T_11_sums_of_a_day_of_an_empty_day_and_of_all_time(chain: Chain) -> None:
    """Sales 100.00 and 50.00, refund -20.00: 130.00 net, 170.00 absolute; the next day is empty."""
    day = datetime(2026, 11, 18, tzinfo=PARIS)
    for minutes, kind, gross in ((0, "sale", 10000), (720, "sale", 5000), (1439, "refund", -2000)):
        write(chain, kind=kind, facts=money(gross), at=day + timedelta(minutes=minutes))
    write(
        chain, kind="payment_returned", facts={"amount": 300, "currency": "EUR"}, at=day + timedelta(hours=3)
    )

    def between(first: int, end: int) -> Any:
        since, until = day + timedelta(days=first), day + timedelta(days=end)
        return sums_between(chain.cinema, channel="counter", since=since, until=until)

    daily = between(0, 1)
    assert (daily.entries, daily.totals()) == (4, {"EUR": (13000, 17000)})
    found = daily.by_rate["EUR", 550]
    assert (found.net_vat, found.absolute_vat) == (521 + 261 - 104, 521 + 261 + 104)
    empty = between(1, 2)
    assert (empty.entries, empty.totals()) == (0, {})
    assert between(-400, 2).totals() == {"EUR": (13000, 17000)}
    assert verify()[0][0].sums.totals() == {"EUR": (13000, 17000)}
    write(chain, kind="sale", facts=money(700), at=day + timedelta(days=1))
    assert (between(0, 1).totals(), between(1, 2).totals()) == (daily.totals(), {"EUR": (700, 700)})
    other = sums_between(
        chain.cinema, channel="web", since=datetime(2020, 1, 1, tzinfo=UTC), until=clock.now()
    )
    assert other.entries == 0
