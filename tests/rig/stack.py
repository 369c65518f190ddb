"""The real programs on a temporary, durable cluster, as child processes that may be killed and started again."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from bench.ready import DATABASE, start_ready

from ouvreuse.kernel.fault import fired
from ouvreuse.project import env as settings_env
from ouvreuse.project.cluster import Cluster
from ouvreuse.project.up.processes import signal_group
from ouvreuse.project.up.programs import web_command

ROOT = Path(__file__).parent.parent.parent
SECRET = "whsec_test_ouvreuse"
PATIENCE = 90.0  # seconds until a rig gives up: a deadline of the rig, never a claim about speed


class NotReached(AssertionError):
    """What the rig waited for did not come."""


def wait_until(what: str, done: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
    """The first true answer of ``done``. Raises ``NotReached``."""
    until = time.monotonic() + seconds
    while not (found := done()):
        if time.monotonic() > until:
            raise NotReached(what)
        time.sleep(0.03)
    return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, orders: dict[str, Any] | None = None) -> Any:
    """JSON from an address; with ``orders``, posted there first."""
    data = None if orders is None else json.dumps(orders).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@dataclass
class Stack:
    """PostgreSQL, web, worker, bank and mailbox; ``url`` is the site. Victims: ``web``, ``worker``, ``postgres``."""

    folder: Path
    cluster: Cluster
    web_port: int = field(default_factory=free_port)
    bank_port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)
    mail_port: int = field(default_factory=free_port)
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def bank(self) -> str:
        return f"http://127.0.0.1:{self.bank_port}"

    @property
    def order(self) -> Path:
        """Where a fault is ordered (``ouvreuse.kernel.fault``)."""
        return self.folder / "fault"

    def environment(self) -> dict[str, str]:
        """What the programs of the site are told."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ouvreuse.project.settings",
            "OUVREUSE_KIND": "TEST",
            "OUVREUSE_DATA": str(self.folder),
            "OUVREUSE_BASE_URL": self.url,
            "OUVREUSE_BANK_URL": self.bank,
            "OUVREUSE_SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "OUVREUSE_LOG_LEVEL": "WARNING",
            "OUVREUSE_FAULT": f"@{self.order}",
            "DATABASE_URL": self.cluster.url("app", DATABASE),
            "DATABASE_OWNER_URL": self.cluster.url("owner", DATABASE),
            "PYTHONPATH": str(ROOT),
        }

    def command(self, name: str) -> list[str]:
        """How a program is started, as ``up`` does it."""
        commands = {
            "web": list(web_command(host="127.0.0.1", port=self.web_port)[2:]),
            "worker": ["django", "worker", "--concurrency", "4"],
            "bank": [
                "fakes.bank", "--port", str(self.bank_port), "--public-url", self.bank, "--webhook",
                f"{self.url}/api/webhooks/stripe", "--webhook-secret", SECRET, "--median-ms", "0",
                "--data", str(self.folder / "bank.sqlite3"),
            ],
            "mailbox": [
                "fakes.mailbox", "--smtp-port", str(self.smtp_port), "--http-port", str(self.mail_port),
                "--data", str(self.folder / "mailbox.sqlite3"),
            ],
        }  # fmt: skip
        return [sys.executable, "-m", *commands[name]]

    def start(self, *names: str) -> None:
        """Start programs, or the database, and wait until they are at work."""
        workers = self.newest_worker() if "worker" in names else 0
        for name in names:
            if name == "postgres":
                self.cluster.start(durable=True)
            else:
                self._spawn(name)
        for name in names:
            if name == "worker":
                wait_until("a worker", lambda: self.newest_worker() > workers)
            elif name != "postgres":
                wait_until(name, lambda name=name: self._answers(name))

    def _spawn(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(
                self.command(name), env=self.environment(), cwd=ROOT, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def _answers(self, name: str) -> bool:
        port = {"web": self.web_port, "bank": self.bank_port, "mailbox": self.mail_port}[name]
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            return False
        return True

    def kill(self, victim: str) -> None:
        """SIGKILL: a program with all it has started, or the postmaster alone."""
        if victim == "postgres":
            pid = self.cluster.pid()
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            wait_until("the postmaster's end", lambda: self.cluster.pid() is None)
            return
        process = self.programs.pop(victim)
        signal_group(process.pid, signal.SIGKILL)
        process.wait(30)

    def tend(self) -> bool:
        """Start again what has died by itself, as a supervisor does; whether there was any."""
        dead = [name for name, process in self.programs.items() if process.poll() is not None]
        for name in dead:
            signal_group(self.programs[name].pid, signal.SIGKILL)  # its own children would keep its port
        self.start(*dead)
        return bool(dead)

    def arm(self, point: str, *, nth: int = 1) -> None:
        """The next process that passes the point (for the ``nth`` time) stops there until ``let_go``."""
        half = self.folder / "fault.half"
        half.write_text(f"{point}:sleep:{nth}")
        half.rename(self.order)

    def reached(self) -> bool:
        return fired(self.order).exists()

    def let_go(self) -> None:
        """Whoever sleeps at the point goes on; an order nobody took is withdrawn."""
        for path in (self.order, fired(self.order)):
            path.unlink(missing_ok=True)

    # -- the database, and the product's own code on it -------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """A query or a change, as the superuser."""
        with psycopg.connect(self.cluster.url("superuser", DATABASE), autocommit=True) as connection:
            found = connection.execute(sql, values or None)
            return found.fetchall() if found.description else []

    def newest_worker(self) -> int:
        return int(self.rows("SELECT coalesce(max(id), 0) FROM procrastinate_workers")[0][0])

    @contextlib.contextmanager
    def from_here(self) -> Iterator[None]:
        """Let this process's Django speak to the stack's database for the time of the block."""
        from django.db import connection

        kept = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(settings_env.database(self.cluster.url("app", DATABASE)))
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(kept)

    def audit(self) -> list[Any]:
        """The broken invariants."""
        from ouvreuse.ops.audit import run

        with self.from_here():
            return run()

    def travel(self, minutes: int) -> None:
        """Move the site's one clock and the bank's."""
        (ahead,) = self.rows(
            "INSERT INTO clock_offset (name, ahead) VALUES ('main', make_interval(mins => %s))"
            " ON CONFLICT (name) DO UPDATE SET ahead = clock_offset.ahead + excluded.ahead"
            " RETURNING extract(epoch FROM ahead)::int",
            minutes,
        )[0]
        ask(f"{self.bank}/_control", {"clock_offset_s": ahead})

    def heal(self) -> None:
        """What time and the periodic jobs do: minutes pass, the worker rescues, asks the bank, sends letters."""
        self.do("notifications.lapse")  # a worker that lost its database ends: from here on a living one
        self.travel(minutes=3)
        self.rows(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour' WHERE id < %s",
            self.newest_worker(),
        )
        self.rows("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
        self.do("ops.rescue_stalled_jobs", "booking.poll", "notifications.lapse")
        waiting = "SELECT 1 FROM notifications_message WHERE state IN ('queued', 'sending')"
        wait_until("an empty outbox", lambda: not self.rows(waiting) or self.tend())

    def do(self, *names: str) -> None:
        """Have the worker do periodic jobs now; returns when they are done. One that dies is started again."""
        left = (
            "SELECT status::text FROM procrastinate_jobs WHERE id = ANY (%s) AND status IN ('todo', 'doing')"
        )
        while True:
            jobs = self.ask_for(*names)
            wait_until(str(names), lambda jobs=jobs: not self.rows(left, jobs) or self.tend())
            if not self.rows(left, jobs):
                break
        assert not self.rows("SELECT 1 FROM procrastinate_jobs WHERE id = ANY (%s)", jobs), f"{names}: failed"

    def ask_for(self, *names: str) -> list[int]:
        """Give the worker periodic jobs; their ids."""
        from procrastinate import App, SyncPsycopgConnector

        connector = SyncPsycopgConnector(conninfo=self.cluster.url("app", DATABASE))
        with App(connector=connector).open() as app:
            return [
                app.configure_task(name, allow_unknown=True, queue="housekeeping").defer(timestamp=0)
                for name in names
            ]

    # -- the fakes -------------------------------------------------------------------------------------------

    def hold_events(self, *, held: bool) -> None:
        """The bank keeps its events to itself, or sends what it has kept."""
        ask(f"{self.bank}/_control", {"webhooks": {"hold": held}} | ({} if held else {"flush": True}))

    def at_bank(self, kind: str) -> int:
        """How many objects of a kind the bank has made."""
        return int(ask(f"{self.bank}/_control")["objects"].get(kind, 0))

    def mails(self, to: str) -> int:
        """How many letters an address has got."""
        return len(ask(f"http://127.0.0.1:{self.mail_port}/messages.json?to={to}")["messages"])

    def close(self) -> None:
        """End everything."""
        for process in self.programs.values():
            process.terminate()
        for process in self.programs.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            signal_group(process.pid, signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.cluster.stop()


@contextlib.contextmanager
def stack() -> Iterator[Stack]:
    """Everything started and prepared, empty; all ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="ouvreuse-rig-"))
    folder.chmod(0o755)
    made = Stack(folder, Cluster(folder / "data"))
    try:
        start_ready(made.cluster)
        made.start("bank", "mailbox", "web", "worker")
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)
