"""The rows behind the figures of a time: the same facts as the dashboard's, day by day, film by film, show by show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import DatabaseError

from ouvreuse.insights.errors import FiguresLate
from ouvreuse.insights.models import Board
from ouvreuse.insights.queries import facts
from ouvreuse.insights.rules import Show, Shows, Taken

LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class DayRow:
    """A business day: what was booked then, and what its screenings made."""

    day: date
    taken: Taken
    made: Shows


@dataclass(frozen=True, slots=True)
class FilmRow:
    """A film, and what its screenings of a time made."""

    film: int
    title: str
    made: Shows


def days_between(first: date, last: date) -> list[date]:
    """Every day of a time, at most ``LONGEST_DAYS``."""
    return [first + timedelta(days=step) for step in range(min((last - first).days + 1, LONGEST_DAYS))]


def by_day(cinemas: Sequence[int], *, first: date, last: date, zone: str, channel: str = "") -> list[DayRow]:
    """Each day of a time; ``channel`` narrows what was booked, not what screenings made. Raises ``FiguresLate``."""
    days = days_between(first, last)
    taken, shows = _read(cinemas, days, zone)
    booked = {day: Taken() for day in days}
    made = {day: Shows() for day in days}
    for (_, day, way), each in taken.items():
        if channel in ("", way):
            booked[day] += each
    for (_, day, _), figures in shows[0].items():
        made[day] += figures
    return [DayRow(day, booked[day], made[day]) for day in days]


def by_film(cinemas: Sequence[int], *, first: date, last: date, zone: str) -> list[FilmRow]:
    """Each film shown in a time, those with most admissions first. Raises ``FiguresLate``."""
    _, (shows, titles) = _read(cinemas, days_between(first, last), zone)
    made = dict.fromkeys(titles, Shows())
    for (_, _, film), figures in shows.items():
        made[film] += figures
    rows = [FilmRow(film, titles[film], figures) for film, figures in made.items()]
    return sorted(rows, key=lambda row: (-row.made.admissions, row.title))


def by_show(
    cinemas: Sequence[int], *, first: date, last: date, zone: str, film: int | None = None
) -> list[Show]:
    """Each screening of a time, by start. Raises ``FiguresLate``."""
    days = days_between(first, last)
    try:
        with facts.short_reads(facts.PATIENCE_FOR_LISTS):
            cursors, _ = facts.booked(cinemas, days=[])
            newer, _ = facts.tail(cinemas, after=cursors)
            return facts.each_show(cinemas, days=days, zone=zone, newer=newer, film=film)
    except DatabaseError as problem:
        raise FiguresLate from problem


def _read(
    cinemas: Sequence[int], days: Sequence[date], zone: str
) -> tuple[dict[tuple[int, date, str], Taken], tuple[dict[tuple[int, date, int], Shows], dict[int, str]]]:
    try:
        with facts.short_reads(facts.PATIENCE_FOR_LISTS):
            cursors, folded = facts.booked(cinemas, days=days)
            newer, _ = facts.tail(cinemas, after=cursors)
            return facts.with_tail(folded, newer, days=days), facts.shown(
                cinemas, days=days, zone=zone, newer=newer
            )
    except DatabaseError as problem:
        raise FiguresLate from problem


def board(user: int, *, cinema: int | None) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    """The tiles a person has chosen here and the cinemas of the chain's board; None when nothing was chosen."""
    row = Board.objects.filter(user=user, cinema=cinema).values_list("tiles", "cinemas").first()
    return (tuple(row[0]), tuple(row[1])) if row else None


def total(rows: Iterable[DayRow]) -> DayRow | None:
    """All of them together."""
    found = list(rows)
    if not found:
        return None
    return DayRow(
        found[0].day, sum((row.taken for row in found), Taken()), sum((row.made for row in found), Shows())
    )
