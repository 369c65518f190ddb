"""Reads of the hot path, prepared: PostgreSQL plans a join of six tables once a connection, not once a read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def rows(statement: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement of ours. Django's own cursors bind on the client's side and never prepare."""
    with connection.cursor():  # opens the connection, or opens it again when it has died
        cursor = psycopg.Cursor(connection.connection)
    return cursor.execute(statement.encode(), arguments, prepare=True).fetchall()
