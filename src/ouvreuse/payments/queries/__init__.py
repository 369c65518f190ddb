"""Reads of the room: what was paid, what is still open, what an event hints at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from ouvreuse.kernel import clock, prepared
from ouvreuse.payments.errors import PaymentUnknown
from ouvreuse.payments.models import Payment, ProviderEvent, Refund
from ouvreuse.payments.queries.accounts import (
    AccountSettings,
    account_of_cinema,
    account_settings,
    credentials,
    fit_for_these_data,
    opened_credentials,
    webhook_secrets,
)
from ouvreuse.payments.rules import PROVIDER_LIFE, REFUND_NEWS, UNSETTLED

__all__ = [
    "AccountSettings",
    "Call",
    "EventHint",
    "PaymentView",
    "RefundCall",
    "RefundView",
    "account_of_cinema",
    "account_settings",
    "as_call",
    "awaits_news",
    "call_of",
    "credentials",
    "events_left",
    "fit_for_these_data",
    "given_back",
    "hint",
    "is_refund_of",
    "opened_credentials",
    "past_deadline",
    "payments_of",
    "payments_with_pending_refunds",
    "refund_call_of",
    "refund_news",
    "refunds_of",
    "stuck_refunds",
    "subject_of",
    "unsettled",
    "unsettled_payment",
    "waiting",
    "webhook_secrets",
]


@dataclass(frozen=True)
class PaymentView:
    """A payment of an order; amounts in cents. ``refundable``: what may still go back."""

    id: UUID
    subject: UUID
    means: str
    state: str
    amount: int
    captured: int
    currency: str
    refundable: int
    url: str
    created_at: datetime
    asked_at: datetime | None


@dataclass(frozen=True)
class Call:
    """What a flow needs to speak to the provider about one payment."""

    payment: UUID
    means: str
    state: str
    ref: str
    intent: str
    url: str
    request: dict[str, Any]
    sent: bool
    created_at: datetime
    expires_at: datetime
    deadline_at: datetime | None
    account: int | None

    @property
    def key(self) -> str:
        """The idempotency key: the row's id, and the number of its request when the first was never taken."""
        attempt = self.request.get("metadata", {}).get("attempt", "")
        return f"checkout:{self.payment}" + (f":{attempt}" if attempt else "")


@dataclass(frozen=True)
class RefundCall:
    """What a flow needs to speak to the provider about one refund; ``amount`` in cents."""

    refund: UUID
    payment: UUID
    amount: int
    state: str
    intent: str
    account: int | None
    created_at: datetime
    means: str = "card"


@dataclass(frozen=True)
class EventHint:
    """What a stored event points at: the payment and its subject; None when it is none of ours."""

    payment: UUID | None
    subject: UUID | None
    kind: str


PAYMENTS = """
SELECT p.id, p.subject, p.means, p.state, p.amount, p.captured, p.currency,
       greatest(0, p.captured - (SELECT coalesce(sum(r.amount), 0) FROM payments_refund r
                                  WHERE r.payment_id = p.id AND r.state <> 'failed'))::int,
       p.url, p.created_at, p.asked_at
  FROM payments_payment p WHERE p.subject = %s ORDER BY p.created_at, p.id
"""


def payments_of(subject: UUID) -> list[PaymentView]:
    """The payments of an order, first made first, in one statement."""
    return [PaymentView(*row) for row in prepared.rows(PAYMENTS, [subject])]


@dataclass(frozen=True)
class RefundView:
    """Money asked back of an order; ``amount`` in cents. ``by_hand``: somebody hands it over at the counter."""

    id: UUID
    means: str
    amount: int
    state: str
    reason: str
    error: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def by_hand(self) -> bool:
        """Whether a person at the counter must still give it."""
        return self.means in ("cash", "terminal") and self.state == "pending"


def refunds_of(subject: UUID) -> list[RefundView]:
    """The refunds of an order, first asked first."""
    rows = Refund.objects.filter(payment__subject=subject).order_by("created_at", "id")
    names = ("id", "payment__means", "amount", "state", "reason", "error", "created_at", "ended_at")
    return [RefundView(*row) for row in rows.values_list(*names)]


WAITING = """
SELECT id, coalesce(asked_at, created_at) < clock() - %s::interval FROM payments_payment
 WHERE subject = %s AND state = ANY (%s) ORDER BY created_at DESC, id DESC
"""


def waiting(subject: UUID, *, not_asked_for: timedelta) -> list[tuple[UUID, bool]]:
    """Payments of an order without a final word, newest first, each with whether it is due to be asked about."""
    return [(row[0], row[1]) for row in prepared.rows(WAITING, [not_asked_for, subject, sorted(UNSETTLED)])]


def unsettled(subject: UUID) -> list[UUID]:
    """Payments of an order without a final word, newest first."""
    return [payment for payment, _due in waiting(subject, not_asked_for=timedelta(0))]


LATEST = """
SELECT id, CASE WHEN state = 'open' THEN url ELSE '' END FROM payments_payment
 WHERE subject = %s AND state = ANY (%s) ORDER BY created_at DESC, id DESC LIMIT 1
"""


