"""Changes of a screening as they were made: what they mean for an order, what was answered, how far refunds are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from ouvreuse.booking.models import ChangedOrder, ScreeningChange
from ouvreuse.kernel import prepared


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the answers to a change are. Cents: ``due`` what the refunded tickets cost, ``booked`` what the book
    says went back of them, ``asked`` what payments were asked for, ``done`` what has reached the buyers, ``till`` what
    waits for them at the box office, where it was paid."""

    orders: int
    kept: int
    exchanged: int
    refunded: int
    open: int
    due: int
    booked: int
    asked: int
    done: int
    till: int
    failed: int

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.open == 0 and self.asked == self.done + self.till

    @property
    def tallies(self) -> bool:
        """Whether tickets, book and payments say the same sum."""
        return self.due == self.booked == self.asked


PROGRESS = """
WITH touched AS (SELECT order_id, answer FROM booking_changedorder WHERE change_id = %(change)s),
gone AS (
    SELECT t.id, t.order_id, (SELECT coalesce(sum(l.gross), 0) FROM booking_orderline l
            WHERE l.order_id = t.order_id AND l.screening_id = t.screening_id AND l.place = t.place
              AND l.replaced_at IS NULL) AS cents
      FROM booking_ticket t JOIN touched ON touched.order_id = t.order_id AND touched.answer = 'refunded'
     WHERE t.screening_id = %(screening)s AND t.voided_at IS NOT NULL AND t.replaced_by IS NULL),
money AS (
    SELECT r.amount, r.state, p.means FROM gone JOIN payments_payment p ON p.subject = gone.order_id
      JOIN payments_refund r ON r.payment_id = p.id AND r.key LIKE 'tickets:' || gone.id || ':%%'),
booked AS (
    SELECT DISTINCT e.id, e.payload FROM gone JOIN fiscal_admissionright a ON a.ticket = gone.id
      JOIN fiscal_cancelledright c ON c.right_id = a.id JOIN fiscal_entry e ON e.id = c.entry_id)
SELECT (SELECT count(*) FROM touched), (SELECT count(*) FROM touched WHERE answer = 'kept'),
       (SELECT count(*) FROM touched WHERE answer = 'exchanged'),
       (SELECT count(*) FROM touched WHERE answer = 'refunded'), (SELECT count(*) FROM touched WHERE answer = ''),
       (SELECT coalesce(sum(cents), 0) FROM gone),
       (SELECT coalesce(-sum((l ->> 'gross')::bigint), 0) FROM booked CROSS JOIN LATERAL
               jsonb_array_elements(booked.payload::jsonb -> 'lines') l),
       (SELECT coalesce(sum(amount), 0) FROM money WHERE state <> 'failed'),
       (SELECT coalesce(sum(amount), 0) FROM money WHERE state = 'done'),
       (SELECT coalesce(sum(amount), 0) FROM money WHERE state = 'pending' AND means <> 'card'),
       (SELECT count(*) FROM money WHERE state = 'failed')
"""


def progress(change: int, *, screening: int) -> Progress:
    """Where the answers to a change and its refunds stand; one statement."""
    found = prepared.rows(PROGRESS, {"change": change, "screening": screening})[0]
    return Progress(*map(int, found))


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of a screening."""

    id: int
    screening: int
    number: int
    kind: str
    at: datetime
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    refund_until: datetime | None
    refund_at: datetime | None


CHANGE = tuple(ChangeView.__slots__)


def changes_of(screening: int) -> tuple[ChangeView, ...]:
    """The changes of a screening, the last first."""
    rows = ScreeningChange.objects.filter(screening_id=screening).order_by("-number")
    return tuple(
        ChangeView(*row)
        for row in rows.values_list(*("screening_id" if n == "screening" else n for n in CHANGE))
    )


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A change as the buyer of an order must know it, with the answer given so far."""

    id: int
    change: ChangeView
    answer: str

    def open_at(self, now: datetime) -> bool:
        """Whether the buyer may still have the money back without asking anybody."""
        until = self.change.refund_until
        return self.answer in ("", "kept") and (until is None or now < until)


def notices_of(order: UUID) -> tuple[NoticeView, ...]:
    """The changes that touch an order: the last of each screening, those answered included."""
    rows = (
        ChangedOrder.objects.filter(order_id=order)
        .annotate(screening=F("change__screening_id"))
        .order_by("screening", "-change__number")
        .distinct("screening")
        .select_related("change")
    )
    return tuple(
        NoticeView(
            row.id,
            ChangeView(*(row.screening if n == "screening" else getattr(row.change, n) for n in CHANGE)),
            row.answer,
        )
        for row in rows
    )
