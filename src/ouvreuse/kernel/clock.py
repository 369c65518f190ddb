"""The one clock. The project gives its source at start; nothing else in the product reads the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Source = Callable[[], datetime]
_source: Source | None = None


class NoClock(RuntimeError):
    """The time was asked before a source was installed."""


def install(source: Source) -> None:
    """Set where the time comes from: the database's ``clock()``, or a fixed instant in unit tests."""
    global _source
    _source = source


def now() -> datetime:
    """The present instant, aware, in UTC.

    Raises ``NoClock`` before ``install`` and ``ValueError`` when the source answers without a zone.
    """
    if _source is None:
        raise NoClock("no clock is installed: call clock.install(source) at start")
    instant = _source()
    if instant.tzinfo is None:
        raise ValueError("the clock's source answered an instant without a zone")
    return instant.astimezone(UTC)
