"""What the project asks of the database itself: the one clock and the preparation of an empty database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

from ouvreuse.kernel import prepared
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.postgres_backend.base import DatabaseWrapper

FOUNDATION = Path(__file__).with_name("foundation.sql")
GRANTS = Path(__file__).with_name("grants.sql")


def run_prepared(statement: str, arguments: prepared.Arguments) -> list[tuple[Any, ...]]:
    """Send a statement over Django's connection, prepared, as Django's own cursors never are.

    It joins the transaction under way; errors are wrapped as Django's are.
    """
    database = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    database.close_if_health_check_failed()
    if database.connection is None:
        database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        return database.statements().run(statement, arguments)


def read_clock() -> datetime:
    """The database's time, travelled in TEST and DEMO databases only."""
    return cast(datetime, run_prepared("SELECT clock()", ())[0][0])


def database_kind() -> str:
    """LIVE, DEMO or TEST, as marked at the database's creation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM database_mark")
        return str(cursor.fetchone()[0])


def prepare(*, kind: str) -> None:
    """Bring a database to this release: foundation, migrations, grants. Run as the owner; repeatable.

    Raises ``RuntimeError`` when the database was created as another kind: the mark is irreversible.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOUNDATION.read_text())
        cursor.execute("INSERT INTO database_mark (kind) VALUES (%s) ON CONFLICT DO NOTHING", [kind])
        cursor.execute("SELECT kind FROM database_mark")
        marked = cursor.fetchone()[0]
        if marked != kind:
            raise RuntimeError(
                bilingual(
                    fr=f"cette base a été créée {marked} et le reste ; {kind} est demandé",
                    en=f"this database was created as {marked} and stays so; {kind} was asked",
                )
            )
    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(GRANTS.read_text())
