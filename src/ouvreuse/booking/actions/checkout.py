"""From a hold to a payment: lines written, seats in payment, a payment row to call the bank with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
from django.db import DatabaseError, transaction

from ouvreuse.booking.actions.addresses import email_of
from ouvreuse.booking.actions.holding import refusal
from ouvreuse.booking.actions.settling import settle_locked
from ouvreuse.booking.errors import (
    AgeNotConfirmed,
    AmountChanged,
    HoldExpired,
    NotEnoughGiven,
    NotOnSale,
    OrderUnknown,
    WrongState,
)
from ouvreuse.booking.models import Order
from ouvreuse.booking.queries.links import order_url
from ouvreuse.booking.queries.orders import OrderView, order_view, view_of
from ouvreuse.booking.queries.whole import Whole, locked, whole
from ouvreuse.booking.rules.pricing import PricedLine
from ouvreuse.kernel import prepared, text
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import actions as payments
from ouvreuse.payments import queries as payment_queries

PAYMENT_MINUTES = 12


@dataclass(frozen=True, slots=True)
class Desk:
    """How an order is paid across the counter. ``actor``: the person at the till, whose drawer and number it is.

    ``waits``: the terminal has not answered yet. ``due``: the total the person was shown, ``given`` the cash handed
    over, in cents; None when nobody said.
    """

    means: str = "cash"
    waits: bool = False
    email: str = ""
    name: str = ""
    actor: int | None = None
    due: int | None = None
    given: int | None = None


@dataclass(frozen=True, slots=True)
class Checkout:
    """What comes next: ``payment`` to open at the bank, or None when nothing is due and tickets are issued."""

    order: UUID
    payment: UUID | None


def begin_counter_checkout(order: UUID, *, desk: Desk) -> None:
    """Take cash or an outside terminal's payment for a hold and issue its tickets (inner).

    A terminal whose word is awaited keeps the seats in payment. Raises ``AmountChanged``, ``NotEnoughGiven`` and
    payments' ``NoOpenShift``.
    """
    found = _locked(order)
    if found.row.state in (Order.State.CONFIRMED, Order.State.PAYING):
        return
    view = view_of(found)
    if desk.due is not None and desk.due != view.total:
        raise AmountChanged(due=view.total, shown=desk.due)
    if desk.given is not None and desk.given < view.total:
        raise NotEnoughGiven(due=view.total, given=desk.given)
    _write_lines(view, email=email_of(desk.email) if desk.email else "", name=_named(desk.name))
    _payment(view, means=desk.means if view.total else "free", desk=desk)


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
    found = _locked(order)
    state = found.row.state
    if state == Order.State.CONFIRMED:
        return Checkout(order, None)
    if state == Order.State.PAYING:
        open_payment = payment_queries.unsettled_payment(order)
        if open_payment is None:
            raise WrongState
        return Checkout(order, open_payment[0])
    view = view_of(found)
    if not view.live or not view.shows:
        raise _ended(view)
    if any(show.facts.state == "cancelled" for show in view.shows):
        raise NotOnSale("cancelled")
    address = email_of(email)
    if view.min_age and not age_confirmed:
        raise AgeNotConfirmed(age=view.min_age)
    _write_lines(view, email=address, name=_named(name))
    return Checkout(order, _payment(view, means=means if view.total else "free"))


def _ended(view: OrderView) -> Exception:
    """Why a hold cannot be paid: its screening was cancelled or moved meanwhile, its time is up, it is paid."""
    if view.state == Order.State.CANCELLED and view.note in ("cancelled", "moved"):
        return NotOnSale("cancelled") if view.note == "cancelled" else HoldExpired()
    return HoldExpired() if view.state in (Order.State.HELD, Order.State.EXPIRED) else WrongState()


def _named(name: str) -> str:
    return text.cut(text.one_line(name), length=200) if name else ""


def _locked(order: UUID) -> Whole:
    found = whole(order) if locked(order) is not None else None
    if found is None:
        raise OrderUnknown
    return found


LINE = tuple(PricedLine.__slots__)
LINES = """
INSERT INTO booking_orderline (order_id, position, kind, screening_id, place, code, family, label_fr, label_en,
                               proof_fr, proof_en, gross, vat_bp, vat, in_tsa_base, screening_revision)
