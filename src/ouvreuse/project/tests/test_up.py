"""`up` lives through what kills it: taken ports, a second start, kill -9 of each part, Ctrl-C."""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ouvreuse.project.cluster import Cluster
from ouvreuse.project.up.processes import birth, members

pytestmark = pytest.mark.integration
TOY = Path(__file__).with_name("toy_up.py")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """The environment of a person who types, not of this test run."""
    ours = ("OUVREUSE_", "DATABASE_", "DJANGO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return {**kept, "OUVREUSE_LANG": "en"}


def _wait(true: Callable[[], object], what: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"in vain: {what}"
        time.sleep(0.02)


class Toy:
    """One `up` in a process of its own."""

    def __init__(self, data: Path, *options: str, **named: str) -> None:
        self.data = data
        self.options = options
        self.env = {**clean_environment(), **named}
        self.port = free_port()
        self.log = data.parent / f"{data.name}.out"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, TOY, self.data, str(self.port), *self.options],
                env=self.env, stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        _wait(lambda: "ouvreuse: Ctrl-C " in self.said or self.process.poll() is not None, "a start")
        assert self.process.poll() is None, self.said

    @property
    def said(self) -> str:
        return self.log.read_text()

    def page(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                return answer.read() == b"toy"
        except OSError:
            return False

    def children(self) -> dict[str, int]:
        found = json.loads((self.data / "locks" / "children.json").read_text())
        return {name: entry[0] for name, entry in found.items()}

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def end(self) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def toy() -> Iterator[Toy]:
    with tempfile.TemporaryDirectory(prefix="ouvreuse up ") as name:
        Path(name).chmod(0o755)
        one = Toy(Path(name) / "data")
        one.start()
        yield one
        one.end()
        Cluster(one.data).stop()


def test_a_second_up_is_refused_in_one_line(toy: Toy) -> None:
    again = [sys.executable, TOY, toy.data, str(free_port())]
    done = subprocess.run(
        again, env=clean_environment(), capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert toy.process is not None
    assert done.stderr.startswith(f"ouvreuse: another `up` (process {toy.process.pid}) already runs on ")
    assert toy.page()


def test_a_taken_port_is_refused_in_one_line(toy: Toy) -> None:
    other = toy.data.parent / "other"
    again = [sys.executable, TOY, other, str(toy.port)]
    done = subprocess.run(
        again, env=clean_environment(), capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"ouvreuse: port {toy.port} is taken by another program")
    assert len(done.stderr.splitlines()) == 1
    assert not (other / "postgres").exists()


def test_a_killed_child_comes_back(toy: Toy) -> None:
    before = toy.children()["web"]
    toy.kill(before)
    _wait(lambda: toy.children().get("web") not in (None, before) and toy.page(), "the site again")
    assert "web ended (killed by signal 9), again in 1 s" in toy.said


def test_a_killed_leader_takes_its_own_children_along(toy: Toy) -> None:
    before = toy.children()["worker"]
    toy.kill(before)
    _wait(lambda: toy.children().get("worker") not in (None, before), "another worker")
    assert members(before) == []


def test_a_killed_postgresql_comes_back(toy: Toy) -> None:
    cluster = Cluster(toy.data)
    before = cluster.pid()
    assert before is not None
    toy.kill(before)
    _wait(lambda: cluster.pid() != before and cluster.running(), "PostgreSQL again")
    with cluster.connect("app", "ouvreuse") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_after_a_kill_of_up_itself_the_next_one_recovers(toy: Toy) -> None:
    assert toy.process is not None
    orphans = toy.children()
    _wait(lambda: len(members(orphans["worker"])) == 2, "the child of the worker")
    toy.kill(toy.process.pid)
    toy.process.wait()
    toy.kill(orphans["worker"])  # its own child lives on, as an app server's workers would
    _wait(lambda: not birth(orphans["worker"]), "the end of the leader")
    assert birth(orphans["web"]), "an orphan must live for this test to say anything"
    assert len(members(orphans["worker"])) == 1
    toy.start()
    assert "stopped worker, left behind by an `up` that was killed" in toy.said
    assert not any(members(pid) for pid in orphans.values())
    assert toy.page()


def test_ctrl_c_stops_everything_cleanly(toy: Toy) -> None:
    children = toy.children()
    assert toy.end() == 0
    assert toy.said.endswith("ouvreuse: stopping\nouvreuse: stopped\n")
    assert not any(members(pid) for pid in children.values())
    assert Cluster(toy.data).pid() is None
    log = [json.loads(line) for line in (toy.data / "logs" / "web.log").read_text().splitlines()]
    assert log[0]["event"] == "toy site up"
    toy.start()
    assert "PostgreSQL 18" not in toy.said, "the second start makes nothing"


def test_https_is_trusted_with_the_offered_certificate() -> None:
    if not Path(sys.executable).with_name("caddy").exists():
        pytest.skip("NO CADDY installed for this machine")
    with tempfile.TemporaryDirectory(prefix="ouvreuse https ") as name:
        Path(name).chmod(0o755)
        toy = Toy(Path(name) / "data", "--https")
        try:
            toy.start()
            start_page = re.search(r"start page for phones: (\S+)", toy.said)
            assert start_page, toy.said
            with urllib.request.urlopen(f"{start_page[1]}ouvreuse-root.crt", timeout=5) as answer:  # noqa: S310
                certificate = answer.read().decode()
                assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
            trusting = ssl.create_default_context(cadata=certificate)
            for host in ("localhost", "127.0.0.1"):
                page = urllib.request.urlopen(f"https://{host}:{toy.port}/", timeout=10, context=trusting)
                with page as answer:
                    assert answer.read() == b"toy"
        finally:
            toy.end()
