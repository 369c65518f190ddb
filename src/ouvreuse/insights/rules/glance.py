"""What is seen at a glance of one or several cinemas: read once, added up in every way a page asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ouvreuse.insights.rules.figures import Days, Shows, Taken

DOORS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class LiveShow:
    """A screening of the day as it fills. ``taken``: places nobody can choose now (``sold``, held, in payment, kept);
    ``inside``: spectators let in.
    """

    id: int
    cinema: int
    starts_at: datetime
    film_at: datetime
    ends_at: datetime
    state: str
    screen: str
    film: int
    title: str
    version: str
    capacity: int
    taken: int
    sold: int
    inside: int

    @property
    def cancelled(self) -> bool:
        """It does not take place."""
        return self.state == "cancelled"

    def entering(self, now: datetime) -> bool:
        """Its public comes in: from half an hour before the start until half an hour into the film."""
        return not self.cancelled and self.starts_at - DOORS <= now < min(self.film_at + DOORS, self.ends_at)

    def over(self, now: datetime) -> bool:
        """It has ended."""
        return self.ends_at <= now


@dataclass(frozen=True, slots=True)
class Show:
    """A screening and what it made."""

    id: int
    cinema: int
    cinema_name: str
    day: date
    starts_at: datetime
    zone: str
    screen: str
    film: int
    title: str
    version: str
    cancelled: bool
    made: Shows


@dataclass(frozen=True, slots=True)
class Signal:
    """Something to do or something wrong: how many, since or until when, how much (cents), and which ones.

    Those of faults are their kind, ``|`` and their screen.
    """

    kind: str
    count: int
    at: datetime | None = None
    amount: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """The figures of a day and of the weeks around it, as they were at one instant.

    ``taken``: (cinema, day, channel) to what was booked then. ``shows``: (cinema, day, film) to what the screenings
    of that day made. ``late``: so many entries wait for the daily facts that the newest are not counted here.
    """

    days: Days
    cinemas: tuple[int, ...]
    as_of: datetime
    taken: dict[tuple[int, date, str], Taken]
    shows: dict[tuple[int, date, int], Shows]
    titles: dict[int, str]
    live: tuple[LiveShow, ...]
    wrong: tuple[Signal, ...] = ()
    next: tuple[Signal, ...] = ()
    late: bool = False
    version: str = field(default="", compare=False)

    def taken_on(
        self, days: Iterable[date], *, channel: str | None = None, cinema: int | None = None
    ) -> Taken:
        """What was booked on these days."""
        wanted = set(days)
        found = (
            taken
            for (place, day, way), taken in self.taken.items()
            if day in wanted and channel in (None, way) and cinema in (None, place)
        )
        return sum(found, Taken())

    def shows_on(self, days: Iterable[date], *, film: int | None = None, cinema: int | None = None) -> Shows:
        """What the screenings of these days made."""
        wanted = set(days)
        found = (
            shows
            for (place, day, title), shows in self.shows.items()
            if day in wanted and film in (None, title) and cinema in (None, place)
        )
        return sum(found, Shows())

    def known(self, day: date) -> bool:
        """Whether anything was booked or shown on a day: nothing is not the same as zero."""
        return any(each[1] == day for each in self.taken) or any(each[1] == day for each in self.shows)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that took anything in these weeks, by name."""
        return tuple(sorted({channel for _, _, channel in self.taken}))

    def films_on(self, days: Iterable[date]) -> list[tuple[int, Shows]]:
        """Films shown on these days, those with most admissions first."""
        wanted = set(days)
        films = {film for _, day, film in self.shows if day in wanted}
        made = [(film, self.shows_on(wanted, film=film)) for film in films]
        return sorted(made, key=lambda pair: (-pair[1].admissions, self.titles[pair[0]]))
