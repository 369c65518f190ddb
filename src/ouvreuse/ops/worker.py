"""The worker: one process that does the jobs of every queue and sends the outbox."""

from __future__ import annotations

import asyncio
import select
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from django.db import close_old_connections, connection
from procrastinate import JobContext, PsycopgConnector
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import DjangoApp, app, connector_params
from psycopg import AsyncConnection, OperationalError
from psycopg.pq import ConnStatus
from psycopg_pool import AsyncConnectionPool

from ouvreuse.kernel import garbage, trace
from ouvreuse.notifications.flows import send_waiting
from ouvreuse.ops.pages import PAGES_AT_A_TIME, open_pages, open_waiting_pages
from ouvreuse.payments.flows import allow_calls

log = structlog.get_logger("worker")
LETTERS_AT_A_TIME = 4
LOOK_AGAIN_S = 0.5
MANY_LETTERS = 50  # after so many the memory they took is given back
STOP_WITHIN = 15.0  # seconds; then jobs are cut and done again by the next worker


def working_app() -> DjangoApp:
    """An app with the worker's own connections, for the same jobs.

    Jobs keep the web's app: what they defer goes through Django's connection, in the transaction of its cause.
    (The library's ``replace_connector`` would send it through another connection, before the cause is committed.)
    """
    connector = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=4, configure=_autocommit, pool_factory=_pool
    )
    working = DjangoApp(connector=connector)
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    working.tasks = app.tasks
    working.periodic_registry = app.periodic_registry
    return working


def _pool(**arguments: Any) -> AsyncConnectionPool:
    """Lines are checked by a look instead of a question."""
    return AsyncConnectionPool(**{**arguments, "check": _is_up})


async def _autocommit(connection: AsyncConnection) -> None:
    """Each query of the queue is one statement: a transaction by itself."""
    await connection.set_autocommit(True)


async def _is_up(connection: AsyncConnection) -> None:
    """Raise when the server has hung up: an idle line has nothing to read but its end, or words before it.

    Such a line is closed here: nobody has read its end, so the pool would take it for a good one, again and again.
    """
    heard, _, _ = select.select([connection.fileno()], [], [], 0)
    if heard or connection.pgconn.status != ConnStatus.OK:
        await connection.close()
        raise OperationalError("the server has hung up")


async def traced(call_next: Callable[[], Awaitable[Any]], context: JobContext, worker: object) -> Any:
    """Around each job: its own correlation id, and one line in the log."""
    job, started = context.job, time.perf_counter()
    with trace.use_correlation_id(f"job-{job.id}"):
        outcome = "error"
        try:
            result = await call_next()
            outcome = "done"
            return result
        except Exception as problem:
            outcome = type(problem).__name__
            raise
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            log.info("job", task=job.task_name, job=job.id, tries=job.attempts, outcome=outcome, ms=took)


def work(*, concurrency: int, wait: bool = True, queues: Sequence[str] = ()) -> None:
    """Do jobs, send the outbox and open the bank's pages until told to stop (SIGTERM, SIGINT).

    ``wait`` False: until none is left. ``queues``: only these; all by default, and with ``mail`` the outbox, with
    ``payments`` the pages.
    """
    allow_calls(concurrency + PAGES_AT_A_TIME)
    garbage.settle()
    stop = threading.Event()
    queue_of: dict[str, tuple[Callable[[threading.Event], None], Callable[[], int]]] = {
        "mail": (_post, send_waiting),
        "payments": (open_pages, open_waiting_pages),
    }
    mine = [pair for queue, pair in queue_of.items() if not queues or queue in queues]
    beside = [threading.Thread(target=loop, args=(stop,), name=loop.__name__) for loop, _ in mine if wait]
    for thread in beside:
        thread.start()
    try:
        asyncio.run(_work(concurrency=concurrency, wait=wait, queues=queues))
    finally:
        stop.set()
        for thread in beside:
            thread.join()
    for _, once in mine if not wait else ():
        while once():
            pass


def _post(stop: threading.Event) -> None:
    """Send what waits in the outbox, several letters at a time, and look again a little later."""
    with ThreadPoolExecutor(max_workers=LETTERS_AT_A_TIME, thread_name_prefix="letter") as senders:
        sent = 0
        while not stop.is_set():
            close_old_connections()
            try:
                busy = send_waiting(senders=senders)
            except Exception:
                log.exception("the outbox could not be read")
                busy = 0
            sent += busy
            if not busy:
                if sent > MANY_LETTERS:
                    garbage.give_back()
                    sent = 0
                stop.wait(LOOK_AGAIN_S)
    connection.close()


async def _work(*, concurrency: int, wait: bool, queues: Sequence[str]) -> None:
    threads = ThreadPoolExecutor(max_workers=concurrency, thread_name_prefix="job")
    asyncio.get_running_loop().set_default_executor(threads)
    options: WorkerOptions = {
        "name": "ouvreuse",
        "concurrency": concurrency,
        "wait": wait,
        "delete_jobs": "successful",
        "listen_notify": wait,
        "shutdown_graceful_timeout": STOP_WITHIN,
        "install_signal_handlers": wait,
        "worker_middleware": [traced],
    }
    if queues:
        options["queues"] = queues
    working = working_app()
    async with working.open_async():
        await working.run_worker_async(**options)
