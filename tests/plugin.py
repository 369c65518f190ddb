"""The database of the tests: created once as TEST, emptied before each test, audited after it. No network."""

from __future__ import annotations

import fcntl
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus

KEPT = ("django_migrations", "database_mark", "django_content_type", "auth_permission")
EMPTY = """
DO $$
DECLARE t record; found boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND NOT tablename = ANY (%s) LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %%I)', t.tablename) INTO found;
        IF found THEN EXECUTE format('DELETE FROM %%I', t.tablename); END IF;
    END LOOP;
END $$
"""


class NetworkOff(BaseException):
    """A test has called somewhere else than this machine. No `except` of the product's may hide it."""


def pytest_configure() -> None:
    """Network off: a stream may go to this machine only, whoever opens it."""
    socket.socket.connect = _guarded(socket.socket.connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(socket.socket.connect_ex)  # type: ignore[method-assign]


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(line: socket.socket, address: Any) -> Any:
        inet = line.family in (socket.AF_INET, socket.AF_INET6)
        if inet and line.type == socket.SOCK_STREAM and not _is_here(str(address[0])):
            raise NetworkOff(f"tests have no network: {address[0]}, port {address[1]}")
        return connect(line, address)

    return guarded


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in ("localhost", "")
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


@pytest.fixture(scope="session")
def prepared_database() -> Iterator[str]:
    """A database of this release, made through the same preparation as a real one; its superuser address.

    The first process that asks prepares one; this is a copy. Rigs that need a cluster of their own copy the whole.
    """
    from django.db import connection

    from bench import ready
    from ouvreuse.project.cluster import Cluster

    folder = Path(os.environ["OUVREUSE_TEST_CLUSTER"])
    cluster = Cluster(folder / "data")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "prepared").exists():
            ready.prepare(cluster)
            ready.keep(cluster, folder / "prepared")
        os.environ[ready.PREPARED] = str(folder / "prepared")
        name = connection.settings_dict["NAME"]
        cluster.drop_database(name)
        cluster.create_database(name, template=ready.DATABASE)
    yield os.environ["OUVREUSE_TEST_SUPERUSER_URL"]
    connection.close()
    cluster.drop_database(name)


@pytest.fixture
def superuser(prepared_database: str) -> Iterator[psycopg.Connection]:
    """A superuser's connection, for what the application's role may not do."""
    with psycopg.connect(prepared_database, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def any_broken(prepared_database: str) -> Iterator[Callable[[], bool]]:
    """Whether any invariant is broken: all of AUDIT as one statement that a line of its own has planned once."""
    from ouvreuse.ops.audit import invariants

    asked = "SELECT " + " OR ".join(f"EXISTS ({each.sql})" for each in invariants())
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        line.execute("SET jit = off")
        yield lambda: bool(line.execute(asked, prepare=True).fetchone()[0])  # type: ignore[index]


@pytest.fixture
def database(
    request: pytest.FixtureRequest, superuser: psycopg.Connection, any_broken: Callable[[], bool]
) -> Iterator[None]:
    """An empty database, as the application's role; every invariant must hold when the test ends.

    A test that breaks invariants on purpose carries ``@pytest.mark.breaks_invariants``.
    """
    literal = "ARRAY[" + ",".join(f"'{name}'" for name in KEPT) + "]"
    superuser.execute((EMPTY % literal).replace("%%I", "%I"))
    _forget_caches()
    yield
    _let_go()
    if request.node.get_closest_marker("breaks_invariants") is None and any_broken():
        from ouvreuse.ops.audit import run

        raise AssertionError(run())


def _let_go() -> None:
    """End what the test has left open; a line at rest is kept, for its server knows the tables by now."""
    from django.db import connections

    for line in connections.all(initialized_only=True):
        raw = line.connection
        at_rest = raw is not None and raw.info.transaction_status == TransactionStatus.IDLE
        if line.in_atomic_block or not at_rest or not line.is_usable():
            line.close()


def _forget_caches() -> None:
    """What a process remembers, and what a worker run inside a test has allowed it."""
    from ouvreuse.payments.flows import allow_calls

    allow_calls(2)
    from ouvreuse.booking.queries.seats import forget_plans
    from ouvreuse.insights.queries import forget
    from ouvreuse.pricing import queries

    forget_plans()
    forget()
    clear = getattr(getattr(queries, "price_list_version", None), "cache_clear", None)
    if clear:
        clear()
