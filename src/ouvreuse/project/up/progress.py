"""What the person who watches is told: a line for each thing, and each step with the seconds it took."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from ouvreuse.kernel.terminal import bilingual, decimal


class Progress:
    """Writes to the terminal. A step stands there while it lasts; its seconds end the line."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """`stream`: where to write, standard output unless told."""
        self._stream = stream
        self._lock = threading.RLock()  # the programs' lines come from threads of their own
        self._waiting = False  # a step's line has no end yet

    def tell(self, line: str) -> None:
        """One line."""
        with self._lock:
            self._write(("\n" if self._waiting else "") + f"ouvreuse: {line}\n")
            self._waiting = False

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Say what is being done, then how long it took; on a line of its own when others spoke meanwhile."""
        with self._lock:
            self.end_line()
            self._write(f"ouvreuse: {words} … ")
            self._waiting = True
        began = time.monotonic()
        try:
            yield
        except BaseException:
            self.end_line()  # what comes next says why
            raise
        took = f"{decimal(time.monotonic() - began)} s\n"
        colon = bilingual(fr=" : ", en=": ")
        with self._lock:
            self._write(took if self._waiting else f"ouvreuse: {words}{colon}{took}")
            self._waiting = False

    def end_line(self) -> None:
        """End the line of a step that is not over."""
        with self._lock:
            if self._waiting:
                self._write("\n")
                self._waiting = False

    def _write(self, text: str) -> None:
        stream = self._stream or sys.stdout
        with suppress(OSError):  # nobody watches any more
            stream.write(text)
            stream.flush()
