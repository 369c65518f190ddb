"""Cycles, festivals, evenings with guests, as the public reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from ouvreuse.catalogue.models import Series, SeriesFilm
from ouvreuse.kernel import clock
from ouvreuse.programme.errors import SeriesUnknown
from ouvreuse.programme.models import Screening, SeriesScreening
from ouvreuse.programme.queries.screenings import ScreeningView, public_screenings, views_of


@dataclass(frozen=True, slots=True)
class Evening:
    """A public screening of a series, with its guests."""

    screening: int
    starts_at: datetime
    zone: str
    cinema: str
    guests: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series a film is in, in the page's language, with the film's coming evenings."""

    id: int
    slug: str
    title: str
    text: str
    guests: str
    evenings: tuple[Evening, ...]


def series_of(film: int, *, language: str = "fr") -> list[SeriesView]:
    """The series a film is in; two statements, one when there is none."""
    rows = list(Series.objects.filter(entries__film=film).order_by("first_on", "id"))
    evenings = _evenings(film) if rows else {}
    return [
        SeriesView(
            row.id, row.slug, _in(language, row.title_fr, row.title_en), _in(language, row.text_fr, row.text_en),
            row.guests, tuple(evenings.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _in(language: str, french: str, english: str) -> str:
    return (english or french) if language.startswith("en") else (french or english)


def _evenings(film: int) -> dict[int, list[Evening]]:
    coming = public_screenings().filter(film=film, starts_at__gte=clock.now())
    rows = SeriesScreening.objects.filter(screening__in=coming.exclude(state=Screening.State.CANCELLED))
    facts = rows.order_by("screening__starts_at").values_list(
        "series_id", "screening_id", "screening__starts_at", "screening__cinema__zone", "screening__cinema__name",
        "guests",
    )  # fmt: skip
    found: dict[int, list[Evening]] = {}
    for series, screening, starts_at, zone, cinema, guests in facts:
        found.setdefault(series, []).append(Evening(screening, starts_at, zone, cinema, guests))
    return found


@dataclass(frozen=True, slots=True)
class SeriesName:
    """A series as another page names it."""

    slug: str
    title_fr: str
    title_en: str
    guests: str

    def title(self, language: str) -> str:
        """In that language, else in the other."""
        return _in(language, self.title_fr, self.title_en)


def series_by_screening(*, since: datetime) -> dict[int, tuple[SeriesName, ...]]:
    """The series of every screening that is an evening of one and starts from then on; one statement."""
    rows = SeriesScreening.objects.filter(screening__in=public_screenings().filter(starts_at__gte=since))
    found: dict[int, tuple[SeriesName, ...]] = {}
    for screening, *facts in rows.order_by("series__title_fr", "id").values_list(
        "screening_id", "series__slug", "series__title_fr", "series__title_en", "guests"
    ):
        found[screening] = (*found.get(screening, ()), SeriesName(*facts))
    return found


@dataclass(frozen=True, slots=True)
class SeriesFilmView:
    """A film of a series, as its card shows it."""

    slug: str
    title: str
    year: int | None
    classification: str
    warning: bool
    poster_seed: int
    poster: str | None


FILM = ("slug", "title", "year", "classification", "warning", "poster_seed", "poster_id")


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """A series with its films in their order. ``guests`` of the series; those of an evening are with it."""

    id: int
    slug: str
    title_fr: str
    title_en: str
    text_fr: str
    text_en: str
    guests: str
    first_on: date | None
    last_on: date | None
    films: tuple[SeriesFilmView, ...]

    def title(self, language: str) -> str:
        """In that language, else in the other."""
        return _in(language, self.title_fr, self.title_en)

    def text(self, language: str) -> str:
        """In that language, else in the other."""
        return _in(language, self.text_fr, self.text_en)


def series_page(slug: str) -> SeriesPage:
    """A series by its address; two statements. Raises ``SeriesUnknown``."""
    row = Series.objects.filter(slug=slug).first()
    if row is None:
        raise SeriesUnknown(series=slug)
    films = SeriesFilm.objects.filter(series=row).order_by("rank", "id")
    facts = films.values_list(*(f"film__{name}" for name in FILM))
    return SeriesPage(
        row.id, row.slug, row.title_fr, row.title_en, row.text_fr, row.text_en, row.guests, row.first_on, row.last_on,
        tuple(SeriesFilmView(*film) for film in facts),
    )  # fmt: skip


def series_screenings(series: SeriesPage, *, since: datetime) -> tuple[list[ScreeningView], dict[int, str]]:
    """Its public screenings that start from then on, and the guests of those that have some; two statements.

    Those that were ticked as its evenings; while none ever was, every screening of its films within its days.
    """
    evenings = dict(SeriesScreening.objects.filter(series=series.id).values_list("screening_id", "guests"))
    if evenings:
        wanted = Q(id__in=list(evenings))
    else:
        wanted = Q(film__slug__in=[film.slug for film in series.films])
    views = views_of(public_screenings().filter(wanted, starts_at__gte=since))
    shown = views if evenings else [view for view in views if _within(series, view.listing_day)]
    return shown, {screening: guests for screening, guests in evenings.items() if guests}


def _within(series: SeriesPage, day: date) -> bool:
    return (series.first_on is None or series.first_on <= day) and (
        series.last_on is None or day <= series.last_on
    )


def coming_series() -> list[str]:
    """Addresses of the series with a public screening to come, sorted; one statement."""
    coming = public_screenings().filter(starts_at__gte=clock.now()).exclude(state=Screening.State.CANCELLED)
    ticked = SeriesScreening.objects.filter(screening__in=coming)
    return sorted(set(Series.objects.filter(id__in=ticked.values("series")).values_list("slug", flat=True)))
