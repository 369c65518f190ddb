"""From a hold to a payment: lines written, seats in payment, a payment row to call the bank with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from ouvreuse.booking.actions.addresses import email_of
from ouvreuse.booking.actions.holding import refusal
from ouvreuse.booking.actions.settling import settle_locked
from ouvreuse.booking.errors import AgeNotConfirmed, HoldExpired, NotOnSale, OrderUnknown, WrongState
from ouvreuse.booking.models import Order, OrderLine
from ouvreuse.booking.queries.links import order_url
from ouvreuse.booking.queries.orders import OrderView, order_view
from ouvreuse.kernel import clock, text
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import actions as payments
from ouvreuse.payments import queries as payment_queries

PAYMENT_MINUTES = 12


@dataclass(frozen=True, slots=True)
class Checkout:
    """What comes next: ``payment`` to open at the bank, or None when nothing is due and tickets are issued."""

    order: UUID
    payment: UUID | None


def begin_counter_checkout(order: UUID, *, means: str, email: str = "") -> None:
    """Take cash or an outside terminal's payment for a hold and issue its tickets (inner)."""
    view = order_view(order)
    if view.state == Order.State.CONFIRMED:
        return
    row = _locked(order)
    _write_lines(view)
    row.email, row.total = email_of(email) if email else "", view.total
    row.save(update_fields=["email", "total"])
    _pin_seats(order)
    _payment(row, means=means if view.total else "free")


@retried
@transaction.atomic(durable=True)
def begin_checkout(
    order: UUID, *, email: str, name: str = "", age_confirmed: bool = False, means: str = "card"
) -> Checkout:
    """Write lines and total from the hold's price version, put the seats in payment, commit the intent to pay.

    Repeated on an order already in payment it returns that payment: nobody pays twice.
    Raises ``OrderUnknown``, ``HoldExpired``, ``NotOnSale`` (cancelled meanwhile), ``WrongState``, ``NeedsEmail``,
    ``AgeNotConfirmed`` and pricing's errors.
    """
    row = _locked(order)
    if row.state == Order.State.CONFIRMED:
        return Checkout(order, None)
    if row.state == Order.State.PAYING:
        open_payment = payment_queries.unsettled_payment(order)
        if open_payment is None:
            raise WrongState
        return Checkout(order, open_payment)
    view = order_view(order)
    if not view.live or not view.shows:
        raise HoldExpired if row.state in (Order.State.HELD, Order.State.EXPIRED) else WrongState
    if any(show.facts.state == "cancelled" for show in view.shows):
        raise NotOnSale("cancelled")
    address = email_of(email)
    if view.min_age and not age_confirmed:
        raise AgeNotConfirmed(age=view.min_age)
    _write_lines(view)
    row.email, row.name, row.total = (
        address,
        text.cut(text.one_line(name), length=200) if name else "",
        view.total,
    )
    row.save(update_fields=["email", "name", "total"])
    _pin_seats(order)
    return Checkout(order, _payment(row, means=means if view.total else "free"))


def _locked(order: UUID) -> Order:
    row = Order.objects.select_for_update().filter(id=order).first()
    if row is None:
        raise OrderUnknown
    return row


def _write_lines(view: OrderView) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order_id=view.id, position=position, kind=line.kind, screening_id=line.screening, place=line.place,
            code=line.code, family=line.family, label_fr=line.label_fr, label_en=line.label_en,
            proof_fr=line.proof_fr, proof_en=line.proof_en, gross=line.gross, vat_bp=line.vat_bp, vat=line.vat,
            in_tsa_base=line.in_tsa_base,
        )
        for position, line in enumerate(view.lines, start=1)
    )  # fmt: skip


def _pin_seats(order: UUID) -> None:
    """From now nobody may take the seats over until the provider has answered."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT begin_payment(%s)", [order])
            if not cursor.fetchone()[0]:
                raise HoldExpired
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.Error):
            raise refusal(problem.__cause__) from problem
        raise


def _payment(row: Order, *, means: str) -> UUID | None:
    deadline = clock.now() + timedelta(minutes=PAYMENT_MINUTES)
    payment = payments.create_payment(
        row.id, cinema=row.cinema_id, means=means, amount=row.total or 0, currency=row.currency,
        deadline_at=deadline, language=row.language, label=row.code,
        return_url=order_url(row.id, language=row.language) + ("retour/" if row.language == "fr" else "return/"),
        cancel_url=order_url(row.id, language=row.language),
    )  # fmt: skip
    if means == "card":
        return payment
    if settle_locked(row.id).state != Order.State.CONFIRMED:
        raise NotOnSale("closed")  # over since the hold: nothing is taken, the transaction goes back
    return None


@retried
@transaction.atomic(durable=True)
def extend_hold(order: UUID, *, seen: int) -> OrderView:
    """Eight more minutes, as one explicit act; ``seen`` is how many extensions the page knew of.

    At most ten times, and thirty minutes in all once the screening is nearly full (WCAG 2.2.1 against
    hoarding). A repeated call with the same ``seen`` adds nothing. Raises ``HoldExpired``, ``WrongState``.
    """
    row = _locked(order)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extend_hold(%s, %s::smallint)", [order, seen])
            until = cursor.fetchone()[0]
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.Error):
            raise refusal(problem.__cause__) from problem
        raise
    if until is None:
        live = row.state == Order.State.HELD and row.held_until > clock.now()
        raise WrongState("most_time") if live else HoldExpired
    return order_view(order)


@retried
@transaction.atomic(durable=True)
def give_up(order: UUID) -> bool:
    """The visitor lets the seats of a hold go. False when the order is in payment or ended (see ``flows``)."""
    row = _locked(order)
    if row.state != Order.State.HELD:
        return False
    return release(order, state="cancelled", note="given_up")


def release(order: UUID, *, state: str, note: str) -> bool:
    """Free the seats of an order that will not be paid (inner)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_order(%s, %s, %s)", [order, state, note])
        return bool(cursor.fetchone()[0])


@retried
@transaction.atomic(durable=True)
def sweep_holds(*, limit: int = 1000) -> int:
    """Write holds that ended a day ago down as expired; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sweep_holds(%s)", [limit])
        return int(cursor.fetchone()[0])
