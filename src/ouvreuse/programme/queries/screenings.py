"""Reads of the programme: frozen views for the public, each in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, F, Func, Q, QuerySet

from ouvreuse.catalogue.rules import CLASS_AGES
from ouvreuse.kernel import clock, prepared
from ouvreuse.kernel.local_time import to_instant
from ouvreuse.programme.errors import ScreeningUnknown
from ouvreuse.programme.models import Screening
from ouvreuse.programme.rules.listing import NIGHT_ENDS, listing_day

COLUMNS = {
    "id": "id",
    "state": "state",
    "kind": "kind",
    "starts_at": "starts_at",
    "film_starts_at": "film_starts_at",
    "ends_at": "ends_at",
    "web_opens_at": "web_opens_at",
    "web_closes_at": "web_closes_at",
    "free_seating": "free_seating",
    "capacity": "capacity",
    "note_fr": "note_fr",
    "note_en": "note_en",
    "labels": "labels",
    "cinema_id": "cinema_id",
    "cinema_slug": "cinema__slug",
    "cinema_name": "cinema__name",
    "cinema_town": "cinema__town",
    "zone": "cinema__zone",
    "screen_name": "screen__name",
    "screen_number": "screen__number",
    "film_id": "film_id",
    "film_slug": "film__slug",
    "film_title": "film__title",
    "film_year": "film__year",
    "film_genres": "film__genres",
    "runtime_min": "film__runtime_min",
    "classification": "film__classification",
    "warning": "film__warning",
    "poster_seed": "film__poster_seed",
    "poster": "film__poster_id",
    "version_label": "version__label",
    "format": "version__format",
    "captions": "version__captions",
    "audio_description": "version__audio_description",
}
FARTHEST = timedelta(hours=12 + 14)  # half a day, and the zone farthest from UTC
LISTS = {name: list(COLUMNS).index(name) for name in ("film_genres", "labels")}


class ListingDay(Func):
    """`rules.listing_day` in SQL: the local date five hours earlier, in the zone of each row's cinema."""

    template = f"(timezone(%(expressions)s) - interval '{NIGHT_ENDS.hour} hours')::date"
    output_field = DateField()

    def __init__(self) -> None:
        super().__init__(F("cinema__zone"), F("starts_at"))


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """A screening as listings show it. Instants in UTC; `zone` is the cinema's."""

    id: int
    state: str
    kind: str
    starts_at: datetime
    film_starts_at: datetime
    ends_at: datetime
    web_opens_at: datetime
    web_closes_at: datetime
    free_seating: bool
    capacity: int
    note_fr: str
    note_en: str
    labels: tuple[str, ...]
    cinema_id: int
    cinema_slug: str
    cinema_name: str
    cinema_town: str
    zone: str
    screen_name: str
    screen_number: int
    film_id: int
    film_slug: str
    film_title: str
    film_year: int | None
    film_genres: tuple[str, ...]
    runtime_min: int | None
    classification: str
    warning: bool
    poster_seed: int
    poster: str | None
    version_label: str
    format: str
    captions: bool
    audio_description: bool

    @property
    def local_start(self) -> datetime:
        """The start on the cinema's wall clock."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def listing_day(self) -> date:
        """The evening it is listed under."""
        return listing_day(self.local_start)

    @property
    def after_midnight(self) -> bool:
        """Listed under the evening before: its own date must be said."""
        return self.listing_day != self.local_start.date()

    @property
    def cancelled(self) -> bool:
        """Cancelled screenings stay listed, marked."""
        return self.state == Screening.State.CANCELLED

    @property
    def min_age(self) -> int:
        """0, 12, 16 or 18 (code du cinéma R211-12)."""
        return CLASS_AGES[self.classification]

    def note(self, language: str) -> str:
        """The note in that language, else in the other."""
        first, second = self.note_fr, self.note_en
        return (second or first) if language.startswith("en") else (first or second)


def published_screenings() -> QuerySet[Screening]:
    """Published by now, cancelled ones included, schools' and private ones too: what staff sell and let in."""
    return Screening.objects.filter(
        ~Q(state=Screening.State.DRAFT), published_at__isnull=False, published_at__lte=clock.now()
    )


def public_screenings() -> QuerySet[Screening]:
    """What the public may see: schools' and private ones never."""
    return published_screenings().filter(kind=Screening.Kind.PUBLIC)


