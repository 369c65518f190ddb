"""The programme of a day: films in the order of their titles, each with its screenings by cinema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from ouvreuse.booking.queries import Left, places_left
from ouvreuse.catalogue.queries import OwnWords, own_words
from ouvreuse.kernel import clock
from ouvreuse.kernel.text import title_key
from ouvreuse.programme.queries import ScreeningView, programme_days, screenings_on
from ouvreuse.programme.rules.listing import listing_day
from ouvreuse.programme.words import labels
from ouvreuse.storefront.access import faults_of
from ouvreuse.storefront.addresses import language
from ouvreuse.venues.queries import CinemaView, FaultView, cinemas

FEW = 10  # seats, or one in ten of a large screen


@dataclass(frozen=True, slots=True)
class Slot:
    """One screening in a listing. ``state``: open, few, full, elsewhere (sold out on the web, seats at the box
    office), early, closed or cancelled."""

    view: ScreeningView
    state: str
    left: Left
    note: str
    faults: tuple[FaultView, ...] = ()


@dataclass(frozen=True, slots=True)
class CinemaSlots:
    """Screenings of one film in one cinema."""

    name: str
    town: str
    slug: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class FilmSlots:
    """One film of the day; ``film`` is any of its screenings, for the film's own facts."""

    film: ScreeningView
    cinemas: tuple[CinemaSlots, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A day's listing with what leads to the other days and cinemas."""

    day: date
    today: date
    days: tuple[date, ...]
    cinema: CinemaView | None
    cinemas: tuple[CinemaView, ...]
    films: tuple[FilmSlots, ...]


def programme(cinema: str | None, *, day: date | None) -> Programme | None:
    """The listing of a day, of one cinema by slug or of all; None for an unknown cinema. Nine statements at most."""
    every = tuple(cinemas())
    chosen = next((each for each in every if each.slug == cinema), None)
    if cinema and chosen is None:
        return None
    now = clock.now()
    zone = (chosen or every[0]).zone if every else "Europe/Paris"
    today = listing_day(now.astimezone(ZoneInfo(zone)))
    days = tuple(programme_days(cinema, since=now))
    shown = day or next(iter(days), today)
    slots = slots_of(screenings_on(cinema, day=shown), now=now)
    own = own_words(chosen.id) if chosen else {}
    return Programme(shown, today, days, chosen, every, _films(slots, own))


def slots_of(views: Iterable[ScreeningView], *, now: datetime) -> list[Slot]:
    """Those still worth showing, with how full they are and what does not work there: two statements."""
    coming = [view for view in views if now < max(view.starts_at, view.web_closes_at)]
    left = places_left(view.id for view in coming) if coming else {}
    return [
        Slot(
            view, _state(view, left[view.id], now=now), left[view.id], _note(view),
            faults_of(view.cinema_id, screen=view.screen_number, at=view.starts_at),
        )
        for view in coming
    ]  # fmt: skip


def _note(view: ScreeningView) -> str:
    """What it is beside its film (relaxed, preview), and what the programmer noted."""
    return ", ".join(filter(None, [labels(view.labels, language=language()), view.note(language())]))


def _state(view: ScreeningView, left: Left, *, now: datetime) -> str:
    if view.cancelled:
        return "cancelled"
    if now < view.web_opens_at:
        return "early"
    if left.free <= 0:
        return "full"
    if now >= view.web_closes_at:
        return "closed"
    if left.elsewhere:
        return "elsewhere"
    return "few" if left.here <= max(FEW, view.capacity // 10) else "open"


def by_cinema(slots: Iterable[Slot]) -> tuple[CinemaSlots, ...]:
    """Grouped by town and cinema, each by time."""
    ordered = sorted(
        slots, key=lambda s: (s.view.cinema_town, s.view.cinema_name, s.view.starts_at, s.view.id)
    )
    groups = []
    for slug, group in groupby(ordered, key=lambda slot: slot.view.cinema_slug):
        own = tuple(group)
        groups.append(CinemaSlots(own[0].view.cinema_name, own[0].view.cinema_town, slug, own))
    return tuple(groups)


def _films(slots: Iterable[Slot], own: Mapping[int, OwnWords]) -> tuple[FilmSlots, ...]:
    """By title, those that the cinema puts first before the others."""
    films: dict[int, list[Slot]] = {}
    for slot in slots:
        films.setdefault(slot.view.film_id, []).append(slot)
    listed = [
        FilmSlots(each[0].view, by_cinema(each), own[film].note(language()) if film in own else "")
        for film, each in films.items()
    ]
    first = {film for film, said in own.items() if said.first}
    return tuple(
        sorted(listed, key=lambda each: (each.film.film_id not in first, title_key(each.film.film_title)))
    )


def still_listed(now: datetime) -> datetime:
    """From which start on a screening may still be shown: sales may go on a little after the start."""
    return now - timedelta(hours=1)
