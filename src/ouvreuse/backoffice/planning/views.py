"""The week: as a grid of days, as one day, or as a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ouvreuse.backoffice.access import Staff, requires
from ouvreuse.backoffice.planning.place import Place, place_of
from ouvreuse.backoffice.planning.presenters import grid_of
from ouvreuse.backoffice.planning.reading import pool_of, week_of
from ouvreuse.backoffice.planning.tools import left_of, pool_view, tools_of
from ouvreuse.backoffice.planning.typing_in import number
from ouvreuse.backoffice.shell.frame import show

SECTION = "planning"


@require_safe
@requires("see_programme")
def planning(request: HttpRequest, *, staff: Staff, cinema: str) -> HttpResponse:
    """The page of the week."""
    return week_page(request, place_of(request.GET, staff=staff, cinema=cinema), staff=staff)


def week_page(
    request: HttpRequest, place: Place, *, staff: Staff, status: int = 200, **more: object
) -> HttpResponse:
    """The week, after a form that was wrong with what was typed and what is wrong with it (``typed``, ``notices``)."""
    week = week_of(place)
    facts = {
        "place": place,
        "grid": grid_of(place, week),
        "tools": tools_of(place, week),
        "pool": pool_view(pool_of(place), place=place, habits=week.desk.habits) if place.may_plan else (),
        "left": left_of(place, week),
        "asked": request.GET.get("typed", ""),
        "picked": number(request.GET, "version") or number(request.POST, "version"),
        **more,
    }
    template = "backoffice/planning/list.html" if place.view == "list" else "backoffice/planning/grid.html"
    return show(request, template, facts, staff=staff, cinema=place.cinema, section=SECTION, status=status)
