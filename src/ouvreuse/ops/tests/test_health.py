"""What machines hear from /healthz."""

from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from ouvreuse import __version__

pytestmark = pytest.mark.integration


def ask() -> tuple[int, dict[str, object]]:
    response = Client(SERVER_NAME="localhost").get("/healthz")
    assert "no-store" in response.headers["Cache-Control"]
    return response.status_code, response.json()


def test_pages_work_without_a_worker_but_jobs_wait(database: None) -> None:
    status, told = ask()
    assert status == 200
    assert (told["status"], told["database"], told["worker"]) == ("degraded", "ok", "absent")
    assert (told["kind"], told["version"]) == ("TEST", __version__)


@pytest.mark.parametrize(("age", "worker", "said"), [(5, "alive", "ok"), (120, "silent", "degraded")])
def test_a_worker_is_known_by_its_heartbeat(
    database: None, superuser: psycopg.Connection, age: int, worker: str, said: str
) -> None:
    superuser.execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))", [age]
    )
    status, told = ask()
    assert (status, told["worker"], told["status"]) == (200, worker, said)


def test_a_database_that_is_away_is_503(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_options: object) -> None:
        raise OperationalError("away")

    connection.close()
    monkeypatch.setattr(connection, "connect", away)
    status, told = ask()
    assert (status, told["status"], told["database"]) == (503, "down", "away")
