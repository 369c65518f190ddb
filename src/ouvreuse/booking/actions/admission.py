"""The door: one conditional update; the counted row decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db import connection, transaction

from ouvreuse.booking.errors import OrderUnknown
from ouvreuse.booking.models import Admission, Ticket
from ouvreuse.booking.queries.keys import public_keys
from ouvreuse.booking.queries.orders import OrderView, TicketView, order_view
from ouvreuse.booking.queries.screenings import ScreeningFacts
from ouvreuse.booking.rules.ticket_code import Forged, read
from ouvreuse.kernel import clock, ids
from ouvreuse.kernel.retry import retried

OPENS_BEFORE = timedelta(minutes=60)
UNDO_WITHIN = timedelta(seconds=30)


class Refusal(Enum):
    """Why the door stays shut. Validity is judged before use: a void ticket never passes as a mere duplicate."""

    UNKNOWN = "unknown"
    FORGED = "forged"
    OTHER_CINEMA = "other_cinema"
    VOID = "void"
    CANCELLED = "cancelled"
    TOO_EARLY = "too_early"
    OVER = "over"
    OTHER_SCREENING = "other_screening"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Admitted:
    """The door's answer. ``refusal`` None: the person is in, and it is committed.

    ``others``: tickets of the same order and screening still to admit; ``since``: when it was used before;
    ``order_tickets``: every ticket of the order, as read with this one.
    """

    refusal: Refusal | None
    ticket: TicketView | None = None
    show: ScreeningFacts | None = None
    order_code: str = ""
    others: tuple[UUID, ...] = ()
    since: datetime | None = None
    order_tickets: tuple[TicketView, ...] = ()


def admit(
    code: str,
    *,
    cinemas: frozenset[int],
    user: int | None,
    way: str,
    screenings: frozenset[int] | None = None,
) -> Admitted:
    """Let one person in by a scanned QR text or a typed ticket code (``K7PQ-9M2X-3``).

    ``cinemas``: where this usher works; ``screenings``: the ones at this door, None for any of the cinema.
    Unknown and forged codes, tickets of another cinema, void ones, wrong screening or time are refusals,
    never errors. Green is shown only from a returned answer: it has been committed.
    """
    try:
        ticket = _ticket_of(code)
    except Forged:
        return Admitted(Refusal.FORGED)
    except OrderUnknown:
        return Admitted(Refusal.UNKNOWN)
    return admit_ticket(ticket, cinemas=cinemas, user=user, way=way, screenings=screenings)


def _ticket_of(code: str) -> UUID:
    compact = "".join(code.split()).upper()
    if compact.startswith("OV") and len(compact) > 40:
        return read(compact, keys=public_keys()).ticket
    bare = compact.replace("-", "")
    try:
        order, number = ids.parse_code(bare[:8]), int(bare[8:])
    except ValueError as problem:
        raise OrderUnknown from problem
    found = Ticket.objects.filter(order__code=order, number=number).values_list("id", flat=True).first()
    if found is None:
        raise OrderUnknown
    return found


@retried
@transaction.atomic(durable=True)
def admit_ticket(
    ticket: UUID,
    *,
    cinemas: frozenset[int],
    user: int | None,
    way: str,
    screenings: frozenset[int] | None = None,
) -> Admitted:
    """``admit`` for a ticket already known, from the list of an order."""
    return _admit(ticket, cinemas=cinemas, user=user, way=way, screenings=screenings)


def _admit(
    ticket: UUID,
    *,
    cinemas: frozenset[int],
    user: int | None,
    way: str,
    screenings: frozenset[int] | None,
) -> Admitted:
    row = _in_force(ticket)
    if row is None:
        return Admitted(Refusal.UNKNOWN)
    ticket, view = row.id, order_view(row.order_id)
    shown = next((t for t in view.tickets if t.id == ticket), None)
    if shown is None:  # exchanged since the line above
        return _admit(ticket, cinemas=cinemas, user=user, way=way, screenings=screenings)
    show = next(s.facts for s in view.shows if s.facts.id == shown.screening)
    if show.cinema_id not in cinemas:
        return Admitted(Refusal.OTHER_CINEMA)
    now = clock.now()
    refusal = _refusal(shown, show, now=now, screenings=screenings)
    others = _others(view, shown)
    if refusal is None and not enter(ticket, user=user, way=way, now=now):
        if Ticket.objects.filter(id=ticket, replaced_by__isnull=False).exists():  # at this very moment
            return _admit(ticket, cinemas=cinemas, user=user, way=way, screenings=screenings)
        gone = Ticket.objects.filter(id=ticket, voided_at__isnull=False).exists()
        refusal = Refusal.VOID if gone else Refusal.ALREADY  # refunded at this very moment: void comes first
    since = (
        Ticket.objects.values_list("admitted_at", flat=True).get(id=ticket)
        if refusal is Refusal.ALREADY
        else None
    )
    return Admitted(refusal, shown, show, view.code, others, since, view.tickets)


def _in_force(ticket: UUID) -> Ticket | None:
    """The ticket, or the one it was exchanged for since it was printed."""
    row = Ticket.objects.filter(id=ticket).only("order_id", "replaced_by").first()
    while row is not None and row.replaced_by is not None:
        row = Ticket.objects.filter(id=row.replaced_by).only("order_id", "replaced_by").first()
    return row


def _refusal(
    ticket: TicketView, show: ScreeningFacts, *, now: datetime, screenings: frozenset[int] | None
) -> Refusal | None:
    if not ticket.valid:
        return Refusal.VOID
    if show.state == "cancelled":
        return Refusal.CANCELLED
    if now >= show.ends_at:
        return Refusal.OVER
    if screenings is not None and show.id not in screenings:
        return Refusal.OTHER_SCREENING
    if now < show.starts_at - OPENS_BEFORE:
        return Refusal.TOO_EARLY
    return None


def _others(view: OrderView, ticket: TicketView) -> tuple[UUID, ...]:
    return tuple(
        t.id
        for t in view.tickets
        if t.id != ticket.id and t.screening == ticket.screening and t.valid and t.admitted_at is None
    )


ENTER = """
UPDATE booking_ticket SET admitted_at = %s, admitted_by = %s
 WHERE id = %s AND admitted_at IS NULL AND voided_at IS NULL
