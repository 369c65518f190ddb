"""Exchanging tickets: old rights cancelled, new ones issued, the money between them paid or given back, at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.checkout import insert_lines
from ouvreuse.booking.actions.holding import refusal
from ouvreuse.booking.actions.issuing import sale_facts, signed_tickets, written
from ouvreuse.booking.actions.keys import newest_key
from ouvreuse.booking.actions.mailing import queue_tickets
from ouvreuse.booking.actions.refunding import (
    answer,
    ask_back,
    given_by_the_bank,
    lines_of,
    locked_whole,
    tickets_to_void,
)
from ouvreuse.booking.errors import AmountChanged, DifferenceDue, HoldExpired, NotOnSale, OrderUnknown
from ouvreuse.booking.models import Order, OrderLine, Ticket
from ouvreuse.booking.queries.orders import OrderView, view_of
from ouvreuse.booking.queries.screenings import screening_facts
from ouvreuse.booking.queries.whole import OrderRow, TicketRow, Whole, locked, whole
from ouvreuse.booking.rules.pricing import PricedLine
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import clock, ids, prepared
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import actions as payments
from ouvreuse.payments.queries import PaymentView


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an exchange did: tickets issued, cents paid more, cents given back."""

    tickets: tuple[UUID, ...]
    paid: int
    given_back: int


@retried
@transaction.atomic(durable=True)
def exchange_tickets(
    order: UUID,
    *,
    tickets: Iterable[UUID] | None,
    hold: UUID,
    means: str = "",
    reason: str,
    actor: int | None = None,
    actor_label: str = "cli",
) -> Exchange:
    """Give up tickets of a paid order (all valid ones by default) for the seats of a hold, in one transaction.

    The hold says where, which seats and at which rates; its seats become the order's, priced as it was held.
    Costs more: the difference is taken by ``means`` (cash, terminal; into the drawer of ``actor``), or
    ``DifferenceDue`` says how much and nothing has changed. Costs less: the difference goes back. The printed codes
    of the old tickets lead to the new ones.
    Raises ``OrderUnknown``, ``WrongState``, ``AlreadyAdmitted``, ``HoldExpired``, ``NotOnSale``, ``DifferenceDue``
    and pricing's errors.
    """
    return exchange_within(
        order, tickets=tickets, hold=hold, means=means, reason=reason, actor=actor, actor_label=actor_label
    )


def exchange_within(
    order: UUID,
    *,
    tickets: Iterable[UUID] | None,
    hold: UUID,
    means: str = "",
    reason: str,
    actor: int | None = None,
    actor_label: str = "cli",
    at_till: bool = True,
    paid: PaymentView | None = None,
) -> Exchange:
    """``exchange_tickets`` inside the caller's transaction (inner).

    ``paid``: the difference was taken before, by this payment; ``AmountChanged`` when it is not what is due.
    """
    found = locked_whole(order)
    gone = tickets_to_void(found, tickets)
    wanted = held_for_exchange(hold)
    old_lines, new_lines = lines_of(found, gone), wanted.lines
    due = sum(line.gross for line in new_lines) - sum(line.gross for line in old_lines)
    if due > 0 and not means:
        raise DifferenceDue(due=due)
    if paid is not None and paid.captured != due:
        raise AmountChanged
    already = given_by_the_bank(found)
    _swap(order, hold, gone)
    insert_lines(order, new_lines, first=1 + OrderLine.objects.filter(order_id=order).count())
    till = actor if at_till else None
    money = _settle_difference(
        found, due, means=means, key=f"exchange:{hold}", already=already, by=till, paid=paid
    )
    made = replace_tickets(
        found.row, gone=gone, old_lines=old_lines, new_lines=new_lines, money=money, operator=actor
    )
    answer(order, screenings={ticket.screening for ticket in gone}, said="exchanged")
    accounts.record(
        "exchange_tickets", subject=f"order:{order}", actor=actor, actor_label=actor_label,
        cinema=found.row.cinema_id,
        facts={"before": told(gone), "after": told(made), "difference": due, "reason": reason},
    )  # fmt: skip
    if found.row.email:
        queue_tickets(order, reason="exchanged")
    return Exchange(tuple(ticket.id for ticket in made), max(due, 0), max(-due, 0))


