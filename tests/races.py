"""Races with real connections: threads that wait at a barrier, each with its own connection, round after round."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROUNDS = 1000 if os.environ.get("OUVREUSE_DEEP") == "1" else 50


class Race:
    """Runs the same call in n threads at once, as often as asked; connections stay open between rounds."""

    def __init__(self, runners: int) -> None:
        self.runners = runners
        self._barrier = threading.Barrier(runners + 1)
        self._done = threading.Barrier(runners + 1)
        self._call: Callable[[int], Any] | None = None
        self._results: list[Any] = [None] * runners
        self._threads = [threading.Thread(target=self._loop, args=(n,), daemon=True) for n in range(runners)]
        for thread in self._threads:
            thread.start()

    def run(self, call: Callable[[int], Any]) -> list[Any]:
        """Results in runner order; an exception is a result."""
        self._call = call
        self._barrier.wait(30)
        self._done.wait(60)
        return list(self._results)

    def _loop(self, number: int) -> None:
        from django.db import connection

        while True:
            self._barrier.wait()
            if self._call is None:
                connection.close()
                return
            try:
                self._results[number] = self._call(number)
            except Exception as problem:
                self._results[number] = problem
            self._done.wait()

    def close(self) -> None:
        """End the threads and their connections."""
        self._call = None
        self._barrier.wait(30)
        for thread in self._threads:
            thread.join(10)

    def __enter__(self) -> Race:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def rewritten(superuser: psycopg.Connection, function: Path, *changes: tuple[str, str]) -> Iterator[None]:
    """A function of the database with parts of its text replaced: a race without its guard."""
    text = function.read_text()
    changed = text
    for before, after in changes:
        assert before in changed, before
        changed = changed.replace(before, after)
    superuser.execute("SET ROLE ouvreuse_owner")
    superuser.execute(changed.encode())
    try:
        yield
    finally:
        superuser.execute(text.encode())
        superuser.execute("RESET ROLE")
