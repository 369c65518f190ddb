"""The first page of the staff: only what works for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.backoffice.access import Staff
from ouvreuse.venues import queries
from ouvreuse.venues.words import role as role_name

DOOR_ROLES = ("usher", "box_office")


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, and its address."""

    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cinema, what the person is there, and what they can do."""

    name: str
    town: str
    roles: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The page: who is signed in, and their cinemas."""

    person: str
    operator: bool
    places: tuple[Place, ...]


def first_page(staff: Staff) -> FirstPage:
    """The person's cinemas in the order of towns."""
    rights: queries.Rights = staff.rights
    doors = rights.cinemas_as(*DOOR_ROLES)
    language = get_language() or "fr"
    places = tuple(
        Place(
            cinema.name,
            cinema.town,
            ", ".join(role_name(name, language=language) for name in sorted(rights.roles[cinema.id])),
            (_door(cinema.slug),) if cinema.id in doors else (),
        )
        for cinema in queries.cinemas()
        if cinema.id in rights.cinemas
    )
    return FirstPage(staff.name, rights.operator, places)


def _door(cinema: str) -> Task:
    return Task(
        _("Check tickets"),
        _("With the camera, a photo, a scanner or by typing the code."),
        reverse("counter:scan", kwargs={"cinema": cinema}),
    )
