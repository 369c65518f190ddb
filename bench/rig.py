"""The system under measure: a durable PostgreSQL and the real servers in a temporary folder."""

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
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.ready import start_ready
from ouvreuse.project.cluster import Cluster
from ouvreuse.project.up.programs import WEBHOOK, WORKERS, web_command

ROOT = Path(__file__).parent.parent
SECRET = "whsec_bench"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Rig:
    """A cluster and its programs; ``url`` is the site."""

    data: Path
    cluster: Cluster
    env: dict[str, str]
    port: int
    bank_port: int = 0
    smtp_port: int = 0
    mailbox_port: int = 0
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str, *command: str, **more: str) -> None:
        """Start a program of the system; its words go to a log in the folder."""
        with (self.data / f"{name}.log").open("wb") as log:
            self.programs[name] = subprocess.Popen(
                [sys.executable, *command], env={**self.env, **more}, cwd=ROOT, stdout=log, stderr=log
            )

    def start_web(self, *, workers: int = WORKERS) -> None:
        """The site as ``up`` serves it, behind one trusted proxy hop (the load says whom it comes from)."""
        self.start("web", *web_command(host="127.0.0.1", port=self.port, workers=workers)[1:])
        self.wait_for(f"{self.url}/healthz")

    def start_bank(self, *, median_ms: float, p99_ms: float) -> None:
        """The fake bank with a delay, sending its events to the site."""
        self.start(
            "bank", "-m", "fakes.bank", "--port", str(self.bank_port), "--webhook", f"{self.url}{WEBHOOK}",
            "--webhook-secret", SECRET, "--data", str(self.data / "bank.sqlite3"),
            "--median-ms", str(median_ms), "--p99-ms", str(p99_ms),
        )  # fmt: skip
        self.wait_for(f"{self.bank_url}/healthz")

    def start_mailbox(self) -> None:
        """Where every mail ends."""
        self.start(
            "mailbox", "-m", "fakes.mailbox", "--smtp-port", str(self.smtp_port), "--http-port", str(self.mailbox_port),
            "--data", str(self.data / "mailbox.sqlite3"),
        )  # fmt: skip
        self.wait_for(f"http://127.0.0.1:{self.mailbox_port}/healthz")

    def start_worker(self, *words: str) -> None:
        """The worker as ``up`` starts it, with more words if told."""
        self.start("worker", "-m", "django", "worker", *words)

    @property
    def bank_url(self) -> str:
        return f"http://127.0.0.1:{self.bank_port}"

    def order(self, port: int, **orders: object) -> dict[str, Any]:
        """Give a fake an order; without any, its state."""
        body = json.dumps(orders).encode() if orders else None
        url = f"http://127.0.0.1:{port}/_control"
        asked = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def wait_for(self, url: str, seconds: float = 60) -> None:
        """Until the address answers."""
        until = time.monotonic() + seconds
        while True:
            try:
                urllib.request.urlopen(url, timeout=2).close()
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def count_statements(self) -> None:
        """Begin to count statements anew."""
        with psycopg.connect(self.cluster.url("superuser"), autocommit=True) as database:
            database.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            database.execute("SELECT pg_stat_statements_reset()")

    def statements(self) -> list[tuple[int, float, str]]:
        """(calls, milliseconds of execution in all, text) of the application's statements, dearest first."""
        with psycopg.connect(self.cluster.url("superuser"), autocommit=True) as database:
            return database.execute(
                "SELECT s.calls, s.total_exec_time, s.query FROM pg_stat_statements s"
                "  JOIN pg_roles r ON r.oid = s.userid AND r.rolname = 'ouvreuse_app' WHERE s.toplevel ORDER BY 2 DESC"
            ).fetchall()

    def cpu(self, name: str) -> float:
        """CPU seconds a program and its descendants have used; ``postgres`` for the database."""
        root = self.cluster.pid() if name == "postgres" else self.programs[name].pid
        return sum(_ticks(pid) for pid in _family(root or 0)) / TICKS


def _family(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children.get(pid, [])
    return found


def _ticks(pid: int) -> int:
    """Of the process and of its children that have ended (connections of PostgreSQL)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(value) for value in fields[11:15])


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def rig(*, kind: str = "TEST") -> Iterator[Rig]:
    """A durable, prepared database and the environment of its programs; everything ends with the block."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="ouvreuse-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "data")
    port, bank_port, smtp_port, mailbox_port = (free_port() for _ in range(4))
    try:
        env = {
            **os.environ,
            "OUVREUSE_KIND": kind,
            "OUVREUSE_DATA": str(folder),
            "OUVREUSE_BASE_URL": f"http://127.0.0.1:{port}",
            "OUVREUSE_SECRET_KEY": "a key for the bench only",
            "OUVREUSE_TRUSTED_PROXY": "1",
            "OUVREUSE_BANK_URL": f"http://127.0.0.1:{bank_port}",
            "OUVREUSE_BANK_WEBHOOK_SECRET": SECRET,
            "OUVREUSE_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "DATABASE_URL": cluster.url("app"),
            "DATABASE_OWNER_URL": cluster.url("owner"),
            "DJANGO_SETTINGS_MODULE": "ouvreuse.project.settings",
            "PYTHONPATH": str(ROOT),
        }
        os.environ.update(env)
        start_ready(cluster, kind=kind)
        made = Rig(folder, cluster, env, port, bank_port, smtp_port, mailbox_port)
        try:
            yield made
        finally:
            for program in made.programs.values():
                program.terminate()
            for program in made.programs.values():
                try:
                    program.wait(15)
                except subprocess.TimeoutExpired:
                    program.kill()
    finally:
        with contextlib.suppress(Exception):
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def setup_django() -> None:
    """Let this process speak to the database as the application does."""
    import django

    django.setup()


def broken_invariants() -> int:
    """How many invariants of AUDIT do not hold in what the bench leaves behind; each is named on the error output."""
    from ouvreuse.ops import audit

    broken = audit.run()
    for each in broken:
        sys.stderr.write(f"AUDIT {each.invariant.room} {each.invariant.code}: {each.invariant.sentence}\n")
    return len(broken)
