"""Retries: bounded, only for what the database asks to run again, and the last error goes up as it is."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ouvreuse.kernel import retry
from ouvreuse.kernel.retry import TRIES, retried, sqlstate

pytestmark = pytest.mark.unit


class DatabaseSays(Exception):
    """An error with a code, as the driver raises it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.sqlstate = code


class Wrapped(Exception):
    """The framework's own error around the driver's."""


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


def failing(times: int, error: Callable[[], Exception]) -> tuple[Callable[..., str], list[tuple[int, int]]]:
    """A verb that fails so many times, and its calls."""
    calls: list[tuple[int, int]] = []

    @retried
    def verb(order: int, *, seats: int) -> str:
        """Hold seats."""
        calls.append((order, seats))
        if len(calls) <= times:
            raise error()
        return "held"

    return verb, calls


@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"])
def test_what_the_database_asks_for_is_done_again(code: str, pauses: list[float]) -> None:
    verb, calls = failing(TRIES - 1, lambda: DatabaseSays(code))
    assert verb(7, seats=2) == "held"
    assert calls == [(7, 2)] * TRIES
    assert len(pauses) == TRIES - 1
    assert all(pause > 0 for pause in pauses)


def test_the_tries_are_counted_and_the_last_error_goes_up(pauses: list[float]) -> None:
    errors: list[Exception] = []

    def error() -> Exception:
        errors.append(DatabaseSays("40P01"))
        return errors[-1]

    verb, calls = failing(99, error)
    with pytest.raises(DatabaseSays) as told:
        verb(7, seats=2)
    assert len(calls) == TRIES
    assert told.value is errors[-1]
    assert len(pauses) == TRIES - 1, "nobody waits for a try that will not come"


@pytest.mark.parametrize(
    "error", [lambda: DatabaseSays("23505"), lambda: DatabaseSays("57014"), lambda: ValueError("no")]
)
def test_other_errors_are_not_touched(error: Callable[[], Exception], pauses: list[float]) -> None:
    verb, calls = failing(99, error)
    with pytest.raises(type(error())):
        verb(7, seats=2)
    assert len(calls) == 1
    assert pauses == []


def test_the_code_is_found_under_the_frameworks_wrapping() -> None:
    def wrapped() -> Exception:
        error = Wrapped("deadlock detected")
        error.__cause__ = DatabaseSays("40P01")
        return error

    assert sqlstate(wrapped()) == "40P01"
    verb, calls = failing(1, wrapped)
    assert verb(7, seats=2) == "held"
    assert len(calls) == 2
    assert sqlstate(Wrapped("no cause")) == ""


def test_a_verb_keeps_its_name_and_words() -> None:
    verb, _ = failing(0, ValueError)
    assert (verb.__name__, verb.__doc__) == ("verb", "Hold seats.")
    assert frozenset({"40001", "40P01", "55P03"}) == retry.AGAIN
