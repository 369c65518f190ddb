"""The dashboard's answer, kept some seconds a process and shared by all who look (BO-06, BO-09)."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from typing import Final

import structlog
from django.db import DatabaseError

from ouvreuse.insights.errors import FiguresLate
from ouvreuse.insights.queries import facts
from ouvreuse.insights.queries.signals import signals
from ouvreuse.insights.rules import Days, Glance
from ouvreuse.kernel import clock

LIFE_S: Final = 2.0  # for who opens the page
LIFE_BY_ITSELF_S: Final = 4.0  # for a page that reads itself again every five: many open ones cost as one
STALE_S: Final = 120.0
MOST_KEPT: Final = 50
Key = tuple[tuple[int, ...], date | None]
log = structlog.get_logger("insights")
_kept: dict[Key, tuple[float, Glance]] = {}
_turns: dict[Key, threading.Lock] = defaultdict(threading.Lock)


def glance(cinemas: tuple[int, ...], *, zone: str, day: date | None = None, life_s: float = LIFE_S) -> Glance:
    """The figures of some cinemas on a business day of theirs, by default today's, with what they are compared with.

    One thread reads, the others get its answer, which lives for ``life_s`` seconds. When the database has no time
    for it, the last answer stands for two minutes (``as_of`` says since when). Raises ``FiguresLate``.
    """
    key = (cinemas, day)
    with _turns[key]:
        at, known = _kept.get(key, (-STALE_S, None))
        age = time.monotonic() - at
        if known is not None and age < life_s:
            return known
        try:
            fresh = _read(cinemas, zone=zone, day=day)
        except DatabaseError as problem:
            log.warning("figures_late", problem=type(problem).__name__)
            if known is not None and age < STALE_S:
                return known
            raise FiguresLate from problem
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (time.monotonic(), fresh)
        return fresh


def forget() -> None:
    """Forget every kept answer."""
    _kept.clear()


def _read(cinemas: tuple[int, ...], *, zone: str, day: date | None) -> Glance:
    with facts.short_reads():
        now = clock.now()
        today = facts.business_day(now, zone=zone)
        days = Days(day or today)
        cursors, folded = facts.booked(cinemas, days=days.all)
        newer, late = facts.tail(cinemas, after=cursors)
        shows, titles = facts.shown(cinemas, days=days.all, zone=zone, newer=newer)
        begins, ends = _next_week(today, zone=zone)
        wrong, coming = signals(cinemas, week_begins=begins, planned_until=ends)
        found = Glance(
            days, cinemas, now, facts.with_tail(folded, newer, days=days.all), shows, titles,
            facts.live(cinemas, day=days.day, zone=zone), wrong, coming, late,
        )  # fmt: skip
    return replace(found, version=_version(found))


def _next_week(today: date, *, zone: str) -> tuple[datetime, datetime]:
    week = Days(today).week.next
    return facts.bounds(week.opening, week.end, zone=zone)


def _version(found: Glance) -> str:
    """Changes with what is shown: with a figure, and with the minute, since some of it is told from the clock."""
    told = repr(replace(found, as_of=found.as_of.replace(second=0, microsecond=0)))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
