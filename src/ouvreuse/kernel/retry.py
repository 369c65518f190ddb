"""Bounded retries of a verb that the database asks to run again."""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
AGAIN = frozenset({"40001", "40P01", "55P03"})
TRIES = 5


def retried(verb: Callable[P, R]) -> Callable[P, R]:
    """Run the verb again on a serialization failure, a deadlock or a lock timeout; at most five times.

    Only for outer verbs: each try is a whole transaction. The last error goes up unchanged.
    """

    @functools.wraps(verb)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(TRIES):
            try:
                return verb(*args, **kwargs)
            except Exception as problem:
                if sqlstate(problem) not in AGAIN or attempt == TRIES - 1:
                    raise
                time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    return wrapped


def sqlstate(problem: BaseException) -> str:
    """The database's code behind an error, through the framework's wrapping; '' without one."""
    code = getattr(problem, "sqlstate", None) or getattr(problem.__cause__, "sqlstate", None)
    return str(code or "")
