"""Where the usher stands: a cinema or one screen of it, and what is entering there now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse

from ouvreuse.booking.actions.admission import OPENS_BEFORE
from ouvreuse.counter.access import Staff
from ouvreuse.kernel import clock
from ouvreuse.programme.queries import ScreeningView, entering, screenings_on
from ouvreuse.venues import queries
from ouvreuse.venues.errors import CinemaUnknown

ACTION = "scan_tickets"


@dataclass(frozen=True)
class Door:
    """A place where tickets are checked. ``screen`` None: every screen of the cinema."""

    cinema: queries.CinemaView
    screen: queries.ScreenView | None
    now: datetime

    @cached_property
    def today(self) -> tuple[ScreeningView, ...]:
        """Today's screenings at this door; read when asked for, which a scan never does."""
        days = running_days(self.cinema.zone, self.now)
        shows = (show for day in days for show in screenings_on(self.cinema.slug, day=day, staff=True))
        return tuple(s for s in shows if self.screen is None or s.screen_number == self.screen.number)

    @property
    def name(self) -> str:
        """The screen's name, or the cinema's."""
        return self.screen.name if self.screen else self.cinema.name

    @property
    def entering(self) -> tuple[ScreeningView, ...]:
        """Screenings one may enter now."""
        return tuple(show for show in self.today if is_entering(show, self.now))

    @property
    def entering_told(self) -> list[tuple[ScreeningView, tuple[queries.FaultView, ...]]]:
        """Those, each with what does not work there: the usher is the one who is asked."""
        shows = self.entering
        access = queries.access_of_screens() if shows else {}
        return [(show, faults_of(show, access)) for show in shows]

    @property
    def admits(self) -> frozenset[int] | None:
        """What ``admit`` is told: the screenings of this screen, None for any of the cinema."""
        if self.screen is None:
            return None
        return entering(self.screen.id, cinema=self.cinema.id, at=self.now, opens_before=OPENS_BEFORE)

    @property
    def admit_url(self) -> str:
        """Where codes and tickets are sent."""
        return self.url("admit")

    @property
    def undo_url(self) -> str:
        """Where an entry is taken back."""
        return self.url("undo")

    @property
    def search_url(self) -> str:
        """Where a name is looked up."""
        return self.url("search")

    def url(self, name: str = "scan") -> str:
        """The address of a page of this door."""
        return door_url(name, cinema=self.cinema.slug, screen=self.screen.number if self.screen else None)


def door_url(name: str, *, cinema: str, screen: int | None = None) -> str:
    """The address of a page of a door."""
    parts: dict[str, str | int] = {"cinema": cinema}
    if screen is not None:
        parts["screen"] = screen
    return reverse(f"counter:{name}", kwargs=parts)


def find_door(staff: Staff, *, cinema: str, screen: int | None) -> Door:
    """The door of an address. Another cinema's is answered like one that does not exist: ``Http404``."""
    try:
        found = queries.cinema_by_slug(cinema)
    except CinemaUnknown as problem:
        raise Http404 from problem
    if found.id not in staff.cinemas:
        raise Http404
    screens = {each.number: each for each in queries.screens_of(found.id)} if screen is not None else {}
    if screen is not None and screen not in screens:
        raise Http404
    return Door(found, screens.get(screen) if screen is not None else None, clock.now())


def running_days(zone: str, now: datetime) -> tuple[date, date]:
    """Yesterday's listing and today's: yesterday's last film may still be running at five in the morning."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today - timedelta(days=1), today


def faults_of(
    show: ScreeningView, access: dict[tuple[int, int], queries.AccessView]
) -> tuple[queries.FaultView, ...]:
    """What does not work for a screening, among how all screens are reached and heard."""
    found = access.get((show.cinema_id, show.screen_number))
    return found.faults_at(show.starts_at) if found else ()


def is_entering(show: ScreeningView, now: datetime) -> bool:
    """From an hour before the start to the end, unless it is cancelled: what ``admit`` lets in."""
    return not show.cancelled and show.starts_at - OPENS_BEFORE <= now < show.ends_at
