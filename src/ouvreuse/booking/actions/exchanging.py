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
    Share,
    answer,
    ask_back,
    given_by_the_bank,
    lines_of,
    locked_whole,
    tickets_to_void,
)
from ouvreuse.booking.errors import AmountChanged, DifferenceDue, HoldExpired, NotOnSale, OrderUnknown
from ouvreuse.booking.models import Order, OrderLine
from ouvreuse.booking.queries.orders import OrderView, view_of
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_facts
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
    already = given_by_the_bank([found])[order]
    _swap(order, hold, gone)
    insert_lines(order, new_lines, first=1 + OrderLine.objects.filter(order_id=order).count())
    till = actor if at_till else None
    money = _settle_difference(
        found, due, means=means, key=f"exchange:{hold}", already=already, by=till, paid=paid
    )
    (made,) = replace_tickets([Replacement(found.row, gone, old_lines, new_lines, money)], operator=actor)
    answer([order], screenings={ticket.screening for ticket in gone}, said="exchanged")
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
    return ask_back([Share(order, -due, key, already)], reason="exchange", by=by)[0] if due else []


@dataclass(frozen=True, slots=True)
class Replacement:
    """Void tickets of an order, the lines they were sold by, those of their successors, and the money between."""

    row: OrderRow
    gone: Sequence[TicketRow]
    old_lines: Sequence[PricedLine]
    new_lines: Sequence[PricedLine]
    money: Sequence[dict[str, Any]] = ()


LAST_NUMBERS = """
SELECT order_id, max(number) FROM booking_ticket WHERE order_id = ANY (%s::uuid[]) GROUP BY order_id
"""
REPLACE = """
SELECT replace_tickets(o.id, o.tickets, o.old)
  FROM jsonb_to_recordset(%s::jsonb) AS o(id uuid, tickets jsonb, old jsonb)
"""


def replace_tickets(asked: Sequence[Replacement], *, operator: int | None) -> list[list[TicketRow]]:
    """Sign and number new tickets for void ones, and write both into the book, one entry an order (inner).

    The orders are of one cinema and one channel; the statements are as many as for one. A right is never edited
    (domain R1.4): the old one is cancelled and a new one issued, in the series of its screen and rate. Who has the
    old code in hand is led to the new ticket.
    """
    row = asked[0].row
    shows = screening_facts({screening for each in asked for screening in _screenings(each)})
    last: dict[UUID, int] = dict(prepared.rows(LAST_NUMBERS, [[each.row.id for each in asked]]))
    key = newest_key()
    unnumbered = []
    for each in asked:
        identities = [ids.uuid7(row.now) for line in each.new_lines if line.kind == "ticket"]
        unnumbered.append(
            signed_tickets(each.new_lines, identities, shows, key=key, first=last[each.row.id] + 1)
        )
    reserved = fiscal.reserve(
        row.cinema_id,
        channel=row.channel,
        rights=[
            fiscal.RightAsked(t.id, shows[t.screening].screen_number, t.rate, t.screening)
            for tickets in unnumbered
            for t in tickets
        ],
    )
    made = [[replace(t, series_number=reserved.number_of(t.id)) for t in tickets] for tickets in unnumbered]
    pairs = list(zip(asked, made, strict=True))
    prepared.rows(REPLACE, [json.dumps([_followed(each, new) for each, new in pairs])])
    fiscal.append_each(
        "exchange", [_entry(each, new, shows) for each, new in pairs], reserved=reserved, at=clock.now(),
        zone=next(iter(shows.values())).zone, operator=operator,
    )  # fmt: skip
    return made


def _screenings(each: Replacement) -> set[int]:
    return {t.screening for t in each.gone} | {line.screening for line in each.new_lines if line.screening}


def _followed(each: Replacement, made: Sequence[TicketRow]) -> dict[str, Any]:
    """An order's new tickets, and which of them each old one leads to."""
    old = [
        {"old": str(old.id), "id": str(made[min(place, len(made) - 1)].id)}
        for place, old in enumerate(each.gone)
    ]
    return {"id": str(each.row.id), "tickets": [written(ticket) for ticket in made], "old": old}


def _entry(each: Replacement, made: Sequence[TicketRow], shows: Mapping[int, ScreeningFacts]) -> fiscal.Entry:
    own = {screening: shows[screening] for screening in sorted(_screenings(each))}
    facts = _facts(
        sale_facts(each.row, each.old_lines, own, each.gone, sign=-1),
        sale_facts(each.row, each.new_lines, own, made, sign=1),
    )
    return fiscal.Entry(
        each.row.id,
        facts | {"payments": list(each.money)},
        tickets=[ticket.id for ticket in made],
        cancelled=[ticket.id for ticket in each.gone],
    )


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
