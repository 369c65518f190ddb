"""The real site under `up`: an empty cinema for real use, its second start, a command beside it."""

import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from ouvreuse.project.tests.test_up import clean_environment, free_port

pytestmark = pytest.mark.integration
OUVREUSE = [sys.executable, "-c", "from ouvreuse.project.cli import main; main()"]


def _up(data: Path, port: int, log: Path, **named: str) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        words = ["up", "--no-demo", "--data", str(data), "--port", str(port)]
        process = subprocess.Popen(
            [*OUVREUSE, *words], env={**clean_environment(), **named}, stdout=out, stderr=subprocess.STDOUT
        )
    until = time.monotonic() + 240
    while "Ctrl-C stops everything" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)
    return process


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_a_real_cinema_opens_twice(data: Path) -> None:
    port, log = free_port(), data.parent / "out"
    process = _up(data, port, log)
    try:
        assert re.search(r"bringing the database to this release … \d+\.\d s", log.read_text())
        assert "certified as a till" in log.read_text()
        assert "/demo/" not in log.read_text()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200
        told = [*OUVREUSE, "audit", "--data", str(data)]
        audit = subprocess.run(told, env=clean_environment(), capture_output=True, text=True, check=False)
        assert audit.returncode == 0, audit.stdout + audit.stderr
    finally:
        _end(process)
    process = _up(data, port, log)
    _end(process)
    assert "bringing" not in log.read_text(), "the second start prepares nothing"
    assert re.search(r"open after \d+\.\d s", log.read_text())
    audit = subprocess.run(told, env=clean_environment(), capture_output=True, text=True, check=False)
    assert audit.returncode == 0, "without `up` a command brings the database itself"
