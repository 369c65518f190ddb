"""The cinema week: Wednesday to Tuesday, numbered by the ISO week of its opening Wednesday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ouvreuse.kernel.local_time import to_instant, to_local

WEDNESDAY = 2
DECLARATION_DAYS = 5  # CCIA art. D212-89: the statement is due within five days after the week's end
WEEK_FORMAT = "YYYY-Www"


@dataclass(frozen=True, slots=True, order=True)
class CinemaWeek:
    """One programme week of the French trade. ``opening`` is its Wednesday.

    Raises ``ValueError`` when ``opening`` is another day.
    """

    opening: date

    def __post_init__(self) -> None:
        if self.opening.weekday() != WEDNESDAY:
            raise ValueError(f"a cinema week opens on a Wednesday, not on {self.opening.isoformat()}")

    @staticmethod
    def of_day(day: date) -> CinemaWeek:
        """The week that holds this local day (T-1)."""
        return CinemaWeek(day - timedelta(days=(day.weekday() - WEDNESDAY) % 7))

    @staticmethod
    def of_instant(instant: datetime, zone: ZoneInfo) -> CinemaWeek:
        """The week of an instant, by its date in the cinema's zone: Wednesday 00:05 is the new week."""
        return CinemaWeek.of_day(to_local(instant, zone).date())

    @staticmethod
    def parse(number: str) -> CinemaWeek:
        """The week called ``2026-W53``. Raises ``ValueError`` for anything else."""
        year, separator, week = number.partition("-W")
        if not separator or not (year + week).isascii() or not (year + week).isdigit():
            raise ValueError(f"a week is written {WEEK_FORMAT}")
        return CinemaWeek(date.fromisocalendar(int(year), int(week), WEDNESDAY + 1))

    @property
    def end(self) -> date:
        """The last day, a Tuesday."""
        return self.opening + timedelta(days=6)

    @property
    def declaration_deadline(self) -> date:
        """The last day for the weekly return: five days after the end (CCIA art. D212-89)."""
        return self.end + timedelta(days=DECLARATION_DAYS)

    @property
    def number(self) -> str:
        """``2026-W53``: the ISO year and week of the opening Wednesday (T-1b)."""
        year, week, _ = self.opening.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days, Wednesday first."""
        return tuple(self.opening + timedelta(days=step) for step in range(7))

    @property
    def next(self) -> CinemaWeek:
        """The week that follows."""
        return CinemaWeek(self.opening + timedelta(days=7))

    @property
    def previous(self) -> CinemaWeek:
        """The week before."""
        return CinemaWeek(self.opening - timedelta(days=7))

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first instant and the first of the next week, in UTC, for half-open ranges."""
        return to_instant(self.opening, time(0), zone), to_instant(self.next.opening, time(0), zone)

    def __contains__(self, day: date) -> bool:
        return self.opening <= day <= self.end

    def __str__(self) -> str:
        return self.number
