"""The day itself: each class is counted at the door, sold on invoice for what it is, and let in."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.admission import OPENS_BEFORE, enter, leave
from ouvreuse.booking.actions.checkout import Desk, begin_counter_checkout
from ouvreuse.booking.actions.grouping.keeping import keep, let_go, locked_group, screening_of
from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.booking.actions.refunding import refund_within
from ouvreuse.booking.errors import GroupRefused, GroupUnknown, SeatTaken
from ouvreuse.booking.models import GroupBooking, GroupClass, GroupInvoice, Ticket
from ouvreuse.booking.queries.groups import MOST_AT_ONCE, seats_for_group
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_for_sale
from ouvreuse.booking.queries.seats import seat_map
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried

State = GroupBooking.State
MEANS = "invoice"


@retried
@transaction.atomic(durable=True)
def count_class(booking: int, *, name: str, pupils: int, companions: int, actor: int | None = None) -> int:
    """Count a class at the door: a ticket for each head, owed on invoice, each of them let in; returns the class's id.

    Its people take seats kept for the group, and free ones beyond them; all or nothing. From an hour before the start
    to the end of the counter's sale (domain R8.11: the real count, before the screening closes). Raises
    ``GroupUnknown``, ``GroupRefused`` ("state", "early", "class_size"), ``SeatTaken``, ``NotOnSale`` (closed) and
    ``AmountChanged`` (the price list says another price than the quote) and pricing's errors (too few for the rate).
    """
    row = locked_group(booking)
    if row.state != State.CONFIRMED:
        raise GroupRefused("state")
    count = pupils + companions
    if pupils < 0 or companions < 0 or not 1 <= count <= MOST_AT_ONCE:
        raise GroupRefused("class_size")
    show = screening_for_sale(screening_of(row), staff=True)
    if clock.now() < show.starts_at - OPENS_BEFORE:
        raise GroupRefused("early")
    kept = let_go(row.id)
    rates = [row.rate_code] * pupils + [row.companion_rate or row.rate_code] * companions
    hold = take_seats(
        show.id, rates=rates, places=_places(show, count, kept), purchase_key=uuid4(), browser=None,
        language=row.language, channel="counter",
    )  # fmt: skip
    due = pupils * row.unit_cents[0] + companions * row.unit_cents[1]
    desk = Desk(MEANS, name=f"{row.organisation}, {name}", actor=actor, due=due)
    begin_counter_checkout(hold.order, desk=desk)
    now = clock.now()
    for ticket in Ticket.objects.filter(order_id=hold.order).values_list("id", flat=True):
        enter(ticket, user=actor, way="list", now=now)
    counted = GroupClass.objects.create(
        booking=row,
        order_id=hold.order,
        name=name[:60],
        pupils=pupils,
        companions=companions,
        at=now,
        user=actor,
    )
    if left := max(0, len(kept) - count):
        keep(row, count=left, prefer=kept)
    _record("count_class", row, actor=actor, facts={
        "after": {"class": name[:60], "pupils": pupils, "companions": companions, "amount": due},
    })  # fmt: skip
    return counted.id


def _places(show: ScreeningFacts, count: int, kept: tuple[int, ...]) -> tuple[int, ...] | None:
    if show.free_seating:
        return None
    places = seats_for_group(seat_map(show.id), count=count, prefer=kept)
    if len(places) < count:
        raise SeatTaken("full")
    return places


@retried
@transaction.atomic(durable=True)
def take_back_class(counted: int, *, reason: str, actor: int | None = None) -> None:
    """Correct a count: the class's tickets are cancelled with the reason, in the book too, and may be counted anew.

    Possible after the screening has closed, until there is an invoice. Repeated, it changes nothing. Raises
    ``GroupUnknown``, ``GroupRefused`` ("invoiced", "reason").
    """
    found = GroupClass.objects.filter(id=counted).first()
    if found is None:
        raise GroupUnknown
    row = locked_group(found.booking_id)
    one = GroupClass.objects.select_for_update().get(id=counted)
    if one.taken_back_at is not None:
        return
    if not reason.strip():
        raise GroupRefused("reason")
    if GroupInvoice.objects.filter(booking=row).exists():
        raise GroupRefused("invoiced")
    for ticket in Ticket.objects.filter(order_id=one.order_id, admitted_at__isnull=False):
        leave(ticket.id, user=actor)
    refund_within(one.order_id, reason=reason, actor=actor, actor_label="staff")
    one.taken_back_at, one.reason = clock.now(), reason.strip()[:60]
    one.save(update_fields=["taken_back_at", "reason"])
    if row.state == State.COUNTED and clock.now() < screening_for_sale(screening_of(row), staff=True).ends_at:
        row.state = State.CONFIRMED
        row.save(update_fields=["state"])
    _record("take_back_class", row, actor=actor, facts={
        "before": {"class": one.name, "pupils": one.pupils, "companions": one.companions}, "reason": one.reason,
    })  # fmt: skip


@retried
@transaction.atomic(durable=True)
def close_group_count(booking: int, *, actor: int | None = None) -> None:
    """Everybody who comes is counted: the seats nobody took are free again.

    Raises ``GroupUnknown``, ``GroupRefused`` ("state", "nobody").
    """
    row = locked_group(booking)
    if row.state != State.CONFIRMED:
        raise GroupRefused("state")
    if not GroupClass.objects.filter(booking=row, taken_back_at=None).exists():
        raise GroupRefused("nobody")
    let_go(row.id)
    row.state = State.COUNTED
    row.save(update_fields=["state"])
    _record("close_group_count", row, actor=actor, facts={
        "before": {"state": State.CONFIRMED}, "after": {"state": row.state},
    })  # fmt: skip


def _record(verb: str, row: GroupBooking, *, actor: int | None, facts: dict[str, object]) -> None:
    accounts.record(
        verb, subject=f"group:{row.id}", actor=actor, actor_label="staff", cinema=row.cinema_id, facts=facts
    )
