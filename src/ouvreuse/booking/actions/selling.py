"""The counter: the same hold and settle, paid by cash or an outside terminal."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction

from ouvreuse.booking.actions.checkout import begin_counter_checkout
from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.kernel.retry import retried


def sell(
    screening: int,
    *,
    rates: Sequence[str],
    places: Sequence[int] | None = None,
    means: str = "cash",
    language: str = "fr",
    email: str = "",
    purchase_key: UUID | None = None,
    channel: str = "counter",
    actor: int | None = None,
) -> UUID:
    """Sell seats at the counter in one transaction and return the order, confirmed. Raises as ``hold_seats``.

    ``actor``: the user at the till, whose number the book keeps.
    """
    return _sell(
        screening, rates, places, means=means, language=language, email=email, key=purchase_key or uuid4(),
        channel=channel, actor=actor,
    )  # fmt: skip


@retried
@transaction.atomic(durable=True)
def _sell(
    screening: int,
    rates: Sequence[str],
    places: Sequence[int] | None,
    *,
    means: str,
    language: str,
    email: str,
    key: UUID,
    channel: str,
    actor: int | None,
) -> UUID:
    hold = take_seats(
        screening,
        rates=rates,
        places=places,
        purchase_key=key,
        browser=None,
        language=language,
        channel=channel,
    )
    begin_counter_checkout(hold.order, means=means, email=email, actor=actor)
    return hold.order
