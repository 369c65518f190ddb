"""Payments asked of a terminal for more than a sale: what they are for, as it was written down with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ouvreuse.kernel import clock
from ouvreuse.payments.models import Payment

AFTER_ALL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A terminal's payment for an exchange; ``amount`` in cents, ``about``: what the higher room wrote down."""

    id: UUID
    state: str
    amount: int
    about: dict[str, Any]

    @property
    def declined(self) -> bool:
        """Somebody said that the terminal took nothing: it may have, after all."""
        return self.state == Payment.State.FAILED


def terminal_exchanges(subject: UUID) -> list[Awaited]:
    """Those whose word is awaited, or that were said declined within the hour; oldest first."""
    lately = Q(state=Payment.State.FAILED, created_at__gt=clock.now() - AFTER_ALL)
    rows = _about(subject).filter(Q(state=Payment.State.OPEN) | lately).order_by("created_at")
    return [_awaited(row) for row in rows]


def exchange_at_terminal(subject: UUID, *, payment: UUID) -> Awaited | None:
    """One of them, whatever its state."""
    row = _about(subject).filter(id=payment).first()
    return _awaited(row) if row else None


def _about(subject: UUID) -> QuerySet[Payment]:
    return Payment.objects.filter(subject=subject, means=Payment.Means.TERMINAL, request__has_key="about")


def _awaited(row: Payment) -> Awaited:
    return Awaited(row.id, row.state, row.amount, row.request["about"])
