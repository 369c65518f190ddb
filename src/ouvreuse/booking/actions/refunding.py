"""Giving back: tickets void, money asked back, the book told. Three facts in three tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.issuing import sale_facts
from ouvreuse.booking.errors import AlreadyAdmitted, NeedsSecondPerson, OrderUnknown, WrongState
from ouvreuse.booking.models import Order
from ouvreuse.booking.queries.screenings import screening_facts
from ouvreuse.booking.queries.whole import OrderRow, TicketRow, Whole, locked, whole
from ouvreuse.booking.rules.pricing import PricedLine
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import clock, ids, prepared
from ouvreuse.kernel.retry import retried
from ouvreuse.notifications import actions as notifications
from ouvreuse.payments import actions as payments
from ouvreuse.payments import queries as payment_queries
from ouvreuse.venues.queries import zone_of


@retried
@transaction.atomic(durable=True)
def refund_tickets(
    order: UUID,
    *,
    reason: str,
    tickets: Iterable[UUID] | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
    why: str = "refund",
    limit: int | None = None,
    approver: int | None = None,
) -> int:
    """Refund tickets of an order (all by default) with their supplements and fees; returns the cents given back.

    Tickets lose their validity, seats go back on sale, rights are cancelled in the book, and each payment is
    asked for its part; the bank is called afterwards by a job. Repeated, it finds nothing left to refund.
    Cash comes out of the drawer of ``actor``. ``limit``: the cents of an order that one person may give back alone,
    all its refunds together; ``approver``: the second person who agreed to more.
    Raises ``OrderUnknown``, ``WrongState`` (nothing valid to refund), ``AlreadyAdmitted``, ``NeedsSecondPerson`` and
    payments' ``NoOpenShift``.
    """
    return refund_within(
        order, reason=reason, tickets=tickets, actor=actor, actor_label=actor_label, why=why, limit=limit,
        approver=approver,
    )  # fmt: skip


def refund_within(
    order: UUID,
    *,
    reason: str,
    tickets: Iterable[UUID] | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
    why: str = "refund",
    limit: int | None = None,
    approver: int | None = None,
    at_till: bool = True,
) -> int:
    """``refund_tickets`` inside the caller's transaction (inner).

    ``at_till`` False: nobody hands cash over now, it waits until somebody of the box office does.
    """
    found = locked_whole(order)
    row, gone = found.row, tickets_to_void(found, tickets)
    lines = lines_of(found, gone)
    amount = sum(line.gross for line in lines)
    before = sum(payment.back for payment in found.payments)
    if limit is not None and approver is None and amount + before > limit:
        raise NeedsSecondPerson(amount=amount + before, limit=limit)
    already = given_by_the_bank(found)
    prepared.rows("SELECT void_tickets(%s, %s::uuid[], %s)", [order, [t.id for t in gone], reason[:60]])
    if len(gone) == sum(ticket.valid for ticket in found.tickets):
        Order.objects.filter(id=order).update(
            state=Order.State.REFUNDED, note=reason[:100], ended_at=clock.now()
        )
    till = actor if at_till else None
    refunds = ask_back(row, amount, key=f"tickets:{gone[0].id}", reason=why, already=already, by=till)
    accounts.record(
        "refund_tickets", subject=f"order:{order}", actor=actor, actor_label=actor_label, cinema=row.cinema_id,
        facts={"tickets": len(gone), "amount": amount, "reason": reason}
        | ({"approver": approver} if approver is not None else {}),
    )  # fmt: skip
    answer(order, screenings={ticket.screening for ticket in gone}, said="refunded")
    _tell(row, amount, why=why, version=str(gone[0].id))
    _book(row, lines, gone, refunds, operator=actor)
    return amount


@retried
@transaction.atomic(durable=True)
def return_money(order: UUID, *, reason: str, actor: int | None = None, actor_label: str = "cli") -> int:
    """End an order under review: all the bank took goes back, the seats too; returns the cents given back.

    The way out for a clerk when the bank took another amount than was due (PAY-24). Repeated, it gives back
    nothing more. Raises ``OrderUnknown``, ``WrongState`` (neither under review nor ended so).
    """
    found = locked_whole(order)
    row = found.row
    if row.state == Order.State.REFUNDED and not found.tickets:
        return 0
    if row.state != Order.State.REVIEW:
        raise WrongState
    prepared.rows("SELECT release_order(%s, 'refunded', %s)", [order, reason[:100]])
    amount = sum(
        payment.refundable
        for payment in payment_queries.payments_of(order)
        if payments.request_refund(
            payment.id,
            amount=payment.refundable,
            key=f"review:{payment.id}",
            reason="review",
            by=actor,
            cinema=row.cinema_id,
        )
    )
    accounts.record(
        "return_money", subject=f"order:{order}", actor=actor, actor_label=actor_label, cinema=row.cinema_id,
        facts={"amount": amount, "reason": reason},
    )  # fmt: skip
    _tell(row, amount, why="refund", version="review")
    reserved = fiscal.reserve(row.cinema_id, channel=row.channel)
    fiscal.append(
        "payment_returned", reserved=reserved, subject=row.id, at=clock.now(), zone=zone_of(row.cinema_id),
        facts={"amount": amount, "currency": row.currency}, operator=actor,
    )  # fmt: skip
    return amount


@retried
@transaction.atomic(durable=True)
def refund_again(order: UUID, *, reason: str, actor: int | None = None, actor_label: str = "cli") -> int:
    """Ask the bank again for what it failed to give back of an order (PAY-15); returns the cents.

    The tickets are void and the book told already: only the money is late. Repeated, it asks for nothing more
    unless that failed too. Raises ``OrderUnknown``.
    """
    row = locked_whole(order).row
    amount = payments.request_failed_refunds_again(order)
    if amount:
        accounts.record(
            "refund_again", subject=f"order:{order}", actor=actor, actor_label=actor_label,
            cinema=row.cinema_id, facts={"amount": amount, "reason": reason},
        )  # fmt: skip
    return amount


def locked_whole(order: UUID) -> Whole:
    """The order, its row and its tickets locked: a door scanning now waits for what becomes of them."""
    if locked(order) is None:
        raise OrderUnknown
    prepared.rows("SELECT id FROM booking_ticket WHERE order_id = %s ORDER BY id FOR UPDATE", [order])
    found = whole(order)
    if found is None:
        raise OrderUnknown
    return found


def tickets_to_void(order: Whole, tickets: Iterable[UUID] | None) -> list[TicketRow]:
    """The valid tickets meant, all by default. Raises ``WrongState``, ``AlreadyAdmitted``."""
    wanted = None if tickets is None else set(tickets)
    found = [t for t in order.tickets if t.valid and (wanted is None or t.id in wanted)]
    if order.row.state != Order.State.CONFIRMED or not found:
        raise WrongState
    if any(ticket.admitted_at is not None for ticket in found):
        raise AlreadyAdmitted
    return found


def lines_of(order: Whole, gone: Iterable[TicketRow]) -> list[PricedLine]:
    """The lines of the seats of tickets."""
    seats = {(ticket.screening, ticket.place) for ticket in gone}
    return [line for line in order.lines if (line.screening or 0, line.place or 0) in seats]


def given_by_the_bank(order: Whole) -> int:
    """Cents given back in the provider's dashboard that no void ticket has answered for yet (PAY-09)."""
    outside = payment_queries.given_back(order.row.id, key="provider:")
    if not outside:
        return 0
    answered = sum(line.gross for line in lines_of(order, (t for t in order.tickets if not t.valid)))
    return max(0, outside - max(0, answered - payment_queries.given_back(order.row.id, key="tickets:")))


