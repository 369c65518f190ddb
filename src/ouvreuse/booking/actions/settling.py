"""The one end of every payment: webhook, return, poller and clerk all come here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from ouvreuse.booking.actions.issuing import issue
from ouvreuse.booking.models import HOUSE, Order
from ouvreuse.booking.rules.settling import Decision, OrderFact, PaymentFact, decide
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import clock, ids
from ouvreuse.kernel.fault import fault
from ouvreuse.kernel.retry import retried
from ouvreuse.notifications import actions as notifications
from ouvreuse.payments import actions as payments
from ouvreuse.payments import queries as payment_queries


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call of ``settle`` did (``decision``) and where the order stands now."""

    decision: Decision
    state: str


@retried
def settle(order: UUID) -> Outcome:
    """Bring an order to what its payments say, exactly once however often and by whomever it is called.

    Only the call that makes the step emits its effects: tickets, mail, entry in the book, refund.
    """
    with transaction.atomic(durable=True):
        outcome = settle_locked(order)
    if outcome.decision is Decision.CONFIRM:
        fault("P11")
    return outcome


def settle_locked(order: UUID) -> Outcome:
    """``settle`` inside the caller's transaction (inner)."""
    row = Order.objects.select_for_update().filter(id=order).first()
    if row is None:
        return Outcome(Decision.IGNORE, "")
    if row.channel == HOUSE:  # seats kept off sale: nobody pays for them, and only a clerk lets them go
        return Outcome(Decision.IGNORE, row.state)
    _wait_for_changes(row)
    facts = tuple(payment_queries.payments_of(order))
    decision = decide(_order_fact(row), tuple(PaymentFact(p.state, p.captured, p.currency) for p in facts))
    if decision is Decision.CONFIRM:
        issue(row, facts)
        fault("P9")
        return Outcome(
            decision, Order.State.CONFIRMED
        )  # nothing more is read: the book is locked until the commit
    elif decision is Decision.REFUND:
        _give_back(row, facts)
    elif decision is Decision.RELEASE:
        note = "declined" if any(p.state == "failed" for p in facts) else "not_paid"
        _release(row, state="expired", note=note)
    elif decision is Decision.REVIEW:
        Order.objects.filter(id=row.id).update(state=Order.State.REVIEW, note="amount")
    row.refresh_from_db(fields=["state"])
    return Outcome(decision, row.state)


def _wait_for_changes(row: Order) -> None:
    """A screening being cancelled or changed comes first: no ticket is issued behind the back of its refunds."""
    if row.state in (Order.State.PAYING, Order.State.EXPIRED):
        with connection.cursor() as cursor:
            cursor.execute(CHANGES, [row.id])


CHANGES = """
SELECT pg_advisory_xact_lock_shared(3, s) FROM (
    SELECT DISTINCT screening_id AS s FROM booking_orderline
     WHERE order_id = %s AND screening_id IS NOT NULL ORDER BY screening_id) shows
"""
STANDING = """
SELECT (SELECT count(*) FROM booking_claim WHERE order_id = %s),
       coalesce(bool_and(s.state <> 'cancelled' AND s.ends_at > clock()), false)
  FROM booking_orderline l JOIN programme_screening s ON s.id = l.screening_id
 WHERE l.order_id = %s AND l.kind = 'ticket'
"""


def _order_fact(row: Order) -> OrderFact:
    """The order as locked; seats let go are taken again here when money came late and all are free."""
    if row.state not in (Order.State.PAYING, Order.State.EXPIRED):
        return OrderFact(row.state, row.total, row.currency, seats_held=False, screenings_open=False)
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [row.id, row.id])
        held, open_ = cursor.fetchone()
    held = held == row.places
    if not held and open_ and row.state == Order.State.EXPIRED and _paid(row):
        held = _reacquire(row)
    return OrderFact(row.state, row.total, row.currency, seats_held=held, screenings_open=open_)


def _paid(row: Order) -> bool:
    return row.total is not None and payment_queries.captured(row.id) >= row.total


def _reacquire(row: Order) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reacquire(%s)", [row.id])
        return bool(cursor.fetchone()[0])


def _release(row: Order, *, state: str, note: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_order(%s, %s, %s)", [row.id, state, note])


def _give_back(row: Order, facts: tuple[payment_queries.PaymentView, ...]) -> None:
    """Money without a seat goes back whole and at once, with a mail that says so (SEAT-02, PAY-12)."""
    needed = (row.total or 0) if row.state == Order.State.CONFIRMED else 0
    refunded = 0
    for payment in facts:
        if payment.state != "succeeded":
            continue
        if needed >= payment.captured > 0:
            needed -= payment.captured
            continue
        part = payment.refundable  # 0 once it went back otherwise: tickets refunded, the provider's dashboard
        if payments.request_refund(payment.id, amount=part, key=f"unseated:{payment.id}", reason="no_seat"):
            refunded += part
    if not refunded:
        if row.state == Order.State.PAYING:  # a free order: there is nothing to give back but the seats
            _release(row, state="cancelled", note="seat_lost")
        return
    if row.state != Order.State.CONFIRMED:
        _release(row, state="refunded", note="seat_lost")
        if row.state not in (Order.State.PAYING, Order.State.HELD, Order.State.REVIEW):
            Order.objects.filter(id=row.id).update(
                state=Order.State.REFUNDED, note="seat_lost", ended_at=clock.now()
            )
    if row.email:
        notifications.queue(
            "booking/mail/refunded",
            dedupe_key=f"order:{row.id}:unseated:{refunded}",
            address=row.email,
            language=row.language,
            recipient=str(row.id),
            facts={"code": ids.show_code(row.code), "amount": refunded, "why": "seat_lost"},
        )
    reserved = fiscal.reserve(row.cinema_id, channel=row.channel)
    fiscal.append(
        "payment_returned",
        reserved=reserved,
        subject=row.id,
        at=clock.now(),
        zone=_zone(row),
        facts={"amount": refunded, "currency": row.currency},
    )


def _zone(row: Order) -> str:
    return str(row.cinema.zone)
