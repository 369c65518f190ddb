"""A disk that fills while the site runs costs log lines, never a page, and heals when there is space again."""

from __future__ import annotations

import errno
import io
import json
import os
import queue
import sys
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ouvreuse.project import cli, logs
from ouvreuse.project.command_line import Up
from ouvreuse.project.middleware import Request
from ouvreuse.project.refusal import Refusal
from ouvreuse.project.up import plan, supervisor
from ouvreuse.project.up.child import Child, Program
from ouvreuse.project.up.journal import Journal
from ouvreuse.project.up.processes import Register

pytestmark = pytest.mark.unit
FULL = Path("/dev/full")  # every write fails as on a full disk


@pytest.fixture(autouse=True)
def _full_disk() -> None:
    if not FULL.exists():
        pytest.skip("NO /dev/full on this machine")


def test_lines_are_read_on_while_they_can_not_be_kept(data: Path) -> None:
    told: list[str] = []
    heard: queue.Queue[str] = queue.Queue()
    log = Journal(data / "logs", "web", user=plan.own_folder(data), tell=told.append)
    log.path.symlink_to(FULL)
    reading, writing = os.pipe()
    thread = log.follow(os.fdopen(reading), echo=heard.put)
    with os.fdopen(writing, "w", buffering=1) as program:
        for number in range(3):
            program.write(f"line {number}\n")
            assert heard.get(timeout=30) == f"web: line {number}"
        assert len(told) == 1, "told once, not for each line"
        assert "No space left on device" in told[0]
        log.path.unlink()  # space again
        program.write("line 3\n")
        assert heard.get(timeout=30) == "web: line 3"
    thread.join(30)
    kept = [json.loads(line)["event"] for line in log.path.read_text().splitlines()]
    assert kept == ["line 3"]


def test_a_page_is_served_though_nobody_reads_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    # As sys.stderr is: each line goes out at once.
    with os.fdopen(writing, "wb", buffering=0) as raw:
        broken = io.TextIOWrapper(raw, write_through=True)
        monkeypatch.setattr(sys, "stderr", broken)
        with pytest.raises(BrokenPipeError):
            broken.write("the pipe is broken indeed")

        def page(_request: HttpRequest) -> HttpResponse:
            return HttpResponse("page")

        assert Request(page)(RequestFactory().get("/")).status_code == 200
        logs.access(status=200)
        monkeypatch.undo()
        broken.detach()


def test_the_register_of_children_waits_for_space(data: Path) -> None:
    plan.own_folder(data)
    register = Register(data / "locks" / "children.json", mark="x")
    (data / "locks" / "children.new").symlink_to(FULL)
    register.add("web", os.getpid())
    (data / "locks" / "children.new").unlink()
    register.add("worker", os.getpid())
    assert set(json.loads(register.path.read_text())) == {"web", "worker"}


def test_a_program_that_can_not_start_is_tried_again(data: Path) -> None:
    user, told = plan.own_folder(data), list[str]()
    program = Program(name="web", command=("/nonexistent",), env={}, folder=data, run_as={})
    child = Child(
        program=program,
        journal=Journal(data / "logs", "web", user=user),
        register=Register(data / "locks" / "children.json", mark="x"),
        tell=told.append,
    )
    child.watch()
    assert told == ["web can't be started: No such file or directory, again in 1 s"]
    child.watch()
    assert len(told) == 1, "not before its pause is over"


def test_a_full_disk_is_seen_before_the_first_byte(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the lock of `up` could not be written."""
    monkeypatch.setattr(plan, "SPACE_NEEDED", 10**18)
    monkeypatch.setattr(supervisor.signal, "signal", lambda *_: None)
    with pytest.raises(Refusal, match="nearly full"):
        supervisor.up(Up(port=8000, host="127.0.0.1", data=data, demo=False, https=False))
    assert list((data / "locks").iterdir()) == []


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/srv/cinema/site.json.new"),
            "ouvreuse: the disk is full: /srv/cinema/site.json.new; free some space and start again\n",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/x"),
            "ouvreuse: Permission denied: /srv/x\n",
        ),
    ],
)
def test_what_the_system_refuses_is_one_line(
    error: OSError, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_told: object) -> int:
        raise error

    monkeypatch.setattr(cli, "_run", fail)
    monkeypatch.setattr(sys, "argv", ["ouvreuse", "audit"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == line
