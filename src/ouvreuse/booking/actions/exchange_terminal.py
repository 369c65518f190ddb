"""An exchange that costs more, paid at a terminal: nothing is exchanged before somebody has told what it said.

The payment is committed first, with what it is for; the seats are held meanwhile. Taken too late for the seats, the
money goes back, as at a sale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.checkout import release
from ouvreuse.booking.actions.exchanging import exchange_within, held_for_exchange
from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.booking.actions.refunding import lines_of, locked_whole, tickets_to_void
from ouvreuse.booking.actions.settling import settle_locked
from ouvreuse.booking.errors import BookingError, OrderUnknown, WrongState
from ouvreuse.booking.queries.whole import locked
from ouvreuse.kernel import ids
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import actions as payments
from ouvreuse.payments import queries as payment_queries
from ouvreuse.payments.queries.desk import Awaited, exchange_at_terminal, terminal_exchanges
from ouvreuse.pricing.errors import PricingError

ANSWERED = "succeeded"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the terminal's word led to: "exchanged", "declined", or "returned" when money came without the seats."""

    outcome: str
    amount: int


@retried
@transaction.atomic(durable=True)
def ask_terminal(
    order: UUID, *, tickets: Iterable[UUID], hold: UUID, reason: str, actor: int | None
) -> UUID | None:
    """Write down that the difference of an exchange is asked of a terminal; None when the exchange costs nothing more.

    The old tickets stay good. Asked twice for the same hold it is one payment; its id is returned. Raises
    ``OrderUnknown``, ``WrongState``, ``AlreadyAdmitted``, ``HoldExpired``, ``NotOnSale`` and pricing's errors.
    """
    found = locked_whole(order)
    gone = tickets_to_void(found, tickets)
    wanted = held_for_exchange(hold)
    due = sum(line.gross for line in wanted.lines) - sum(line.gross for line in lines_of(found, gone))
    if due <= 0:
        return None
    for known in terminal_exchanges(order):
        if known.about["hold"] == str(hold):
            return known.id
    show = wanted.shows[0]
    about = {
        "hold": str(hold),
        "tickets": [str(ticket.id) for ticket in gone],
        "screening": show.facts.id,
        "places": None if show.facts.free_seating else [seat.place for seat in show.seats],
        "rates": [seat.rate_code for seat in show.seats],
        "reason": reason,
    }
    return payments.create_payment(
        order, cinema=found.row.cinema_id, means="terminal", amount=due, currency=found.row.currency, by=actor,
        waits=True, about=about,
    )  # fmt: skip


@retried
@transaction.atomic(durable=True)
def exchange_said(order: UUID, *, payment: UUID, taken: bool, actor: int | None) -> Heard:
    """What the terminal said of an exchange; repeated, it changes nothing.

    Taken: the tickets are exchanged, for the same seats even when their hold has ended but nobody has them; else the
    money is to be given back and the old tickets stay good. Raises ``OrderUnknown``, ``WrongState``, ``NoOpenShift``.
    """
    if locked(order) is None:
        raise OrderUnknown
    asked = exchange_at_terminal(order, payment=payment)
    if asked is None or asked.state == ANSWERED:
        raise WrongState
    cinema = locked_whole(order).row.cinema_id
    payments.hear_terminal(payment, taken=taken, cinema=cinema, by=actor)
    outcome = "declined"
    if taken:
        outcome = "exchanged" if _exchanged(order, asked, actor=actor) else "returned"
    if outcome == "returned":
        settle_locked(order, operator=actor)
    if outcome != "exchanged":
        release(UUID(asked.about["hold"]), state="cancelled", note="given_up")
        accounts.record(
            "hear_exchange", subject=f"order:{order}", actor=actor, actor_label="staff", cinema=cinema,
            facts={"said": outcome, "amount": asked.amount, "reason": asked.about["reason"]},
        )  # fmt: skip
    return Heard(outcome, asked.amount)


def _exchanged(order: UUID, asked: Awaited, *, actor: int | None) -> bool:
    """Exchange for the hold's seats, or for the same ones taken anew; False when it cannot be done any more."""
    paid = next(p for p in payment_queries.payments_of(order) if p.id == asked.id)
    for anew in (False, True):
        try:
            with transaction.atomic():
                hold = _held_anew(asked) if anew else UUID(asked.about["hold"])
                exchange_within(
                    order, tickets=[UUID(each) for each in asked.about["tickets"]], hold=hold, means="terminal",
                    reason=asked.about["reason"], actor=actor, actor_label="staff", paid=paid,
                )  # fmt: skip
        except (BookingError, PricingError):
            continue
        return True
    return False


def _held_anew(asked: Awaited) -> UUID:
    about = asked.about
    return take_seats(
        about["screening"], rates=about["rates"], places=about["places"], purchase_key=ids.uuid7(), browser=None,
        language="fr", channel="counter",
    ).order  # fmt: skip
