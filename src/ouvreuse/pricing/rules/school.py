"""School holidays: in which zone a place is, and a calendar written as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ouvreuse.pricing.errors import HolidayLineWrong

from .rates import InHolidays, RateRule

MOST_DAYS = 100
ZONES: dict[str, str] = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68"
    " 72 76 80 83 84 85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
"""Departments by zone of their academy. Corsica and overseas have calendars of their own."""
ZONE_OF = {department: zone for zone, departments in ZONES.items() for department in departments.split()}
DAY = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}))")


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """School holidays of a zone, first and last day without school."""

    zone: str
    name: str
    first_on: date
    last_on: date

    def as_facts(self) -> dict[str, str]:
        """For the trail."""
        return {
            "zone": self.zone,
            "name": self.name,
            "first_on": self.first_on.isoformat(),
            "last_on": self.last_on.isoformat(),
        }


def zone_of_postcode(postcode: str) -> str:
    """The zone a French postcode lies in, nothing where there is none of the three."""
    return ZONE_OF.get(postcode.strip()[:2], "")


def speaks_of_holidays(rates: Iterable[RateRule]) -> bool:
    """Whether a rate is bound to school holidays."""
    return any(rate.holidays is not InHolidays.ANY for rate in rates)


def holidays_from_text(text: str) -> list[NamedPeriod]:
    """Lines ``zone; name; first day; last day``; days as 17/10/2026 or 2026-10-17. Empty lines are skipped.

    A line may name several zones (``A B C``). Raises `HolidayLineWrong` with the first wrong line.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found += _periods(line, number)
    return found


def _periods(line: str, number: int) -> list[NamedPeriod]:
    parts = [part.strip() for part in re.split(r"[;\t]", line)]
    if len(parts) != 4:
        raise HolidayLineWrong(line=number, problem="shape")
    zones, name, first, last = parts
    first_on, last_on = read_day(first), read_day(last)
    if first_on is None or last_on is None:
        raise HolidayLineWrong(line=number, problem="day")
    if not 0 <= (last_on - first_on).days <= MOST_DAYS:
        raise HolidayLineWrong(line=number, problem="order")
    names = re.findall(r"\w+", re.sub(r"(?i)\bzones?\b", " ", zones))
    if not names or not name or max(map(len, names)) > 10 or len(name) > 60:
        raise HolidayLineWrong(line=number, problem="zone")
    return [NamedPeriod(zone[:1].upper() + zone[1:], name, first_on, last_on) for zone in names]


def read_day(text: str) -> date | None:
    """A day typed as 17/10/2026 or 2026-10-17; None when it is none."""
    match = DAY.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, day_first, month_second, year_last = match.groups()
    try:
        return date(int(year or year_last), int(month or month_second), int(day or day_first))
    except ValueError:
        return None
