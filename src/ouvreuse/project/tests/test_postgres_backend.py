"""A kept connection whose server went away is noticed before it is used."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from ouvreuse.kernel import prepared

pytestmark = pytest.mark.integration


def test_a_connection_the_server_ended_is_opened_again(database: None, superuser: psycopg.Connection) -> None:
    connection.close()
    [(mine,)] = prepared.rows("SELECT pg_backend_pid()")
    assert connection.is_usable()
    superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [mine])  # waits until it has left
    assert not connection.is_usable(), "at the first look: its last words are no sign of life"
    connection.health_check_enabled, connection.health_check_done = True, False  # as a new request begins
    [(other,)] = prepared.rows("SELECT pg_backend_pid()")
    assert other != mine
    connection.close()
    assert not connection.is_usable()
