"""A series by rule: every Tuesday and Thursday at 14:00 from one day to another, but for some."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ouvreuse.programme.errors import CellFault

from .cells import BadCell
from .cells import day as read_day
from .listing import NIGHT_ENDS

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Series:
    """``weekdays``: 0 is Monday. ``first`` and ``last`` count too."""

    weekdays: frozenset[int]
    at: time
    first: date
    last: date
    but: frozenset[date] = frozenset()

    def days(self) -> Iterator[date]:
        """Its days in order; none past a year from the first."""
        day, last = self.first, min(self.last, self.first + LONGEST)
        while day <= last:
            if day.weekday() in self.weekdays and day not in self.but:
                yield day
            day += timedelta(days=1)


def wall_of(day: date, at: time) -> datetime:
    """The wall time of a start listed under a day: before five in the morning it is the next date's."""
    return datetime.combine(day + timedelta(days=at < NIGHT_ENDS), at)


def exceptions(text: str, *, years: Collection[int]) -> frozenset[date]:
    """``24/12, 31/12/2026``: days, the year left out when it is that of the series. Raises `BadCell`."""
    found: set[date] = set()
    for part in re.split(r"[,;\n]+", text):
        words = part.strip()
        if re.fullmatch(r"\d{1,2}[/.]\d{1,2}", words):
            found |= set(_in_years(words, years))
        elif words:
            found.add(read_day(words))
    return frozenset(found)


def _in_years(words: str, years: Collection[int]) -> Iterator[date]:
    days = []
    for year in sorted(years):
        try:
            days.append(read_day(f"{words.replace('.', '/')}/{year}"))
        except BadCell:
            continue
    if not days:
        raise BadCell(CellFault.DATE, {"value": words})
    yield from days
