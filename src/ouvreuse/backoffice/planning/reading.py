"""What the week's page must know, in a fixed number of statements whatever the number of screenings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from ouvreuse.backoffice.planning.place import Place
from ouvreuse.booking.queries import free_counts
from ouvreuse.catalogue.models import FilmVersion
from ouvreuse.catalogue.rules import CLASS_AGES
from ouvreuse.programme.models import Screening, SeriesScreening
from ouvreuse.programme.queries import week_screenings
from ouvreuse.programme.rules import listing_day
from ouvreuse.programme.rules.clashes import Clash, Habits, Hours, Slot, clashes
from ouvreuse.programme.rules.keys import Key
from ouvreuse.programme.rules.typed import Showable
from ouvreuse.venues.models import Screen

COLUMNS = {
    **{
        name: name
        for name in (
            "id",
            "screen_id",
            "film_id",
            "version_id",
            "state",
            "kind",
            "labels",
            "capacity",
            "starts_at",
            "film_starts_at",
            "ends_at",
            "occupied_until",
            "pre_show_min",
            "turnaround_min",
            "published_at",
            "edits",
            "note_fr",
            "note_en",
            "quotas",
        )
    },
    "title": "film__title",
    "classification": "film__classification",
    "visa": "film__visa_number",
    "runtime": "film__runtime_min",
    "label": "version__label",
    "format": "version__format",
    "described": "version__audio_description",
    "children": "children",
}
AROUND = timedelta(hours=8)  # a screening of the evening before may still occupy its screen
KEYS_REMEMBERED = timedelta(days=30)  # a version that had a key needs one
MOST_IN_POOL = 60


@dataclass(frozen=True, slots=True)
class Planned:
    """A screening of the week."""

    id: int
    screen_id: int
    film_id: int
    version_id: int
    state: str
    kind: str
    labels: list[str]
    capacity: int
    starts_at: datetime
    film_starts_at: datetime
    ends_at: datetime
    occupied_until: datetime
    pre_show_min: int
    turnaround_min: int
    published_at: datetime | None
    edits: int
    note_fr: str
    note_en: str
    quotas: dict[str, int] | None
    title: str
    classification: str
    visa: str
    runtime: int | None
    label: str
    format: str
    described: bool
    children: str

    @property
    def version(self) -> str:
        """`VOSTFR 3D AD`."""
        return " ".join(
            [self.label, *([] if self.format == "2D" else [self.format]), *(["AD"] if self.described else [])]
        )

    def standing(self, now: datetime) -> str:
        """``draft``, ``coming`` (a publication at an instant), ``sale`` or ``cancelled``."""
        if self.state != Screening.State.PUBLISHED:
            return self.state
        return "coming" if self.published_at and self.published_at > now else "sale"


@dataclass(frozen=True, slots=True)
class DeskView:
    """What lies on the desk: the cinema's habits, lines of a sheet still to place, what can be taken back, keys."""

    habits: Habits
    left: list[dict[str, Any]]
    undo: str
    redo: str
    keys: list[Key]


@dataclass(frozen=True, slots=True)
class Week:
    """All of it."""

    now: datetime
    screens: list[Screen]
    planned: list[Planned]
    taken: dict[int, int]
    clashes: dict[int, tuple[Clash, ...]]
    desk: DeskView


def planned_in(rows: QuerySet[Screening]) -> list[Planned]:
    """Screenings with their films and the cycle for children they are an evening of, by start; one statement."""
    cycle = SeriesScreening.objects.filter(screening=OuterRef("pk"), series__young=True).order_by("series_id")
    title = "series__title_en" if (get_language() or "fr").startswith("en") else "series__title_fr"
    named = Coalesce(NullIf(title, Value("")), "series__title_fr")
    children = Subquery(cycle.annotate(named=named).values("named")[:1])
    rows = rows.annotate(children=Coalesce(children, Value("")))
    found = rows.order_by("starts_at", "screen__number", "id").values_list(*COLUMNS.values())
    return [Planned(**dict(zip(COLUMNS, row, strict=True))) for row in found]


def week_of(place: Place) -> Week:
    """The week, or what of it is looked at; four statements."""
    first, last = place.bounds(place.days[0])[0], place.bounds(place.days[-1])[1]
    rows = Screening.objects.filter(
        cinema=place.cinema.id, starts_at__gte=first - AROUND, starts_at__lt=last + AROUND
    )
    near = planned_in(rows)
    planned = [each for each in near if first <= each.starts_at < last]
    screens = list(Screen.objects.filter(cinema=place.cinema.id).order_by("number"))
    free = free_counts(each.id for each in planned if each.state == Screening.State.PUBLISHED)
    taken = {each.id: each.capacity - free[each.id] for each in planned if each.id in free}
    desk = desk_of(place)
    found = clashes(slots(near, screens), habits=desk.habits, keys=desk.keys)
    return Week(place.now, screens, planned, taken, found, desk)


