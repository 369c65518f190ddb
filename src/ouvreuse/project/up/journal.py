"""The programs' output, kept as JSON lines in the data folder, one file a program, rotated by size."""

import json
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from ouvreuse.kernel.system_error import reason
from ouvreuse.kernel.terminal import bilingual
from ouvreuse.project.system_user import ServiceUser

LARGEST: Final = 10_000_000  # bytes of one file
KEPT: Final = 5  # older files


class Journal:
    """The log file of one program."""

    def __init__(
        self, folder: Path, program: str, *, user: ServiceUser, tell: Callable[[str], None] | None = None
    ) -> None:
        """`folder`: the logs; `program`: the name of the file and in each line; `tell`: who hears of trouble."""
        self.path = folder / f"{program}.log"
        self.program = program
        self.user = user
        self.tell = tell
        self.lost = 0  # lines that could not be written since the last that was
        self.last: deque[str] = deque(maxlen=20)
        self._lock = threading.Lock()

    def write(self, line: str) -> None:
        """Keep one line: as it is when it is a JSON object already, else as the text of one."""
        text = line if _is_object(line) else json.dumps(self._entry(line), ensure_ascii=False)
        self.last.append(line)
        with self._lock:
            try:
                self._append(text)
            except OSError as error:  # a full disk: who stopped reading would choke the program itself
                self._lose(error)
            else:
                self.lost = 0

    def _append(self, text: str) -> None:
        self._rotate()
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    def _lose(self, error: OSError) -> None:
        self.lost += 1
        if self.lost == 1 and self.tell is not None:
            self.tell(
                bilingual(
                    fr=f"impossible d'écrire {self.path} : {reason(error)} ; des lignes se perdent d'ici là",
                    en=f"{self.path} can't be written: {reason(error)}; lines are lost until it can",
                )
            )

    def follow(self, stream: IO[str], *, echo: Callable[[str], None] | None = None) -> threading.Thread:
        """Copy a program's output until it ends; its plain lines go to `echo` as well."""
        thread = threading.Thread(
            target=self._copy, args=(stream, echo), daemon=True, name=f"log of {self.program}"
        )
        thread.start()
        return thread

    def _copy(self, stream: IO[str], echo: Callable[[str], None] | None) -> None:
        with stream:
            for line in stream:
                if text := line.rstrip():
                    self.write(text)
                    if echo is not None and not text.startswith("{"):
                        echo(f"{self.program}: {text.removeprefix(f'{self.program}: ')}")

    def _entry(self, line: str) -> dict[str, str]:
        return {"timestamp": datetime.now(UTC).isoformat(), "program": self.program, "event": line}

    def _rotate(self) -> None:
        if not self.path.exists():
            self.path.touch(mode=0o600)
            self.user.owns(self.path)
        elif self.path.stat().st_size > LARGEST:
            for number in range(KEPT, 0, -1):
                older = self.path.with_suffix(f".log.{number - 1}") if number > 1 else self.path
                if older.exists():
                    older.replace(self.path.with_suffix(f".log.{number}"))
            self._rotate()


def _is_object(line: str) -> bool:
    if not line.startswith("{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
