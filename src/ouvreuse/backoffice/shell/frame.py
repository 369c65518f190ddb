"""The frame of a page: who is signed in, which cinema, which parts are open, what was just done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.shell.notices import taken
from ouvreuse.backoffice.shell.sections import Section, open_sections
from ouvreuse.venues.queries import CinemaView, cinemas

LAST_CINEMA = "cinema"


@dataclass(frozen=True, slots=True)
class Part:
    """A link of the navigation."""

    name: str
    about: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another cinema of the person: the same part there when it is open to them there, else the first page."""

    name: str
    town: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What ``backoffice/shell/frame.html`` draws around a page."""

    person: str
    cinema: CinemaView | None
    parts: tuple[Part, ...]
    places: tuple[Elsewhere, ...]


def show(
    request: HttpRequest,
    template: str,
    facts: Mapping[str, object],
    *,
    staff: Staff,
    cinema: CinemaView | None = None,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page in its frame. ``section``: the key of the part it belongs to; ``cinema`` None: a page of the chain."""
    context = {
        **facts,
        "frame": frame_of(request, staff=staff, cinema=cinema, section=section),
        "notices": [*_given(facts), *taken(request)],
    }
    return render(request, template, context, status=status)


def frame_of(request: HttpRequest, *, staff: Staff, cinema: CinemaView | None, section: str) -> Frame:
    """The frame; on a page of the chain the cinema is the one last worked in."""
    theirs = [each for each in cinemas() if each.id in staff.rights.cinemas]
    if cinema is None:
        last = request.session.get(LAST_CINEMA)
        cinema = next((each for each in theirs if each.id == last), theirs[0] if theirs else None)
    elif request.session.get(LAST_CINEMA) != cinema.id:
        request.session[LAST_CINEMA] = cinema.id
    sections = open_sections(staff.rights, cinema)
    parts = tuple(
        Part(str(each.name), str(each.about), each.url(cinema), each.key == section) for each in sections
    )
    current = next((each for each in sections if each.key == section and each.of_cinema), None)
    places = tuple(
        Elsewhere(each.name, each.town, _there(current, staff, each), each == cinema) for each in theirs
    )
    return Frame(staff.name, cinema, parts, places)


def _there(current: Section | None, staff: Staff, cinema: CinemaView) -> str:
    if current is not None and current.open_to(staff.rights, cinema):
        return current.url(cinema)
    return reverse("backoffice:cinema", kwargs={"cinema": cinema.slug})


def _given(facts: Mapping[str, object]) -> list[object]:
    given = facts.get("notices", [])
    return list(given) if isinstance(given, list | tuple) else []