def ask_back(
    row: OrderRow, amount: int, *, key: str, reason: str, already: int, by: int | None
) -> list[dict[str, Any]]:
    """Share the amount over the order's payments, first paid first refunded.

    What they no longer hold is looked for in what the provider's dashboard gave back ``already``.
    """
    asked: list[dict[str, Any]] = []
    for payment in payment_queries.payments_of(row.id):
        part = min(amount, payment.refundable)
        if part <= 0:
            continue
        payments.request_refund(
            payment.id, amount=part, key=f"{key}:{payment.id}", reason=reason, by=by, cinema=row.cinema_id
        )
        asked.append({"means": payment.means, "amount": -part, "payment": str(payment.id)})
        amount -= part
    if amount > already:
        raise WrongState("not_enough_captured")
    if amount:
        asked.append({"means": "card", "amount": -amount, "by": "provider"})
    return asked


ANSWER = """
UPDATE booking_changedorder c SET answer = %s, answered_at = clock() FROM booking_screeningchange s
 WHERE c.order_id = %s AND c.answer IN ('', 'kept') AND s.id = c.change_id AND s.screening_id = ANY (%s::int[])
   AND NOT EXISTS (SELECT 1 FROM booking_ticket t WHERE t.order_id = c.order_id AND t.screening_id = s.screening_id
                      AND t.voided_at IS NULL)
"""


def answer(order: UUID, *, screenings: Iterable[int], said: str) -> None:
    """Write down what the buyer answered to the changes of screenings, once none of the seats is left there (inner)."""
    prepared.rows(ANSWER, [said, order, prepared.array(screenings)])


def _tell(row: OrderRow, amount: int, *, why: str, version: str) -> None:
    if row.email:
        notifications.queue(
            "booking/mail/refunded",
            dedupe_key=f"order:{row.id}:refund:{version}",
            address=row.email,
            language=row.language,
            recipient=str(row.id),
            facts={"code": ids.show_code(row.code), "amount": amount, "why": why},
        )


def _book(
    row: OrderRow,
    lines: list[PricedLine],
    gone: list[TicketRow],
    refunds: list[dict[str, Any]],
    *,
    operator: int | None,
) -> None:
    shows = screening_facts({ticket.screening for ticket in gone})
    facts = {**sale_facts(row, lines, shows, gone, sign=-1), "payments": refunds}
    reserved = fiscal.reserve(row.cinema_id, channel=row.channel)
    fiscal.append(
        "refund",
        reserved=reserved,
        subject=row.id,
        at=clock.now(),
        zone=next(iter(shows.values())).zone,
        facts=facts,
        cancelled=[ticket.id for ticket in gone],
        operator=operator,
    )
