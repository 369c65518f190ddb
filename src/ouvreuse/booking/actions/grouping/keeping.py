"""Seats kept for a group: claimed by orders of the house, so that nobody else can have them."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.booking.errors import BookingError, GroupRefused, GroupUnknown, SeatTaken
from ouvreuse.booking.models import HOUSE, GroupBooking, GroupHold
from ouvreuse.booking.queries.groups import KEEPING, MOST_AT_ONCE, kept_for, others_inside, seats_for_group
from ouvreuse.booking.queries.seats import availability, seat_map
from ouvreuse.kernel import clock, prepared
from ouvreuse.kernel.retry import retried


def locked_group(booking: int) -> GroupBooking:
    """The booking, its row locked (inner). Raises ``GroupUnknown``."""
    row = GroupBooking.objects.select_for_update().filter(id=booking).first()
    if row is None:
        raise GroupUnknown
    return row


def screening_of(row: GroupBooking) -> int:
    """Its screening. Raises ``GroupRefused`` ("gone") when it was taken out of the programme."""
    if row.screening_id is None:
        raise GroupRefused("gone")
    return int(row.screening_id)


def let_go(booking: int) -> tuple[int, ...]:
    """Free the seats kept for a booking; returns their places (inner)."""
    kept = kept_for(booking)
    for order in kept.orders:
        prepared.rows("SELECT release_order(%s, 'cancelled', 'group')", [order])
    return kept.places


def keep(row: GroupBooking, *, count: int, prefer: tuple[int, ...] = ()) -> None:
    """Claim so many seats for a booking, all or nothing (inner). Raises ``SeatTaken`` and booking's other refusals."""
    screening = screening_of(row)
    if availability(screening).free < count:
        raise SeatTaken("full")
    view = seat_map(screening)
    places = None if view.free_seating else seats_for_group(view, count=count, prefer=prefer)
    if places is not None and len(places) < count:
        raise SeatTaken("full")
    for start in range(0, count, MOST_AT_ONCE):
        some = None if places is None else places[start : start + MOST_AT_ONCE]
        number = min(MOST_AT_ONCE, count - start)
        hold = take_seats(
            screening, places=some, rates=["HOUSE"] * number, purchase_key=uuid4(), browser=None, channel=HOUSE,
            language="fr",
        )  # fmt: skip
        prepared.rows("SELECT begin_payment(%s)", [hold.order])
        GroupHold.objects.create(order_id=hold.order, booking=row)


def keep_expected(row: GroupBooking) -> None:
    """Claim the seats that the expected people need, or the whole hall (inner).

    Raises ``SeatTaken`` and, for a hall that others are in already, ``GroupRefused`` ("others").
    """
    screening, expected = screening_of(row), row.pupils + row.companions
    count = expected
    if row.whole_hall:
        if others_inside(screening, own=()):
            raise GroupRefused("others")
        count = availability(screening).free
    if count < expected:
        raise SeatTaken("full")
    keep(row, count=count)


def keep_group_seats(*, screening: int | None = None) -> int:
    """Keep again what a move of the screening let go; returns how many bookings have their seats again.

    Idempotent; what is lacking is tried again the next time, and the booking's page says so meanwhile.
    """
    rows = GroupBooking.objects.filter(
        state__in=KEEPING, screening__state="published", screening__starts_at__gt=clock.now(), classes=None
    )
    if screening is not None:
        rows = rows.filter(screening_id=screening)
    return sum(_again(booking) for booking in rows.values_list("id", flat=True)[:500])


@retried
@transaction.atomic
def _again(booking: int) -> bool:
    row = locked_group(booking)
    lacking = row.pupils + row.companions - len(kept_for(booking).places)
    if row.state not in KEEPING or lacking <= 0:
        return False
    try:
        with transaction.atomic():
            keep(row, count=lacking)
    except BookingError:
        return False
    return True
