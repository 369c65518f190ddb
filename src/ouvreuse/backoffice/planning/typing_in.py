"""From what was typed, picked or dropped to a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.http import QueryDict

from ouvreuse.backoffice.planning.place import Place
from ouvreuse.backoffice.planning.reading import desk_of, showable
from ouvreuse.backoffice.shell.fields import day_said
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.kernel.text import sort_key
from ouvreuse.pricing.queries import PriceListView, price_lists
from ouvreuse.programme.actions import Plan
from ouvreuse.programme.errors import CellFault, NoPriceList, TypedFault
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules import KnownScreen, cells, local_instant
from ouvreuse.programme.rules.cells import BadCell
from ouvreuse.programme.rules.series import wall_of
from ouvreuse.programme.rules.typed import Misunderstood, Showable, Typed, choose, understand
from ouvreuse.venues.models import Screen

MOST_FOUND = 200
WHOLE_DAY = 25 * 60


def number(posted: QueryDict, name: str) -> int:
    """A whole number of a form, 0 when there is none."""
    words = posted.get(name, "").strip()
    return int(words) if words.isdecimal() and words.isascii() and len(words) < 10 else 0


def typed_plan(posted: QueryDict, place: Place) -> Plan:
    """The draft a form asks for: one typed line (``text``), with what was picked beside it (``version``, ``screen``,
    ``day``) or dropped (``offset``: minutes from the start of the day). Raises `Misunderstood`, `BadCell`,
    `LocalTimeRefused`, `NoPriceList`."""
    typed = understand(posted.get("text", ""), days=place.week.days, screens=known_screens(place))
    version = chosen_version(typed, number(posted, "version"))
    screen = typed.screen or number(posted, "screen")
    if not screen:
        raise Misunderstood(TypedFault.NO_SCREEN)
    if not Screen.objects.filter(id=screen, cinema=place.cinema.id).exists():
        raise Misunderstood(CellFault.SCREEN_UNKNOWN, value=screen, known=_known(place))
    starts_at = _typed_start(typed, posted, place)
    habits = desk_of(place).habits
    return Plan(
        screen=screen,
        version=version.version,
        price_version=usual_prices(place).at(starts_at).id,
        starts_at=starts_at,
        pre_show_min=habits.pre_show_min,
        turnaround_min=habits.turnaround_min,
    )


def _typed_start(typed: Typed, posted: QueryDict, place: Place) -> datetime:
    day = typed.day or day_of(posted, place) or (place.day if place.view == "day" else None)
    if typed.at is None:
        dropped = start_of(posted, place)
        if dropped is None:
            raise Misunderstood(TypedFault.NO_TIME)
        return dropped
    if day is None:
        raise Misunderstood(TypedFault.NO_DAY)
    return local_instant(wall_of(day, typed.at), zone=place.cinema.zone)


def start_of(posted: QueryDict, place: Place) -> datetime | None:
    """The start a form gives: minutes from the start of a day, or the time on the wall; None: it says neither."""
    day, offset, clock = day_of(posted, place), posted.get("offset", ""), posted.get("time", "").strip()
    if day is None:
        return None
    if offset.isdecimal() and len(offset) < 6:
        return place.bounds(day)[0] + timedelta(minutes=min(int(offset), WHOLE_DAY))
    if not clock:
        return None
    return local_instant(wall_of(day, cells.clock(clock)), zone=place.cinema.zone)


def day_of(posted: QueryDict, place: Place) -> date | None:
    """The day a form names, whichever week it is of."""
    words = posted.get("day", "").strip()
    if not words:
        return None
    day = day_said(words)
    if day is None:
        raise BadCell(CellFault.DATE, {"value": cells.shown(words)})
    return day


def chosen_version(typed: Typed, picked: int) -> Showable:
    """The version typed, or picked; a version typed beside a film picked chooses among those of that film."""
    if picked:
        row = FilmVersion.objects.select_related("film").filter(id=picked).first()
        if row is None:
            raise Misunderstood(TypedFault.NO_FILM, value=str(picked))
        if not typed.version:
            return showable(row)
        others = FilmVersion.objects.select_related("film").filter(film=row.film_id)
        line = Typed(typed.at, typed.day, typed.screen, typed.version, row.film.title)
        return choose(line, [showable(each) for each in others])
    return choose(typed, _found(typed.title))


def _found(title: str) -> Sequence[Showable]:
    rows = FilmVersion.objects.select_related("film").order_by("film__sort_key", "film_id", "id")
    for word in title.split():
        rows = rows.filter(Q(film__sort_key__contains=sort_key(word)) | Q(film__title__icontains=word))
    return [showable(each) for each in rows[:MOST_FOUND]] if title else []


def usual_prices(place: Place) -> PriceListView:
    """The price list used last here, else the cinema's first. Raises `NoPriceList`."""
    lists = price_lists([place.cinema.id])
    if not lists:
        raise NoPriceList
    last = (
        Screening.objects.filter(cinema=place.cinema.id)
        .order_by("-id")
        .values_list("price_version__price_list_id", flat=True)
        .first()
    )
    return next((each for each in lists if each.id == last), lists[0])


def known_screens(place: Place) -> list[KnownScreen]:
    """The screens as a typed line names them."""
    rows = Screen.objects.filter(cinema=place.cinema.id).order_by("number")
    return [
        KnownScreen(row.id, row.cinema_id, row.number, row.name, tuple(row.formats), has_map=True)
        for row in rows
    ]


def _known(place: Place) -> str:
    return ", ".join(screen.name for screen in known_screens(place))
