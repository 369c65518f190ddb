"""``ouvreuse bench memory``: what the whole system holds at rest, process by process (PSS of Linux).

PSS counts a page shared by several processes once in all, divided among them; so the sum is what the machine
really gives. The system is started, served a little so that every part has done its work once, then left alone.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench import budget
from bench.rig import ROOT, free_port

SERVED = ("/", "/fr/", "/en/", "/fr/staff/sign-in/", "/demo/", "/healthz")
PARTS = {
    "postgres": "postgres", "granian": "web", "django worker": "worker", "fakes.bank": "bank",
    "fakes.mailbox": "mailbox", "demo_seed": "demo sales", "bin/ouvreuse": "supervisor",
}  # fmt: skip


def family(root: int) -> list[int]:
    """A process and all that it started, and what those started."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children[parent].append(int(entry.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children[pid]
    return found


def pss_mb(pid: int) -> float:
    """The proportional share of memory of a process, in MB; 0 of one that ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def part_of(pid: int) -> str:
    """Which part of the system a process is."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "ended"
    return next((part for mark, part in PARTS.items() if mark in command), command.strip()[:60] or "ended")


def weigh(pids: list[int]) -> dict[str, dict[str, float]]:
    """Megabytes and number of processes by part."""
    found: dict[str, dict[str, float]] = {}
    for pid in pids:
        if mb := pss_mb(pid):
            part = found.setdefault(part_of(pid), {"processes": 0, "mb": 0.0})
            part["processes"] += 1
            part["mb"] = round(part["mb"] + mb, 1)
    return dict(sorted(found.items()))


def postmasters(data: Path) -> list[int]:
    """PostgreSQL is not the supervisor's child: its pid stands in its own folder."""
    return [int(path.read_text().split()[0]) for path in data.rglob("postmaster.pid")]


def measure(*, demo: bool, seconds: float) -> dict[str, Any]:
    """Start the whole system in a folder of its own, let it rest, and weigh it."""
    with tempfile.TemporaryDirectory(prefix="ouvreuse-bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        port, data = free_port(), Path(folder) / "data"
        words = ["up", "--port", str(port), "--data", str(data), *([] if demo else ["--no-demo"])]
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("OUVREUSE_", "DATABASE_"))
        }
        with (Path(folder) / "up.log").open("wb") as log:
            up = subprocess.Popen(
                [str(Path(sys.executable).with_name("ouvreuse")), *words],
                env=env,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            _serve(port, up, seconds=180)
            _settle(up, data, seconds=seconds)
            parts = weigh([*family(up.pid), *(pid for each in postmasters(data) for pid in family(each))])
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(60)
    return {"demo": demo, "parts": parts, "total_mb": round(sum(part["mb"] for part in parts.values()), 1)}


def _serve(port: int, up: subprocess.Popen[bytes], *, seconds: float) -> None:
    until = time.monotonic() + seconds
    for path in SERVED * 3:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                if time.monotonic() > until or up.poll() is not None:
                    raise
                time.sleep(0.5)


def _settle(up: subprocess.Popen[bytes], data: Path, *, seconds: float) -> None:
    """Until the demo has sold its past, then some seconds of rest."""
    until = time.monotonic() + 600
    while any(part_of(pid) == "demo sales" for pid in family(up.pid)) and time.monotonic() < until:
        time.sleep(1)
    time.sleep(seconds)


def main() -> None:
    """Run it and print what was found."""
    limit = budget.of("start")["rest_mb"]
    parser = argparse.ArgumentParser(prog="ouvreuse bench memory")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-demo", action="store_true", help="without the fake bank and the mailbox")
    parser.add_argument("--seconds", type=float, default=20, help="how long it rests before it is weighed")
    told = parser.parse_args()
    found = measure(demo=not told.no_demo, seconds=told.seconds) | {"limit_mb": limit}
    sys.stdout.write(json.dumps(found) + "\n" if told.json else budget.shown(found))


if __name__ == "__main__":
    main()
