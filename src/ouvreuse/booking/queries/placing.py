"""Where the seats of an order would go in another screening."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from ouvreuse.booking.errors import SeatTaken
from ouvreuse.booking.queries.chairs import chair_at, chairs, free_chairs
from ouvreuse.booking.queries.changes import facts_of, seats_held
from ouvreuse.booking.queries.orders import order_view, seat_of_order
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_facts
from ouvreuse.booking.queries.seats import availability, free_counts, taken_places
from ouvreuse.booking.rules.changing import SeatHeld
from ouvreuse.booking.rules.pricing import KIND_NAMES, price_show
from ouvreuse.booking.rules.reseating import Party, reseat
from ouvreuse.kernel import clock, prepared
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.programme.models import Screening

MOST_OPTIONS = 12
AHEAD = timedelta(days=60)


def choose_places(screening: int, *, like: Sequence[SeatHeld], there: int) -> list[int] | None:
    """Free places of a screening for who has these seats, as near to them and together as can be; None in free seating.

    ``there``: the screening they are of. Raises ``SeatTaken`` ("full").
    """
    return _chosen(facts_of(screening), like, was=facts_of(there), taken=availability(screening).taken)


def _chosen(
    show: ScreeningFacts, like: Sequence[SeatHeld], *, was: ScreeningFacts, taken: Collection[int]
) -> list[int] | None:
    if show.free_seating:
        return None
    numbered = not was.free_seating
    party = Party("order", tuple(chair_at(was.seat_map, seat.place, numbered=numbered) for seat in like))
    free = free_chairs(show, taken=taken)
    found = reseat([party], old=chairs(was.seat_map, numbered=numbered), new=free)
    if found.unseated:
        raise SeatTaken("full")
    return [found.seats["order", seat.place] for seat in like]


@dataclass(frozen=True, slots=True)
class ExchangeOption:
    """Another screening of the film with room for the order's seats. ``back``: cents that would be given back."""

    show: ScreeningFacts
    back: int


def exchange_options(order: UUID, *, screening: int) -> list[ExchangeOption]:
    """Coming screenings of the same film in the same cinema that an order may exchange for by itself.

    On sale on the web, with room, at the same rates, and not dearer.
    """
    view, show, now = order_view(order), facts_of(screening), clock.now()
    seats = [
        seat for seat in seats_held(screening) if seat.order == order and seat.ticket and not seat.inside
    ]
    if not seats:
        return []
    paid = sum(seat.cents for seat in seats)
    rows = Screening.objects.filter(
        cinema_id=show.cinema_id, film_id=show.film_id, state="published", published_at__lte=now,
        web_opens_at__lte=now, web_closes_at__gt=now, starts_at__gt=now, starts_at__lt=now + AHEAD,
    ).exclude(id=screening)  # fmt: skip
    ids = list(rows.order_by("starts_at").values_list("id", flat=True)[:MOST_OPTIONS])
    free, found, taken = free_counts(ids), screening_facts(ids), taken_places(ids)
    options = []
    for each in ids:
        if free.get(each, 0) < len(seats):
            continue
        price = _price(found[each], seats, was=show, taken=taken.get(each, ()), channel=view.channel)
        if price is not None and price <= paid:
            options.append(ExchangeOption(found[each], paid - price))
    return options


def _price(
    show: ScreeningFacts,
    seats: Sequence[SeatHeld],
    *,
    was: ScreeningFacts,
    taken: Collection[int],
    channel: str,
) -> int | None:
    """What the same rates cost there on the seats these people would get, None where they cannot have them."""
    try:
        places = _chosen(show, seats, was=was, taken=taken)
        return price_there(show, rates=[seat.rate for seat in seats], places=places, channel=channel)
    except (PricingError, SeatTaken):
        return None


def price_there(
    show: ScreeningFacts, *, rates: Sequence[str], places: Sequence[int] | None, channel: str
) -> int:
    """Cents for these rates on these places, their zones' supplements and fees included, as a hold of them costs.

    ``places`` None: free seating. Raises pricing's errors.
    """
    seats = [
        seat_of_order(show, place, rate)
        for place, rate in zip(places or [0] * len(rates), rates, strict=True)
    ]
    lines = price_show(
        price_list_version(show.price_version), show.context(channel=channel), screening=show.id,
        seats=tuple(
            (number, KIND_NAMES[seat.kind], seat.rate_code, seat.supplement)
            for number, seat in enumerate(seats, start=1)
        ),
    )  # fmt: skip
    return sum(line.gross for line in lines)


@dataclass(frozen=True, slots=True)
class Room:
    """A screen a screening may move to; ``busy``: another screening is there at that time."""

    id: int
    name: str
    capacity: int
    free_seating: bool
    busy: bool


ROOMS = """
SELECT r.id, r.name, m.capacity, r.free_seating,
       EXISTS (SELECT 1 FROM programme_screening o WHERE o.screen_id = r.id AND o.state <> 'cancelled'
                  AND o.id <> s.id AND o.starts_at < s.occupied_until AND o.occupied_until > s.starts_at)
  FROM programme_screening s JOIN venues_screen r ON r.cinema_id = s.cinema_id AND r.id <> s.screen_id
  JOIN LATERAL (SELECT capacity FROM venues_seatmap WHERE screen_id = r.id ORDER BY version DESC LIMIT 1) m ON true
 WHERE s.id = %s ORDER BY r.number
"""


def rooms_for(screening: int) -> list[Room]:
    """The other screens of the cinema that have a seat map; one statement."""
    return [Room(*row) for row in prepared.rows(ROOMS, [screening])]


def swaps_for(show: ScreeningFacts) -> list[tuple[ScreeningFacts, int]]:
    """Coming screenings of the same film in the cinema with their free seats, for staff to exchange to."""
    now = clock.now()
    rows = Screening.objects.filter(
        cinema_id=show.cinema_id, film_id=show.film_id, state="published", starts_at__gt=now,
        starts_at__lt=now + AHEAD,
    ).exclude(id=show.id)  # fmt: skip
    ids = list(rows.order_by("starts_at").values_list("id", flat=True)[:MOST_OPTIONS])
    free, found = free_counts(ids), screening_facts(ids)
    return [(found[each], free[each]) for each in ids if free.get(each, 0) > 0]
