"""Five weeks of programme, drawn from a seed, relative to today: the same day always gives the same films."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from ouvreuse.catalogue.models import Film, FilmVersion
from ouvreuse.kernel import clock
from ouvreuse.kernel.cinema_week import CinemaWeek
from ouvreuse.ops.demo.pastime import living_elsewhere
from ouvreuse.pricing.models import PriceListVersion
from ouvreuse.programme import actions as programme
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import Cinema, Screen

ZONE = ZoneInfo("Europe/Paris")
WEEKS_PAST, WEEKS_COMING = 2, 2
SLOTS = (time(13, 45), time(16, 15), time(18, 45), time(21, 15))
MORNING = time(10, 45)
SHORT_MINUTES = 60
ROUND = 5
LOOP_GAP = 5


def first_opening(now: datetime) -> datetime:
    """When the first of the demo's weeks opened, as it stands at this instant."""
    first = CinemaWeek.of_instant(now, ZONE).opening - timedelta(weeks=WEEKS_PAST)
    return datetime.combine(first, time(0), ZONE)


def plan_missing_weeks() -> int:
    """Plan every demo day from two weeks before this cinema week to two weeks after that is not yet planned.

    Each cinema week is published on the Monday before it opens, whole or not at all. Returns how many
    screenings were planned.
    """
    now = clock.now()
    opening = CinemaWeek.of_instant(now, ZONE).opening
    planned = 0
    for week in range(-WEEKS_PAST, WEEKS_COMING + 1):
        first = opening + timedelta(weeks=week)
        last = last_day()
        if last is not None and last >= first + timedelta(days=5):
            continue
        published_at = datetime.combine(first - timedelta(days=9), time(17), ZONE)
        with living_elsewhere("demo-planner") as pastime:
            pastime.travel_to(min(published_at, now))
            planned += _plan_week(first)
    return planned


def last_day() -> date | None:
    """The last day that has a programme; None before the first week is planned."""
    ours = Screening.objects.filter(external_ref__startswith="demo:")
    last: datetime | None = ours.aggregate(last=Max("starts_at"))["last"]
    return last.astimezone(ZONE).date() if last is not None else None


@transaction.atomic
def _plan_week(first: date) -> int:
    ids = []
    for cinema in Cinema.objects.order_by("id"):
        prices = PriceListVersion.objects.filter(price_list__cinema=cinema).latest("number").id
        plans = [plan for screen in cinema.screens.all() for plan in _plan_screen(screen, first, prices)]
        ids += programme.plan_screenings(plans)
    programme.publish_screenings(ids, actor_label="demo")
    return len(ids)


def _plan_screen(screen: Screen, first: date, prices: int) -> Iterator[programme.Plan]:
    if screen.free_seating:
        yield from _round_the_clock(screen, first, prices)
        return
    chance = random.Random(zlib.crc32(f"{screen.id}:{first}".encode()))
    films = _features()
    bill = chance.sample(films, k=min(3, len(films)))
    for offset in range(7):
        day = first + timedelta(days=offset)
        free_from = datetime.combine(day, time(9), ZONE)
        slots = ([MORNING] if day.weekday() in (2, 5, 6) else []) + list(SLOTS)
        for index, slot in enumerate(slots):
            version, runtime = chance.choice(bill[(offset + index) % len(bill)])
            starts = max(datetime.combine(day, slot, ZONE), _rounded(free_from))
            if starts.date() != day or starts.hour >= 23:
                break
            yield _plan(screen, version, prices, starts)
            free_from = starts + timedelta(minutes=15 + runtime + 20)


def _round_the_clock(screen: Screen, first: date, prices: int) -> Iterator[programme.Plan]:
    """Short films day and night in free seating, so that one screening is entering at any hour."""
    shorts = [versions[0] for versions in _versions(Film.objects.filter(runtime_min__lt=SHORT_MINUTES))]
    moment = datetime.combine(first, time(0, 5), ZONE).astimezone(ZoneInfo("UTC"))
    end = datetime.combine(first + timedelta(days=7), time(0, 0), ZONE).astimezone(ZoneInfo("UTC"))
    turn = 0
    while shorts:
        version, runtime = shorts[turn % len(shorts)]
        after = moment + timedelta(minutes=10 + runtime + LOOP_GAP)
        if after > end:  # the last of the week: the shortest, if even that fits
            version, runtime = min(shorts, key=lambda short: short[1])
            after = moment + timedelta(minutes=10 + runtime + LOOP_GAP)
        if after > end:
            return
        yield _plan(screen, version, prices, moment, pre_show=10, turnaround=LOOP_GAP)
        moment, turn = _rounded(after), turn + 1


def _plan(
    screen: Screen, version: int, prices: int, starts: datetime, *, pre_show: int = 15, turnaround: int = 20
) -> programme.Plan:
    reference = f"demo:{screen.id}:{starts.astimezone(ZONE):%Y%m%d%H%M%z}"
    return programme.Plan(
        screen=screen.id, version=version, price_version=prices, starts_at=starts, pre_show_min=pre_show,
        turnaround_min=turnaround, external_ref=reference,
    )  # fmt: skip


def _features() -> list[list[tuple[int, int]]]:
    return _versions(Film.objects.filter(runtime_min__gte=SHORT_MINUTES, runtime_min__lte=200))


def _versions(films: object) -> list[list[tuple[int, int]]]:
    """Per film, its versions with the runtime in minutes."""
    grouped: dict[int, list[tuple[int, int]]] = {}
    rows = FilmVersion.objects.filter(film__in=films).order_by("film_id", "id")
    for version, film, runtime in rows.values_list("id", "film_id", "film__runtime_min"):
        grouped.setdefault(film, []).append((version, runtime or 0))
    return list(grouped.values())


def _rounded(moment: datetime) -> datetime:
    """Up to the next five minutes."""
    extra = (moment.minute * 60 + moment.second) % (ROUND * 60)
    return moment.replace(second=0, microsecond=0) + timedelta(seconds=(ROUND * 60 - extra) % (ROUND * 60))
