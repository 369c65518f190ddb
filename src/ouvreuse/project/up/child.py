"""One program that `up` keeps alive: started in its own group, logged, restarted with growing pauses."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ouvreuse.kernel.system_error import reason
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.system_user import RunAs
from ouvreuse.project.up.journal import Journal
from ouvreuse.project.up.processes import Register, signal_group

LONGEST_PAUSE: Final = 30.0  # seconds before another try
HEALTHY: Final = 60.0  # seconds of life after which the pauses begin again from the shortest


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str]
    folder: Path
    run_as: RunAs
    once: bool = False  # ends by itself: not started again when it has succeeded
    seconds_to_stop: float = 15.0
    echo: bool = False  # its lines are for the person who watches, too


@dataclass
class Child:
    """A program and its process of the moment."""

    program: Program
    journal: Journal
    register: Register
    tell: Callable[[str], None]
    process: "subprocess.Popen[str] | None" = None
    pause: float = 1.0
    restart_at: float = 0.0
    born_at: float = 0.0
    done: bool = field(default=False)

    def start(self) -> None:
        """Start the program now."""
        program = self.program
        self.process = subprocess.Popen(
            program.command, env=program.env, cwd=program.folder, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, errors="replace",
            umask=0o027, **program.run_as,
        )  # fmt: skip
        self.register.add(program.name, self.process.pid)
        self.born_at = time.monotonic()
        if self.process.stdout is not None:
            self.journal.follow(self.process.stdout, echo=self.tell if program.echo else None)

    def watch(self) -> None:
        """See whether it has died, and start it again when its pause is over."""
        if self.done:
            return
        if self.process is not None:
            if self.process.poll() is None:
                return
            self._bury(self.process)
        elif time.monotonic() >= self.restart_at:
            try:
                self.start()
            except OSError as error:  # no memory, no process left: the others live on
                name, why = self.program.name, reason(error)
                self._pause(
                    bilingual(fr=f"{name} ne démarre pas : {why}", en=f"{name} can't be started: {why}")
                )

    def _bury(self, process: "subprocess.Popen[str]") -> None:
        signal_group(process.pid, signal.SIGKILL)  # its own children would keep its port
        self.register.remove(self.program.name)
        self.process = None
        if self.program.once and process.returncode == 0:
            self.done = True
            return
        if time.monotonic() - self.born_at > HEALTHY:
            self.pause = 1.0
        name, how = self.program.name, _how(process.returncode)
        self._pause(
            bilingual(fr=f"{name} s'est arrêté ({how})", en=f"{name} ended ({how})"),
            words=self.journal.last[-1]
            if self.journal.last
            else bilingual(fr="il n'a rien dit", en="it said nothing"),
        )

    def _pause(self, what: str, *, words: str = "") -> None:
        where = self.journal.path
        see = (
            bilingual(fr=f" ; voir {where} : {words[:200]}", en=f"; see {where}: {words[:200]}")
            if words
            else ""
        )
        again = bilingual(fr=f"nouvel essai dans {self.pause:.0f} s", en=f"again in {self.pause:.0f} s")
        self.tell(f"{what}, {again}{see}")
        self.restart_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Ask it to end, insist when it takes too long, and leave nothing of its group behind."""
        self.done = True
        if (process := self.process) is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(self.program.seconds_to_stop)
            except subprocess.TimeoutExpired:
                name = self.program.name
                self.tell(bilingual(fr=f"{name} ne s'arrête pas : tué", en=f"{name} does not end: killed"))
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
        self.register.remove(self.program.name)
        self.process = None


def _how(code: int) -> str:
    if code < 0:
        return bilingual(fr=f"tué par le signal {-code}", en=f"killed by signal {-code}")
    return bilingual(fr=f"code de sortie {code}", en=f"exit code {code}")
