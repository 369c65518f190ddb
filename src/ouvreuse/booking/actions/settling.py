"""The one end of every payment: webhook, return, poller and clerk all come here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from ouvreuse.booking.actions.issuing import issue
from ouvreuse.booking.models import HOUSE, Order
from ouvreuse.booking.queries.whole import OrderRow, PaymentRow, Standing, Whole, locked, whole_to_settle
from ouvreuse.booking.rules.settling import Decision, OrderFact, PaymentFact, decide
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import ids, prepared
from ouvreuse.kernel.fault import fault
from ouvreuse.kernel.retry import retried
from ouvreuse.notifications import actions as notifications
from ouvreuse.payments import actions as payments
from ouvreuse.payments.rules import Answer, Event, refundable
from ouvreuse.venues.queries import zone_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call of ``settle`` did (``decision``) and where the order stands now."""

    decision: Decision
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """The bank's answer about a payment; ``known``: the payment's state and the bank's id, as read before."""

    payment: UUID
    answer: Answer
    known: tuple[str, str] | None


@retried
def settle(order: UUID) -> Outcome:
    """Bring an order to what its payments say, exactly once however often and by whomever it is called.

    Only the call that makes the step emits its effects: tickets, mail, entry in the book, refund.
    """
    with transaction.atomic(durable=True):
        outcome = settle_locked(order)
    _passed(outcome)
    return outcome


def _passed(outcome: Outcome | None) -> None:
    if outcome is not None and outcome.decision is Decision.CONFIRM:
        fault("P11")


def settle_paid(account: int, *, event: Event) -> bool:
    """Store a signed event that says "paid" and settle its order, in one transaction; False for a duplicate.

    Whatever goes wrong, nothing was stored: ``keep_event`` leaves it to a job (docs/adr/0023).
    """
    outcome = None
    with transaction.atomic(durable=True):
        stored = payments.store_event(account, event=event, followed=True)
        if stored.new and stored.look and stored.payment and stored.subject and event.paid:
            outcome = settle_locked(stored.subject, told=Told(stored.payment, event.paid, stored.known))
    _passed(outcome)
    return stored.new


@transaction.atomic(durable=True)
def keep_event(account: int, *, event: Event) -> bool:
    """Store an event and its job, which asks the provider and settles; False for a duplicate (PAY-03).

    Events of one payment are worked on one after the other, in the order they came.
    """
    stored = payments.store_event(account, event=event)
    if stored.new and stored.look:
        app.configure_task("booking.settle_event", lock=f"payment:{stored.payment}").defer(event=stored.event)
    return stored.new


def settle_locked(order: UUID, *, told: Told | None = None, operator: int | None = None) -> Outcome:
    """``settle`` inside the caller's transaction (inner); ``told``: the bank's answer about one of its payments;
    ``operator``: who sells at the counter, for the book.
    """
    found = locked(order)
    if told is not None:
        payments.note_answer(told.payment, answer=told.answer, known=told.known)
    if found is None:
        return Outcome(Decision.IGNORE, "")
    state, channel = found
    if channel == HOUSE:  # seats kept off sale: nobody pays for them, and only a clerk lets them go
        return Outcome(Decision.IGNORE, state)
    if state in (Order.State.PAYING, Order.State.EXPIRED):
        prepared.rows(CHANGES, [order])
    return _bring(*whole_to_settle(order), operator=operator)


# A screening being cancelled or changed comes first: no ticket is issued behind the back of its refunds.
CHANGES = """
SELECT pg_advisory_xact_lock_shared(3, s) FROM (
    SELECT DISTINCT screening_id AS s FROM booking_orderline
     WHERE order_id = %s AND screening_id IS NOT NULL ORDER BY screening_id) shows
"""


