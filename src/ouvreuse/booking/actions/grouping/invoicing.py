"""The invoice after the screening: one per booking, numbered without a gap, its words and sums frozen."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.booking.actions.grouping.keeping import locked_group, screening_of
from ouvreuse.booking.errors import GroupRefused
from ouvreuse.booking.models import GroupBooking, GroupInvoice
from ouvreuse.booking.queries.groups import lines_of_group
from ouvreuse.booking.queries.screenings import ScreeningFacts, screening_for_sale
from ouvreuse.kernel import clock, prepared
from ouvreuse.kernel.retry import retried
from ouvreuse.venues.models import Cinema

NUMBERING = 20  # the advisory lock under which the next number of an operator is taken


@retried
@transaction.atomic(durable=True)
def invoice_group(booking: int, *, actor: int | None = None) -> int:
    """Write the invoice of a booking that was counted, once its screening is over; returns its id. Idempotent.

    Its number follows the operator's last of the year, without a gap: a transaction that fails gives it back (CGI
    ann. II art. 242 nonies A I 7°). Its sum is that of the tickets in force, as the book has them. Raises
    ``GroupUnknown``, ``GroupRefused`` ("state", "not_over", "nobody": nothing was sold).
    """
    row = locked_group(booking)
    found = GroupInvoice.objects.filter(booking=row).first()
    if found is not None:
        return found.id
    if row.state != GroupBooking.State.COUNTED:
        raise GroupRefused("state")
    show, now = screening_for_sale(screening_of(row), staff=True), clock.now()
    if now < show.ends_at:
        raise GroupRefused("not_over")
    lines = lines_of_group(booking)
    if not lines:
        raise GroupRefused("nobody")
    cinema = Cinema.objects.select_related("operator").get(id=row.cinema_id)
    operator, year = cinema.operator_id, now.astimezone(ZoneInfo(show.zone)).year
    prepared.rows("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING, operator])
    last = GroupInvoice.objects.filter(operator_id=operator, year=year).order_by("-number").first()
    made = GroupInvoice.objects.create(
        booking=row, operator_id=operator, year=year, number=last.number + 1 if last else 1, issued_at=now,
        total=sum(line.gross for line in lines),
        facts={
            "seller": _seller(cinema), "buyer": _buyer(row), "screening": _screening(show),
            "lines": [asdict(line) for line in lines],
        },
    )  # fmt: skip
    accounts.record(
        "invoice_group", subject=f"group:{row.id}", actor=actor, actor_label="staff", cinema=row.cinema_id,
        facts={"after": {"invoice": f"{made.year}-{made.number}", "amount": made.total}},
    )  # fmt: skip
    return made.id


def _seller(cinema: Cinema) -> dict[str, str]:
    operator = cinema.operator
    return {
        "name": operator.legal_name or operator.name,
        "siren": operator.siren,
        "vat_number": operator.vat_number,
        "cinema": cinema.name,
        "address": cinema.address,
        "town": f"{cinema.postcode} {cinema.town}".strip(),
    }


def _buyer(row: GroupBooking) -> dict[str, str]:
    names = ("organisation", "address", "siret", "service_code", "engagement")
    return {name: getattr(row, name) for name in names}


def _screening(show: ScreeningFacts) -> dict[str, Any]:
    return {
        "film": show.film_title,
        "starts_at": show.starts_at.isoformat(),
        "screen": show.screen_name,
        "zone": show.zone,
    }
