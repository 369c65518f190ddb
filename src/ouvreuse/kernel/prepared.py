"""Statements of the hot path, prepared once a connection. The project gives the runner at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Row = tuple[Any, ...]
Arguments = Sequence[Any] | Mapping[str, Any]
Runner = Callable[[str, Arguments], list[Row]]
_run: Runner | None = None


class NoDatabase(RuntimeError):
    """A statement was sent before a runner was installed."""


def install(run: Runner) -> None:
    """Set who sends statements: the project's own connection, whose transaction they join."""
    global _run
    _run = run


def rows(statement: str, arguments: Arguments = ()) -> list[Row]:
    """The rows of a statement, none for one that returns nothing. PostgreSQL plans it once a connection."""
    if _run is None:
        raise NoDatabase("no runner is installed: call prepared.install(run) at start")
    return _run(statement, arguments)


def array(values: Iterable[int | str]) -> str:
    """The values as PostgreSQL writes an array, for a parameter that is cast; cheaper than adapting a list."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: int | str) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def row(statement: str, arguments: Arguments = ()) -> Row | None:
    """The first row of a statement, None without one."""
    return next(iter(rows(statement, arguments)), None)
