"""What a buyer answers to a change, by one click on the order's own page."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from ouvreuse.booking.actions.exchanging import Exchange, exchange_within
from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.booking.actions.refunding import refund_within
from ouvreuse.booking.errors import AlreadyAdmitted, AnswerRefused, OrderUnknown
from ouvreuse.booking.models import ChangedOrder
from ouvreuse.booking.queries.changes import seats_held
from ouvreuse.booking.queries.notices import NoticeView, notices_of
from ouvreuse.booking.queries.placing import choose_places, exchange_options
from ouvreuse.booking.queries.whole import locked
from ouvreuse.booking.rules.changing import SeatHeld
from ouvreuse.kernel import clock, ids
from ouvreuse.kernel.retry import retried


@retried
@transaction.atomic(durable=True)
def keep_after_change(order: UUID, *, notice: int) -> None:
    """The buyer keeps the tickets as they now are. Repeated, it does nothing.

    Raises ``OrderUnknown``, ``AnswerRefused``.
    """
    found = _notice(order, notice)
    if found.answer == "kept":
        return
    if found.answer or found.change.kind == "cancelled":
        raise AnswerRefused("answered" if found.answer else "cancelled")
    ChangedOrder.objects.filter(id=notice).update(answer="kept", answered_at=clock.now())


@retried
@transaction.atomic(durable=True)
def refund_after_change(order: UUID, *, notice: int) -> int:
    """The buyer has the money of the changed screening back, fees included; returns the cents.

    Repeated, it gives back nothing more. Raises ``OrderUnknown``, ``AnswerRefused`` (too late, exchanged),
    ``AlreadyAdmitted``.
    """
    found = _notice(order, notice)
    if found.answer == "refunded":
        return 0
    seats = _seats(order, found)
    why = "cancelled" if found.change.kind == "cancelled" else "changed"
    return refund_within(
        order,
        reason="screening changed",
        tickets=[s.ticket for s in seats if s.ticket],
        actor_label="visitor",
        why=why,
    )


@retried
@transaction.atomic(durable=True)
def exchange_after_change(order: UUID, *, notice: int, screening: int) -> Exchange | None:
    """The buyer takes the same number of seats, at the same rates, in another screening of the film.

    The best seats together that are free; what the new ones cost less goes back. None when it was done before.
    Raises ``OrderUnknown``, ``AnswerRefused`` (too late, refunded, not offered), ``AlreadyAdmitted``, ``SeatTaken``,
    ``NotOnSale``, ``DifferenceDue``, pricing's errors.
    """
    found = _notice(order, notice)
    if found.answer == "exchanged":
        return None
    seats = _seats(order, found)
    if screening not in {
        option.show.id for option in exchange_options(order, screening=found.change.screening)
    }:
        raise AnswerRefused("not_offered")
    hold = take_seats(
        screening, rates=[seat.rate for seat in seats],
        places=choose_places(screening, like=seats, there=found.change.screening),
        purchase_key=ids.uuid7(), browser=None, language="fr", channel="web",
    )  # fmt: skip
    return exchange_within(
        order, tickets=[s.ticket for s in seats if s.ticket], hold=hold.order, reason="screening changed",
        actor_label="visitor",
    )  # fmt: skip


def _notice(order: UUID, notice: int) -> NoticeView:
    if locked(order) is None:
        raise OrderUnknown
    found = next((each for each in notices_of(order) if each.id == notice), None)
    if found is None:
        raise AnswerRefused("outdated")
    return found


def _seats(order: UUID, notice: NoticeView) -> Sequence[SeatHeld]:
    """The order's tickets of the changed screening, as long as the buyer may still give them up."""
    if notice.answer not in ("", "kept"):
        raise AnswerRefused("answered")
    if not notice.open_at(clock.now()):
        raise AnswerRefused("late")
    seats = [seat for seat in seats_held(notice.change.screening) if seat.order == order and seat.ticket]
    if any(seat.inside for seat in seats):
        raise AlreadyAdmitted
    if not seats:
        raise AnswerRefused("answered")
    return seats
