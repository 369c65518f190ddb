"""A version of a plan: what it is, what changed, its files, and the coming screenings that may take it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ouvreuse.backoffice.access import Staff, cinema_here, requires
from ouvreuse.backoffice.shell.frame import show
from ouvreuse.backoffice.shell.notices import say, see
from ouvreuse.backoffice.venues import presenters
from ouvreuse.booking.actions import change_seat_map
from ouvreuse.booking.errors import BookingError
from ouvreuse.booking.queries.kept import coming_shows
from ouvreuse.programme.actions import take_seat_map
from ouvreuse.ui.tables import export_response
from ouvreuse.venues.models import SeatMap
from ouvreuse.venues.queries import CinemaView
from ouvreuse.venues.rules import document_of, letters_of
from ouvreuse.venues.rules.exchange import COLUMNS, csv_rows


def _version(here: CinemaView, screen: int, edition: int) -> tuple[Any, SeatMap, dict[int, SeatMap]]:
    row = presenters.screen_here(here, screen)
    maps = {each.id: each for each in SeatMap.objects.filter(screen_id=row.id).order_by("-version")}
    found = next((each for each in maps.values() if each.version == edition), None)
    if found is None:
        raise Http404
    return row, found, maps


@require_safe
@requires("see_venue")
def version(request: HttpRequest, *, staff: Staff, cinema: str, screen: int, edition: int) -> HttpResponse:
    """One version: drawing, list, difference with the one before, files, coming screenings with another one."""
    here = cinema_here(staff, cinema)
    row, found, maps = _version(here, screen, edition)
    plan = presenters.plan_of_version(found)
    before = next((each for each in maps.values() if each.version == edition - 1), None)
    newest = found.version == row.version
    shows = coming_shows(row.id) if newest else []
    facts = {
        "here": here, "screen": row, "version": found, "newest": newest, "first": before is None,
        "counts": presenters.counts_of(plan), "law": presenters.law_of(plan),
        "changes": presenters.told_changes(presenters.plan_of_version(before) if before else None, plan),
        "candidates": presenters.candidates(shows, seat_map=found, before=maps),
        "same": sum(each.seat_map == found.id for each in shows),
        "drawing": presenters.drawing(
            plan, look=f"plan-{found.id}", sheet=reverse("media:plan", args=[found.id])
        ),
        "may_edit": staff.rights.may("edit_venue", cinema=here.id),
    }  # fmt: skip
    return show(request, "backoffice/venues/version.html", facts, staff=staff, cinema=here, section="venue")


@require_POST
@requires("edit_venue")
def give(request: HttpRequest, *, staff: Staff, cinema: str, screen: int, edition: int) -> HttpResponse:
    """Give the version to coming screenings: drafts by the programme, others by booking, which keeps every seat."""
    here = cinema_here(staff, cinema)
    row, found, _maps = _version(here, screen, edition)
    asked = {int(text) for text in request.POST.getlist("screening") if text.isdecimal() and len(text) < 10}
    shows = [each for each in coming_shows(row.id) if each.screening in asked]
    done = take_seat_map(
        [each.screening for each in shows if each.draft], seat_map=found.id, actor=staff.user
    )
    refused = 0
    for each in shows:
        if each.draft:
            continue
        try:
            done += change_seat_map(each.screening, seat_map=found.id, actor=staff.user)
        except BookingError:
            refused += 1
    say(
        request,
        _("Screenings that took this plan: %(count)d.") % {"count": done},
        kind="good" if done else "info",
    )
    if refused:
        words = _("Screenings that keep their plan, for a taken seat would vanish: %(count)d.")
        say(request, words % {"count": refused}, kind="warn")
    return see(reverse("backoffice:plan_version", args=[here.slug, row.number, found.version]))


@require_safe
@requires("see_venue")
def export(
    request: HttpRequest, *, staff: Staff, cinema: str, screen: int, edition: int, file: str
) -> HttpResponseBase:
    """The version as a file: letters, csv or json."""
    here = cinema_here(staff, cinema)
    row, found, _maps = _version(here, screen, edition)
    plan = presenters.plan_of_version(found)
    name = f"{here.slug}-{row.number}-plan-{found.version}"
    if file == "csv":
        return export_response("csv", name=name, header=COLUMNS, rows=csv_rows(plan), zone=_zone(here))
    if file == "json":
        text, kind = document_of(plan).text(), "application/json"
    elif file == "letters":
        text, kind = letters_of(plan) + "\n", "text/plain; charset=utf-8"
    else:
        raise Http404
    ending = "json" if file == "json" else "txt"
    answer = HttpResponse(text, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def _zone(here: CinemaView) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(here.zone)
