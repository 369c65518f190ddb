"""What the application's role may not do, tried as that role (docs/adr/0009)."""

# ruff: noqa: S608 - the statements are made of names of our own tables
from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.integration
BOOK = ("fiscal_book", "fiscal_entry", "fiscal_series", "fiscal_admissionright", "fiscal_cancelledright")
SEATS = ("booking_claim", "booking_ticket")
TRAILS = ("accounts_auditentry", "venues_seatmap", "pricing_pricelistversion")
HISTORY = ("booking_order", "booking_orderline", "booking_admission", "payments_payment", "payments_refund")
MARKS = ("database_mark", "django_migrations")


@pytest.fixture
def role(database: None) -> Iterator[psycopg.Connection]:
    """A connection as the application, straight to the server."""
    facts = connection.settings_dict
    assert facts["USER"] == "ouvreuse_app"
    assert settings.OWNER is False
    with psycopg.connect(
        dbname=facts["NAME"],
        user=facts["USER"],
        host=facts["HOST"],
        port=facts["PORT"] or None,
        autocommit=True,
    ) as opened:
        yield opened


def column(role: psycopg.Connection, table: str) -> str:
    """Any column of the table."""
    row = role.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        [table],
    ).fetchone()
    assert row is not None
    return str(row[0])


def refused(role: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        role.execute(statement.encode())


@pytest.mark.parametrize("table", [*BOOK, *SEATS])
def test_nothing_is_written_past_the_functions(role: psycopg.Connection, table: str) -> None:
    name = column(role, table)
    refused(role, f'INSERT INTO {table} ("{name}") VALUES (NULL)')
    refused(role, f'UPDATE {table} SET "{name}" = "{name}"')
    refused(role, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", [*HISTORY, *TRAILS, *MARKS, "payments_providerevent"])
def test_nothing_of_the_past_is_deleted(role: psycopg.Connection, table: str) -> None:
    refused(role, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", [*TRAILS, *MARKS])
def test_what_is_written_once_stays(role: psycopg.Connection, table: str) -> None:
    name = column(role, table)
    refused(role, f'UPDATE {table} SET "{name}" = "{name}"')


@pytest.mark.parametrize("table", [*BOOK, *SEATS, *HISTORY, *MARKS, "clock_offset", "programme_screening"])
def test_no_table_is_emptied_changed_or_freed_of_its_triggers(role: psycopg.Connection, table: str) -> None:
    refused(role, f"TRUNCATE {table} CASCADE")
    refused(role, f"ALTER TABLE {table} DISABLE TRIGGER USER")
    refused(role, f"ALTER TABLE {table} ADD COLUMN mine int")


def test_triggers_are_not_switched_off_for_a_session(role: psycopg.Connection) -> None:
    refused(role, "SET session_replication_role = replica")
    refused(role, "SET ROLE ouvreuse_owner")


def test_the_door_may_mark_a_passage_and_no_more(role: psycopg.Connection) -> None:
    role.execute("UPDATE booking_ticket SET admitted_at = clock(), admitted_by = NULL")
    refused(role, "UPDATE booking_ticket SET voided_at = NULL")
    refused(role, "UPDATE booking_ticket SET price = 0")


@pytest.mark.parametrize("who", ["owner", "superuser"])
@pytest.mark.breaks_invariants
def test_not_even_the_owner_changes_an_entry(chain: object, superuser: psycopg.Connection, who: str) -> None:
    """The trigger speaks to everybody who has not switched it off."""
    superuser.execute(
        "INSERT INTO fiscal_book (cinema_id, channel, length, head) SELECT id, 'web', 1, 'x' FROM venues_cinema"
    )
    superuser.execute(
        "INSERT INTO fiscal_entry (book_id, number, kind, subject, at, payload, previous, hash)"
        " SELECT id, 1, 'sale', gen_random_uuid(), clock(), '{}', 'x', 'y' FROM fiscal_book"
    )
    if who == "owner":
        superuser.execute("SET ROLE ouvreuse_owner")
    for statement in (
        b"UPDATE fiscal_entry SET payload = '{\"total\":0}'",
        b"DELETE FROM fiscal_entry",
        b"TRUNCATE fiscal_entry CASCADE",
    ):
        with pytest.raises(psycopg.DatabaseError) as told:
            superuser.execute(statement)
        assert told.value.sqlstate == "OV900"


@pytest.mark.parametrize("table", ["accounts_auditentry", "accounts_traillink"])
def test_the_trail_is_only_ever_added_to(
    role: psycopg.Connection, superuser: psycopg.Connection, table: str
) -> None:
    """BO-07: the application may add an entry and read it; not even the owner changes one or takes it away."""
    role.execute(
        "INSERT INTO accounts_auditentry (at, actor_label, verb, subject, facts, correlation_id)"
        " VALUES (clock(), 'cli', 'sign_in', 'user:1', '{}', '')"
    )
    assert role.execute("SELECT seal_trail()").fetchone() == (1,)
    name = column(role, table)
    for statement in (
        f'UPDATE {table} SET "{name}" = "{name}"',
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ):
        refused(role, statement)
        superuser.execute("SET ROLE ouvreuse_owner")
        with pytest.raises(psycopg.DatabaseError) as told:
            superuser.execute(statement.encode())
        assert told.value.sqlstate == "OV900"
    refused(role, "INSERT INTO accounts_traillink (position, entry_id, previous, hash) VALUES (9, 1, '', '')")


def test_every_function_that_may_more_has_a_fixed_path(role: psycopg.Connection) -> None:
    rows = role.execute(
        "SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert {name for name, _ in rows} >= {
        "hold_seats",
        "issue_tickets",
        "fiscal_reserve",
        "fiscal_write",
        "seal_trail",
    }
    assert [name for name, config in rows if "search_path=public, pg_temp" not in (config or [])] == []
