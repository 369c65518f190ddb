"""The purchases a browser has under way, so that its own seats are never shown to it as taken."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order held or in payment. ``key`` lets its own browser exchange its seats while it is held."""

    id: UUID
    code: str
    key: UUID
    held: bool
    cinema_id: int
    screenings: frozenset[int]


OPEN_ORDERS = """
SELECT o.id, o.code, o.purchase_key, o.state = 'held', o.cinema_id, array_agg(DISTINCT c.screening_id)
  FROM booking_order o JOIN booking_claim c ON c.order_id = o.id AND c.until > clock()
 WHERE o.browser = %s AND o.state IN ('held', 'paying') AND o.channel = 'web'
 GROUP BY o.id ORDER BY o.created_at DESC LIMIT 20
"""


def open_orders(browser: UUID | None) -> tuple[OpenOrder, ...]:
    """Orders of this browser that still keep seats and are not paid, the newest first."""
    if browser is None:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ORDERS, [browser])
        return tuple(
            OpenOrder(identity, code, key, held, cinema, frozenset(shows))
            for identity, code, key, held, cinema, shows in cursor.fetchall()
        )
