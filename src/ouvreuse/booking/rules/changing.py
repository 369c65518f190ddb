"""What a change of a sold screening means, as plain facts: who is where now, and a name for exactly that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A live claim of a screening with its order and, once sold, its ticket. ``cents``: fees included.

    ``through``: the channel it was taken through: not its order's for a web order exchanged at the counter.
    """

    order: UUID
    code: str
    state: str
    channel: str
    through: str
    since: datetime
    held_until: datetime
    email: str
    name: str
    place: int
    rate: str
    ticket: UUID | None
    inside: bool
    cents: int

    @property
    def kind(self) -> str:
        """sold, paying, held, or house (kept off sale)."""
        if self.channel == "house":
            return "house"
        return {"confirmed": "sold", "paying": "paying"}.get(self.state, "held")


def fingerprint(screening: int, *, revision: int, target: str, held: Iterable[SeatHeld]) -> str:
    """A short name of what a plan was made from: seats sold and in payment, the show, the plan aimed at.

    Holds are left out: they end by themselves, and a change releases them.
    """
    seats = sorted(
        f"{seat.order}:{seat.place}:{seat.kind}:{seat.inside:d}"
        for seat in held
        if seat.kind in ("sold", "paying")
    )
    said = "|".join([str(screening), str(revision), target, *seats])
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def by_order(held: Iterable[SeatHeld]) -> dict[UUID, list[SeatHeld]]:
    """The seats of each order, in the order they were given."""
    found: dict[UUID, list[SeatHeld]] = {}
    for seat in held:
        found.setdefault(seat.order, []).append(seat)
    return found
