"""What the counter reads: an order by its purchase key, what was printed, seats to propose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ouvreuse.booking.models import Order, Print
from ouvreuse.booking.queries.seats import SeatMapView
from ouvreuse.booking.rules.together import Chair, best_seats


@dataclass(frozen=True, slots=True)
class PrintView:
    """One print of tickets; ``way``: roll or sheet; ``outcome``: asked, done, failed or unknown."""

    tickets: int
    duplicates: int
    way: str
    user: int | None
    at: datetime
    outcome: str
    error: str


def order_of_key(key: UUID) -> UUID | None:
    """The counter's order of a purchase key, whatever became of it; None before it was sent."""
    return Order.objects.filter(purchase_key=key, channel="counter").values_list("id", flat=True).first()


def prints_of(order: UUID) -> list[PrintView]:
    """The prints of an order, oldest first."""
    rows = Print.objects.filter(order_id=order).order_by("id")
    return [
        PrintView(len(row.tickets), len(row.duplicates), row.way, row.user, row.at, row.outcome, row.error)
        for row in rows
    ]


def proposed_seats(view: SeatMapView, *, count: int, avoid: Iterable[int] = ()) -> tuple[int, ...]:
    """The best seats for so many people, together when they can be; () when there are not enough."""
    chairs = tuple(Chair(s.place, s.row, s.x, s.y, s.kind, s.partner) for s in view.seats)
    return best_seats(chairs, taken=view.taken | set(avoid), count=count)
