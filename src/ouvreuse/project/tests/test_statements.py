"""Prepared statements sent straight to libpq: their arguments, their transaction, and what they say when they fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from ouvreuse.kernel import prepared
from ouvreuse.project.postgres_backend.statements import numbered

pytestmark = pytest.mark.integration
ANYONE = UUID("0190aaaa-0000-7000-8000-000000000001")


@pytest.fixture
def told(database: None, superuser: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The owner of a table ``told`` of numbers, each told once by the end of a transaction."""
    superuser.execute("CREATE TABLE told (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    superuser.execute("GRANT ALL ON told TO PUBLIC")
    yield superuser
    connection.close()
    superuser.execute("DROP TABLE told")


def test_places_are_numbered_once_a_name() -> None:
    assert numbered("SELECT %s, %s WHERE 5 %% 2 = 1") == (b"SELECT $1, $2 WHERE 5 % 2 = 1", ())
    assert numbered("SELECT %(b)s, %(a)s, %(b)s") == (b"SELECT $1, $2, $1", ("b", "a"))


def test_values_come_back_as_they_went(database: None) -> None:
    at = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)
    sent = (ANYONE, 7, 2**40, "à l'heure", None, at, timedelta(minutes=8), True)
    [came] = prepared.rows("SELECT %s, %s, %s, %s::text, %s::text, %s, %s, %s", sent)
    assert came == sent


def test_a_statement_takes_arguments_of_several_types(database: None) -> None:
    for value in (1, 2**40, "un", None, 3):
        assert prepared.rows("SELECT %s::text", [value]) == [(None if value is None else str(value),)]


def test_it_joins_the_transaction_and_leaves_with_it(told: psycopg.Connection) -> None:
    with transaction.atomic():
        assert prepared.rows("INSERT INTO told VALUES (%s) RETURNING n", [1]) == [(1,)]
        transaction.set_rollback(True)
    with transaction.atomic():
        prepared.rows("INSERT INTO told VALUES (%s)", [2])
        with pytest.raises(DatabaseError), transaction.atomic():  # a savepoint
            prepared.rows("SELECT 1 / %s::integer", [0])
    assert prepared.rows("SELECT n FROM told") == [(2,)]


def test_what_commit_refuses_is_said_and_undone(told: psycopg.Connection) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        prepared.rows("INSERT INTO told VALUES (%s), (%s)", [1, 1])
    assert prepared.rows("SELECT count(*) FROM told") == [(0,)]


def test_a_server_that_leaves_amid_a_transaction_is_an_operational_error(
    database: None, superuser: psycopg.Connection
) -> None:
    connection.close()
    with transaction.atomic():
        [(mine,)] = prepared.rows("SELECT pg_backend_pid()")
        superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [mine])
        with pytest.raises(OperationalError):
            prepared.rows("SELECT %s::int", [1])
        transaction.set_rollback(True)
    connection.close()
    assert prepared.rows("SELECT %s::int", [1]) == [(1,)]


def test_a_column_that_changed_its_type_costs_one_failure(told: psycopg.Connection) -> None:
    read = "SELECT n FROM told"
    assert prepared.rows(read) == []
    told.execute("ALTER TABLE told ALTER n TYPE text")
    with pytest.raises(DatabaseError):
        prepared.rows(read)
    assert prepared.rows(read) == []


def test_another_thread_works_while_the_server_does(database: None, superuser: psycopg.Connection) -> None:
    """A statement that waits gives the interpreter to others: here, to the thread that ends its waiting."""
    prepared.rows("SELECT pg_advisory_lock(4711)")
    done: list[bool] = []

    def wait() -> None:
        try:
            done.append(prepared.rows("SELECT pg_advisory_lock(4711) IS NULL")[0][0])
        finally:
            connection.close()

    waiting = threading.Thread(target=wait)
    waiting.start()
    asks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted"
    while superuser.execute(asks).fetchone() != (1,):
        pass
    prepared.rows("SELECT pg_advisory_unlock(4711)")
    waiting.join(30)
    assert done == [False]
