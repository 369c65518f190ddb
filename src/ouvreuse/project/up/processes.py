"""Processes by id and birth, so that an id given to another program since is never mistaken for ours."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path


def birth(pid: int) -> str:
    """When this process was born, as the kernel writes it; empty when there is none (or only its zombie)."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return "" if Path("/proc/self/stat").exists() else _birth_by_ps(pid)
    return "" if fields[0] in ("Z", "X") else fields[19]


def _birth_by_ps(pid: int) -> str:
    """For systems without /proc."""
    with suppress(OSError):
        done = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return done.stdout.strip()
    return ""


def signal_group(pid: int, number: signal.Signals) -> None:
    """Send a signal to the process and all it has started; nothing happens when they are gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


class Register:
    """The file that remembers which processes `up` has started, for the next `up` after a kill -9."""

    def __init__(self, path: Path) -> None:
        """`path`: the file; its folder exists."""
        self.path = path
        self.entries: dict[str, tuple[int, str]] = {}

    def add(self, name: str, pid: int) -> None:
        """Remember a process that leads its own group."""
        self.entries[name] = (pid, birth(pid))
        self._write()

    def remove(self, name: str) -> None:
        """Forget a process that has ended."""
        self.entries.pop(name, None)
        self._write()

    def _write(self) -> None:
        half = self.path.with_suffix(".new")
        half.write_text(json.dumps(self.entries), encoding="ascii")
        half.replace(self.path)

    def stop_orphans(self) -> list[str]:
        """End what an `up` that was killed has left behind; the names of what was found."""
        with suppress(OSError, ValueError):
            self.entries = {k: (int(v[0]), str(v[1])) for k, v in json.loads(self.path.read_text()).items()}
        # A group outlives its leader: a killed server's workers still hold its port.
        groups = {name: pid for name, (pid, born) in self.entries.items() if born and _is_ours(pid, born)}
        for number, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            for pid in groups.values():
                signal_group(pid, number)
            _wait_gone(list(groups.values()), seconds)
        self.entries = {}
        self._write()
        return sorted(groups)


def _is_ours(pid: int, born: str) -> bool:
    now = birth(pid)
    return now == born if now else _group_lives(pid)


def _group_lives(pid: int) -> bool:
    """True while members of a dead leader's group live: the kernel gives that id to nobody else meanwhile."""
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _wait_gone(groups: list[int], seconds: float) -> None:
    until = time.monotonic() + seconds
    while any(_group_lives(pid) for pid in groups) and time.monotonic() < until:
        time.sleep(0.05)
