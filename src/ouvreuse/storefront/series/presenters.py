"""The coming screenings of a cycle, day by day and film by film; and what other pages say of cycles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from ouvreuse.kernel import clock
from ouvreuse.programme.queries import SeriesName, SeriesPage, series_by_screening, series_screenings
from ouvreuse.storefront.addresses import language
from ouvreuse.storefront.caching import Brief
from ouvreuse.storefront.home.presenters import CinemaSlots, Slot, by_cinema, slots_of, still_listed


@dataclass(frozen=True, slots=True)
class SeriesShow:
    """One film of a day, with its screenings by cinema."""

    slug: str
    title: str
    cinemas: tuple[CinemaSlots, ...]


@dataclass(frozen=True, slots=True)
class SeriesDay:
    """A day of the cycle."""

    day: date
    films: tuple[SeriesShow, ...]


def series_days(series: SeriesPage) -> tuple[SeriesDay, ...]:
    """The days on which the cycle goes on: four statements."""
    now = clock.now()
    views, guests = series_screenings(series, since=still_listed(now))
    slots = [_with(slot, guests.get(slot.view.id, "")) for slot in slots_of(views, now=now)]
    ordered = sorted(slots, key=lambda slot: (slot.view.listing_day, slot.view.starts_at, slot.view.id))
    return tuple(
        SeriesDay(day, _films(list(group)))
        for day, group in groupby(ordered, key=lambda slot: slot.view.listing_day)
    )


def _with(slot: Slot, guests: str) -> Slot:
    """Who comes is said on the screening itself."""
    return replace(slot, note=", ".join(filter(None, [guests, slot.note])))


def _films(slots: list[Slot]) -> tuple[SeriesShow, ...]:
    films: dict[str, list[Slot]] = {}
    for slot in slots:
        films.setdefault(slot.view.film_slug, []).append(slot)
    return tuple(SeriesShow(slug, own[0].view.film_title, by_cinema(own)) for slug, own in films.items())


@dataclass(frozen=True, slots=True)
class Named:
    """A cycle that a screening is an evening of."""

    slug: str
    title: str
    guests: str


_evenings = Brief()


def named_for(screening: int) -> tuple[Named, ...]:
    """The cycles of a screening; one statement for all of them, every two seconds at most."""
    known: dict[int, tuple[SeriesName, ...]] = _evenings.recall(
        "all", lambda: series_by_screening(since=still_listed(clock.now()))
    )
    return tuple(Named(each.slug, each.title(language()), each.guests) for each in known.get(screening, ()))
