"""Seats as the rule of re-seating takes them."""

from __future__ import annotations

from collections.abc import Iterable

from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.queries.seats import PlanSeat, plan, seat_at, zones
from ouvreuse.booking.rules.reseating import Chair
from ouvreuse.kernel import prepared

OFF = """
SELECT DISTINCT p.place::int
  FROM programme_screening s JOIN venues_seatblock b ON b.screen_id = %s AND b.ended_at IS NULL
       AND s.starts_at >= b.starts_at AND (b.ends_at IS NULL OR s.starts_at < b.ends_at)
 CROSS JOIN LATERAL unnest(b.places) AS p (place)
 WHERE s.id = %s
"""


def places_off(screening: int, *, screen: int) -> frozenset[int]:
    """Places of a screen that the house keeps, or that are broken, when a screening starts."""
    return frozenset(row[0] for row in prepared.rows(OFF, [screen, screening]))


def chair_at(seat_map: int, place: int, *, numbered: bool = True) -> Chair:
    """A place of a plan; in free seating a number, whatever chair stands there. Raises ``KeyError``."""
    return _chair(seat_map, seat_at(seat_map, place), numbered=numbered)


def chairs(seat_map: int, *, numbered: bool = True) -> list[Chair]:
    """Every place of a plan."""
    return [_chair(seat_map, seat, numbered=numbered) for seat in plan(seat_map)]


def free_chairs(show: ScreeningFacts, *, taken: Iterable[int]) -> list[Chair]:
    """The places of a screening nobody has."""
    gone = set(taken)
    return [each for each in chairs(show.seat_map) if each.place not in gone and each.place <= show.capacity]


def _chair(seat_map: int, seat: PlanSeat, *, numbered: bool) -> Chair:
    if not numbered:
        return Chair(seat.place, seat.row, seat.x, seat.y)
    zone = zones(seat_map).get(seat.zone)
    return Chair(
        seat.place, seat.row, seat.x, seat.y, seat.kind, seat.partner, zone.supplement if zone else ""
    )
