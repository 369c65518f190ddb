"""Tickets always found: the mail of a sale, sending again, a mistyped address, "lost my ticket"."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.addresses import email_of
from ouvreuse.booking.errors import AlreadyAdmitted, NeedsEmail, OrderUnknown, TooSoon, WrongState
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries.links import order_url
from ouvreuse.booking.queries.orders import (
    OrderView,
    ShowOfOrder,
    TicketView,
    order_view,
    upcoming_orders,
)
from ouvreuse.kernel import clock, ids
from ouvreuse.kernel.retry import retried
from ouvreuse.notifications import actions as notifications
from ouvreuse.ui.documents.facts import Supplement, TicketFacts, TicketSheet

COOL_DOWN = timedelta(seconds=60)
LOST_COOL_DOWN = timedelta(minutes=15)  # anybody may type anybody's address
MOST_OF_A_NETWORK = 30  # in that time: a cinema's own network carries a whole queue
WARNING = (
    "des scènes, des propos ou des images peuvent heurter la sensibilité des spectateurs",
    "scenes, words or images may hurt the sensibility of some",
)
SEAT_NOTES = {
    "W": ("emplacement fauteuil roulant, sans siège", "wheelchair space, without a chair"),
    "T": ("place de transfert", "transfer seat"),
    "C": ("place d’accompagnant", "companion seat"),
    "D": ("fauteuil duo", "duo seat"),
    "E": ("accès facile", "easy access"),
}
POINTS_OF_SALE = {"web": ("Internet", "Online"), "counter": ("Guichet", "Box office")}


def ticket_sheet(view: OrderView, *, language: str | None = None) -> TicketSheet:
    """The valid tickets of an order as frozen facts, for the screen, the mail and the PDF."""
    language = language or view.language
    shows = {show.facts.id: show for show in view.shows}
    first = view.shows[0].facts
    french = language.startswith("fr")
    return TicketSheet(
        language="fr" if french else "en",
        operator=first.operator_name,
        cinema=first.cinema_name,
        town=first.cinema_town,
        zone=first.zone,
        order_code=ids.show_code(view.code),
        point_of_sale=_in(POINTS_OF_SALE.get(view.channel, POINTS_OF_SALE["counter"]), french=french),
        sold_at=view.created_at,
        tickets=tuple(_ticket(view, shows[t.screening], t, language) for t in view.tickets if t.valid),
        demo=settings.KIND != "LIVE",
    )


def _ticket(view: OrderView, of: ShowOfOrder, ticket: TicketView, language: str) -> TicketFacts:
    show, french = of.facts, language.startswith("fr")
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
        seat_note=_seat_note(of, ticket.place, french=french),
        proof=ticket.proof_fr if french else ticket.proof_en,
        supplements=extras,
        age_ban=show.min_age,
        warning=_in(WARNING, french=french) if show.warning else "",
    )


def _seat_note(show: ShowOfOrder, place: int, *, french: bool) -> str:
    """What is particular about a numbered seat, '' for a plain one."""
    kind = next((seat.kind for seat in show.seats if seat.place == place), "S")
    return "" if show.facts.free_seating else _in(SEAT_NOTES.get(kind, ("", "")), french=french)


def _in(words: tuple[str, str], *, french: bool) -> str:
    return words[0 if french else 1]


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
def resend_tickets(order: UUID, *, actor: int | None = None) -> None:
    """Mail the tickets again, at most once a minute. Raises ``OrderUnknown``, ``WrongState``, ``TooSoon``.

    ``actor``: the person of the staff who asks, none for the visitor.
    """
    row = _sendable(order)
    _send_again(row)
    _trail("resend_tickets", row, actor)


def _trail(verb: str, row: Order, actor: int | None) -> None:
    """What the staff do is written down, without the address: it is the order's to know."""
    if actor is not None:
        accounts.record(
            verb, subject=f"order:{row.id}", actor=actor, actor_label="staff", cinema=row.cinema_id
        )


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
def change_email(order: UUID, *, email: str, actor: int | None = None) -> None:
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
    _trail("change_address", row, actor)
    if address != old:
        notifications.queue(
            "booking/mail/address_changed",
            dedupe_key=f"order:{order}:address:{Order.objects.values_list('mail_version', flat=True).get(id=order)}",
            address=old,
            language=row.language,
            recipient=str(order),
            facts={"code": ids.show_code(row.code)},
        )


@retried
@transaction.atomic(durable=True)
def mail_tickets(order: UUID, *, email: str, actor: int | None = None) -> None:
    """Mail the tickets of an order sold without an address, which keeps this one.

    Raises ``OrderUnknown``, ``WrongState`` (not paid, or it has an address already), ``NeedsEmail``.
    """
    address = email_of(email)
    row = Order.objects.select_for_update().filter(id=order).first()
    if row is None:
        raise OrderUnknown
    if row.state != Order.State.CONFIRMED or row.email:
        raise WrongState
    row.email, row.resent_at = address, clock.now()
    row.save(update_fields=["email", "resent_at"])
    queue_tickets(order, reason="again")
    _trail("change_address", row, actor)


@retried
@transaction.atomic(durable=True)
def mail_lost_tickets(email: str, *, network: str = "") -> None:
    """Mail every coming ticket of an address, at most once in a quarter of an hour; an earlier one is silent.

    Answers the same, whoever it is: the work is deferred to a job, so that a known address takes no longer than an
    unknown one. ``network``: the keyed hash of the visitor's, '' when unknown. Raises ``TooSoon`` ("network").
    """
    from procrastinate.contrib.django import app

    try:
        address = email_of(email)
    except NeedsEmail:
        address = ""
    if network and not _may_ask("network", network, most=MOST_OF_A_NETWORK):
        raise TooSoon("network")
    if _may_ask("address", address, most=1):
        app.configure_task("booking.mail_lost_tickets").defer(email=address)


def _may_ask(kind: str, who: str, *, most: int) -> bool:
    said = f"lost tickets {kind} {who}".encode()
    key = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()
    return notifications.ask(key, most=most, within=LOST_COOL_DOWN)


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