def held_for_exchange(hold: UUID) -> OrderView:
    """The hold of an exchange, still good. Raises ``OrderUnknown``, ``HoldExpired``, ``NotOnSale`` (inner)."""
    held = whole(hold) if locked(hold) is not None else None
    if held is None:
        raise OrderUnknown
    view = view_of(held)
    if not view.live or not view.shows:
        raise HoldExpired
    if any(show.facts.state == "cancelled" for show in view.shows):
        raise NotOnSale("cancelled")
    return view


def _swap(order: UUID, hold: UUID, gone: Sequence[TicketRow]) -> None:
    try:
        prepared.rows("SELECT exchange_seats(%s, %s, %s::uuid[])", [order, hold, [t.id for t in gone]])
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.Error):
            raise refusal(problem.__cause__) from problem
        raise


def _settle_difference(
    order: Whole, due: int, *, means: str, key: str, already: int, by: int | None, paid: PaymentView | None
) -> list[dict[str, Any]]:
    """The order's total follows; what is due has been paid, or what is left over is asked back."""
    row = order.row
    Order.objects.filter(id=row.id).update(total=(row.total or 0) + due)
    if due > 0:
        made = (
            paid.id
            if paid
            else payments.create_payment(
                row.id, cinema=row.cinema_id, means=means, amount=due, currency=row.currency, by=by
            )
        )
        return [{"means": means, "amount": due, "payment": str(made)}]
    return ask_back(row, -due, key=key, reason="exchange", already=already, by=by) if due else []


def replace_tickets(
    row: OrderRow,
    *,
    gone: Sequence[TicketRow],
    old_lines: Iterable[PricedLine],
    new_lines: Sequence[PricedLine],
    money: list[dict[str, Any]],
    operator: int | None,
) -> list[TicketRow]:
    """Sign and number new tickets for void ones, and write both into the book as one entry (inner).

    A right is never edited (domain R1.4): the old one is cancelled and a new one issued, in the series of its
    screen and rate. Who has the old code in hand is led to the new ticket.
    """
    shows = screening_facts({t.screening for t in gone} | {x.screening for x in new_lines if x.screening})
    seats = [line for line in new_lines if line.kind == "ticket"]
    identities = [ids.uuid7(row.now) for _ in seats]
    last = Ticket.objects.filter(order_id=row.id).order_by("-number").values_list("number", flat=True)[0]
    unnumbered = signed_tickets(new_lines, identities, shows, key=newest_key(), first=last + 1)
    reserved = fiscal.reserve(
        row.cinema_id,
        channel=row.channel,
        rights=[
            fiscal.RightAsked(t.id, shows[t.screening].screen_number, t.rate, t.screening) for t in unnumbered
        ],
    )
    made = [replace(ticket, series_number=reserved.number_of(ticket.id)) for ticket in unnumbered]
    followed = [
        {"old": str(old.id), "id": str(made[min(place, len(made) - 1)].id)} for place, old in enumerate(gone)
    ]
    prepared.rows(
        "SELECT replace_tickets(%s, %s::jsonb, %s::jsonb)",
        [row.id, json.dumps([written(ticket) for ticket in made]), json.dumps(followed)],
    )
    fiscal.append(
        "exchange",
        reserved=reserved,
        subject=row.id,
        at=clock.now(),
        zone=next(iter(shows.values())).zone,
        facts=_facts(
            sale_facts(row, old_lines, shows, gone, sign=-1), sale_facts(row, new_lines, shows, made, sign=1)
        )
        | {"payments": money},
        cancelled=[ticket.id for ticket in gone],
        operator=operator,
    )
    return made


def _facts(back: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What the book keeps: the old lines with a minus sign, the new ones, and what is between them."""
    totals: dict[str, dict[str, int]] = {}
    for part in (back["totals"], new["totals"]):
        for rate, sums in part.items():
            kept = totals.setdefault(rate, {"gross": 0, "vat": 0})
            kept["gross"], kept["vat"] = kept["gross"] + sums["gross"], kept["vat"] + sums["vat"]
    return {**new, "lines": [*back["lines"], *new["lines"]], "totals": totals}


def told(tickets: Iterable[TicketRow]) -> list[Mapping[str, object]]:
    """Tickets as the trail keeps them."""
    return [
        {"screening": t.screening, "place": t.place, "rate": t.rate, "right": f"{t.series} {t.series_number}"}
        for t in tickets
    ]
