"""Seats kept off sale: which should be, which are, and who had bought them before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ouvreuse.kernel.ids import show_code

CONCERNED = """
       b.ended_at IS NULL AND s.screen_id = b.screen_id AND s.starts_at >= b.starts_at
       AND (b.ends_at IS NULL OR s.starts_at < b.ends_at)
       AND NOT EXISTS (SELECT 1 FROM booking_handedback h WHERE h.block_id = b.id AND h.screening_id = s.id)
"""
WANTED = """
SELECT b.id, s.id, array_agg(p.place::int ORDER BY p.place)
  FROM venues_seatblock b
  JOIN programme_screening s ON {CONCERNED}
  JOIN venues_seatmap m ON m.id = s.seat_map_id
 CROSS JOIN LATERAL unnest(b.places) AS p (place)
 WHERE b.ended_at IS NULL AND s.state = 'published' AND NOT s.free_seating
   AND least(s.counter_closes_at, s.ends_at) > clock()
   AND substr(m.kinds, p.place, 1) NOT IN ('', '-')
   AND NOT EXISTS (SELECT 1 FROM booking_claim c
                    WHERE c.screening_id = s.id AND c.place = p.place AND c.until > clock())
   AND (%(blocks)s::int[] IS NULL OR b.id = ANY (%(blocks)s))
   AND (%(screenings)s::int[] IS NULL OR s.id = ANY (%(screenings)s))
 GROUP BY b.id, s.id, s.starts_at ORDER BY s.starts_at, b.id
""".replace("{CONCERNED}", CONCERNED)
FREED = """
SELECT DISTINCT k.order_id
  FROM booking_keptoff k
  JOIN booking_order o ON o.id = k.order_id AND o.state = 'paying'
  JOIN booking_claim c ON c.order_id = o.id
  JOIN programme_screening s ON s.id = c.screening_id
  JOIN venues_seatblock b ON b.id = k.block_id
 WHERE (s.ends_at <= clock() OR s.state <> 'published' OR NOT ({CONCERNED}))
   AND (%(blocks)s::int[] IS NULL OR b.id = ANY (%(blocks)s))
""".replace("{CONCERNED}", CONCERNED)


def wanted_off(
    *, blocks: Iterable[int] | None = None, screenings: Iterable[int] | None = None
) -> list[tuple[int, int, list[int]]]:
    """(block, screening, places) that should be off sale and are still free, soonest screening first.

    Screenings published and those whose publication is to come; free seating has no seat to keep.
    """
    asked: dict[str, Any] = {
        "blocks": None if blocks is None else list(blocks),
        "screenings": None if screenings is None else list(screenings),
    }
    with connection.cursor() as cursor:
        cursor.execute(WANTED, asked)
        return list(cursor.fetchall())


def freed_holds(*, blocks: Iterable[int] | None = None) -> list[UUID]:
    """Orders of the house that no block asks for any more, or whose screening is over."""
    with connection.cursor() as cursor:
        cursor.execute(FREED, {"blocks": None if blocks is None else list(blocks)})
        return [row[0] for row in cursor.fetchall()]


def kept_in(screenings: Iterable[int]) -> list[UUID]:
    """Orders by which blocks keep seats of any of these screenings; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT k.order_id FROM booking_keptoff k JOIN booking_claim c ON c.order_id = k.order_id"
            " WHERE c.screening_id = ANY (%s)",
            [list(screenings)],
        )
        return [row[0] for row in cursor.fetchall()]


def kept_orders(screening: int, *, block: int | None = None) -> list[UUID]:
    """Orders by which blocks (or one) keep seats of a screening."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT k.order_id FROM booking_keptoff k JOIN booking_claim c ON c.order_id = k.order_id"
            " WHERE c.screening_id = %s AND (%s::int IS NULL OR k.block_id = %s)",
            [screening, block, block],
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class BlockedShow:
    """A coming screening as a block sees it. ``sold``: (place, order's code, order) of those who came first.

    ``state``: "kept", "handed_back", "draft" (kept once it is published) or "partly".
    """

    screening: int
    starts_at: datetime
    film: str
    state: str
    kept: int
    sold: tuple[tuple[int, str, str], ...]


SHOWS = """
SELECT s.id, s.starts_at, f.title, s.state, h.id IS NOT NULL, k.kept, k.sold
  FROM venues_seatblock b
  JOIN programme_screening s ON s.screen_id = b.screen_id AND s.starts_at >= b.starts_at
       AND (b.ends_at IS NULL OR s.starts_at < b.ends_at)
  JOIN catalogue_film f ON f.id = s.film_id
  LEFT JOIN booking_handedback h ON h.block_id = b.id AND h.screening_id = s.id
 CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE o.channel = 'house') AS kept,
           coalesce(json_agg(json_build_array(c.place, o.code, o.id) ORDER BY c.place)
                    FILTER (WHERE o.channel <> 'house'), '[]') AS sold
      FROM booking_claim c JOIN booking_order o ON o.id = c.order_id
     WHERE c.screening_id = s.id AND c.place = ANY (b.places) AND c.until > clock()) k
 WHERE b.id = %s AND s.ends_at > clock() AND s.state <> 'cancelled' AND NOT s.free_seating
 ORDER BY s.starts_at LIMIT %s
"""


def blocked_shows(block: int, *, limit: int = 200) -> list[BlockedShow]:
    """The coming screenings a block concerns, soonest first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(SHOWS, [block, limit])
        return [
            BlockedShow(
                screening, starts_at, film,
                "handed_back" if back else "draft" if state == "draft" else "partly" if sold else "kept",
                kept, tuple((place, show_code(code), order) for place, code, order in sold),
            )
            for screening, starts_at, film, state, back, kept, sold in cursor.fetchall()
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComingShow:
    """A coming screening of a screen and the places that are taken, seats the house keeps left out."""

    screening: int
    starts_at: datetime
    film: str
    state: str
    seat_map: int
    version: int
    free_seating: bool
    taken: frozenset[int]

    @property
    def draft(self) -> bool:
        """Never on sale."""
        return self.state == "draft"


COMING = """
SELECT s.id, s.starts_at, f.title, s.state, s.seat_map_id, m.version, s.free_seating,
       coalesce((SELECT array_agg(c.place::int) FROM booking_claim c
                  WHERE c.screening_id = s.id AND c.until > clock()
                    AND NOT EXISTS (SELECT 1 FROM booking_keptoff k WHERE k.order_id = c.order_id)), '{}')
  FROM programme_screening s
  JOIN catalogue_film f ON f.id = s.film_id
  JOIN venues_seatmap m ON m.id = s.seat_map_id
 WHERE s.screen_id = %s AND s.starts_at > clock() AND s.state <> 'cancelled'
 ORDER BY s.starts_at LIMIT %s
"""


def coming_shows(screen: int, *, limit: int = 500) -> list[ComingShow]:
    """The coming screenings of a screen, soonest first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COMING, [screen, limit])
        return [
            ComingShow(screening, starts_at, film, state, seat_map, version, free_seating, frozenset(taken))
            for screening, starts_at, film, state, seat_map, version, free_seating, taken in cursor.fetchall()
        ]
