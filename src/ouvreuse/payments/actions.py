"""Writes of payments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from ouvreuse.kernel import clock, ids, trace
from ouvreuse.payments.errors import AccountMissing, PaymentError
from ouvreuse.payments.models import Payment, ProviderAccount, Refund
from ouvreuse.venues.models import Cinema


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise PaymentError(why="outside_transaction")


def create_payment(
    subject: UUID,
    *,
    cinema: int,
    means: str,
    amount: int,
    currency: str,
    deadline_at: datetime,
    language: str,
    label: str,
    return_url: str = "",
    cancel_url: str = "",
) -> UUID:
    """Write the intent to take money, in the caller's transaction (inner).

    A card's payment is called to the provider afterwards, with this row's id as idempotency key and the
    frozen ``request``. Cash, an outside terminal and "nothing due" have succeeded at once.
    Raises ``AccountMissing``.
    """
    _require_transaction()
    now = clock.now()
    card = means == Payment.Means.CARD
    account = _account(cinema) if card else None
    row = Payment.objects.create(
        id=ids.uuid7(), subject=subject, account=account, means=means, amount=amount, currency=currency,
        state=Payment.State.CREATED if card else Payment.State.SUCCEEDED, captured=0 if card else amount,
        request={"language": language, "label": label, "return_url": return_url, "cancel_url": cancel_url},
        created_at=now, deadline_at=deadline_at if card else None, ended_at=None if card else now,
        correlation_id=trace.correlation_id(),
    )  # fmt: skip
    return row.id


def _account(cinema: int) -> ProviderAccount:
    operators = Cinema.objects.filter(id=cinema).values("operator_id")
    account = ProviderAccount.objects.filter(operator_id__in=operators, active=True).order_by("id").first()
    if account is None:
        raise AccountMissing(cinema=cinema)
    return account


def request_refund(payment: UUID, *, amount: int, key: str, reason: str) -> UUID | None:
    """Ask for money back, once per ``key``; the database refuses more than was captured (inner).

    A card's refund goes to the provider by a job deferred here; other means are done at once.
    None when the key was asked before or nothing is due.
    """
    _require_transaction()
    row = Payment.objects.select_for_update().get(id=payment)
    if amount <= 0 or Refund.objects.filter(key=key).exists():
        return None
    now, card = clock.now(), row.means == Payment.Means.CARD
    refund = Refund.objects.create(
        id=ids.uuid7(), payment=row, key=key, amount=amount, reason=reason,
        state=Refund.State.REQUESTED if card else Refund.State.DONE, created_at=now, ended_at=None if card else now,
        correlation_id=trace.correlation_id(),
    )  # fmt: skip
    if card:
        app.configure_task("payments.send_refund").defer(refund=str(refund.id))
    return refund.id
