"""Whether what the card provider holds covers the refunds of a cancellation, asked as the page is shown."""

from __future__ import annotations

from dataclasses import dataclass

from ouvreuse.booking.queries.changes import CancelPlan
from ouvreuse.payments.flows import balance_of


@dataclass(frozen=True, slots=True)
class Purse:
    """An account at the card provider; cents. ``available`` None: it does not say."""

    needed: int
    available: int | None

    @property
    def short(self) -> int:
        """What is missing for the refunds."""
        return max(0, self.needed - self.available) if self.available is not None else 0


def purses_of(plan: CancelPlan) -> list[Purse]:
    """One for each account that paid for the screening; nothing is written, and no silence holds the page up long."""
    asked = ((needed, balance_of(account)) for account, needed in plan.owed)
    return [Purse(needed, told.available if told else None) for needed, told in asked]
