"""Who did what, when, before and after."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ouvreuse.accounts import queries
from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.trail.forms import TrailFilter
from ouvreuse.backoffice.trail.presenters import columns
from ouvreuse.ui.tables.listing import Listing
from ouvreuse.venues.queries import cinemas

PARIS = "Europe/Paris"


@require_safe
@requires("see_trail")
def trail(request: HttpRequest, *, staff: Staff) -> HttpResponseBase:
    """The entries about the person's cinemas; those about the chain for an operator's person only (BO-01)."""
    places = [each for each in cinemas() if each.id in staff.cinemas]
    zone = places[0].zone if places else PARIS
    people = queries.people() if staff.rights.operator else queries.people_seen(staff.cinemas)
    wanted = TrailFilter(
        request.GET,
        people=people,
        cinemas=[(each.id, f"{each.name}, {each.town}") for each in places],
        chain=staff.rights.operator,
    )
    asked = wanted.cleaned_data if wanted.is_valid() else {}
    listing = Listing(
        request.GET,
        name="trail",
        columns=columns(people=dict(people), places={each.id: each.name for each in places}, zone=zone),
        rows=_filtered(queries.trail(cinemas=staff.cinemas, chain=staff.rights.operator), asked, zone=zone),
        order=("-id",),
        zone=zone,
        filters=wanted,
        empty=_("Nothing was done yet."),
    )
    if file := listing.export:
        return file
    facts = {"listing": listing, "head": queries.chained(), "zone": zone}
    return show(request, "backoffice/trail/trail.html", facts, staff=staff, section="trail")


def _filtered(rows: QuerySet[AuditEntry], asked: dict[str, Any], *, zone: str) -> QuerySet[AuditEntry]:
    if asked.get("who") is not None:
        rows = rows.filter(actor_id=asked["who"])
    if asked.get("verb"):
        rows = rows.filter(verb=asked["verb"])
    if asked.get("cinema") is not None:
        rows = rows.filter(cinema=asked["cinema"] or None)
    if asked.get("since"):
        rows = rows.filter(at__gte=_midnight(asked["since"], zone))
    if asked.get("until"):
        rows = rows.filter(at__lt=_midnight(asked["until"] + timedelta(days=1), zone))
    return rows


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
