"""Tickets always found: the mail of a sale, sending again, a mistyped address, "lost my ticket"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from ouvreuse.booking.actions.addresses import email_of
from ouvreuse.booking.errors import AlreadyAdmitted, NeedsEmail, OrderUnknown, TooSoon, WrongState
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries.links import order_url
from ouvreuse.booking.queries.orders import OrderView, TicketView, order_view, upcoming_orders
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.kernel import clock, ids
from ouvreuse.kernel.retry import retried
from ouvreuse.notifications import actions as notifications
from ouvreuse.ui.documents.facts import Supplement, TicketFacts, TicketSheet

COOL_DOWN = timedelta(seconds=60)
POINTS_OF_SALE = {"web": ("Internet", "Online"), "counter": ("Guichet", "Box office")}


def ticket_sheet(view: OrderView, *, language: str | None = None) -> TicketSheet:
    """The valid tickets of an order as frozen facts, for the screen, the mail and the PDF."""
    language = language or view.language
    shows = {show.facts.id: show.facts for show in view.shows}
    first = view.shows[0].facts
    point = POINTS_OF_SALE.get(view.channel, POINTS_OF_SALE["counter"])
    return TicketSheet(
        language="fr" if language.startswith("fr") else "en",
        operator=first.operator_name,
        cinema=first.cinema_name,
        town=first.cinema_town,
        zone=first.zone,
        order_code=ids.show_code(view.code),
        point_of_sale=point[0 if language.startswith("fr") else 1],
        sold_at=view.created_at,
        tickets=tuple(_ticket(view, shows[t.screening], t, language) for t in view.tickets if t.valid),
        demo=settings.KIND != "LIVE",
    )


def _ticket(view: OrderView, show: ScreeningFacts, ticket: TicketView, language: str) -> TicketFacts:
    french = language.startswith("fr")
    extras = tuple(
        Supplement(label=line.label_fr if french else line.label_en, cents=line.gross)
        for line in view.lines
        if line.kind == "supplement" and (line.screening, line.place) == (ticket.screening, ticket.place)
    )
    return TicketFacts(
        film=show.film_title,
        starts_at=show.starts_at,
        screen=show.screen_name,
        rate=ticket.label_fr if french else ticket.label_en,
        price_cents=ticket.price - sum(extra.cents for extra in extras),
        series=ticket.series,
        number=ticket.series_number,
        code=f"{ids.show_code(view.code)}-{ticket.number}",
        qr=ticket.payload,
        version=show.version_label,
        format=show.format,
        film_at=show.film_starts_at if show.film_runtime else None,
        ends_at=show.ends_at if show.film_runtime else None,
        row=ticket.row,
        seat=ticket.seat,
        proof=ticket.proof_fr if french else ticket.proof_en,
        supplements=extras,
        age_ban=show.min_age,
    )


def queue_tickets(order: UUID, *, reason: str) -> None:
    """Queue the mail that carries the tickets, in the caller's transaction (inner)."""
    queue_mail(order_view(order), reason=reason, version=next_version(order))


def queue_mail(view: OrderView, *, reason: str, version: int) -> None:
    """``queue_tickets`` for an order already read; ``version`` from ``next_version`` (inner)."""
    sheet = ticket_sheet(view)
    facts: dict[str, Any] = {
        "code": ids.show_code(view.code),
        "link": order_url(view.id, language=view.language),
        "reason": reason,
        "total": view.total,
        "qr": [ticket.qr for ticket in sheet.tickets],
        "sheet": {
            "file": f"{'billets' if view.language == 'fr' else 'tickets'}-{view.code}.pdf",
            "facts": sheet.to_json(),
        },
    }
    notifications.queue(
        "booking/mail/tickets",
        dedupe_key=f"order:{view.id}:tickets:{version}",
        address=view.email,
        language=view.language,
        recipient=str(view.id),
        facts=facts,
        send_before=max(show.facts.ends_at for show in view.shows),
    )


def next_version(order: UUID) -> int:
    """The number of the order's next mail of tickets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_order SET mail_version = mail_version + 1 WHERE id = %s RETURNING mail_version",
            [order],
        )
        return int(cursor.fetchone()[0])


@retried
@transaction.atomic(durable=True)
def resend_tickets(order: UUID) -> None:
    """Mail the tickets again, at most once a minute. Raises ``OrderUnknown``, ``WrongState``, ``TooSoon``."""
    _send_again(_sendable(order))


def _sendable(order: UUID) -> Order:
    row = Order.objects.select_for_update().filter(id=order).first()
    if row is None:
        raise OrderUnknown
    if row.state != Order.State.CONFIRMED:
        raise WrongState
    if not row.email:
        raise NeedsEmail
    return row


def _send_again(row: Order) -> None:
    now = clock.now()
    if row.resent_at is not None and row.resent_at > now - COOL_DOWN:
        raise TooSoon
    row.resent_at = now
    row.save(update_fields=["resent_at"])
    queue_tickets(row.id, reason="again")


@retried
@transaction.atomic(durable=True)
def change_email(order: UUID, *, email: str) -> None:
    """Correct a mistyped address and mail the tickets there; the old address is told, without the tickets.

    Not after the first admission. Raises ``OrderUnknown``, ``WrongState``, ``AlreadyAdmitted``, ``NeedsEmail``,
    ``TooSoon``.
    """
    row = _sendable(order)
    address = email_of(email)
    if Ticket.objects.filter(order_id=order, admitted_at__isnull=False).exists():
        raise AlreadyAdmitted
    old = row.email
    if address != old:
        row.email = address
        row.save(update_fields=["email"])
    _send_again(row)
    if address != old:
        notifications.queue(
            "booking/mail/address_changed",
            dedupe_key=f"order:{order}:address:{Order.objects.values_list('mail_version', flat=True).get(id=order)}",
            address=old,
            language=row.language,
            recipient=str(order),
            facts={"code": ids.show_code(row.code)},
        )


def mail_lost_tickets(email: str) -> None:
    """Mail every coming ticket of an address. Answers the same, whoever it is; cool-downs are silent.

    Work is deferred to a job so that a known address takes no longer than an unknown one.
    """
    from procrastinate.contrib.django import app

    try:
        address = email_of(email)
    except NeedsEmail:
        address = ""
    app.configure_task("booking.mail_lost_tickets").defer(email=address)


def send_lost_tickets(email: str) -> int:
    """The job behind ``mail_lost_tickets``; returns how many orders were mailed."""
    sent = 0
    for order in upcoming_orders(email) if email else ():
        try:
            resend_tickets(order)
            sent += 1
        except (TooSoon, WrongState):
            continue
    return sent
