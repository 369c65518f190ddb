"""The coming screenings of a film, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ouvreuse.kernel import clock
from ouvreuse.programme.queries import film_screenings
from ouvreuse.storefront.home.presenters import CinemaSlots, by_cinema, slots_of, still_listed


@dataclass(frozen=True, slots=True)
class FilmDay:
    """A day's screenings of the film, by cinema."""

    day: date
    cinemas: tuple[CinemaSlots, ...]


def film_days(slug: str) -> tuple[FilmDay, ...]:
    """The days on which the film is shown: five statements."""
    now = clock.now()
    slots = slots_of(film_screenings(slug, since=still_listed(now)), now=now)
    ordered = sorted(slots, key=lambda slot: slot.view.listing_day)
    return tuple(
        FilmDay(day, by_cinema(group))
        for day, group in groupby(ordered, key=lambda slot: slot.view.listing_day)
    )
