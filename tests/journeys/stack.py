"""The whole product for a browser: site, worker, bank and mailbox, on a database of their own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from fakes import bank as fake_bank
from fakes import mailbox as fake_mailbox
from fakes.bank.core import Delay
from ouvreuse.project.cluster import Cluster
from ouvreuse.project.up.programs import web_command

ROOT = Path(__file__).parents[2]
WEBHOOK_SECRET = "whsec_test_ouvreuse"
KEPT = ("django_migrations", "database_mark", "django_content_type", "auth_permission")
PATIENCE = 60.0  # seconds


@dataclass
class Stack:
    """What runs. ``url`` is the site's address; ``bank`` and ``mailbox`` take orders from tests."""

    folder: Path
    cluster: Cluster
    database: str
    port: int
    bank: fake_bank.Running
    mailbox: fake_mailbox.Running
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.cluster.url("superuser", self.database), autocommit=True)

    def start(self, name: str, *command: str) -> None:
        """Start a program; what it says goes to a log in the folder."""
        env = {
            **os.environ,
            "OUVREUSE_KIND": "TEST",
            "OUVREUSE_DATA": str(self.folder),
            "OUVREUSE_BASE_URL": self.url,
            "OUVREUSE_BANK_URL": self.bank.url,
            "OUVREUSE_SMTP_URL": f"smtp://127.0.0.1:{self.mailbox.smtp_port}",
            "OUVREUSE_LOG_LEVEL": "WARNING",
            "DATABASE_URL": self.cluster.url("app", self.database),
            "DATABASE_OWNER_URL": self.cluster.url("owner", self.database),
            "DJANGO_SETTINGS_MODULE": "ouvreuse.project.settings",
        }
        with self.log(name).open("wb") as log:
            self.programs[name] = subprocess.Popen(
                [sys.executable, *command], env=env, cwd=ROOT, stdout=log, stderr=log
            )

    def log(self, name: str) -> Path:
        """Where a program's words are."""
        return self.folder / f"{name}.log"

    def errors(self, name: str, *, after: int) -> list[str]:
        """What a program logged as errors past that many bytes of its log."""
        lines = self.log(name).read_bytes()[after:].decode().splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{")]
        return [
            f"{name}: {one['event']}\n{one.get('exception', '')[-1500:]}"
            for one in told
            if one["level"] == "error"
        ]

    def start_all(self) -> None:
        """Site and worker with the numbers of ``ouvreuse up``."""
        self.start("web", *web_command(host="127.0.0.1", port=self.port)[1:])
        self.start("worker", "-m", "django", "worker")
        self._wait_for_site()

    def _wait_for_site(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            except OSError:
                alive = self.programs["web"].poll() is None and time.monotonic() < until
                assert alive, self.log("web").read_text()[-2000:]
                time.sleep(0.1)

    def stop(self) -> None:
        for program in self.programs.values():
            program.terminate()
        for program in self.programs.values():
            try:
                program.wait(15)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    # -- between two tests

    def empty(self) -> None:
        """Forget every row but those of the running worker, every mail and every order given to the bank.

        Between two jobs: what one under way has read must not be gone when it commits.
        """
        until = time.monotonic() + PATIENCE
        while not self._emptied_between_jobs():
            assert time.monotonic() < until, "the worker is never between two jobs"
            time.sleep(0.05)
        self.mailbox.store.empty()
        self.bank.order(forget_faults=True, webhooks={})

    def _emptied_between_jobs(self) -> bool:
        with self.connect() as connection, connection.transaction():
            connection.execute("LOCK TABLE procrastinate_jobs")  # nobody takes one before this commits
            if connection.execute("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'").fetchone():
                return False
            connection.execute("SET LOCAL session_replication_role = replica")
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                " AND NOT tablename = ANY (%s) AND tablename NOT LIKE 'procrastinate%%'",
                [list(KEPT)],
            ).fetchall()
            connection.execute(";".join(f'DELETE FROM "{name}"' for (name,) in tables))
        return True

    def rest(self) -> None:
        """Until the worker has done every job that is due, whether it went well or not."""
        due = (
            "SELECT task_name FROM procrastinate_jobs WHERE status = 'doing'"
            " OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now())"
            " UNION ALL SELECT template FROM notifications_message"
            " WHERE state = 'sending' OR (state = 'queued' AND attempts = 0)"
        )
        until = time.monotonic() + PATIENCE
        with self.connect() as connection:
            while left := connection.execute(due).fetchall():
                assert time.monotonic() < until, f"the worker does not finish {left}"
                time.sleep(0.1)
            connection.execute("DELETE FROM procrastinate_jobs")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(cluster: Cluster, *, database: str) -> Iterator[Stack]:
    """Everything started, on that database, until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="ouvreuse-journeys-"))
    folder.chmod(0o755)
    delay = Delay(40, 150, 1)
    with fake_bank.serve(secret=WEBHOOK_SECRET, delay=delay) as bank, fake_mailbox.serve() as mailbox:
        stack = Stack(folder, cluster, database, free_port(), bank, mailbox)
        try:
            stack.start_all()
            yield stack
        finally:
            stack.stop()
            shutil.rmtree(folder, ignore_errors=True)
