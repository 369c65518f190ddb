"""Giving back: tickets void, money asked back, the book told. Three facts in three tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.issuing import sale_facts
from ouvreuse.booking.errors import AlreadyAdmitted, NeedsSecondPerson, OrderUnknown, WrongState
from ouvreuse.booking.models import Order
from ouvreuse.booking.queries.screenings import screening_facts
from ouvreuse.booking.queries.whole import OrderRow, TicketRow, Whole, lock_all, wholes
from ouvreuse.booking.rules.pricing import PricedLine
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import clock, ids, prepared
from ouvreuse.kernel.retry import retried
from ouvreuse.notifications import actions as notifications
from ouvreuse.payments import actions as payments
from ouvreuse.payments import queries as payment_queries
from ouvreuse.payments.rules import refundable
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
) -> int:
    """``refund_tickets`` inside the caller's transaction (inner)."""
    return refund_each(
        {order: tickets}, reason=reason, actor=actor, actor_label=actor_label, why=why, limit=limit,
        approver=approver,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Back:
    """An order, its tickets to be void with their lines, and the cents they cost."""

    order: Whole
    gone: list[TicketRow]
    lines: list[PricedLine]

    @property
    def amount(self) -> int:
        return sum(line.gross for line in self.lines)


def refund_each(
    orders: Mapping[UUID, Iterable[UUID] | None],
    *,
    reason: str,
    actor: int | None = None,
    actor_label: str = "cli",
    why: str = "refund",
    limit: int | None = None,
    approver: int | None = None,
    at_till: bool = True,
) -> int:
    """``refund_within`` for many orders of one cinema, with as many statements as for one (inner).

    ``orders``: the tickets of each, None for all. ``at_till`` False: nobody hands cash over now, it waits until
    somebody of the box office does.
    """
    if not orders:
        return 0
    found = locked_wholes(orders)
    backs = [_back(found[order], orders[order]) for order in sorted(orders)]
    for each in backs:
        before = sum(payment.back for payment in each.order.payments)
        if limit is not None and approver is None and each.amount + before > limit:
            raise NeedsSecondPerson(amount=each.amount + before, limit=limit)
    already = given_by_the_bank([each.order for each in backs])
    _void(backs, reason)
    shares = [
        Share(each.order, each.amount, f"tickets:{each.gone[0].id}", already[each.order.row.id])
        for each in backs
    ]
    refunds = ask_back(shares, reason=why, by=actor if at_till else None)
    agreed = {"approver": approver} if approver is not None else {}
    accounts.record_each(
        "refund_tickets",
        {
            f"order:{each.order.row.id}": {"tickets": len(each.gone), "amount": each.amount, "reason": reason} | agreed
            for each in backs
        },
        actor=actor, actor_label=actor_label, cinema=backs[0].order.row.cinema_id,
    )  # fmt: skip
    answer(orders, screenings={ticket.screening for each in backs for ticket in each.gone}, said="refunded")
    _tell([(each.order.row, each.amount, str(each.gone[0].id)) for each in backs], why=why)
    _book(backs, refunds, operator=actor)
    return sum(each.amount for each in backs)


def _back(order: Whole, tickets: Iterable[UUID] | None) -> _Back:
    gone = tickets_to_void(order, tickets)
    return _Back(order, gone, lines_of(order, gone))


VOID = """
SELECT void_tickets(o.id, o.tickets, %s) FROM jsonb_to_recordset(%s::jsonb) AS o(id uuid, tickets uuid[])
"""


def _void(backs: Sequence[_Back], reason: str) -> None:
    """Tickets lose their validity, seats go back on sale; an order that has none left ends."""
    gone = [{"id": str(each.order.row.id), "tickets": [str(t.id) for t in each.gone]} for each in backs]
    prepared.rows(VOID, [reason[:60], json.dumps(gone)])
    ended = [e.order.row.id for e in backs if len(e.gone) == sum(ticket.valid for ticket in e.order.tickets)]
    if ended:
        Order.objects.filter(id__in=ended).update(
            state=Order.State.REFUNDED, note=reason[:100], ended_at=clock.now()
        )


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
    _tell([(row, amount, "review")], why="refund")
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
    return locked_wholes([order])[order]


def locked_wholes(orders: Collection[UUID]) -> dict[UUID, Whole]:
    """``locked_whole`` for many. Raises ``OrderUnknown``."""
    if lock_all(orders) < len(orders):
        raise OrderUnknown
    prepared.rows(LOCK_TICKETS, [list(orders)])
    return wholes(orders)


LOCK_TICKETS = "SELECT id FROM booking_ticket WHERE order_id = ANY (%s::uuid[]) ORDER BY id FOR UPDATE"


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


def given_by_the_bank(orders: Sequence[Whole]) -> dict[UUID, int]:
    """Cents given back of each in the provider's dashboard that no void ticket has answered for yet (PAY-09)."""
    outside = payment_queries.given_back([order.row.id for order in orders], key="provider:")
    ours = payment_queries.given_back(outside, key="tickets:") if outside else {}
    found = {order.row.id: 0 for order in orders}
    for order in orders:
        if back := outside.get(order.row.id, 0):
            answered = sum(line.gross for line in lines_of(order, (t for t in order.tickets if not t.valid)))
            found[order.row.id] = max(0, back - max(0, answered - ours.get(order.row.id, 0)))
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """What goes back of an order as it was read; ``already`` went back in the provider's dashboard; sums in cents."""

    order: Whole
    amount: int
    key: str
    already: int


def ask_back(shares: Sequence[Share], *, reason: str, by: int | None) -> list[list[dict[str, Any]]]:
    """Share each amount over the order's payments, first paid first refunded; what the book keeps of each.

    What they no longer hold is looked for in what the provider's dashboard gave back already.
    """
    asked: list[payments.RefundAsked] = []
    told: list[list[dict[str, Any]]] = []
    for share in shares:
        amount, facts = share.amount, list[dict[str, Any]]()
        for payment in share.order.payments:
            part = min(amount, refundable(payment.captured, asked=payment.back))
            if part > 0:
                asked.append(payments.RefundAsked(payment.id, part, f"{share.key}:{payment.id}"))
                facts.append({"means": payment.means, "amount": -part, "payment": str(payment.id)})
                amount -= part
        if amount > share.already:
            raise WrongState("not_enough_captured")
        if amount:
            facts.append({"means": "card", "amount": -amount, "by": "provider"})
        told.append(facts)
    if asked:
        payments.request_refunds(asked, reason=reason, by=by, cinema=shares[0].order.row.cinema_id)
    return told


ANSWER = """
UPDATE booking_changedorder c SET answer = %s, answered_at = clock() FROM booking_screeningchange s
 WHERE c.order_id = ANY (%s::uuid[]) AND c.answer IN ('', 'kept') AND s.id = c.change_id
   AND s.screening_id = ANY (%s::int[])
   AND NOT EXISTS (SELECT 1 FROM booking_ticket t WHERE t.order_id = c.order_id AND t.screening_id = s.screening_id
                      AND t.voided_at IS NULL)
"""


def answer(orders: Iterable[UUID], *, screenings: Iterable[int], said: str) -> None:
    """Write down what buyers answered to the changes of screenings, once none of their seats is left there (inner)."""
    prepared.rows(ANSWER, [said, list(orders), prepared.array(screenings)])


def _tell(back: Iterable[tuple[OrderRow, int, str]], *, why: str) -> None:
    """One letter to each who has an address: the order, the cents, what the letter is known by."""
    notifications.queue_each(
        "booking/mail/refunded",
        [
            notifications.Letter(
                f"order:{row.id}:refund:{version}", row.email, row.language,
                {"code": ids.show_code(row.code), "amount": amount, "why": why}, recipient=str(row.id),
            )
            for row, amount, version in back
            if row.email
        ],
    )  # fmt: skip


def _book(backs: Sequence[_Back], refunds: Sequence[list[dict[str, Any]]], *, operator: int | None) -> None:
    """An entry for each order, in the book of its channel."""
    shows = screening_facts({ticket.screening for each in backs for ticket in each.gone})
    entries: dict[str, list[fiscal.Entry]] = defaultdict(list)
    for each, money in zip(backs, refunds, strict=True):
        row, own = each.order.row, {ticket.screening: shows[ticket.screening] for ticket in each.gone}
        facts = {**sale_facts(row, each.lines, own, each.gone, sign=-1), "payments": money}
        gone = [ticket.id for ticket in each.gone]
        entries[row.channel].append(fiscal.Entry(row.id, facts, cancelled=gone))
    for channel in sorted(entries):
        show = next(iter(shows.values()))
        fiscal.append_each(
            "refund", entries[channel], reserved=fiscal.reserve(show.cinema_id, channel=channel), at=clock.now(),
            zone=show.zone, operator=operator,
        )  # fmt: skip
