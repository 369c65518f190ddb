"""Where booking meets the bank: intents are committed before each call and answers after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection
from procrastinate.contrib.django import app

from ouvreuse.booking import actions
from ouvreuse.booking.errors import BookingError, HoldExpired, WrongState
from ouvreuse.booking.queries import orders_to_settle, orders_with_hanging_money, refunds_of_cancelled
from ouvreuse.booking.queries.whole import state_of
from ouvreuse.kernel.fault import fault
from ouvreuse.payments import flows as payments
from ouvreuse.payments import queries as payment_queries
from ouvreuse.payments.actions import Opening
from ouvreuse.payments.errors import (
    PaymentEnded,
    PaymentError,
    PrinterMissing,
    PrinterUnreachable,
    ProviderRefused,
)
from ouvreuse.payments.queries.drawer import Printer
from ouvreuse.payments.rules import Event
from ouvreuse.ui.documents.escpos import Roll, tickets_roll

ASK_AFTER = timedelta(seconds=2)
EVENT_TRIED_FOR = timedelta(minutes=30)  # longer than an event's own job tries
log = structlog.get_logger("booking")


def _refuse_transaction() -> None:
    if connection.in_atomic_block:
        raise BookingError("a flow never runs inside a transaction")


def open_checkout(order: UUID, *, email: str, name: str = "", age_confirmed: bool = False) -> str | None:
    """Bring an order to the bank: its page's address, or None when nothing was due and tickets are issued.

    Raises booking's refusals, ``ProviderBusy`` (seats are in payment; the worker opens the page meanwhile, ask
    again) and ``ProviderUnreachable`` (the same, later).
    """
    _refuse_transaction()
    checkout = actions.begin_checkout(order, email=email, name=name, age_confirmed=age_confirmed)
    if checkout.payment is None:
        return None
    return _bank_page(order, checkout.payment)


def bank_page(order: UUID) -> str | None:
    """The bank's page of an order in payment, opened now if it is not yet. None once the order is confirmed."""
    _refuse_transaction()
    found = payment_queries.unsettled_payment(order)
    if found is None:
        if actions.settle(order).state == "confirmed":
            return None
        raise WrongState
    payment, page = found
    return page or _bank_page(order, payment)


def _bank_page(order: UUID, payment: UUID) -> str:
    try:
        return payments.open_checkout_session(payment)
    except (ProviderRefused, PaymentEnded):
        actions.settle(order)
        raise


def open_page(opening: Opening) -> None:
    """Open a page the web had no free call for (the worker, which has claimed it).

    Ended or refused meanwhile: the order is settled and there is nothing more to do. Raises what is worth
    another try: ``ProviderBusy``, ``ProviderUnreachable``.
    """
    _refuse_transaction()
    try:
        payments.open_claimed(opening)
    except (ProviderRefused, PaymentEnded):
        actions.settle(payment_queries.subject_of(opening.call.payment))


def refresh(order: UUID, *, state: str = "") -> bool:
    """Ask the bank about the order's open payments, each at most every two seconds, and settle.

    ``state``: the order's, when it was just read. False when nothing new can be known: every open payment was
    made or asked about just now.
    """
    if (state or state_of(order)) == "confirmed":
        return True
    waiting = payment_queries.waiting(order, not_asked_for=ASK_AFTER)
    due = [payment for payment, is_due in waiting if is_due]
    _ask(due)
    if waiting and not due:
        return False
    actions.settle(order)
    return True


def settle_now(order: UUID) -> str:
    """Ask the bank about every payment of the order, ended ones too, and settle; the order's state.

    For a clerk ("ask the bank again") and after an expiry that may have lost a race with a success.
    """
    _ask([payment.id for payment in payment_queries.payments_of(order) if payment.means == "card"])
    return actions.settle(order).state


def _ask(found: list[UUID]) -> None:
    _refuse_transaction()
    for payment in found:
        try:
            payments.ask(payment)
        except PaymentError:
            continue


def give_up(order: UUID) -> bool:
    """The visitor cancels. A hold is freed at once; seats in payment only when the bank says so."""
    _refuse_transaction()
    if actions.give_up(order):
        return True
    _expire(order)
    return actions.settle(order).state in ("expired", "cancelled")


def _expire(order: UUID) -> None:
    for payment in payment_queries.unsettled(order):
        try:
            payments.expire(payment)
        except PaymentError:
            continue


