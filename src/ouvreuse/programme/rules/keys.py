"""Whether a key (KDM) opens a film for a screening (domain R7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

AFTER_THE_FILM = timedelta(minutes=60)
TO_TEST = timedelta(hours=24)
NARROW = timedelta(hours=2)


class KeyState(StrEnum):
    """``green``: it opens. ``amber``: it does, with little room. ``red``: it does not."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Key:
    """A window in which one version may be shown in one screen; instants in UTC."""

    screen: int
    version: int
    opens_at: datetime
    closes_at: datetime


def key_state(keys: Iterable[Key], *, starts_at: datetime, ends_at: datetime) -> KeyState:
    """Red unless one key covers the screening and an hour after it; amber when it opens less than a day before (no time
    for a test) or closes within two hours of the film's end. ``ends_at``: the end of the feature (T-20)."""
    covering = [
        key for key in keys if key.opens_at <= starts_at and key.closes_at >= ends_at + AFTER_THE_FILM
    ]
    if not covering:
        return KeyState.RED
    if any(starts_at - key.opens_at >= TO_TEST and key.closes_at - ends_at >= NARROW for key in covering):
        return KeyState.GREEN
    return KeyState.AMBER
