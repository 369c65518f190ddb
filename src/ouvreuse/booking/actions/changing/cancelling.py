"""Cancelled: the sale stops in this commit, and everybody's money goes back, one order after the other."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.changing.recording import By, let_go, lock_screening, record, tell_the_buyers
from ouvreuse.booking.errors import PlanChanged
from ouvreuse.booking.models import Order, ScreeningChange, Ticket
from ouvreuse.booking.queries.changes import cancel_plan, facts_of, seats_held, show_facts
from ouvreuse.kernel import clock, text
from ouvreuse.kernel.retry import retried
from ouvreuse.programme.models import Screening


@retried
@transaction.atomic(durable=True)
def cancel_screening(
    screening: int,
    *,
    reason: str,
    refund_at: datetime | None = None,
    seen: str | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
) -> int:
    """Stop the sale at once and have every order refunded, one job each; returns how many orders.

    Seats held are let go in this commit, those in payment are refunded should the money still come. ``refund_at``:
    until then buyers may exchange instead (they get a letter that says so), by default at once. ``seen``: the plan
    that was shown (``cancel_plan``). Idempotent: what was refunded stays so.
    Raises ``ScreeningUnknown``, ``PlanChanged``.
    """
    row = lock_screening(screening)
    if seen is not None and row.state != Screening.State.CANCELLED and cancel_plan(screening).seen != seen:
        raise PlanChanged
    by = By(text.cut(text.one_line(reason), length=200), actor, actor_label)
    if row.state != Screening.State.CANCELLED:
        _cancel(row, by, refund_at=refund_at)
    orders = orders_of(screening)
    at = refund_at if refund_at and refund_at > clock.now() else None
    for order in orders:
        app.configure_task("booking.refund_cancelled", schedule_at=at).defer(
            order=str(order), screening=screening
        )
    return len(orders)


def _cancel(row: Screening, by: By, *, refund_at: datetime | None) -> None:
    held, now = seats_held(row.id), clock.now()
    show = facts_of(row.id)
    before = show_facts(show, version_id=row.version_id, pre_show_min=row.pre_show_min)
    row.state, row.cancelled_at, row.revision = Screening.State.CANCELLED, now, row.revision + 1
    row.save(update_fields=["state", "cancelled_at", "revision"])
    let_go((seat for seat in held if seat.kind in ("held", "house")), note="cancelled")
    paying = {seat.order for seat in held if seat.kind == "paying"}
    Order.objects.filter(id__in=paying).update(note="screening_cancelled")
    change = record(
        row, kind=ScreeningChange.Kind.CANCELLED, by=by, before=before, after={**before, "state": "cancelled"},
        held=[seat for seat in held if seat.kind == "sold"], refund_until=refund_at or now, refund_at=refund_at or now,
    )  # fmt: skip
    accounts.record(
        "cancel_screening", subject=f"screening:{row.id}", actor=by.actor, actor_label=by.actor_label,
        cinema=row.cinema_id,
        facts={
            "reason": by.reason, "before": before, "after": {"state": "cancelled"},
            "refund_at": change.refund_at.isoformat() if change.refund_at else "",
        },
    )  # fmt: skip
    if refund_at is not None and refund_at > now:
        tell_the_buyers(change, sorted({seat.order for seat in held if seat.kind == "sold"}), seats={})


def orders_of(screening: int) -> list[UUID]:
    """Orders with a valid ticket of a screening."""
    tickets = Ticket.objects.filter(screening_id=screening, voided_at__isnull=True)
    return list(tickets.values_list("order_id", flat=True).distinct().order_by("order_id"))