"""


def enter(ticket: UUID, *, user: int | None, way: str, now: datetime) -> bool:
    """Write the passage of a ticket down; False when it was used or is void (inner)."""
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [now, user, ticket])
        if cursor.rowcount != 1:
            return False
    Admission.objects.create(ticket_id=ticket, at=now, user=user, way=way)
    return True


def admit_many(
    tickets: tuple[UUID, ...],
    *,
    cinemas: frozenset[int],
    user: int | None,
    way: str,
    screenings: frozenset[int] | None = None,
) -> list[Admitted]:
    """One scan, the whole family: each ticket its own row and answer."""
    return [admit_ticket(t, cinemas=cinemas, user=user, way=way, screenings=screenings) for t in tickets]


@retried
@transaction.atomic(durable=True)
def undo_admission(ticket: UUID, *, cinemas: frozenset[int], user: int | None) -> bool:
    """Take back an admission within 30 seconds; both facts stay in the log. False when too late or none."""
    row = (
        Ticket.objects.select_for_update()
        .filter(id=ticket, screening__cinema_id__in=cinemas, admitted_at__gte=clock.now() - UNDO_WITHIN)
        .first()
    )
    if row is None:
        return False
    leave(ticket, user=user)
    return True


def leave(ticket: UUID, *, user: int | None) -> None:
    """Take the passage of a ticket back; both facts stay in the log (inner)."""
    Admission.objects.filter(ticket_id=ticket, undone_at__isnull=True).update(
        undone_at=clock.now(), undone_by=user
    )
    Ticket.objects.filter(id=ticket).update(admitted_at=None, admitted_by=None)
