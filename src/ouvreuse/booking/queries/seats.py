"""The plan of a screening (static, cached by version) and who holds what (a tiny separate answer)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import connection

from ouvreuse.booking.errors import ScreeningUnknown
from ouvreuse.kernel import prepared
from ouvreuse.venues.models import SeatMap


@dataclass(frozen=True, slots=True)
class PlanSeat:
    """A place of a plan: 1..n; ``x`` and ``y`` in seat widths; ``kind`` one letter (see ``SeatMap``)."""

    place: int
    row: str
    number: str
    x: float
    y: float
    kind: str
    partner: int
    zone: str = ""


@dataclass(frozen=True, slots=True)
class PlanZone:
    """A part of the hall; ``supplement``: the code of the price list that its seats carry, or nothing."""

    code: str
    name_fr: str
    name_en: str
    supplement: str


@dataclass(frozen=True, slots=True)
class Availability:
    """Places that cannot be chosen now, and a short version string that changes with them."""

    taken: frozenset[int]
    capacity: int
    version: str

    @property
    def free(self) -> int:
        """How many places are left."""
        return self.capacity - len(self.taken)


@dataclass(frozen=True, slots=True)
class SeatMapView:
    """A screening's seats as shown to one visitor; one's own seats are never among the taken.

    ``mine``: held, to be exchanged; ``kept``: one's own too, in payment.
    """

    screening: int
    plan_id: int
    free_seating: bool
    seats: tuple[PlanSeat, ...]
    taken: frozenset[int]
    mine: frozenset[int]
    kept: frozenset[int] = frozenset()

    @property
    def free(self) -> int:
        """How many places are left."""
        return len(self.seats) - len(self.taken) - len(self.mine) - len(self.kept)


@dataclass(frozen=True, slots=True)
class _Drawn:
    seats: tuple[PlanSeat, ...]
    zones: dict[str, PlanZone]
    at: dict[int, PlanSeat]


@lru_cache(maxsize=256)
def _drawn(seat_map: int) -> _Drawn:
    """A plan version. Immutable rows, so cached for the life of the process."""
    row = SeatMap.objects.only("seats", "zones").get(id=seat_map)
    seats = tuple(
        PlanSeat(
            s["place"],
            s["row"],
            s["number"],
            s["x"],
            s["y"],
            s["kind"],
            s.get("partner") or 0,
            s.get("zone") or "",
        )
        for s in sorted(row.seats, key=lambda s: s["place"])
    )
    zones = {z["code"]: PlanZone(z["code"], z["name_fr"], z["name_en"], z["supplement"]) for z in row.zones}
    return _Drawn(seats, zones, {seat.place: seat for seat in seats})


def plan(seat_map: int) -> tuple[PlanSeat, ...]:
    """The places of a plan version, in place order; a number may be nobody's."""
    return _drawn(seat_map).seats


def zones(seat_map: int) -> dict[str, PlanZone]:
    """The zones of a plan version by code."""
    return _drawn(seat_map).zones


def seat_at(seat_map: int, place: int) -> PlanSeat:
    """A place of a plan version, or, when it is gone since it was sold, as the screen's last plan that had it.

    A place number of a screen means the same row and seat in all its plans. Raises ``KeyError``.
    """
    return _drawn(seat_map).at.get(place) or _former(seat_map, place)


@lru_cache(maxsize=256)
def _former(seat_map: int, place: int) -> PlanSeat:
    others = (
        SeatMap.objects.filter(screen__seat_maps=seat_map).order_by("-version").values_list("id", flat=True)
    )
    for other in others:
        if found := _drawn(other).at.get(place):
            return found
    raise KeyError(place)


def forget_plans() -> None:
    """Forget every plan read: each test begins without one."""
    _drawn.cache_clear()
    _former.cache_clear()


SEATS = """
SELECT s.seat_map_id, s.free_seating, s.capacity,
       coalesce(array_agg(c.place ORDER BY c.place)
                FILTER (WHERE c.place > 0 AND c.order_id <> ALL (%s::uuid[])), '{}'),
       coalesce(array_agg(c.place ORDER BY c.place) FILTER (WHERE c.order_id = ANY (%s::uuid[])), '{}'),
       coalesce(array_agg(c.place ORDER BY c.place) FILTER (WHERE c.order_id = ANY (%s::uuid[])), '{}')
  FROM programme_screening s LEFT JOIN booking_claim c ON c.screening_id = s.id AND c.until > clock()
 WHERE s.id = %s GROUP BY s.id
"""


def _read(screening: int, held: list[UUID], kept: list[UUID]) -> prepared.Row:
    row = prepared.row(SEATS, [[*held, *kept], held, kept, screening])
    if row is None:
        raise ScreeningUnknown("unknown", screening=screening)
    return row


def seat_map(
    screening: int, *, own_orders: Iterable[UUID] = (), in_payment: Iterable[UUID] = ()
) -> SeatMapView:
    """The seats of a screening for one visitor: one read besides the cached plan. Raises ``ScreeningUnknown``."""
    plan_id, free_seating, _, *seats = _read(screening, list(own_orders), list(in_payment))
    return SeatMapView(screening, plan_id, free_seating, plan(plan_id), *map(frozenset, seats))


def availability(screening: int) -> Availability:
    """Only what changes: taken places and a version for ETags. Raises ``ScreeningUnknown``."""
    _, _, capacity, taken, *_own = _read(screening, [], [])
    version = hashlib.sha256(b",".join(str(p).encode() for p in taken)).hexdigest()[:16]
    return Availability(frozenset(taken), capacity, version)


def taken_places(screenings: Iterable[int]) -> dict[int, frozenset[int]]:
    """Places nobody can choose now, by screening; none where all are free. One statement."""
    rows = prepared.rows(TAKEN, [list(set(screenings))])
    return {screening: frozenset(places) for screening, places in rows}


TAKEN = """
SELECT screening_id, array_agg(place) FROM booking_claim
 WHERE screening_id = ANY (%s) AND place > 0 AND until > clock() GROUP BY screening_id
"""


def free_counts(screenings: Iterable[int]) -> dict[int, int]:
    """Places left by screening, for listings ("few left", "sold out"); one statement."""
    ids = list(set(screenings))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.capacity - count(c.place) FILTER (WHERE c.until > clock())"
            "  FROM programme_screening s LEFT JOIN booking_claim c ON c.screening_id = s.id"
            " WHERE s.id = ANY (%s) GROUP BY s.id",
            [ids],
        )
        return dict(cursor.fetchall())
