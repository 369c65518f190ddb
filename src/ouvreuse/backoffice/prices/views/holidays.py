"""The calendar of school holidays."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.prices.forms.holidays import HolidaysForm, ZoneForm
from ouvreuse.backoffice.prices.views.places import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, say, see
from ouvreuse.pricing import actions
from ouvreuse.pricing.models import SchoolHoliday
from ouvreuse.pricing.queries import school_zone
from ouvreuse.venues.queries import CinemaView


@require_http_methods(["GET", "HEAD", "POST"])
@requires("edit_prices")
def holidays(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The periods by zone, and the cinema's own zone; POST writes periods, removes one or says the zone."""
    place = cinema_here(staff, cinema)
    here = reverse("backoffice:price_holidays", kwargs={"cinema": place.slug})
    if request.method != "POST":
        return _page(request, staff, place)
    if "zone" in request.POST:
        return _zone(request, staff, place, here)
    if request.POST.get("remove", "").isdecimal():
        gone = actions.remove_school_holiday(
            int(request.POST["remove"]), actor=staff.user, actor_label="staff"
        )
        if gone is not None:
            line = f"{gone.zone}; {gone.name}; {gone.first_on.isoformat()}; {gone.last_on.isoformat()}"
            say(request, _("Taken out: %s.") % f"{gone.zone}, {gone.name}", undo=Undo(here, {"lines": line}))
        return see(here)
    form = HolidaysForm(request.POST)
    if not form.is_valid():
        return _page(request, staff, place, form=form)
    count = actions.record_school_holidays(form.cleaned_data["lines"], actor=staff.user, actor_label="staff")
    say(request, ngettext("%d period is written.", "%d periods are written.", count) % count)
    return see(here)


def _zone(request: HttpRequest, staff: Staff, place: CinemaView, here: str) -> HttpResponse:
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return _page(request, staff, place, zone=form)
    actions.set_school_zone(place.id, zone=form.cleaned_data["zone"], actor=staff.user, actor_label="staff")
    say(
        request,
        _("The cinema is in zone %s. Lists follow at their next version.") % form.cleaned_data["zone"],
    )
    return see(here)


def _page(
    request: HttpRequest,
    staff: Staff,
    place: CinemaView,
    *,
    form: HolidaysForm | None = None,
    zone: ZoneForm | None = None,
) -> HttpResponse:
    mine = school_zone(place.id)
    facts = {
        "place": place,
        "periods": list(SchoolHoliday.objects.all()),
        "mine": mine,
        "form": form or HolidaysForm(),
        "zone": zone or ZoneForm(initial={"zone": mine}),
    }
    status = 422 if form or zone else 200
    return show(
        request,
        "backoffice/prices/holidays.html",
        facts,
        staff=staff,
        cinema=place,
        section=SECTION,
        status=status,
    )