def unsettled_payment(subject: UUID) -> tuple[UUID, str] | None:
    """The latest payment of an order that still awaits its end, and its page at the bank; '' while that is not open."""
    row = prepared.row(LATEST, [subject, sorted(UNSETTLED)])
    return (row[0], row[1]) if row else None


def past_deadline(payment: UUID) -> bool:
    """Whether it is time to ask the provider to end it."""
    return Payment.objects.filter(id=payment, state__in=UNSETTLED, deadline_at__lte=clock.now()).exists()


def subject_of(payment: UUID) -> UUID:
    """The order a payment is for. Raises ``PaymentUnknown``."""
    subject = Payment.objects.filter(id=payment).values_list("subject", flat=True).first()
    if subject is None:
        raise PaymentUnknown
    return subject


def hint(event: int) -> EventHint:
    """What a stored event points at. Raises ``PaymentUnknown``."""
    row = ProviderEvent.objects.filter(id=event).values_list("payment_id", "payment__subject", "kind").first()
    if row is None:
        raise PaymentUnknown
    return EventHint(*row)


def events_left(*, older_than: timedelta, limit: int = 500) -> list[tuple[int, UUID | None]]:
    """Events of the provider not worked off since that long: (event, payment), oldest first."""
    left = ProviderEvent.objects.filter(
        processed_at__isnull=True, received_at__lt=clock.now() - older_than
    ).order_by("received_at")
    return list(left.values_list("id", "payment_id")[:limit])


CALL = """p.id, p.means, p.state, p.provider_ref, p.provider_intent, p.url, p.request, p.asked_at IS NOT NULL,
       p.created_at, p.provider_expires_at, p.deadline_at, p.account_id"""


def call_of(payment: UUID) -> Call:
    """The facts of a call about a payment. Raises ``PaymentUnknown``."""
    row = prepared.row(f"SELECT {CALL} FROM payments_payment p WHERE p.id = %s", [payment])  # noqa: S608 - our own
    if row is None:
        raise PaymentUnknown
    return as_call(row)


def as_call(row: prepared.Row) -> Call:
    """The columns of ``CALL`` as a call's facts."""
    identity, means, state, ref, intent, url, request, sent, created_at, expires_at, *rest = row
    return Call(
        identity, means, state, ref, intent, url, json.loads(request), sent, created_at,
        expires_at or created_at + PROVIDER_LIFE, *rest,
    )  # fmt: skip


def refund_call_of(refund: UUID) -> RefundCall:
    """The facts of a call about a refund. Raises ``PaymentUnknown``."""
    row = Refund.objects.select_related("payment").filter(id=refund).first()
    if row is None:
        raise PaymentUnknown
    return RefundCall(
        refund=row.id,
        payment=row.payment_id,
        amount=row.amount,
        state=row.state,
        intent=row.payment.provider_intent,
        account=row.payment.account_id,
        created_at=row.created_at,
        means=row.payment.means,
    )


def given_back(subjects: Iterable[UUID], *, key: str) -> dict[UUID, int]:
    """Cents asked back of each order by refunds whose key begins so, failed ones left out; none: not in it."""
    rows = Refund.objects.filter(payment__subject__in=subjects, key__startswith=key).exclude(state="failed")
    sums = rows.order_by().values_list("payment__subject").annotate(total=Sum("amount"))
    return {subject: int(total) for subject, total in sums}


def refund_news(payment: UUID, *, told: int) -> bool:
    """Whether the provider knows other refunds than we do: ``told`` is the sum in cents it gave back."""
    rows = Refund.objects.filter(payment=payment)
    done = rows.filter(state=Refund.State.DONE).aggregate(total=Sum("amount", default=0))["total"]
    return bool(told != done or rows.filter(state=Refund.State.PENDING).exists())


def is_refund_of(refund: UUID, *, payment: UUID) -> bool:
    """Whether it is one of our refunds of that payment."""
    return Refund.objects.filter(id=refund, payment=payment).exists()


def awaits_news(payment: UUID) -> bool:
    """Whether a settled payment is worth asking about: a refund or a dispute was heard of, or is pending."""
    heard = Q()
    for kind in REFUND_NEWS:
        heard |= Q(kind__startswith=kind)
    events = ProviderEvent.objects.filter(heard, payment=payment, processed_at__isnull=True)
    return events.exists() or Refund.objects.filter(payment=payment, state=Refund.State.PENDING).exists()


def stuck_refunds(*, older_than: timedelta) -> QuerySet[Refund]:
    """Refunds asked for and not yet told to the provider since that long."""
    return Refund.objects.filter(state=Refund.State.REQUESTED, created_at__lt=clock.now() - older_than)


def payments_with_pending_refunds(*, older_than: timedelta, limit: int = 100) -> list[UUID]:
    """Payments with a refund the provider has taken and not finished since that long, any of them in turn."""
    pending = Refund.objects.filter(
        state=Refund.State.PENDING, created_at__lt=clock.now() - older_than
    ).order_by("?")
    return list(dict.fromkeys(pending.values_list("payment_id", flat=True)[:limit]))
