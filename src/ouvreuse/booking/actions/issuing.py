"""Making tickets of a paid order: sign, number, chain, issue, queue the mail (inner, under the order's lock)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from ouvreuse.booking.actions.keys import signing_key
from ouvreuse.booking.actions.mailing import queue_mail
from ouvreuse.booking.queries.orders import ticket_views, view_of
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.queries.whole import OrderRow, PaymentRow, TicketRow, Whole
from ouvreuse.booking.rules.pricing import PricedLine
from ouvreuse.booking.rules.ticket_code import TicketCode, write
from ouvreuse.fiscal import actions as fiscal
from ouvreuse.kernel import ids, prepared


def issue(order: Whole, *, key: tuple[int, str] | None, operator: int | None = None) -> None:
    """Confirm a paid order, its row locked. The entry in the book comes last but for what needs its numbers.

    The counters are the one thing that all sales of a cinema wait for: whatever can be read, signed or counted
    before they are locked is. ``key``: id and sealed secret of the newest signing key; ``operator``: the user who
    sold at the counter.
    """
    row = order.row
    view = view_of(order)
    shows = {show.facts.id: show.facts for show in view.shows}
    seats = [line for line in order.lines if line.kind == "ticket"]
    identities = [ids.uuid7(row.now) for _ in seats]
    tickets = signed_tickets(order.lines, identities, shows, key=key)
    reserved = fiscal.reserve(
        row.cinema_id,
        channel=row.channel,
        rights=[
            fiscal.RightAsked(identity, _show(shows, line).screen_number, line.code, _show(shows, line).id)
            for identity, line in zip(identities, seats, strict=True)
        ],
    )
    issued = [replace(ticket, series_number=reserved.number_of(ticket.id)) for ticket in tickets]
    prepared.rows("SELECT issue_tickets(%s, %s::jsonb)", [row.id, json.dumps([written(t) for t in issued])])
    if row.email:
        sold = replace(view, state="confirmed", tickets=ticket_views(issued, view.lines, view.shows))
        queue_mail(sold, reason="sold", version=row.mail_version + 1)
    fiscal.append(
        "sale",
        reserved=reserved,
        subject=row.id,
        at=row.now,
        zone=next(iter(shows.values())).zone,
        facts=sale_facts(row, order.lines, shows, issued, payments=order.payments, sign=1),
        operator=operator,
    )


def written(ticket: TicketRow) -> dict[str, Any]:
    """The ticket as ``issue_tickets`` takes it."""
    return {name: getattr(ticket, name) for name in WRITTEN} | {"id": str(ticket.id)}


WRITTEN = ("number", "screening", "place", "rate", "price", "series", "series_number", "payload")


def _show(shows: dict[int, ScreeningFacts], line: PricedLine) -> ScreeningFacts:
    assert line.screening is not None  # noqa: S101 - a ticket's line always has its screening
    return shows[line.screening]


def signed_tickets(
    lines: Sequence[PricedLine],
    identities: Sequence[UUID],
    shows: dict[int, ScreeningFacts],
    *,
    key: tuple[int, str] | None,
    first: int = 1,
) -> list[TicketRow]:
    """The tickets of lines but for their numbers in the book; ``first``: the number of the first in its order."""
    seats = [line for line in lines if line.kind == "ticket"]
    key_id, secret = signing_key(key)
    prices: dict[tuple[int | None, int | None], int] = defaultdict(int)
    for line in lines:
        if line.kind in ("ticket", "supplement"):
            prices[line.screening, line.place] += line.gross
    tickets = []
    for number, (identity, line) in enumerate(zip(identities, seats, strict=True), start=first):
        show, place = _show(shows, line), line.place or 0
        code = TicketCode(identity, show.id, place, int(show.starts_at.timestamp()), key_id)
        tickets.append(
            TicketRow(
                identity, number, show.id, place, line.code, prices[line.screening, line.place],
                f"{show.screen_number}/{line.code}", 0, write(code, secret=secret), valid=True, admitted_at=None,
            )
        )  # fmt: skip
    return tickets


def sale_facts(
    row: OrderRow,
    lines: Iterable[PricedLine],
    shows: dict[int, ScreeningFacts],
    tickets: Iterable[TicketRow],
    *,
    payments: Iterable[PaymentRow] = (),
    sign: int,
) -> dict[str, Any]:
    """What the book keeps of a sale (``sign`` 1) or of its undoing (-1): no personal data, integers only."""
    by_seat = {(ticket.screening, ticket.place): ticket for ticket in tickets}
    entries: list[dict[str, Any]] = []
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        ticket = by_seat.get((line.screening or 0, line.place or 0)) if line.kind == "ticket" else None
        entries.append(
            {
                "kind": line.kind,
                "code": line.code,
                "family": line.family,
                "screening": line.screening,
                "gross": sign * line.gross,
                "vat_bp": line.vat_bp,
                "vat": sign * line.vat,
                "in_tsa_base": line.in_tsa_base,
                **({"series": ticket.series, "right": ticket.series_number} if ticket else {}),
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
