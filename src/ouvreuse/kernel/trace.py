"""One thread of identity: the correlation id that runs through request, job, provider, mail and log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("correlation_id", default="")


def correlation_id() -> str:
    """The id of what is being done now; empty outside any request or job."""
    return _current.get()


@contextmanager
def use_correlation_id(value: str) -> Iterator[str]:
    """Do the block under this id; the former one comes back afterwards, whatever happens."""
    token = _current.set(value)
    try:
        yield value
    finally:
        _current.reset(token)
