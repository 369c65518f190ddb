"""To another screen: everybody gets the best seat there is, in one transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.changing.recording import (
    By,
    let_go,
    lock_counters,
    lock_screening,
    reason_of,
    record,
    tell_the_book,
    tell_the_buyers,
)
from ouvreuse.booking.actions.changing.replanning import replan
from ouvreuse.booking.actions.exchanging import Replacement, exchange_within, replace_tickets
from ouvreuse.booking.actions.holding import take_seats
from ouvreuse.booking.actions.refunding import lines_of, locked_wholes, refund_each
from ouvreuse.booking.actions.seating import keep_again
from ouvreuse.booking.errors import ChangeRefused, PlanChanged
from ouvreuse.booking.models import ScreeningChange
from ouvreuse.booking.queries.changes import MovePlan, facts_of, move_plan, show_facts
from ouvreuse.booking.queries.placing import choose_places
from ouvreuse.booking.queries.whole import Whole
from ouvreuse.kernel import ids, prepared
from ouvreuse.kernel.retry import retried
from ouvreuse.programme.models import Screening


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: orders seated anew, refunded, exchanged."""

    change: int
    seated: int
    refunded: int
    exchanged: int


@retried
@transaction.atomic(durable=True)
def move_screening(
    screening: int,
    *,
    screen: int,
    reason: str,
    seen: str,
    unseated: Mapping[UUID, int] | None = None,
    refund_until: datetime | None = None,
    actor: int | None = None,
    actor_label: str = "cli",
) -> Moved:
    """Move a screening people have tickets for to another screen of its cinema (SHOW-01).

    ``seen``: the plan that was shown (``move_plan``); when seats were sold since, ``PlanChanged`` and nothing happens.
    ``unseated``: for each paid order there is no room for, 0 to refund it or the screening to exchange it for; each
    must be decided. Seats only held are let go, those in payment get a seat or their money back. Who is inside
    already keeps the ticket. Codes once printed lead to the new tickets.
    Raises ``ScreeningUnknown``, ``ChangeRefused``, ``PlanChanged``, ``DifferenceDue``, ``SeatTaken``.
    """
    by = By(reason_of(reason), actor, actor_label)
    row = lock_screening(screening)
    plan = move_plan(screening, screen=screen)
    if plan.seen != seen:
        raise PlanChanged
    decided = _decided(plan, unseated or {})
    held = plan.held
    before = show_facts(plan.show, version_id=row.version_id, pre_show_min=row.pre_show_min)
    lock_counters(row, series=_series(plan, decided), channels={seat.channel for seat in held if seat.ticket})
    let_go((seat for seat in held if seat.kind in ("held", "house")), note="moved")
    let_go((s for s in held if s.kind == "paying" and s.order in set(plan.unseated)), note="seat_lost")
    _elsewhere(plan, decided, by)
    replan(row, screen=screen)
    _reseat(plan, by)
    keep_again(screening)
    after = show_facts(facts_of(screening), version_id=row.version_id, pre_show_min=row.pre_show_min)
    change = record(
        row, kind=ScreeningChange.Kind.MOVED, by=by, before=before, after=after,
        held=[seat.held for seat in plan.seated], refund_until=refund_until or row.starts_at,
    )  # fmt: skip
    _tell(plan, row, change, decided, by)
    paid = {seat.held.order for seat in plan.seated if seat.held.kind == "sold"}
    return Moved(
        change.id, len(paid), sum(not target for target in decided.values()), sum(map(bool, decided.values()))
    )


def _decided(plan: MovePlan, unseated: Mapping[UUID, int]) -> dict[UUID, int]:
    """What becomes of each paid order without a seat; nobody is left out by silence."""
    paid = {order: seats for order, seats in plan.left_out.items() if seats[0].kind == "sold"}
    if any(seat.inside for seats in paid.values() for seat in seats):
        raise ChangeRefused("inside")
    if paid.keys() - unseated.keys():
        raise ChangeRefused("unseated")
    return {order: unseated[order] for order in paid}


