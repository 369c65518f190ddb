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
    if not Path("/proc/self/stat").exists():
        return _birth_by_ps(pid)
    fields = _stat(pid)
    return fields[19] if fields else ""


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

    def __init__(self, path: Path, *, mark: str) -> None:
        """`path`: the file; its folder exists. `mark`: what stands in the environment of all of ours."""
        self.path = path
        self.mark = mark.encode()
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
        with suppress(OSError):  # a full disk: the next change writes all of it again
            half.write_text(json.dumps(self.entries), encoding="ascii")
            half.replace(self.path)

    def stop_orphans(self) -> list[str]:
        """End what an `up` that was killed has left behind; the names of what was found."""
        with suppress(OSError, ValueError):
            self.entries = {k: (int(v[0]), str(v[1])) for k, v in json.loads(self.path.read_text()).items()}
        # A group outlives its leader: a killed server's workers still hold its port.
        groups = {name: pid for name, (pid, born) in self.entries.items() if self._is_ours(pid, born)}
        for number, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            for pid in groups.values():
                signal_group(pid, number)
            _wait_gone(list(groups.values()), seconds)
        self.entries = {}
        self._write()
        return sorted(groups)

    def _is_ours(self, pid: int, born: str) -> bool:
        """The leader by its birth; if it is dead, the rest of its group by the mark in their environment."""
        if now := birth(pid):
            return now == born
        return any(self.mark in _environment(member) for member in members(pid))


def members(group: int) -> list[int]:
    """The living processes of a group. A zombie that nobody buries is not one of them."""
    if not Path("/proc/self/stat").exists():
        return [group] if _answers(group) else []
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) and fields[2] == str(group):
            found.append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    """The kernel's fields of a living process from its state on; empty when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    fields = text.rpartition(")")[2].split()
    return [] if fields[0] in ("Z", "X") else fields


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _answers(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _wait_gone(groups: list[int], seconds: float) -> None:
    until = time.monotonic() + seconds
    while any(members(pid) for pid in groups) and time.monotonic() < until:
        time.sleep(0.05)
