"""Tickets on paper: what is about to come out is written down first, and what became of it after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.mailing import ticket_sheet
from ouvreuse.booking.errors import OrderUnknown, WrongState
from ouvreuse.booking.models import Print
from ouvreuse.booking.queries.orders import view_of
from ouvreuse.booking.queries.whole import locked, whole
from ouvreuse.kernel import clock
from ouvreuse.kernel.retry import retried
from ouvreuse.ui.documents.facts import TicketSheet


@dataclass(frozen=True, slots=True)
class Printing:
    """A print about to be made: its id and what comes out."""

    id: int
    sheet: TicketSheet


@retried
@transaction.atomic(durable=True)
def begin_print(
    order: UUID,
    *,
    way: str,
    till: int | None = None,
    tickets: Iterable[UUID] | None = None,
    actor: int | None = None,
    first: bool = False,
    language: str | None = None,
) -> Printing | None:
    """Commit the intent to put valid tickets of an order on paper (all by default), before the printer is called.

    One that may have come out before is marked as a duplicate, and the trail says who made it (domain 3.1).
    ``first``: None and nothing written when the order was printed before, or is being printed.
    Raises ``OrderUnknown``, ``WrongState`` (no valid ticket).
    """
    if locked(order) is None:
        raise OrderUnknown
    found = whole(order)
    assert found is not None  # noqa: S101 - locked above
    view, wanted = view_of(found), None if tickets is None else set(tickets)
    shown = tuple(t for t in view.tickets if t.valid and (wanted is None or t.id in wanted))
    if not shown:
        raise WrongState
    before = Print.objects.filter(order_id=order).exclude(outcome=Print.Outcome.FAILED)
    out = {ticket for each in before.values_list("tickets", flat=True) for ticket in each}
    if first and out:
        return None
    again = [t.id for t in shown if t.id in out]
    row = Print.objects.create(
        order_id=order, tickets=[t.id for t in shown], duplicates=again, way=way, till=till, user=actor,
        at=clock.now(),
    )  # fmt: skip
    if again:
        accounts.record(
            "reprint", subject=f"order:{order}", actor=actor, actor_label="staff", cinema=found.row.cinema_id,
            facts={"tickets": len(again), "way": way},
        )  # fmt: skip
    sheet = ticket_sheet(replace(view, tickets=shown), language=language)
    marked = tuple(
        replace(facts, duplicate=ticket.id in again)
        for facts, ticket in zip(sheet.tickets, shown, strict=True)
    )
    return Printing(row.id, replace(sheet, tickets=marked))


@retried
@transaction.atomic(durable=True)
def record_print(printing: int, *, outcome: str, error: str = "") -> None:
    """Write down how a print ended: ``done``, ``failed`` (nothing came out) or ``unknown``; once."""
    Print.objects.filter(id=printing, outcome=Print.Outcome.ASKED).update(outcome=outcome, error=error[:60])
