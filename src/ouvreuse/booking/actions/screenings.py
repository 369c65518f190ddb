"""Changes to a screening on sale: only here."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import connection, transaction
from procrastinate.contrib.django import app

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.holding import hold_seats
from ouvreuse.booking.errors import NotOnSale, OtherPrices, ScreeningUnknown
from ouvreuse.booking.models import HOUSE, Order, Ticket
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried
from ouvreuse.pricing.models import PriceListVersion
from ouvreuse.programme.models import Screening


@retried
@transaction.atomic(durable=True)
def cancel_screening(
    screening: int, *, reason: str, actor: int | None = None, actor_label: str = "cli"
) -> int:
    """Stop the sale at once and have every order refunded, one job each; returns how many orders.

    Idempotent: what was refunded stays so. Raises ``ScreeningUnknown``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(3, %s)", [screening])  # waits for holds in flight
        cursor.execute("SET LOCAL ouvreuse.booking_verb = 'on'")
    row = Screening.objects.select_for_update(no_key=True).filter(id=screening).first()
    if row is None:
        raise ScreeningUnknown("unknown")
    if row.state != Screening.State.CANCELLED:
        row.state, row.cancelled_at, row.revision = Screening.State.CANCELLED, clock.now(), row.revision + 1
        row.save(update_fields=["state", "cancelled_at", "revision"])
    accounts.record(
        "cancel_screening", subject=f"screening:{screening}", actor=actor, actor_label=actor_label,
        cinema=row.cinema_id, facts={"reason": reason},
    )  # fmt: skip
    orders = orders_of(screening)
    for order in orders:
        app.configure_task("booking.refund_cancelled").defer(order=str(order), screening=screening)
    return len(orders)


@retried
@transaction.atomic(durable=True)
def change_price_list(
    screenings: Sequence[int], *, version: int, actor: int | None = None, actor_label: str = "cli"
) -> int:
    """Sell coming screenings at another version of their cinema's price lists from now on; returns how many changed.

    Only holds to come are priced from it: what is held, in payment or sold keeps the version it was chosen at.
    Raises ``ScreeningUnknown``, ``NotOnSale`` for one that is cancelled or over, and ``OtherPrices`` when the
    version is no list's of that cinema. All or none.
    """
    ids = sorted(set(screenings))
    with connection.cursor() as cursor:
        for screening in ids:
            cursor.execute("SELECT pg_advisory_xact_lock(3, %s)", [screening])  # waits for holds in flight
        cursor.execute("SET LOCAL ouvreuse.booking_verb = 'on'")
    rows = list(Screening.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id"))
    if len(rows) != len(ids):
        raise ScreeningUnknown("unknown")
    cinema = PriceListVersion.objects.filter(id=version).values_list("price_list__cinema_id", flat=True).first()
    now, changed = clock.now(), 0
    for row in rows:
        if row.state == Screening.State.CANCELLED or row.ends_at <= now:
            raise NotOnSale("cancelled" if row.state == Screening.State.CANCELLED else "closed")
        if row.cinema_id != cinema:
            raise OtherPrices("cinema")
        changed += _sell_at(row, version, actor, actor_label)
    return changed


def _sell_at(row: Screening, version: int, actor: int | None, actor_label: str) -> bool:
    before = row.price_version_id
    if before == version:
        return False
    row.price_version_id = version
    row.save(update_fields=["price_version"])
    accounts.record(
        "change_price_list", subject=f"screening:{row.id}", actor=actor, actor_label=actor_label,
        cinema=row.cinema_id, facts={"before": {"price_version": before}, "after": {"price_version": version}},
    )  # fmt: skip
    return True


def orders_of(screening: int) -> list[UUID]:
    """Orders with a valid ticket of a screening."""
    tickets = Ticket.objects.filter(screening_id=screening, voided_at__isnull=True)
    return list(tickets.values_list("order_id", flat=True).distinct().order_by("order_id"))


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
