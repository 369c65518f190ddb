"""An order with all that hangs on it, in one prepared statement: the hot path reads through no model."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ouvreuse.booking.rules.pricing import PricedLine
from ouvreuse.kernel import prepared


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order's own facts. ``now`` is the clock when it was read; sums in cents."""

    id: UUID
    code: str
    state: str
    channel: str
    language: str
    cinema_id: int
    email: str
    name: str
    created_at: datetime
    held_until: datetime
    extensions: int
    places: int
    total: int | None
    currency: str
    mail_version: int
    note: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A seat held: place of a screening, rate chosen, price-list version the hold keeps."""

    screening: int
    place: int
    rate: str
    price_version: int


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as written."""

    id: UUID
    number: int
    screening: int
    place: int
    rate: str
    price: int
    series: str
    series_number: int
    payload: str
    valid: bool
    admitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of the order; sums in cents. ``back``: asked back or given back of it, failures left out."""

    id: UUID
    means: str
    state: str
    captured: int
    currency: str
    url: str
    back: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What settling must know. ``held``: seats still claimed; ``open``: every screening still happens, none has
    ended; ``key``: id and sealed secret of the newest signing key, None before the first."""

    held: int
    open: bool
    key: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Whole:
    """An order, its claims (until its lines are written), lines, payments and tickets."""

    row: OrderRow
    claims: tuple[ClaimRow, ...]
    lines: tuple[PricedLine, ...]
    payments: tuple[PaymentRow, ...]
    tickets: tuple[TicketRow, ...]


OWN = ", ".join(f"o.{name}" for name in OrderRow.__slots__ if name != "now") + ", clock()"
WHOLE = f"""
SELECT {OWN},
       CASE WHEN o.total IS NULL THEN
       (SELECT jsonb_agg(jsonb_build_array(c.screening_id, c.place, c.rate_code, c.price_version_id)
                         ORDER BY c.screening_id, c.place)
          FROM booking_claim c WHERE c.order_id = o.id) END,
       CASE WHEN o.total IS NOT NULL THEN
       (SELECT jsonb_agg(jsonb_build_array(l.kind, l.screening_id, l.place, l.code, l.family, l.label_fr, l.label_en,
                         l.proof_fr, l.proof_en, l.gross, l.vat_bp, l.vat, l.in_tsa_base) ORDER BY l.position)
          FROM booking_orderline l WHERE l.order_id = o.id AND l.replaced_at IS NULL) END,
       CASE WHEN o.total IS NOT NULL THEN
       (SELECT jsonb_agg(jsonb_build_array(p.id, p.means, p.state, p.captured, p.currency, p.url,
                         (SELECT coalesce(sum(r.amount), 0) FROM payments_refund r
                           WHERE r.payment_id = p.id AND r.state <> 'failed')) ORDER BY p.created_at, p.id)
          FROM payments_payment p WHERE p.subject = o.id) END,
       CASE WHEN o.state IN ('confirmed', 'refunded') THEN
       (SELECT jsonb_agg(jsonb_build_array(t.id, t.number, t.screening_id, t.place, t.rate_code, t.price, t.series,
                         t.series_number, t.payload, t.voided_at IS NULL, t.admitted_at) ORDER BY t.number)
          FROM booking_ticket t WHERE t.order_id = o.id AND t.replaced_by IS NULL) END
"""  # noqa: S608 - the names of our own columns
STANDING = """,
       (SELECT count(*) FROM booking_claim c WHERE c.order_id = o.id),
       (SELECT coalesce(bool_and(s.state <> 'cancelled' AND s.ends_at > clock()), false)
          FROM booking_orderline l JOIN programme_screening s ON s.id = l.screening_id
         WHERE l.order_id = o.id AND l.kind = 'ticket' AND l.replaced_at IS NULL),
       (SELECT jsonb_build_array(k.id, k.secret) FROM booking_signingkey k WHERE k.retired_at IS NULL
         ORDER BY k.id DESC LIMIT 1)
"""
OF_ORDER = "  FROM booking_order o WHERE o.id = %s"
OF_ORDERS = "  FROM booking_order o WHERE o.id = ANY (%s::uuid[])"
OWN_FACTS = len(OrderRow.__slots__)
PARTS = OWN_FACTS + 4
LOCK = "SELECT state, channel FROM booking_order WHERE id = %s FOR UPDATE"
LOCK_ALL = "SELECT id FROM booking_order WHERE id = ANY (%s::uuid[]) ORDER BY id FOR UPDATE"


def locked(order: UUID) -> tuple[str, str] | None:
    """State and channel of an order, its row locked until the end of the transaction; None for an unknown id.

    What is read by a later statement is then true until the end.
    """
    found = prepared.row(LOCK, [order])
    return (found[0], found[1]) if found else None


def lock_all(orders: Collection[UUID]) -> int:
    """``locked`` for many, always in one order; returns how many there are."""
    return len(prepared.rows(LOCK_ALL, [list(orders)]))


def state_of(order: UUID) -> str:
    """The state of an order, '' for an unknown id."""
    found = prepared.row("SELECT state FROM booking_order WHERE id = %s", [order])
    return str(found[0]) if found else ""


def whole(order: UUID) -> Whole | None:
    """An order as it stands now, None for an unknown id."""
    found = prepared.row(WHOLE + OF_ORDER, [order])
    return _whole(found) if found else None


def wholes(orders: Collection[UUID]) -> dict[UUID, Whole]:
    """Orders as they stand now, in one statement; unknown ids are left out."""
    return {found[0]: _whole(found) for found in prepared.rows(WHOLE + OF_ORDERS, [list(orders)])}


def whole_to_settle(order: UUID) -> tuple[Whole, Standing]:
    """An order whose row is locked, and what its seats and screenings are worth now."""
    found = prepared.row(WHOLE + STANDING + OF_ORDER, [order])
    if found is None:
        raise LookupError(order)
    held, open_, key = found[PARTS:]
    return _whole(found), Standing(held, open_, tuple(json.loads(key)) if key else None)


def _whole(found: prepared.Row) -> Whole:
    claims, lines, payments, tickets = (json.loads(part) if part else () for part in found[OWN_FACTS:PARTS])
    return Whole(
        row=OrderRow(*found[:OWN_FACTS]),
        claims=tuple(ClaimRow(*claim) for claim in claims),
        lines=tuple(PricedLine(*line) for line in lines),
        payments=tuple(PaymentRow(UUID(payment[0]), *payment[1:]) for payment in payments),
        tickets=tuple(_ticket(ticket) for ticket in tickets),
    )


def _ticket(told: list[Any]) -> TicketRow:
    told[0] = UUID(told[0])
    told[-1] = datetime.fromisoformat(told[-1]) if told[-1] else None
    return TicketRow(*told)