def slots(planned: Iterable[Planned], screens: Sequence[Screen]) -> list[Slot]:
    """Screenings as the rules see them; cancelled ones occupy nothing."""
    formats = {screen.id: tuple(screen.formats) for screen in screens}
    closed = {screen.id: screen.closed_at for screen in screens if screen.closed_at is not None}
    return [
        Slot(
            id=each.id,
            screen=each.screen_id,
            film=each.film_id,
            version=each.version_id,
            starts_at=each.starts_at,
            film_starts_at=each.film_starts_at,
            ends_at=each.ends_at,
            occupied_until=each.occupied_until,
            turnaround_min=each.turnaround_min,
            format=each.format,
            formats=formats.get(each.screen_id, ()),
            age=CLASS_AGES[each.classification],
            labels=tuple(each.labels),
            kind=each.kind,
            runtime_known=each.runtime is not None,
            visa=bool(each.visa),
            children=each.children,
            closed=each.screen_id in closed and each.starts_at >= closed[each.screen_id],
        )
        for each in planned
        if each.state != Screening.State.CANCELLED
    ]


DESK = """
SELECT (SELECT jsonb_build_array(pre_show_min, turnaround_min, stagger_min, opens, closes)
          FROM programme_planninghabits WHERE cinema_id = %(cinema)s),
       (SELECT "left" FROM programme_droppedsheet WHERE cinema_id = %(cinema)s AND user_id = %(user)s),
       (SELECT jsonb_agg(jsonb_build_array(verb, undone_at IS NULL) ORDER BY id DESC)
          FROM (SELECT * FROM programme_planstep
                 WHERE cinema_id = %(cinema)s AND week = %(week)s AND user_id = %(user)s
                 ORDER BY id DESC LIMIT 200) AS mine),
       (SELECT jsonb_agg(jsonb_build_array(k.screen_id, k.version_id, k.opens_at, k.closes_at))
          FROM programme_kdm k JOIN venues_screen s ON s.id = k.screen_id
         WHERE s.cinema_id = %(cinema)s AND k.closes_at > %(first)s AND k.opens_at < %(last)s)
"""


def desk_of(place: Place) -> DeskView:
    """All of it in one statement."""
    first, last = place.bounds(place.week.opening)[0], place.bounds(place.week.next.opening)[0]
    facts: dict[str, Any] = {
        "cinema": place.cinema.id,
        "user": place.user,
        "week": place.week.opening,
        "first": first - KEYS_REMEMBERED,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(DESK, facts)
        habits, left, steps, keys = map(_decoded, cursor.fetchone())
    undo, redo = _ways(steps or [])
    return DeskView(_habits(place, habits), left or [], undo, redo, [_key(*key) for key in keys or []])


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _habits(place: Place, row: list[Any] | None) -> Habits:
    """How the cinema plans; the usual where it never said."""
    if not row:
        return Habits(place.zone)
    pre_show, turnaround, stagger, opens, closes = row
    hours = Hours(tuple(map(_time, opens)), tuple(map(_time, closes))) if any(opens) else None
    return Habits(place.zone, pre_show, turnaround, stagger, hours)


def _time(words: str | None) -> time | None:
    return time.fromisoformat(words) if words else None


def _key(screen: int, version: int, opens_at: str, closes_at: str) -> Key:
    return Key(screen, version, datetime.fromisoformat(opens_at), datetime.fromisoformat(closes_at))


def _ways(steps: list[tuple[str, bool]]) -> tuple[str, str]:
    """The verb that can be taken back, and the one that can be done again: the newest standing, the oldest undone."""
    redo = ""
    for verb, stands in steps:
        if stands:
            return verb, redo
        redo = verb
    return "", redo


@dataclass(frozen=True, slots=True)
class PoolFilm:
    """A film beside the grid with its versions. ``held``: shown in the week before or in this one."""

    film: int
    title: str
    runtime: int | None
    held: bool
    versions: tuple[Showable, ...]


def pool_of(place: Place) -> list[PoolFilm]:
    """Films to plan: those shown last week first, then those that come out; one statement."""
    before = place.bounds(place.week.previous.opening)[0]
    after = place.bounds(place.week.next.opening)[0]
    held = Exists(
        Screening.objects.filter(
            cinema=place.cinema.id, film=OuterRef("film_id"), starts_at__gte=before, starts_at__lt=after
        )
    )
    fresh = Q(
        film__released_on__range=(place.week.opening - timedelta(days=28), place.week.end + timedelta(14))
    )
    rows = FilmVersion.objects.alias(holds=held).annotate(held=held).filter(Q(holds=True) | fresh)
    films: dict[int, list[Any]] = {}
    for row in rows.select_related("film").order_by("-held", "film__sort_key", "film_id", "id")[
        : MOST_IN_POOL * 4
    ]:
        films.setdefault(row.film_id, []).append(row)
    return [
        PoolFilm(id, rows[0].film.title, rows[0].film.runtime_min, rows[0].held, tuple(map(showable, rows)))
        for id, rows in list(films.items())[:MOST_IN_POOL]
    ]


def showable(row: FilmVersion) -> Showable:
    """A version as the typed line names it."""
    label = f"{row.label} AD" if row.audio_description else row.label
    return Showable(row.id, row.film_id, row.film.title, label, row.format)


def published_rows(place: Place) -> list[Planned]:
    """Everything of the week but drafts; one statement."""
    rows = week_screenings(place.cinema.id, week=place.week.opening, zone=place.cinema.zone)
    return planned_in(rows)


def listed_under(place: Place, instant: datetime) -> date:
    """The day whose row of the grid shows it."""
    return listing_day(instant.astimezone(place.zone))
