"""The worker: does jobs, tells their story, takes over those of the dead, and defers in its cause's transaction."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app, connector_params

from ouvreuse.kernel import trace
from ouvreuse.ops import worker
from ouvreuse.ops.worker import work

pytestmark = pytest.mark.integration
SEEN: list[str] = []


@pytest.fixture
def probe(database: None) -> Iterator[str]:
    """A job that tells under which correlation id it ran, then asks for another one and gives up."""
    name = "tests.probe"

    @app.task(name=name, queue="tests")
    def job(text: str) -> None:
        SEEN.append(f"{text} {trace.correlation_id()}")
        if text == "rollback":
            with transaction.atomic():
                app.configure_task(name).defer(text="never")
                transaction.set_rollback(True)

    SEEN.clear()
    yield name
    del app.tasks[name]


def test_a_job_is_done_once_under_its_own_correlation_id_and_forgotten(probe: str) -> None:
    number = app.configure_task(probe).defer(text="hello")
    work(concurrency=2, wait=False, queues=["tests"])
    assert [f"hello job-{number}"] == SEEN
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'tests'")
        assert cursor.fetchone()[0] == 0


def test_what_a_job_defers_goes_with_its_transaction(probe: str) -> None:
    app.configure_task(probe).defer(text="rollback")
    work(concurrency=2, wait=False, queues=["tests"])
    assert [text.split()[0] for text in SEEN] == ["rollback"]


def test_the_job_of_a_dead_worker_is_done_by_another(probe: str, superuser: psycopg.Connection) -> None:
    number = app.configure_task(probe).defer(text="orphan")
    superuser.execute(
        "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
        " RETURNING id)"
        " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM dead) WHERE id = %s",
        [number],
    )
    work(concurrency=2, wait=False, queues=["tests"])
    assert SEEN == []
    app.configure_task("ops.rescue_stalled_jobs", queue="tests").defer(timestamp=0)
    work(concurrency=2, wait=False, queues=["tests"])
    work(concurrency=2, wait=False, queues=["tests"])
    assert [f"orphan job-{number}"] == SEEN


def test_every_periodic_job_of_the_house_is_known_to_the_worker() -> None:
    app.perform_import_paths()
    periodic = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {"ops.rescue_stalled_jobs", "ops.audit", "notifications.lapse", "booking.poll"} <= periodic


def test_a_line_the_server_ended_is_not_lent_again(database: None, superuser: psycopg.Connection) -> None:
    async def lend() -> None:
        line = await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True)
        await line.execute("SELECT 1")
        await worker._is_up(line)
        superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [line.info.backend_pid])
        try:
            with pytest.raises(psycopg.OperationalError):
                await worker._is_up(line)
        finally:
            await line.close()

    asyncio.run(lend())


def test_a_pool_of_ended_lines_lends_a_new_one(database: None, superuser: psycopg.Connection) -> None:
    """One nobody has read the end of looks idle to the pool: closed by the check, it is replaced."""

    async def lend() -> list[int]:
        pids = []
        arguments = {"min_size": 1, "max_size": 1, "timeout": 20, "kwargs": connector_params(), "open": False}
        async with worker._pool(**arguments) as pool:
            for _ in range(2):
                async with pool.connection() as line:
                    pids.append(line.info.backend_pid)
                superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [pids[-1]])
        return pids

    assert len(set(asyncio.run(lend()))) == 2


def test_the_command_works_until_told_to_stop(database: None) -> None:
    number = app.configure_task("ops.forget_old_jobs", queue="tests").defer(timestamp=0)
    command = [sys.executable, "-m", "django", "worker", "--concurrency", "2"]
    with subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE, text=True) as started:
        rescue = threading.Timer(60, started.kill)
        rescue.start()
        assert started.stderr is not None
        told = next((line for line in started.stderr if f'"job": {number},' in line), "")
        started.terminate()
        started.stderr.read()
        assert started.wait(timeout=30) == 0
        rescue.cancel()
    assert json.loads(told)["outcome"] == "done"
