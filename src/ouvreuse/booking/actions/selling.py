"""The counter: the same hold and settle, paid by cash or an outside terminal."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction

from ouvreuse.booking.actions.checkout import Desk, begin_counter_checkout
from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.booking.actions.settling import Outcome, settle_locked
from ouvreuse.booking.errors import OrderUnknown, WrongState
from ouvreuse.booking.queries.whole import locked, whole
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import actions as payments
from ouvreuse.payments import queries as payment_queries


def sell(
    screening: int,
    *,
    rates: Sequence[str],
    places: Sequence[int] | None = None,
    means: str = "cash",
    language: str = "fr",
    email: str = "",
    name: str = "",
    purchase_key: UUID | None = None,
    channel: str = "counter",
    actor: int | None = None,
    due: int | None = None,
    given: int | None = None,
    waits: bool = False,
) -> UUID:
    """Sell seats at the counter in one transaction and return the order, confirmed. Raises as ``hold_seats``.

    ``actor``: the user at the till, whose number the book keeps and in whose drawer the cash lies: they must have
    a shift open (``NoOpenShift``). ``due``: the total they were shown, refused when it is another
    (``AmountChanged``); ``given``: the cash handed over (``NotEnoughGiven``). ``waits``: the terminal has not
    answered; the seats are in payment until ``terminal_said``.
    """
    desk = Desk(means, waits and means == "terminal", email, name, actor, due, given)
    return _sell(
        screening, rates, places, desk=desk, language=language, key=purchase_key or uuid4(), channel=channel
    )


@retried
@transaction.atomic(durable=True)
def _sell(
    screening: int,
    rates: Sequence[str],
    places: Sequence[int] | None,
    *,
    desk: Desk,
    language: str,
    key: UUID,
    channel: str,
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
    begin_counter_checkout(hold.order, desk=desk)
    return hold.order


@retried
@transaction.atomic(durable=True)
def terminal_said(order: UUID, *, taken: bool, actor: int | None) -> Outcome:
    """The person at the till tells what the terminal said; repeated, it changes nothing.

    "Taken" is heard late too: the same seats if they are free, else the money is to be given back. Raises
    ``OrderUnknown``, ``WrongState`` (no payment by terminal), ``NoOpenShift``.
    """
    found = whole(order) if locked(order) is not None else None
    if found is None:
        raise OrderUnknown
    payment = next((p for p in payment_queries.payments_of(order) if p.means == "terminal"), None)
    if payment is None:
        raise WrongState
    payments.hear_terminal(payment.id, taken=taken, cinema=found.row.cinema_id, by=actor)
    return settle_locked(order, operator=actor)
