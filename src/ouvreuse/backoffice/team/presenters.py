"""The first page of the staff: only what works for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ouvreuse.backoffice.access import Staff
from ouvreuse.backoffice.shell.frame import Part
from ouvreuse.backoffice.shell.sections import open_sections
from ouvreuse.ui.tables.columns import Column
from ouvreuse.venues import queries
from ouvreuse.venues.words import role as role_name


@dataclass(frozen=True, slots=True)
class Place:
    """A cinema, what the person is there (an operator's person: everything), and what they can do."""

    slug: str
    name: str
    town: str
    roles: str
    parts: tuple[Part, ...]


def places_of(staff: Staff) -> list[Place]:
    """The person's cinemas in the order of towns."""
    rights: queries.Rights = staff.rights
    return [place_of(rights, cinema) for cinema in queries.cinemas() if cinema.id in rights.cinemas]


def place_of(rights: queries.Rights, cinema: queries.CinemaView) -> Place:
    """One cinema, with the parts of the back office open there."""
    language = get_language() or "fr"
    parts = tuple(
        Part(str(each.name), str(each.about), each.url(cinema), here=False)
        for each in open_sections(rights, cinema)
    )
    held = () if rights.operator else sorted(rights.roles[cinema.id])
    roles = ", ".join(role_name(name, language=language) for name in held)
    return Place(cinema.slug, cinema.name, cinema.town, roles, parts)


def roles_in_words(roles: list[str]) -> str:
    """The names of roles, one after the other."""
    language = get_language() or "fr"
    return ", ".join(role_name(role, language=language) for role in roles)


def team_columns(cinema: queries.CinemaView) -> list[Column]:
    """The columns of a cinema's team."""
    return [
        Column(
            "name",
            _("Name"),
            lambda row: row.name,
            order=("name",),
            link=lambda row: reverse("backoffice:person", args=[cinema.slug, row.pk]),
        ),
        Column("email", _("E-mail"), lambda row: row.email, order=("email",)),
        Column("roles", _("Roles"), lambda row: roles_in_words(row.roles)),
        Column("last", _("Last signed in"), lambda row: row.last_login),
        Column("language", _("Language"), lambda row: row.language, chosen=False),
    ]