SELECT %s::uuid, position, kind, screening, place, code, family, label_fr, label_en, proof_fr, proof_en, gross,
       vat_bp, vat, in_tsa_base, (SELECT s.revision FROM programme_screening s WHERE s.id = l.screening)
  FROM jsonb_to_recordset(%s::jsonb) AS l(position smallint, kind text, screening int, place smallint, code text,
       family text, label_fr text, label_en text, proof_fr text, proof_en text, gross int, vat_bp smallint,
       vat int, in_tsa_base boolean)
"""
BEGIN = "SELECT begin_payment(%s, %s, %s, %s)"


def _write_lines(view: OrderView, *, email: str, name: str) -> None:
    """Lines, buyer and total; from now nobody may take the seats over until the provider has answered."""
    insert_lines(view.id, view.lines, first=1)
    try:
        pinned = prepared.rows(BEGIN, [view.id, email, name, view.total])[0][0]
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.Error):
            raise refusal(problem.__cause__) from problem
        raise
    if not pinned:
        raise HoldExpired


def insert_lines(order: UUID, lines: Iterable[PricedLine], *, first: int) -> None:
    """Write lines of an order from a position on, each with the show it buys (inner)."""
    rows = [
        {"position": position, **{field: getattr(line, field) for field in LINE}}
        for position, line in enumerate(lines, start=first)
    ]
    prepared.rows(LINES, [order, json.dumps(rows)])


def _payment(view: OrderView, *, means: str, desk: Desk | None = None) -> UUID | None:
    address = order_url(view.id, language=view.language)
    payment = payments.create_payment(
        view.id, cinema=view.cinema_id, means=means, amount=view.total, currency=view.currency,
        lives_for=timedelta(minutes=PAYMENT_MINUTES), language=view.language, label=view.code,
        return_url=f"{address}?done=paid", cancel_url=address, by=desk.actor if desk else None,
        given=desk.given if desk else None, waits=bool(desk and desk.waits),
    )  # fmt: skip
    if means == "card" or (means == "terminal" and desk and desk.waits):
        return payment
    if settle_locked(view.id, operator=desk.actor if desk else None).state != Order.State.CONFIRMED:
        raise NotOnSale("closed")  # over since the hold: nothing is taken, the transaction goes back
    return None


@retried
@transaction.atomic(durable=True)
def extend_hold(order: UUID, *, seen: int) -> OrderView:
    """Eight more minutes, as one explicit act; ``seen`` is how many extensions the page knew of.

    At most ten times, and thirty minutes in all once the screening is nearly full (WCAG 2.2.1 against
    hoarding). A repeated call with the same ``seen`` adds nothing. Raises ``HoldExpired``, ``WrongState``.
    """
    row = _locked(order).row
    try:
        until = prepared.rows("SELECT extend_hold(%s, %s::smallint)", [order, seen])[0][0]
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.Error):
            raise refusal(problem.__cause__) from problem
        raise
    if until is None:
        live = row.state == Order.State.HELD and row.held_until > row.now
        raise WrongState("most_time") if live else HoldExpired
    return order_view(order)


@retried
@transaction.atomic(durable=True)
def give_up(order: UUID) -> bool:
    """The visitor lets the seats of a hold go. False when the order is in payment or ended (see ``flows``)."""
    if _locked(order).row.state != Order.State.HELD:
        return False
    return release(order, state="cancelled", note="given_up")


def release(order: UUID, *, state: str, note: str) -> bool:
    """Free the seats of an order that will not be paid (inner)."""
    return bool(prepared.rows("SELECT release_order(%s, %s, %s)", [order, state, note])[0][0])


@retried
@transaction.atomic(durable=True)
def sweep_holds(*, limit: int = 1000) -> int:
    """Write holds that ended a day ago down as expired; returns how many."""
    return int(prepared.rows("SELECT sweep_holds(%s)", [limit])[0][0])
