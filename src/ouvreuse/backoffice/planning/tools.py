"""What stands around the grid: the ways to other weeks and views, undo and redo, films to take from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ouvreuse.backoffice.planning.place import VIEWS, ZOOMS, Place
from ouvreuse.backoffice.planning.reading import PoolFilm, Week
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.programme.rules.clashes import Habits
from ouvreuse.programme.rules.starts import UNKNOWN_RUNTIME_MIN
from ouvreuse.ui.templatetags.ui_tags import duration, short_day
from ouvreuse.venues.models import Screen


@dataclass(frozen=True, slots=True)
class Link:
    """A way to look at it; ``here`` when one looks so."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Tools:
    """The bars above the grid."""

    name: str
    before: str
    after: str
    view: str
    views: tuple[Link, ...]
    zooms: tuple[Link, ...]
    days: tuple[Link, ...]
    screens: tuple[Screen, ...]
    screens_all: str
    undo: str
    redo: str
    more: tuple[Link, ...]
    sheets: tuple[Link, ...]


def tools_of(place: Place, week: Week) -> Tools:
    """The bars."""
    views = {"week": _("Week"), "day": _("Day"), "list": _("List")}
    zooms = {"1": _("Whole day"), "2": _("Wider"), "3": _("Widest")}
    return Tools(
        name=place.name,
        before=place.at(place.week.previous).url,
        after=place.at(place.week.next).url,
        view=views[place.view],
        views=tuple(Link(views[key], replace(place, view=key).url, key == place.view) for key in VIEWS),
        zooms=tuple(Link(zooms[key], replace(place, zoom=key).url, key == place.zoom) for key in ZOOMS),
        days=tuple(
            Link(short_day(day), replace(place, day=day).url, day == place.day) for day in place.week.days
        )
        if place.view == "day"
        else (),
        screens=tuple(week.screens),
        screens_all=replace(place, screen=0).url if place.screen else "",
        undo=step_words(week.desk.undo),
        redo=step_words(week.desk.redo),
        more=tuple(
            Link(name, place.page(page), here=False)
            for page, name in (
                ("planning_sheet", _("Programme from a sheet")),
                ("planning_copy", _("Copy a day or a week")),
                ("planning_series", _("A series by rule")),
                ("planning_keys", _("Keys (KDM)")),
                ("planning_habits", _("Hours and habits")),
            )
        ),
        sheets=tuple(
            Link(name, place.page("planning_print", sheet=sheet), here=False)
            for sheet, name in (
                ("lobby", _("For the lobby, by film")),
                ("booth", _("For the projection booth")),
                ("cleaning", _("For the cleaning team")),
            )
        ),
    )


def step_words(verb: str) -> str:
    """What a step did."""
    return {
        "": "",
        "add": _("a screening added"),
        "move": _("a screening changed"),
        "remove": _("a screening removed"),
        "edit": _("a screening changed"),
        "copy": _("screenings copied"),
        "series": _("a series added"),
        "publish": _("a publication"),
        "unpublish": _("a publication taken back"),
    }.get(verb, verb)


@dataclass(frozen=True, slots=True)
class PoolView:
    """A film to take from, as the side shows it."""

    title: str
    length: str
    held: bool
    whole: int
    versions: tuple[tuple[int, str, str], ...]


def pool_view(films: Sequence[PoolFilm], *, place: Place, habits: Habits) -> list[PoolView]:
    """The films with their versions; ``whole``: minutes of the screen it takes, ``url`` picks it without a script."""
    return [
        PoolView(
            film.title,
            duration(film.runtime),
            film.held,
            habits.pre_show_min + (film.runtime or UNKNOWN_RUNTIME_MIN) + habits.turnaround_min,
            tuple(
                (each.version, each.name, f"{place.url}&version={each.version}#planner-text")
                for each in film.versions
            ),
        )
        for film in films
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the sheet that waits to be placed; ``text``: as it would be typed."""

    line: int
    version: int
    film: str
    text: str
    url: str


def left_of(place: Place, week: Week) -> list[Waiting]:
    """The lines that wait, each with the form of its own week."""
    if not place.may_plan:
        return []
    return [_waiting(place, line) for line in week.desk.left]


def _waiting(place: Place, line: dict[str, Any]) -> Waiting:
    day = date.fromisoformat(line["day"])
    there = place.at(CinemaWeek.of_day(day))
    text = f"{line['screen_name']} {day:%d/%m} {line['time']}"
    return Waiting(line["line"], line["version"], line["film"], text, there.add_url)
