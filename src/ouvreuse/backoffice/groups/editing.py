"""A new request, or a request changed: the day, then its screenings and their rates."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.groups.forms import DayForm, GroupForm, shown
from ouvreuse.backoffice.groups.pages import SECTION, found_group
from ouvreuse.backoffice.groups.refusals import Refused, sentence, status_of
from ouvreuse.backoffice.shell import notices
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.booking import actions
from ouvreuse.booking.actions import GroupAsked
from ouvreuse.booking.models import GroupBooking
from ouvreuse.kernel import clock
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules import RateRule
from ouvreuse.programme.models import Screening
from ouvreuse.venues.queries import CinemaView


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sell_tickets")
def group_form(request: HttpRequest, *, staff: Staff, cinema: str, group: int | None = None) -> HttpResponse:
    """Ask for the day first; then the request, refused or kept as it was typed."""
    here = cinema_here(staff, cinema)
    row = found_group(here, group) if group is not None else None
    day = _day(request, here, row)
    shows = _shows(here, day, row)
    given: dict[str, Any] = {
        "shows": [(each.id, shown(each, day=False)) for each in shows],
        "rates": _rates(shows),
    }
    if request.method != "POST":
        return _page(
            request, staff, here, row=row, day=day, form=GroupForm(initial=_initial(row, shows), **given)
        )
    form = GroupForm(request.POST, **given)
    if not form.is_valid():
        return _page(request, staff, here, row=row, day=day, form=form, status=422)
    try:
        saved = actions.save_group(form.asked(), cinema=here.id, booking=group, actor=staff.user)
    except Refused as error:
        form.add_error(None, sentence(error))
        return _page(request, staff, here, row=row, day=day, form=form, status=status_of(error))
    notices.say(request, _("Saved."))
    return notices.see(reverse("backoffice:group", kwargs={"cinema": here.slug, "group": saved}))


def _day(request: HttpRequest, here: CinemaView, row: GroupBooking | None) -> date:
    asked = DayForm(request.GET)
    if asked.is_valid():
        day: date = asked.cleaned_data["day"]
        return day
    first = row.screening.starts_at if row is not None and row.screening is not None else clock.now()
    return first.astimezone(ZoneInfo(here.zone)).date()


def _shows(here: CinemaView, day: date, row: GroupBooking | None) -> list[Screening]:
    """Those of a day that may be booked, and the one that is."""
    zone, now = ZoneInfo(here.zone), clock.now()
    first = datetime.combine(day, time(), tzinfo=zone)
    rows = Screening.objects.filter(
        cinema_id=here.id, state="published", published_at__lte=now, ends_at__gt=now, starts_at__gte=first,
        starts_at__lt=datetime.combine(day + timedelta(days=1), time(), tzinfo=zone),
    )  # fmt: skip
    found = list(rows.select_related("film", "screen", "cinema").order_by("starts_at", "id"))
    mine = row.screening if row is not None else None
    return found if mine is None or any(each.id == mine.id for each in found) else [mine, *found]


def _rates(shows: list[Screening]) -> list[RateRule]:
    """The rates the counter sells of their price lists, each once."""
    known: dict[str, RateRule] = {}
    for version in sorted({each.price_version_id for each in shows}):
        for rate in price_list_version(version).rates:
            if not rate.channels or "counter" in rate.channels:
                known.setdefault(rate.code, rate)
    return list(known.values())


def _initial(row: GroupBooking | None, shows: list[Screening]) -> dict[str, object]:
    if row is not None:
        names = [each.name for each in fields(GroupAsked) if each.name != "screening"]
        return {"screening": row.screening_id, **{name: getattr(row, name) for name in names}}
    schools = next((each.id for each in shows if each.kind != "public"), None)
    return {
        "screening": schools,
        "kind": "school",
        "rate_code": "SCOL",
        "companion_rate": "ACCOMP",
        "companions": 0,
    }


def _page(
    request: HttpRequest,
    staff: Staff,
    here: CinemaView,
    *,
    row: GroupBooking | None,
    day: date,
    form: GroupForm,
    status: int = 200,
) -> HttpResponse:
    facts = {"form": form, "group": row, "day": DayForm(initial={"day": day}, auto_id="of_%s"), "chosen": day}
    return show(
        request,
        "backoffice/groups/form.html",
        facts,
        staff=staff,
        cinema=here,
        section=SECTION,
        status=status,
    )
