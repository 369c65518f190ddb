"""The calendar of school holidays."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.prices.forms.holidays import HolidayFileForm, HolidaysForm, ZoneForm
from ouvreuse.backoffice.prices.presenters.holidays import preview_of
from ouvreuse.backoffice.prices.views.places import SECTION
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import Undo, say, see
from ouvreuse.kernel import clock
from ouvreuse.pricing import actions
from ouvreuse.pricing.errors import HolidayFileWrong
from ouvreuse.pricing.models import SchoolHoliday
from ouvreuse.pricing.queries import school_zone
from ouvreuse.pricing.rules import HolidayFile, as_lines, holidays_from_file, published_holidays
from ouvreuse.pricing.words import say as say_pricing
from ouvreuse.ui.uploads import refused
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
    return _periods(request, staff, place, here)


def _periods(request: HttpRequest, staff: Staff, place: CinemaView, here: str) -> HttpResponse:
    if "published" in request.POST:
        found = HolidayFile(tuple(published_holidays(since=_since(place))), {})
        return _page(request, staff, place, previewed=found)
    if "from_file" in request.POST:
        return _file(request, staff, place)
    if request.POST.get("remove", "").isdecimal():
        return _remove(request, staff, here)
    return _write(request, staff, place, here)


def _remove(request: HttpRequest, staff: Staff, here: str) -> HttpResponse:
    gone = actions.remove_school_holiday(int(request.POST["remove"]), actor=staff.user, actor_label="staff")
    if gone is not None:
        line = f"{gone.zone}; {gone.name}; {gone.first_on.isoformat()}; {gone.last_on.isoformat()}"
        say(request, _("Taken out: %s.") % f"{gone.zone}, {gone.name}", undo=Undo(here, {"lines": line}))
    return see(here)


def _write(request: HttpRequest, staff: Staff, place: CinemaView, here: str) -> HttpResponse:
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


def _file(request: HttpRequest, staff: Staff, place: CinemaView) -> HttpResponse:
    """What a file says, as lines to look at: nothing is written before they are sent."""
    chosen = HolidayFileForm(request.POST, request.FILES)
    if refused(request):
        chosen.add_error("file", _("This file is too long."))
    if not chosen.is_valid():
        return _page(request, staff, place, chosen=chosen)
    try:
        found = holidays_from_file(chosen.cleaned_data["file"], since=_since(place))
    except HolidayFileWrong as wrong:
        chosen.add_error("file", say_pricing(wrong, language=get_language() or "fr"))
        return _page(request, staff, place, chosen=chosen)
    return _page(request, staff, place, previewed=found)


def _since(place: CinemaView) -> date:
    """Holidays that are over serve no rate any more."""
    return clock.now().astimezone(ZoneInfo(place.zone)).date()


def _page(
    request: HttpRequest,
    staff: Staff,
    place: CinemaView,
    *,
    form: HolidaysForm | None = None,
    zone: ZoneForm | None = None,
    chosen: HolidayFileForm | None = None,
    previewed: HolidayFile | None = None,
) -> HttpResponse:
    mine = school_zone(place.id)
    if previewed is not None:
        form = HolidaysForm(initial={"lines": as_lines(previewed.periods)})
    facts = {
        "place": place,
        "periods": list(SchoolHoliday.objects.all()),
        "mine": mine,
        "form": form or HolidaysForm(),
        "zone": zone or ZoneForm(initial={"zone": mine}),
        "file": chosen or HolidayFileForm(),
        "preview": preview_of(previewed) if previewed else None,
        "published": bool(published_holidays(since=_since(place))),
    }
    status = 422 if (form and previewed is None) or zone or chosen else 200
    return show(
        request,
        "backoffice/prices/holidays.html",
        facts,
        staff=staff,
        cinema=place,
        section=SECTION,
        status=status,
    )