def _bring(order: Whole, standing: Standing, *, operator: int | None) -> Outcome:
    row = order.row
    decision = decide(
        _order_fact(order, standing),
        tuple(PaymentFact(p.state, _kept(row, p), p.currency) for p in order.payments),
    )
    state = row.state
    if decision is Decision.CONFIRM:
        issue(order, key=standing.key, operator=operator)
        fault("P9")
        state = Order.State.CONFIRMED
    elif decision is Decision.REFUND:
        state = _give_back(order)
    elif decision is Decision.RELEASE:
        note = "declined" if any(p.state == "failed" for p in order.payments) else "not_paid"
        state = _release(row, state="expired", note=note)
    elif decision is Decision.REVIEW:
        state = Order.State.REVIEW
        Order.objects.filter(id=row.id).update(state=state, note="amount")
    return Outcome(decision, state)


def _kept(row: OrderRow, payment: PaymentRow) -> int:
    """What a payment holds; of a paid order what went back of it is no longer there to be too much."""
    return payment.captured - payment.back if row.state == Order.State.CONFIRMED else payment.captured


def _order_fact(order: Whole, standing: Standing) -> OrderFact:
    """The order as locked; seats let go are taken again here when money came late and all are free."""
    row = order.row
    if row.state not in (Order.State.PAYING, Order.State.EXPIRED):
        return OrderFact(row.state, row.total, row.currency, seats_held=False, screenings_open=False)
    held = standing.held == row.places
    if not held and standing.open and row.state == Order.State.EXPIRED and _paid(order):
        held = bool(prepared.rows("SELECT reacquire(%s)", [row.id])[0][0])
    return OrderFact(row.state, row.total, row.currency, seats_held=held, screenings_open=standing.open)


def _paid(order: Whole) -> bool:
    taken = sum(payment.captured for payment in order.payments if payment.state == "succeeded")
    return order.row.total is not None and taken >= order.row.total


def _release(row: OrderRow, *, state: str, note: str) -> str:
    freed = prepared.rows("SELECT release_order(%s, %s, %s)", [row.id, state, note])[0][0]
    return state if freed else row.state


def _give_back(order: Whole) -> str:
    """Money without a seat goes back whole and at once, with a mail that says so (SEAT-02, PAY-12)."""
    row = order.row
    needed = (row.total or 0) if row.state == Order.State.CONFIRMED else 0
    refunded = 0
    for payment in order.payments:
        if payment.state != "succeeded":
            continue
        if needed >= (kept := _kept(row, payment)) > 0:
            needed -= kept
            continue
        # 0 once it went back otherwise: tickets refunded, the provider's dashboard
        part = refundable(payment.captured, asked=payment.back)
        if payments.request_refund(payment.id, amount=part, key=f"unseated:{payment.id}", reason="no_seat"):
            refunded += part
    if not refunded:
        if row.state == Order.State.PAYING:  # a free order: there is nothing to give back but the seats
            return _release(row, state="cancelled", note="seat_lost")
        return row.state
    state = row.state
    if state != Order.State.CONFIRMED:
        note = row.note if row.note in WHY else "seat_lost"
        state = _release(row, state="refunded", note=note)
        if state != Order.State.REFUNDED:
            state = Order.State.REFUNDED
            Order.objects.filter(id=row.id).update(state=state, note=note, ended_at=row.now)
    _tell(row, refunded)
    reserved = fiscal.reserve(row.cinema_id, channel=row.channel)
    fiscal.append(
        "payment_returned",
        reserved=reserved,
        subject=row.id,
        at=row.now,
        zone=zone_of(row.cinema_id),
        facts={"amount": refunded, "currency": row.currency},
    )
    return state


WHY = {"screening_cancelled": "cancelled"}


def _tell(row: OrderRow, refunded: int) -> None:
    if row.email:
        notifications.queue(
            "booking/mail/refunded",
            dedupe_key=f"order:{row.id}:unseated:{refunded}",
            address=row.email,
            language=row.language,
            recipient=str(row.id),
            facts={
                "code": ids.show_code(row.code),
                "amount": refunded,
                "why": WHY.get(row.note, "seat_lost"),
            },
        )
