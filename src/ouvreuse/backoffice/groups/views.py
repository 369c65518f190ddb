"""The list of the groups, one of them, and its papers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.groups.forms import KINDS, STATES, GroupsFilter
from ouvreuse.backoffice.groups.pages import SECTION, found_group, group_answer
from ouvreuse.backoffice.groups.refusals import sentence
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.models import GroupBooking
from ouvreuse.booking.queries import screening_for_sale
from ouvreuse.booking.queries.group_papers import paper_of
from ouvreuse.booking.queries.groups import groups_here
from ouvreuse.pricing.errors import PricingError
from ouvreuse.ui.documents.programme import programme_pdf
from ouvreuse.ui.tables import Column, Listing
from ouvreuse.venues.queries import CinemaView


@require_safe
@requires("see_orders")
def groups(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponseBase:
    """Requests of groups, the latest first."""
    here = cinema_here(staff, cinema)
    form = GroupsFilter(request.GET)
    listing = Listing(
        request.GET,
        name=f"groups-{here.slug}",
        columns=_columns(here),
        rows=_rows(form, here),
        order=("-id",),
        zone=here.zone,
        filters=form,
        empty=_("No group yet."),
    )
    facts = {"listing": listing, "may_edit": staff.rights.may("sell_tickets", cinema=here.id)}
    return listing.export or show(
        request, "backoffice/groups/groups.html", facts, staff=staff, cinema=here, section=SECTION
    )


def _rows(form: GroupsFilter, here: CinemaView) -> QuerySet[GroupBooking]:
    rows = groups_here(here.id)
    if not form.is_valid():
        return rows.none()
    if words := form.cleaned_data["q"].strip():
        rows = rows.filter(organisation__icontains=words)
    if state := form.cleaned_data["state"]:
        rows = rows.filter(state=state)
    return rows


def _columns(here: CinemaView) -> list[Column]:
    def link(row: GroupBooking) -> str:
        return reverse("backoffice:group", kwargs={"cinema": here.slug, "group": row.id})

    kinds, states = dict(KINDS), dict(STATES)
    return [
        Column("organisation", gettext_lazy("Organisation"), lambda row: row.organisation, link=link),
        Column("kind", gettext_lazy("For whom"), lambda row: str(kinds[row.kind])),
        Column("film", gettext_lazy("Film"), lambda row: row.screening.film.title if row.screening else ""),
        Column("starts", gettext_lazy("Screening"), lambda row: row.screening.starts_at if row.screening else None),
        Column("people", gettext_lazy("Expected"), lambda row: row.pupils + row.companions, number=True),
        Column("classes", gettext_lazy("Classes counted"), lambda row: row.counted_classes, number=True),
        Column("until", gettext_lazy("Option until"),
               lambda row: row.option_until if row.state == "option" else None),
        Column("state", gettext_lazy("State"), lambda row: str(states[row.state])),
    ]  # fmt: skip


@require_safe
@requires("see_orders")
def group(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """One group whole."""
    here = cinema_here(staff, cinema)
    return group_answer(request, staff, here, found_group(here, group))


@require_safe
@requires("see_orders")
def paper_pdf(request: HttpRequest, *, staff: Staff, cinema: str, group: int) -> HttpResponse:
    """The invoice once there is one, else the quote as it stands."""
    here = cinema_here(staff, cinema)
    row = found_group(here, group)
    if row.screening_id is None:
        raise Http404
    paper = "invoice" if hasattr(row, "invoice") else "quote"
    try:
        drawn = programme_pdf(paper_of(row, screening_for_sale(row.screening_id, staff=True), paper=paper))
    except (BookingError, PricingError) as error:
        return group_answer(request, staff, here, row, error=sentence(error), status=409)
    headers = {"Content-Disposition": f'inline; filename="{paper}-{row.id}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)
