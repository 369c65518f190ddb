"""Fault points: nothing unless armed, never armed on live or demo data."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import ouvreuse
from ouvreuse.kernel import fault as faults
from ouvreuse.kernel.fault import CannotArm, Faulted, Order, arm, fault, fired, read

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    arm("", kind="TEST", marked=lambda: "TEST")


def of_test() -> str:
    return "TEST"


@pytest.mark.parametrize("point", sorted(faults.POINTS))
def test_a_point_is_inert_unless_armed(point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable alone does nothing: only the project arms, at start."""
    monkeypatch.setenv("OUVREUSE_FAULT", f"{point}:kill")
    fault(point)
    arm("", kind="LIVE", marked=lambda: "LIVE")
    fault(point)


@pytest.mark.parametrize("kind", ["LIVE", "DEMO", "", "test"])
@pytest.mark.parametrize("text", ["P1:kill", "P1:raise", "@/nowhere"])
def test_only_a_test_may_be_armed(kind: str, text: str) -> None:
    with pytest.raises(CannotArm):
        arm(text, kind=kind, marked=of_test)
    fault("P1")


@pytest.mark.parametrize("kind", ["LIVE", "DEMO"])
def test_data_that_are_not_of_a_test_are_left_alone(kind: str) -> None:
    """A process that calls itself a test, turned to a real cinema's database."""
    arm("P1:kill", kind="TEST", marked=lambda: kind)
    with pytest.raises(CannotArm):
        fault("P1")


@pytest.mark.parametrize("kind", ["LIVE", "DEMO"])
def test_a_live_or_demo_process_does_not_even_start(kind: str) -> None:
    env = {**os.environ, "OUVREUSE_KIND": kind, "OUVREUSE_FAULT": "P1:kill", "OUVREUSE_SECRET_KEY": "x" * 40}
    started = [sys.executable, "-c", "import django; django.setup()"]
    done = subprocess.run(started, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "faults are for a TEST only" in done.stderr
    del env["OUVREUSE_FAULT"]
    assert subprocess.run(started, env=env, check=False).returncode == 0


def test_an_order_names_a_point_an_action_and_a_passage() -> None:
    assert (read("P9:raise"), read("P1:kill:3\n")) == (Order("P9", "raise"), Order("P1", "kill", 3))


@pytest.mark.parametrize(
    "text", ["P9", "P4:kill", "P9:explode", "P9:kill:0", "P9:kill:x", "P9:kill:1:2", ":"]
)
def test_any_other_order_is_refused(text: str) -> None:
    with pytest.raises(CannotArm):
        arm(text, kind="TEST", marked=of_test)


def test_the_nth_passage_fails_and_no_other() -> None:
    arm("P9:raise:2", kind="TEST", marked=of_test)
    fault("P9")
    fault("P1")
    with pytest.raises(Faulted):
        fault("P9")
    fault("P9")


def test_kill_is_a_kill() -> None:
    words = "from ouvreuse.kernel.fault import *; from ouvreuse.kernel import fault as f;"
    words += "f.arm('P7:kill', kind='TEST', marked=lambda: 'TEST'); f.fault('P7'); print('alive')"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")


def test_an_order_left_in_a_file_is_taken_once(tmp_path: Path) -> None:
    file = tmp_path / "order"
    arm(f"@{file}", kind="TEST", marked=of_test)
    fault("P1")
    file.write_text("P1:raise")
    with pytest.raises(Faulted):
        fault("P1")
    fault("P1")
    assert (file.exists(), fired(file).exists()) == (False, True)
    file.write_text("P3:raise")
    fault("P1")
    assert file.exists(), "an order of another point waits"


def test_a_sleeper_wakes_when_the_rig_says_so(tmp_path: Path) -> None:
    file = tmp_path / "order"
    file.write_text("P11:sleep")
    arm(f"@{file}", kind="TEST", marked=of_test)
    sleeper = threading.Thread(target=fault, args=("P11",))
    sleeper.start()
    until = time.monotonic() + 10
    while not fired(file).exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert sleeper.is_alive()
    fired(file).unlink()
    sleeper.join(10)
    assert not sleeper.is_alive()


def test_every_point_stands_once_in_the_product() -> None:
    found = [
        point
        for path in Path(ouvreuse.__file__).parent.rglob("*.py")
        if "tests" not in path.parts
        for point in re.findall(r'\bfault\("(\w+)"\)', path.read_text())
    ]
    assert sorted(found) == sorted(faults.POINTS)