def never_on_sale(price_list: int) -> QuerySet[Screening]:
    """Coming screenings of a price list that the public has never seen."""
    now = clock.now()
    unseen = Q(state=Screening.State.DRAFT) | Q(state=Screening.State.PUBLISHED, published_at__gt=now)
    return Screening.objects.filter(unseen, price_version__price_list_id=price_list, starts_at__gt=now)


def week_screenings(cinema: int, *, week: date, zone: str) -> QuerySet[Screening]:
    """Every screening listed under the seven days from `week` (a Wednesday) on, whatever its state."""
    first, _ = day_bounds(week, zone=zone)
    last, _ = day_bounds(week + timedelta(days=7), zone=zone)
    return Screening.objects.filter(cinema=cinema, starts_at__gte=first, starts_at__lt=last)


def screening_view(screening: int) -> ScreeningView:
    """One public screening. Raises `ScreeningUnknown` for a draft, a coming one or an unknown id."""
    for view in views_of(public_screenings().filter(id=screening)):
        return view
    raise ScreeningUnknown(screening=screening)


def screenings_on(cinema: str | None, *, day: date, staff: bool = False) -> list[ScreeningView]:
    """Screenings listed under a day, of one cinema (by slug) or of all, by start: public ones, all for ``staff``.

    The listing of a day goes from 5 in the morning to 5 the next, on the wall of each cinema: a show after
    midnight belongs to the evening before.
    """
    middle = datetime.combine(day, time(17), tzinfo=UTC)
    seen = published_screenings() if staff else public_screenings()
    near = seen.filter(starts_at__gte=middle - FARTHEST, starts_at__lt=middle + FARTHEST)
    return views_of(_of(near.annotate(listed=ListingDay()).filter(listed=day), cinema))


LONGEST_SHOW = timedelta(days=1)
ENTERING = """
SELECT id FROM programme_screening
 WHERE cinema_id = %s AND starts_at BETWEEN %s AND %s AND ends_at > %s
   AND screen_id = %s AND state = 'published' AND published_at <= %s
"""


def entering(screen: int, *, cinema: int, at: datetime, opens_before: timedelta) -> frozenset[int]:
    """Screenings of a screen one may enter at an instant: from so long before the start to the end.

    One prepared statement: the door asks at every scan.
    """
    rows = prepared.rows(ENTERING, [cinema, at - LONGEST_SHOW, at + opens_before, at, screen, at])
    return frozenset(row[0] for row in rows)


def film_screenings(
    film: str, *, cinema: str | None = None, since: datetime | None = None
) -> list[ScreeningView]:
    """Public screenings of a film (by slug) that start from `since` on, by default from now."""
    rows = public_screenings().filter(film__slug=film, starts_at__gte=since or clock.now())
    return list(views_of(_of(rows, cinema)))


def programme_days(cinema: str | None = None, *, since: datetime | None = None) -> list[date]:
    """Listing days that have public screenings starting from `since` on, by default from now; sorted."""
    rows = _of(public_screenings().filter(starts_at__gte=since or clock.now()), cinema)
    listed = rows.annotate(listed=ListingDay()).order_by("listed")
    return list(listed.values_list("listed", flat=True).distinct())


def coming_films() -> list[str]:
    """Slugs of the films with a coming public screening, sorted."""
    rows = public_screenings().filter(starts_at__gte=clock.now())
    return sorted(set(rows.order_by().values_list("film__slug", flat=True).distinct()))


def day_bounds(day: date, *, zone: str) -> tuple[datetime, datetime]:
    """The first instant of a listing day and the first of the next, in UTC."""
    here = ZoneInfo(zone)
    return to_instant(day, NIGHT_ENDS, here), to_instant(day + timedelta(days=1), NIGHT_ENDS, here)


def _of(rows: QuerySet[Screening], cinema: str | None) -> QuerySet[Screening]:
    return rows.filter(cinema__slug=cinema) if cinema else rows


def views_of(rows: QuerySet[Screening]) -> list[ScreeningView]:
    """Screenings as doors show them, by start; one statement."""
    ordered = rows.order_by("starts_at", "screen__number", "id").values_list(*COLUMNS.values())
    return [
        ScreeningView(
            **{**dict(zip(COLUMNS, row, strict=True)), **{name: _names(row, name) for name in LISTS}}
        )
        for row in ordered
    ]


def _names(row: tuple[Any, ...], column: str) -> tuple[str, ...]:
    return tuple(row[LISTS[column]])
