"""What figures are about: one cinema, or those of the chain that are open to the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from ouvreuse.backoffice.access import Staff, cinema_here
from ouvreuse.venues.queries import CinemaView, cinemas


@dataclass(frozen=True, slots=True)
class Scope:
    """The cinemas added up; ``cinema`` None: a page of the chain. ``zone``: whose clock says which day it is."""

    staff: Staff
    cinema: CinemaView | None
    cinemas: tuple[CinemaView, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The cinemas' ids."""
        return tuple(each.id for each in self.cinemas)

    @property
    def zone(self) -> str:
        """An IANA name."""
        return self.cinemas[0].zone

    @property
    def roles(self) -> frozenset[str]:
        """What the person is here; an operator's person is an owner."""
        held = self.staff.rights.roles
        return frozenset().union(*(held.get(each, frozenset()) for each in self.ids))

    def url(self, page: str, **query: object) -> str:
        """The address of one of these pages, of this cinema or of the chain."""
        if self.cinema is None:
            address = reverse(f"backoffice:chain_{page}")
        else:
            address = reverse(f"backoffice:{page}", kwargs={"cinema": self.cinema.slug})
        told = {name: _plain(value) for name, value in query.items() if value not in (None, "")}
        return f"{address}?{urlencode(told)}" if told else address

    def only(self, chosen: tuple[int, ...]) -> Scope:
        """Only some of the chain's cinemas; all when none of them is the person's."""
        kept = tuple(each for each in self.cinemas if each.id in chosen)
        return Scope(self.staff, self.cinema, kept or self.cinemas)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def scope_of(staff: Staff, parts: Mapping[str, str]) -> Scope:
    """The scope of an address. A cinema where the page is not open to the person is not found (BO-01)."""
    if "cinema" in parts:
        here = cinema_here(staff, parts["cinema"])
        return Scope(staff, here, (here,))
    theirs = tuple(each for each in cinemas() if each.id in staff.cinemas)
    if not theirs:
        raise Http404  # before the first cinema there is nothing to count
    return Scope(staff, None, theirs)
