"""Figures without a database: what they are made of, and which days are compared."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final

from ouvreuse.kernel.cinema_week import CinemaWeek

YEAR: Final = timedelta(weeks=52)
"""Last year's day of comparison is 52 weeks before: the same day of the week, in the same season."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a book took in a time: whole amounts in cents, ``sold`` and ``refunded`` without their signs."""

    sold: int = 0
    refunded: int = 0
    issued: int = 0
    cancelled: int = 0
    vat: int = 0

    @property
    def takings(self) -> int:
        """Sold, less what was given back in that time."""
        return self.sold - self.refunded

    def __add__(self, other: Taken) -> Taken:
        return Taken(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Shows:
    """What screenings of a time made, whenever their tickets were sold. ``box_office`` in cents.

    ``seats``: places offered by the screenings that took place or will; ``admissions``: rights that stay.
    """

    screenings: int = 0
    seats: int = 0
    admissions: int = 0
    free: int = 0
    box_office: int = 0

    @property
    def price(self) -> int | None:
        """The average price of an admission in cents, half a cent up; None without any."""
        if self.admissions <= 0:
            return None
        return (2 * self.box_office + self.admissions) // (2 * self.admissions)

    @property
    def occupancy(self) -> int | None:
        """Admissions in tenths of a percent of the places offered; None without any place."""
        return (2000 * self.admissions + self.seats) // (2 * self.seats) if self.seats > 0 else None

    def __add__(self, other: Shows) -> Shows:
        return Shows(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Days:
    """A day looked at, the cinema weeks around it, and what they are compared with."""

    day: date

    @property
    def week(self) -> CinemaWeek:
        """The cinema week of the day."""
        return CinemaWeek.of_day(self.day)

    @property
    def last_week(self) -> date:
        """The same day of the week before."""
        return self.day - timedelta(weeks=1)

    @property
    def last_year(self) -> date:
        """The same day 52 weeks before."""
        return self.day - YEAR

    @property
    def week_last_year(self) -> CinemaWeek:
        """The cinema week 52 weeks before."""
        return CinemaWeek(self.week.opening - YEAR)

    @property
    def weeks(self) -> tuple[CinemaWeek, CinemaWeek, CinemaWeek]:
        """This week, the one before, the one of last year."""
        return self.week, self.week.previous, self.week_last_year

    @property
    def all(self) -> tuple[date, ...]:
        """Every day of these weeks."""
        return tuple(day for week in self.weeks for day in week.days)


def change(now: int | None, before: int | None) -> int | None:
    """By how many percent a figure has changed, rounded; None when there is nothing to compare with."""
    if now is None or before is None or before <= 0:
        return None
    difference = 200 * (now - before)
    return (
        (difference + before) // (2 * before) if difference >= 0 else -((before - difference) // (2 * before))
    )
