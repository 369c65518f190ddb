"""Seats of a screening kept off sale by the house."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import connection

from ouvreuse.booking.actions.holding import hold_seats
from ouvreuse.booking.models import HOUSE, Order


def block_seats(screening: int, *, places: Sequence[int]) -> UUID:
    """Keep house or broken seats off sale until ``unblock_seats``; returns the blocking order.

    Held or sold seats are never taken over: ``SeatTaken`` says which.
    """
    hold = hold_seats(
        screening, places=places, rates=["HOUSE"] * len(places), purchase_key=uuid4(), browser=None,
        channel=HOUSE, language="fr",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT begin_payment(%s)", [hold.order])
    return hold.order


def unblock_seats(order: UUID) -> bool:
    """Put blocked seats back on sale. False for an order that is no block."""
    if not Order.objects.filter(id=order, channel=HOUSE).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_order(%s, 'cancelled', 'unblocked')", [order])
        return bool(cursor.fetchone()[0])
