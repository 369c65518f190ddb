"""Making tickets of a paid order: sign, number, chain, issue, queue the mail (inner, under the order's lock)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection

from ouvreuse.booking.actions.keys import signing_key
from ouvreuse.booking.actions.mailing import next_version, queue_mail
from ouvreuse.booking.models import Order, OrderLine, Ticket
from ouvreuse.booking.queries.orders import OrderView, order_view, ticket_views
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_facts
from ouvreuse.booking.rules.ticket_code import TicketCode, write
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import clock, ids
from ouvreuse.payments.queries import PaymentView


def issue(row: Order, payments: Iterable[PaymentView]) -> None:
    """Confirm a paid order. The entry in the book comes last but for what needs its numbers.

    The counters are the one thing that all sales of a cinema wait for: whatever can be read, signed or counted
    before they are locked is.
    """
    view = order_view(row.id) if row.email else None
    version = next_version(row.id) if view else 0
    lines = list(OrderLine.objects.filter(order_id=row.id).order_by("position"))
    if view is not None:
        shows = {show.facts.id: show.facts for show in view.shows}
    else:
        shows = screening_facts({line.screening_id for line in lines if line.screening_id is not None})
    now = clock.now()
    seats = [line for line in lines if line.kind == OrderLine.Kind.TICKET]
    identities = {line.id: ids.uuid7(now) for line in seats}
    tickets = _tickets(lines, seats, identities, shows)
    reserved = fiscal.reserve(
        row.cinema_id,
        channel=row.channel,
        rights=[
            fiscal.RightAsked(
                identities[line.id], _show(shows, line).screen_number, line.code, _show(shows, line).id
            )
            for line in seats
        ],
    )
    for ticket in tickets:
        ticket["series_number"] = reserved.number_of(UUID(ticket["id"]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT issue_tickets(%s, %s::jsonb)", [row.id, json.dumps(tickets)])
    if view is not None:
        queue_mail(_confirmed(view, tickets), reason="sold", version=version)
    fiscal.append(
        "sale",
        reserved=reserved,
        subject=row.id,
        at=now,
        zone=next(iter(shows.values())).zone,
        facts=sale_facts(row, lines, shows, {UUID(t["id"]): t for t in tickets}, payments, sign=1),
    )


def _confirmed(view: OrderView, tickets: Iterable[dict[str, Any]]) -> OrderView:
    """The order as it will be read once this transaction is committed."""
    issued = [
        Ticket(
            id=UUID(t["id"]), number=t["number"], screening_id=t["screening"], place=t["place"], rate_code=t["rate"],
            price=t["price"], series=t["series"], series_number=t["series_number"], payload=t["payload"],
        )
        for t in tickets
    ]  # fmt: skip
    return replace(view, state="confirmed", tickets=ticket_views(issued, view.lines, view.shows))


def _show(shows: dict[int, ScreeningFacts], line: OrderLine) -> ScreeningFacts:
    assert line.screening_id is not None  # noqa: S101 - a ticket's line always has its screening
    return shows[line.screening_id]


def _tickets(
    lines: list[OrderLine],
    seats: list[OrderLine],
    identities: dict[int, UUID],
    shows: dict[int, ScreeningFacts],
) -> list[dict[str, Any]]:
    """The tickets as ``issue_tickets`` takes them, but for their numbers."""
    key_id, secret = signing_key()
    prices: dict[tuple[int | None, int | None], int] = defaultdict(int)
    for line in lines:
        if line.kind in (OrderLine.Kind.TICKET, OrderLine.Kind.SUPPLEMENT):
            prices[line.screening_id, line.place] += line.gross
    tickets = []
    for number, line in enumerate(seats, start=1):
        show = _show(shows, line)
        identity = identities[line.id]
        code = TicketCode(identity, show.id, line.place or 0, int(show.starts_at.timestamp()), key_id)
        tickets.append(
            {
                "id": str(identity),
                "number": number,
                "screening": show.id,
                "place": line.place,
                "rate": line.code,
                "price": prices[line.screening_id, line.place],
                "series": f"{show.screen_number}/{line.code}",
                "payload": write(code, secret=secret),
            }
        )
    return tickets


def sale_facts(
    row: Order,
    lines: Iterable[OrderLine],
    shows: dict[int, ScreeningFacts],
    tickets: dict[UUID, dict[str, Any]],
    payments: Iterable[PaymentView],
    *,
    sign: int,
) -> dict[str, Any]:
    """What the book keeps of a sale (``sign`` 1) or of its undoing (-1): no personal data, integers only."""
    by_seat = {(t["screening"], t["place"]): t for t in tickets.values()}
    entries: list[dict[str, Any]] = []
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        ticket = by_seat.get((line.screening_id, line.place)) if line.kind == "ticket" else None
        entries.append(
            {
                "kind": line.kind,
                "code": line.code,
                "family": line.family,
                "screening": line.screening_id,
                "gross": sign * line.gross,
                "vat_bp": line.vat_bp,
                "vat": sign * line.vat,
                "in_tsa_base": line.in_tsa_base,
                **({"series": ticket["series"], "right": ticket["series_number"]} if ticket else {}),
            }
        )
        totals[str(line.vat_bp)][0] += sign * line.gross
        totals[str(line.vat_bp)][1] += sign * line.vat
    return {
        "channel": row.channel,
        "currency": row.currency,
        "lines": entries,
        "totals": {rate: {"gross": gross, "vat": vat} for rate, (gross, vat) in totals.items()},
        "payments": [{"means": p.means, "amount": sign * p.captured, "payment": str(p.id)} for p in payments],
        "screenings": [
            {
                "id": show.id,
                "screen": show.screen_number,
                "starts_at": show.starts_at.isoformat(),
                "title": show.film_title.replace("@", "(at)"),  # the book refuses what looks like an address
                "visa": show.visa_number,
                "version": show.version_label,
            }
            for show in shows.values()
        ],
    }
