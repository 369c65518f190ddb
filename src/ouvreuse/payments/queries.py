"""Reads of payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, Sum

from ouvreuse.kernel import clock
from ouvreuse.payments.errors import PaymentUnknown
from ouvreuse.payments.models import Payment, ProviderEvent

UNSETTLED = (Payment.State.CREATED, Payment.State.OPEN, Payment.State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment; sums in cents. ``refundable``: captured less every refund that has not failed."""

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


@dataclass(frozen=True, slots=True)
class EventHint:
    """What a stored event hints at."""

    payment: UUID | None
    kind: str


def payments_of(subject: UUID) -> list[PaymentView]:
    """All payments of a subject, oldest first, in one statement."""
    rows = (
        Payment.objects.filter(subject=subject)
        .annotate(asked=Sum("refunds__amount", filter=~Q(refunds__state="failed"), default=0))
        .order_by("created_at", "id")
    )
    return [
        PaymentView(
            p.id, p.subject, p.means, p.state, p.amount, p.captured, p.currency, p.captured - p.asked, p.url,
            p.created_at, p.asked_at,
        )
        for p in rows
    ]  # fmt: skip


def captured(subject: UUID) -> int:
    """Cents captured for a subject by its succeeded payments."""
    rows = Payment.objects.filter(subject=subject, state=Payment.State.SUCCEEDED)
    return int(rows.aggregate(total=Sum("captured", default=0))["total"])


def unsettled(subject: UUID, *, not_asked_for: timedelta | None = None) -> list[UUID]:
    """Payments the provider has not ended, newest first; only those not asked about for a while, if said."""
    rows = Payment.objects.filter(subject=subject, state__in=UNSETTLED)
    if not_asked_for is not None:
        rows = rows.filter(Q(asked_at__isnull=True) | Q(asked_at__lt=clock.now() - not_asked_for))
    return list(rows.order_by("-created_at", "-id").values_list("id", flat=True))


def unsettled_payment(subject: UUID) -> UUID | None:
    """The newest payment the provider has not ended."""
    return next(iter(unsettled(subject)), None)


def past_deadline(payment: UUID) -> bool:
    """Whether we should now ask the provider to expire it."""
    return Payment.objects.filter(id=payment, deadline_at__lt=clock.now()).exists()


def subject_of(payment: UUID) -> UUID:
    """What is paid. Raises ``PaymentUnknown``."""
    subject = Payment.objects.filter(id=payment).values_list("subject", flat=True).first()
    if subject is None:
        raise PaymentUnknown
    return subject


def hint(event: int) -> EventHint:
    """What a stored event hints at. Raises ``PaymentUnknown``."""
    row = ProviderEvent.objects.filter(id=event).values_list("payment_id", "kind").first()
    if row is None:
        raise PaymentUnknown
    return EventHint(*row)
