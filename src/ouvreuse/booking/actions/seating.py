"""The seats of a screening change: another plan of its hall, seats of the house, broken seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.grouping.keeping import keep_group_seats
from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.booking.errors import BookingError, ScreeningUnknown, SeatsWouldVanish, SeatTaken
from ouvreuse.booking.models import HOUSE, Claim, HandedBack, KeptOff
from ouvreuse.booking.queries.kept import freed_holds, kept_in, kept_orders, wanted_off
from ouvreuse.booking.queries.seats import seat_at
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried, sqlstate
from ouvreuse.programme.actions import as_booking_verb
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import SeatMap

VANISHING = "OV906"
AT_ONCE = 500


@retried
@transaction.atomic(durable=True)
def change_seat_map(
    screening: int, *, seat_map: int, actor: int | None = None, actor_label: str = "staff"
) -> bool:
    """Give a screening another plan of its hall; False when it has it already. Nobody loses a seat (SHOW-01).

    Every place held, in payment or sold must be in the new plan with its kind; its row and number are then the
    same, for a place number means one seat for ever. Seats the house keeps are let go and kept again.
    Raises ``ScreeningUnknown`` and ``SeatsWouldVanish``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(3, %s)", [screening])  # waits for holds in flight
    as_booking_verb()
    row = Screening.objects.select_for_update(no_key=True).filter(id=screening).first()
    if row is None:
        raise ScreeningUnknown("unknown", screening=screening)
    if row.seat_map_id == seat_map:
        return False
    new = SeatMap.objects.filter(id=seat_map, screen_id=row.screen_id).first()
    if new is None:
        raise SeatsWouldVanish("elsewhere")
    _let_go(kept_orders(screening))
    limited = _require_taken(row, new)
    before, row.seat_map_id = row.seat_map_id, new.id
    row.capacity = min(row.capacity, new.capacity) if limited else new.capacity
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            row.save(update_fields=["seat_map", "capacity"])
            cursor.execute("SET CONSTRAINTS taken_seats_stay IMMEDIATE")
    except DatabaseError as problem:
        if sqlstate(problem) == VANISHING:
            raise SeatsWouldVanish from problem
        raise
    accounts.record(
        "change_seat_map", subject=f"screening:{screening}", actor=actor, actor_label=actor_label,
        cinema=row.cinema_id, facts={"before": {"seat_map": before}, "after": {"seat_map": new.id}},
    )  # fmt: skip
    _keep(wanted_off(screenings=[screening]))
    return True


def _require_taken(row: Screening, new: SeatMap) -> bool:
    """Refuse a plan that lacks a taken seat; whether the screening sells fewer seats than its hall has."""
    old = SeatMap.objects.only("kinds", "capacity").get(id=row.seat_map_id)
    taken = Claim.objects.filter(screening_id=row.id, until__gt=clock.now()).order_by("place")
    lost = [
        place
        for place in taken.values_list("place", flat=True)
        if (kind := new.kinds[place - 1 : place]) in ("", "-")
        or (not row.free_seating and kind != old.kinds[place - 1 : place])
    ]
    if lost:
        seats = [seat_at(old.id, place) for place in lost]
        names = ", ".join(f"{seat.row}{seat.number}" for seat in seats)
        raise SeatsWouldVanish(places=tuple(lost), seats=names)
    return row.capacity < old.capacity


@dataclass(frozen=True, slots=True)
class KeptSeats:
    """What a look at the blocks did: orders of the house made and let go, and places that others have."""

    kept: int
    released: int
    taken: int


def keep_seats_off(*, blocks: Iterable[int] | None = None) -> KeptSeats:
    """Claim the seats of every running block in the screenings concerned, published or about to be, and let go
    those no block asks for any more. Idempotent; a seat that is held or sold stays its buyer's (SEAT-13) and is
    tried again the next time. One short transaction for each screening and block.

    ``blocks``: only these. A draft has no claims: its seats are kept from the moment it is given a publication.
    """
    chosen = None if blocks is None else list(blocks)
    released = _let_go(freed_holds(blocks=chosen))
    kept, taken = _keep(wanted_off(blocks=chosen))
    return KeptSeats(kept, released, taken)


def keep_in_step(screenings: Iterable[int]) -> None:
    """The house's seats of screenings that were just planned otherwise, in the commit that plans them (inner).

    What was kept in the former hall, plan or time is let go; what the blocks of the new one ask for is kept.
    """
    concerned = list(screenings)
    let_seats_go(concerned)
    _keep(wanted_off(screenings=concerned))


def let_seats_go(screenings: Iterable[int]) -> None:
    """The house keeps no seat of these screenings any more (inner)."""
    _let_go(kept_in(screenings))


def keep_again(screening: int) -> None:
    """Keep the seats of the house, and those of groups, in the hall a screening has just moved to (inner)."""
    _keep(wanted_off(screenings=[screening]))
    keep_group_seats(screening=screening)


def _keep(wanted: Sequence[tuple[int, int, list[int]]]) -> tuple[int, int]:
    kept = lost = 0
    for block, screening, places in wanted[:AT_ONCE]:
        try:
            _keep_one(block, screening, places)
            kept += 1
        except SeatTaken as taken:
            left = [place for place in places if place not in taken.places]
            lost += len(places) - len(left)
            if left:
                kept += _try(block, screening, left)
        except BookingError:
            lost += len(places)  # its sale has just ended, or it was cancelled
    return kept, lost


def _try(block: int, screening: int, places: list[int]) -> bool:
    try:
        _keep_one(block, screening, places)
    except BookingError:
        return False
    return True


@retried
def _keep_one(block: int, screening: int, places: list[int]) -> None:
    for start in range(0, len(places), 50):
        some = places[start : start + 50]
        with transaction.atomic():
            hold = take_seats(
                screening, places=some, rates=["HOUSE"] * len(some), purchase_key=uuid4(), browser=None,
                channel=HOUSE, language="fr",
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SELECT begin_payment(%s)", [hold.order])
            KeptOff.objects.create(order_id=hold.order, block_id=block)


def _let_go(orders: Iterable[UUID]) -> int:
    count = 0
    for order in orders:
        with connection.cursor() as cursor:
            cursor.execute("SELECT release_order(%s, 'cancelled', 'unblocked')", [order])
            count += bool(cursor.fetchone()[0])
    return count


@transaction.atomic
def hand_back(block: int, *, screening: int, actor: int | None = None, actor_label: str = "staff") -> int:
    """Give a block's seats back to the sale of one screening; returns how many orders of the house ended.

    Raises ``ScreeningUnknown``.
    """
    row = Screening.objects.filter(id=screening, screen__blocks=block).first()
    if row is None:
        raise ScreeningUnknown("unknown", screening=screening)
    _, fresh = HandedBack.objects.get_or_create(
        block_id=block, screening_id=screening, defaults={"at": clock.now()}
    )
    ended = _let_go(kept_orders(screening, block=block))
    if fresh:
        accounts.record(
            "hand_back_seats", subject=f"screening:{screening}", actor=actor, actor_label=actor_label,
            cinema=row.cinema_id, facts={"block": block},
        )  # fmt: skip
    return ended
