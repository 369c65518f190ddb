"""Tickets on the screen: each with its code, what it is for and whether it still opens the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ouvreuse.booking.queries import OrderView, ScreeningFacts, ShowOfOrder, TicketView
from ouvreuse.kernel.ids import show_code
from ouvreuse.storefront.addresses import language
from ouvreuse.storefront.refusals import sentence, status_of
from ouvreuse.storefront.tickets.changes import change_notices
from ouvreuse.storefront.tickets.forms import AddressForm
from ouvreuse.ui.documents.qr import qr_svg
from ouvreuse.ui.seats import seat_name


@dataclass(frozen=True, slots=True)
class TicketCard:
    """One ticket. ``price`` in cents, supplements included; ``qr`` a drawing, empty once void."""

    code: str
    seat: str
    rate: str
    proof: str
    price: int
    qr: SafeString
    valid: bool
    admitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShowTickets:
    """The tickets of one screening."""

    facts: ScreeningFacts
    cards: tuple[TicketCard, ...]


def show_tickets(view: OrderView) -> tuple[ShowTickets, ...]:
    """The tickets of an order, by screening."""
    return tuple(
        ShowTickets(
            show.facts,
            tuple(_card(view, show, ticket) for ticket in view.tickets if ticket.screening == show.facts.id),
        )
        for show in view.shows
    )


def _card(view: OrderView, show: ShowOfOrder, ticket: TicketView) -> TicketCard:
    french = language() == "fr"
    kinds = {seat.place: seat.kind for seat in show.seats}
    where = (
        _("Free seating")
        if show.facts.free_seating
        else _("Seat of the former room")
        if ticket.place < 1
        else seat_name(ticket.row, ticket.seat, kinds.get(ticket.place, "S"))
    )
    return TicketCard(
        code=f"{show_code(view.code)}-{ticket.number}",
        seat=where,
        rate=ticket.label_fr if french else ticket.label_en,
        proof=ticket.proof_fr if french else ticket.proof_en,
        price=ticket.price,
        qr=mark_safe(qr_svg(ticket.payload)) if ticket.valid else SafeString(""),  # noqa: S308 - drawn by us
        valid=ticket.valid,
        admitted_at=ticket.admitted_at,
    )


def tickets_page(
    request: HttpRequest,
    view: OrderView,
    token: str,
    *,
    form: AddressForm | None = None,
    error: Exception | None = None,
) -> HttpResponse:
    """The page of a paid order."""
    changes = change_notices(view)
    facts: Mapping[str, object] = {
        "changes": changes,
        "waits": any(change.open and change.kind == "cancelled" for change in changes),
        "order": view,
        "token": token,
        "code": show_code(view.code),
        "shows": show_tickets(view),
        "usable": any(ticket.valid for ticket in view.tickets),
        "used": any(ticket.admitted_at for ticket in view.tickets),
        "form": form or AddressForm(initial={"email": view.email}),
        "error": sentence(error) if error else "",
        "done": request.GET.get("done", ""),
    }
    status = status_of(error) if error else 422 if form is not None and form.errors else 200
    return render(request, "storefront/tickets/tickets.html", facts, status=status)