def _series(plan: MovePlan, decided: Mapping[UUID, int]) -> set[tuple[int, str]]:
    here = {(plan.screen_number, seat.held.rate) for seat in plan.seated if seat.held.ticket}
    there = {
        (facts_of(target).screen_number, seat.rate)
        for order, target in decided.items()
        if target
        for seat in plan.left_out[order]
    }
    return here | there


def _elsewhere(plan: MovePlan, decided: Mapping[UUID, int], by: By) -> None:
    """Orders without a seat: their money back, or seats of another screening."""
    tickets = {order: [s.ticket for s in plan.left_out[order] if s.ticket is not None] for order in decided}
    refund_each(
        {order: tickets[order] for order, target in decided.items() if not target},
        reason=by.reason, actor=by.actor, actor_label=by.actor_label, why="moved", at_till=False,
    )  # fmt: skip
    for order, target in decided.items():
        if not target:
            continue
        seats = plan.left_out[order]
        hold = take_seats(
            target, rates=[seat.rate for seat in seats],
            places=choose_places(target, like=seats, there=plan.show.id),
            purchase_key=ids.uuid7(), browser=None, language="fr", channel="counter",
        )  # fmt: skip
        exchange_within(
            order, tickets=tickets[order], hold=hold.order, reason=by.reason, actor=by.actor,
            actor_label=by.actor_label, at_till=False,
        )  # fmt: skip


def _reseat(plan: MovePlan, by: By) -> None:
    """New seats for all at once, then a new ticket and right for each that is sold and not used."""
    found = locked_wholes({seat.held.order for seat in plan.seated if seat.held.kind == "sold"})
    seats = [
        {"order": str(seat.held.order), "place": seat.held.place, "seat": seat.after.place}
        for seat in plan.seated
        if seat.after is not None
    ]
    prepared.rows("SELECT reseat_screening(%s, %s::jsonb)", [plan.show.id, json.dumps(seats)])
    places = {(s.held.order, s.held.place): s.after.place for s in plan.seated if s.after is not None}
    of_channel: dict[str, list[Replacement]] = defaultdict(list)
    for order in sorted(found):
        if moved := _moved(found[order], places, screening=plan.show.id):
            of_channel[moved.row.channel].append(moved)
    for channel in sorted(of_channel):
        replace_tickets(of_channel[channel], operator=by.actor)


def _moved(order: Whole, places: Mapping[tuple[UUID, int], int], *, screening: int) -> Replacement | None:
    """The order's tickets of the screening that nobody has used, and their lines with the new places."""
    gone = {
        ticket.place: ticket
        for ticket in order.tickets
        if ticket.valid and ticket.admitted_at is None and ticket.screening == screening
    }
    if not gone:
        return None
    old = lines_of(order, gone.values())
    return Replacement(
        order.row,
        gone=[gone[line.place or 0] for line in old if line.kind == "ticket"],
        old_lines=old,
        new_lines=[replace(line, place=places[order.row.id, line.place or 0]) for line in old],
    )


def _tell(
    plan: MovePlan, row: Screening, change: ScreeningChange, decided: Mapping[UUID, int], by: By
) -> None:
    seats: dict[UUID, list[str]] = {}
    for seat in plan.seated:
        named = "" if plan.show.free_seating else f"{seat.before.row}{seat.before.number}"
        seats.setdefault(seat.held.order, []).extend([named] if named else [])
    accounts.record(
        "move_screening", subject=f"screening:{row.id}", actor=by.actor, actor_label=by.actor_label,
        cinema=row.cinema_id,
        facts={
            "before": change.before, "after": change.after, "reason": by.reason, "seats": len(plan.seated),
            "unseated": {str(order): target for order, target in decided.items()},
        },
    )  # fmt: skip
    tell_the_buyers(change, sorted(seats), seats=seats)
    tell_the_book(change, cinema=row.cinema_id, zone=plan.show.zone, operator=by.actor)
