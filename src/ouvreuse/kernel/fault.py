"""Points of the product where a test may make it fail: inert unless armed, and armed in a TEST only.

``OUVREUSE_FAULT=P9:kill`` arms one point of a process, ``P9:kill:3`` its third passage. ``OUVREUSE_FAULT=@/path``
lets a rig arm running processes: whichever first passes a point that the file orders renames it to
``/path.fired`` and acts. Nothing here reads the environment: the project arms at start, or refuses to.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

POINTS: Final[Mapping[str, str]] = {
    "K1": "the counter has chosen the best seats, none is taken yet",
    "P1": "a hold is committed, its answer not sent",
    "P2": "the worker has claimed a page to open, the provider was not called",
    "P3": "the provider was called, its answer reached nobody",
    "P7": "an event is stored, its 200 not sent",
    "P9": "inside the transaction that confirms an order",
    "P11": "tickets, mail and book are committed, no job has been seen",
    "P13": "a refund of a cancelled screening is committed, the provider was not called",
}
ACTIONS: Final = ("kill", "raise", "sleep")
LONGEST: Final = 20.0  # seconds of sleep; a rig ends it earlier by removing the ``.fired`` file


class CannotArm(RuntimeError):
    """Faults are for TEST data only, and an order must name a point and an action that exist."""


class Faulted(RuntimeError):
    """What the action ``raise`` raises."""


@dataclass(frozen=True, slots=True)
class Order:
    """Do ``action`` when ``point`` is passed for the ``nth`` time."""

    point: str
    action: str
    nth: int = 1


def read(text: str) -> Order:
    """``name:action[:n]``. Raises ``CannotArm``."""
    point, _, rest = text.strip().partition(":")
    action, _, passage = rest.partition(":")
    nth = passage or "1"
    if point not in POINTS or action not in ACTIONS or not nth.isdecimal() or int(nth) < 1:
        raise CannotArm(f"{text.strip()!r}: a fault is written point:{'|'.join(ACTIONS)}[:n]")
    return Order(point, action, int(nth))


@dataclass
class Armed:
    """One order of this process, or a file where a rig leaves orders. ``marked``: the kind of the database."""

    marked: Callable[[], str]
    order: Order | None = None
    file: Path | None = None
    passed: Counter[str] = field(default_factory=Counter)

    def reach(self, point: str) -> None:
        """Act, if that is ordered here. Raises ``Faulted``, and ``CannotArm`` when the data are not of a TEST."""
        order = self.order or self._left(point)
        if order is None or order.point != point:
            return
        self.passed[point] += 1
        if self.passed[point] != order.nth:
            return
        if self.marked() != "TEST":
            raise CannotArm("these data are not of a TEST")
        if self.file is None or self._first(self.file):
            self._act(order)

    def _left(self, point: str) -> Order | None:
        try:
            return read(self.file.read_text()) if self.file is not None else None
        except FileNotFoundError:
            self.passed.clear()
            return None

    def _first(self, file: Path) -> bool:
        """Whether no other process has taken the order: a rename happens once."""
        self.passed.clear()
        try:
            file.rename(fired(file))
        except FileNotFoundError:
            return False
        return True

    def _act(self, order: Order) -> None:
        if order.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if order.action == "raise":
            raise Faulted(order.point)
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and (self.file is None or fired(self.file).exists()):
            time.sleep(0.01)


_armed: Armed | None = None


def fired(file: Path) -> Path:
    """The name an order's file has once a process acts on it."""
    return file.with_name(f"{file.name}.fired")


def arm(text: str, *, kind: str, marked: Callable[[], str]) -> None:
    """Arm this process, or with an empty text disarm it. Raises ``CannotArm`` unless ``kind`` is TEST."""
    global _armed
    _armed = None
    if not text:
        return
    if kind != "TEST":
        raise CannotArm(f"OUVREUSE_FAULT is set, and this is {kind}: faults are for a TEST only")
    if text.startswith("@"):
        _armed = Armed(marked, file=Path(text[1:]))
    else:
        _armed = Armed(marked, order=read(text))


def fault(point: str) -> None:
    """A point where a test may make the product fail; otherwise nothing at all."""
    if _armed is not None:
        _armed.reach(point)
