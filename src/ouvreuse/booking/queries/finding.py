"""Any order found: by its code, a ticket's, a scanned one, a number of a series, a name or an address."""

from __future__ import annotations

import re
from uuid import UUID

from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value

from ouvreuse.booking.models import Order, Ticket
from ouvreuse.booking.queries.keys import public_keys
from ouvreuse.booking.rules.ticket_code import Forged, read
from ouvreuse.fiscal.queries import ticket_numbered
from ouvreuse.kernel.ids import BadCode, parse_code

PAID = ("confirmed", "refunded", "review")
NUMBERED = re.compile(r"(\d{1,4}/[A-Z][A-Z0-9_]*)[\s#n°.]*(\d{1,12})", re.IGNORECASE)
TICKET = re.compile(r"(.{8,})-(\d{1,2})")
LEAST = 3
# More orders than these have the newest among the newest of all, so that is where PostgreSQL may look for them. Fewer
# are read whole from their index: all of them may be years old.
FEW = 5000


def orders_here(cinema: int) -> QuerySet[Order]:
    """Orders of a cinema that were paid, each with its first film and séance (``film``, ``starts_at``)."""
    first = Ticket.objects.filter(order_id=OuterRef("id")).order_by("number")
    return Order.objects.filter(cinema_id=cinema, state__in=PAID).annotate(
        film=Subquery(first.values("screening__film__title")[:1]),
        starts_at=Subquery(first.values("screening__starts_at")[:1]),
    )


def found_in(orders: QuerySet[Order], words: str, *, cinema: int) -> QuerySet[Order]:
    """Those the words name: one by a code, a ticket or a number; else all whose name or address holds each word."""
    words = words.strip()
    one = _by_code(words, cinema)
    if one is not None:
        return orders.filter(one)
    parts = [part for part in words.split()[:6] if len(part) >= LEAST]
    if not parts:
        return orders.none()
    named = [_named(part) for part in parts]
    matches = orders.filter(*named).order_by().values("id")
    if matches[FEW : FEW + 1].exists():
        return orders.filter(*named)
    return orders.filter(id__in=matches[:FEW])


def _named(part: str) -> Q:
    if "@" in part:  # an address from its beginning: the index of addresses has it
        return ~Q(email="") & Q(email__startswith=part.lower())
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = Func(Value(f"%{escaped}%"), function="folded", output_field=TextField())
    return ~Q(words="") & Q(Contains(F("words"), pattern))


class Contains(Func):
    """``LIKE`` as it stands: Django's own lookup would wrap the words beyond the index's recognition."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    output_field = BooleanField()


def _by_code(words: str, cinema: int) -> Q | None:
    ticket = TICKET.fullmatch(words)
    for typed in (words, ticket[1] if ticket else ""):
        try:
            return Q(code=parse_code(typed))
        except BadCode:
            continue
    if words.upper().startswith("OV") and len(words) > 40:
        try:
            return _of_ticket(read(words, keys=public_keys()).ticket)
        except Forged:
            return None
    numbered = NUMBERED.fullmatch(words)
    if numbered:
        found = ticket_numbered(cinema, series=numbered[1].upper(), number=int(numbered[2]))
        return _of_ticket(found) if found else Q(pk=None)
    return None


def _of_ticket(ticket: UUID) -> Q:
    return Q(id__in=Ticket.objects.filter(id=ticket).values("order_id"))
