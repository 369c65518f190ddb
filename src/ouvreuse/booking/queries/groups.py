"""What is known of a group's booking: its seats, its prices, who came, and whose option ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from ouvreuse.booking.models import GroupBooking, GroupClass
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.queries.seats import SeatMapView, zones
from ouvreuse.booking.rules.pricing import price_show
from ouvreuse.kernel import prepared
from ouvreuse.pricing.queries import price_list_version

KEEPING = (GroupBooking.State.OPTION, GroupBooking.State.CONFIRMED)
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class KeptForGroup:
    """The live orders of the house of a booking, and the places they claim in its screening."""

    orders: tuple[UUID, ...]
    places: tuple[int, ...]


KEPT = """
SELECT coalesce(array_agg(DISTINCT h.order_id), '{}'), coalesce(array_agg(c.place ORDER BY c.place)
       FILTER (WHERE c.screening_id = b.screening_id), '{}')
  FROM booking_groupbooking b JOIN booking_grouphold h ON h.booking_id = b.id
  JOIN booking_order o ON o.id = h.order_id AND o.state IN ('held', 'paying')
  LEFT JOIN booking_claim c ON c.order_id = o.id
 WHERE b.id = %s
"""


def kept_for(booking: int) -> KeptForGroup:
    """The seats kept for a booking now; one statement."""
    row = prepared.rows(KEPT, [booking])[0]
    return KeptForGroup(tuple(row[0]), tuple(row[1]))


def others_inside(screening: int, *, own: Iterable[UUID]) -> bool:
    """Whether anybody but the house and these orders holds or has bought a seat."""
    found = prepared.rows(
        "SELECT 1 FROM booking_claim c JOIN booking_order o ON o.id = c.order_id WHERE c.screening_id = %s"
        " AND c.until > clock() AND o.channel <> 'house' AND o.id <> ALL (%s::uuid[]) LIMIT 1",
        [screening, list(own)],
    )
    return bool(found)


def seats_for_group(view: SeatMapView, *, count: int, prefer: Iterable[int] = ()) -> tuple[int, ...]:
    """Free places for so many: those preferred, then plain seats without a supplement, row by row; fewer if few.

    Wheelchair spaces and their companions, and duo seats, go last.
    """
    wanted, known = set(prefer), zones(view.plan_id)
    free = [seat for seat in view.seats if seat.place not in view.taken]
    free.sort(
        key=lambda seat: (
            seat.place not in wanted,
            bool(seat.zone in known and known[seat.zone].supplement),
            seat.kind in "WCD",
            seat.place,
        )
    )
    return tuple(seat.place for seat in free[:count])


def group_prices(facts: ScreeningFacts, *, rates: tuple[str, str], heads: tuple[int, int]) -> list[int]:
    """Cents a head of the rate and of the companions' rate, as the counter sells them on a plain seat.

    Raises pricing's errors: a rate that this screening does not offer to so many.
    """
    prices, context = price_list_version(facts.price_version), facts.context(channel="counter")
    codes = [rate for rate, number in zip(rates, heads, strict=True) for _ in range(number)]
    seats = tuple((place, "standard", code, "") for place, code in enumerate(codes, start=1))
    lines = price_show(prices, context, screening=facts.id, seats=seats)
    firsts = (1, heads[0] + 1)
    return [sum(line.gross for line in lines if line.place == first) for first in firsts]


def groups_here(cinema: int) -> QuerySet[GroupBooking]:
    """The bookings of a cinema with their screening, and who came: ``came`` and ``came_with``."""
    here = Q(classes__taken_back_at=None)
    return (
        GroupBooking.objects.filter(cinema_id=cinema)
        .select_related("screening__film", "screening__screen", "invoice")
        .annotate(counted_classes=Count("classes", filter=here))
    )


def classes_of(booking: int) -> list[GroupClass]:
    """The classes that were counted, those taken back too, with their orders."""
    return list(GroupClass.objects.filter(booking_id=booking).select_related("order"))


def options_over(now: datetime) -> list[int]:
    """Bookings whose option has ended."""
    rows = GroupBooking.objects.filter(state=GroupBooking.State.OPTION, option_until__lte=now)
    return list(rows.order_by("option_until").values_list("id", flat=True)[:200])


LINES = """
SELECT l.code, l.label_fr, l.label_en, count(*)::int, l.gross, sum(l.gross)::int, l.vat_bp, sum(l.vat)::int
  FROM booking_groupclass c JOIN booking_ticket t ON t.order_id = c.order_id AND t.voided_at IS NULL
  JOIN booking_orderline l ON l.order_id = t.order_id AND l.screening_id = t.screening_id AND l.place = t.place
   AND l.replaced_at IS NULL
 WHERE c.booking_id = %s GROUP BY l.code, l.label_fr, l.label_en, l.gross, l.vat_bp ORDER BY l.gross DESC, l.code
"""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """So many tickets of a rate at a price; cents, taxes included; ``vat`` inside ``gross``."""

    code: str
    label_fr: str
    label_en: str
    count: int
    unit: int
    gross: int
    vat_bp: int
    vat: int


def lines_of_group(booking: int) -> list[GroupLine]:
    """What the tickets in force of its classes cost, by rate: what the invoice and the book say."""
    return [GroupLine(*row) for row in prepared.rows(LINES, [booking])]