def hear(account: int, *, event: Event) -> bool:
    """A verified event of the provider; False for a duplicate. It is stored before this returns, once (PAY-03).

    One that says "paid" settles its order at once, in the transaction that stores it. Any other, and one that
    could not be settled just now, is left to a job. Raises Django's ``OperationalError`` when nothing could be
    stored: the provider sends it again.
    """
    _refuse_transaction()
    if event.paid is not None:
        try:
            return actions.settle_paid(account, event=event)
        except Exception:  # whatever it is: the event is kept, and a job tries again
            log.exception("event left to a job", kind=event.kind)
    return actions.keep_event(account, event=event)


def settle_event(event: int) -> None:
    """An event of the provider: re-read the payment it hints at, settle, mark it processed (PAY-03, PAY-04)."""
    _refuse_transaction()
    hint = payment_queries.hint(event)
    if hint.payment is not None and hint.subject is not None:
        payments.ask(hint.payment)
        actions.settle(hint.subject)
    payments.mark_processed(event)


def poll() -> int:
    """Re-ask the provider about orders in payment for a while, and expire those past their deadline.

    The webhook is a hurry, not a need (PAY-02, PAY-21). Returns how many orders were looked at.
    """
    orders = orders_to_settle(older_than=timedelta(seconds=45))
    for order in orders:
        _on_its_own(_look_at, order)
    return len(orders)


def _on_its_own(act: Callable[[UUID], object], order: UUID) -> None:
    """The trouble of an order is its own: the others are looked at all the same."""
    try:
        act(order)
    except Exception:
        log.exception("order not settled", order=str(order))


def _look_at(order: UUID) -> None:
    for payment in payment_queries.unsettled(order):
        try:
            if payment_queries.past_deadline(payment):
                payments.expire(payment)
            else:
                payments.ask(payment)
        except PaymentError:
            continue
    actions.settle(order)


def rescue() -> int:
    """New jobs for events and refunds of cancelled screenings whose own was given up or lost, and money that
    nobody settled; returns how many.

    Jobs bear being repeated, so one too many does nothing.
    """
    events = payment_queries.events_left(older_than=EVENT_TRIED_FOR)
    for event, payment in events:
        app.configure_task("booking.settle_event", lock=f"payment:{payment}").defer(event=event)
    hanging = orders_with_hanging_money()
    for order in hanging:
        _on_its_own(actions.settle, order)
    refunds = refunds_of_cancelled()
    for order, screening in refunds:
        app.configure_task("booking.refund_cancelled").defer(order=str(order), screening=screening)
    return len(events) + len(hanging) + len(refunds)


def refund_cancelled(order: UUID, *, screening: int) -> None:
    """Refund an order's unused tickets of a cancelled screening; repeated, it does nothing.

    Who had entered before is a clerk's to decide about: a ticket that let somebody in is never made void.
    """
    from ouvreuse.booking.queries import order_view

    tickets = [
        t.id
        for t in order_view(order).tickets
        if t.screening == screening and t.valid and t.admitted_at is None
    ]
    if not tickets:
        return
    try:
        actions.refund_tickets(
            order, tickets=tickets, reason="screening cancelled", why="cancelled", actor_label="worker"
        )
    except (WrongState, HoldExpired):
        return
    fault("P13")


def print_tickets(
    order: UUID,
    *,
    till: Printer,
    actor: int | None,
    tickets: Iterable[UUID] | None = None,
    first: bool = False,
    kick: bool = False,
    language: str | None = None,
) -> bool:
    """Put tickets on a till's roll; the sale stands whatever happens here. True when they came out.

    ``first``: only when none was printed yet, so that a form sent twice prints once. ``kick`` opens the drawer.
    Raises ``OrderUnknown``, ``WrongState`` (no valid ticket) and payments' ``PrinterMissing``, ``PrinterUnreachable``
    (nothing came out) and ``PrinterSilent`` (nobody knows: the next one is a duplicate).
    """
    _refuse_transaction()
    if not till.host:
        raise PrinterMissing
    printing = actions.begin_print(
        order, way="roll", till=till.till, tickets=tickets, actor=actor, first=first, language=language
    )
    if printing is None:
        return False
    data = tickets_roll(printing.sheet, roll=Roll(till.paper), kick=kick and till.opens_drawer)
    try:
        payments.print_at(till, data=data)
    except PaymentError as problem:
        outcome = "failed" if isinstance(problem, PrinterUnreachable) else "unknown"
        actions.record_print(printing.id, outcome=outcome, error=problem.code)
        raise
    actions.record_print(printing.id, outcome="done")
    return True
