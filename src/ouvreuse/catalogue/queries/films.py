"""Films as the public reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.models import CinemaFilm, Credit, Film, FilmVersion, FormerAddress
from ouvreuse.catalogue.rules import CLASS_AGES, FilmFacts, KnownFilm
from ouvreuse.kernel import text


@dataclass(frozen=True, slots=True)
class VersionView:
    """One way a film is shown."""

    id: int
    label: str
    format: str
    audio: str
    subtitles: tuple[str, ...]
    original: bool
    captions: bool
    audio_description: bool


@dataclass(frozen=True, slots=True)
class FilmView:
    """A film as its page shows it. `runtime_min` in minutes, `None` while unknown."""

    id: int
    slug: str
    title: str
    original_title: str
    visa_number: str
    classification: str
    warning: bool
    runtime_min: int | None
    year: int | None
    released_on: date | None
    countries: tuple[str, ...]
    genres: tuple[str, ...]
    synopsis_fr: str
    synopsis_en: str
    distributor: str
    poster_seed: int
    kind: str = "film"
    warning_text: str = ""
    trailer_url: str = ""
    poster: str = ""
    poster_alt_fr: str = ""
    poster_alt_en: str = ""
    labels: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    versions: tuple[VersionView, ...] = ()

    @property
    def min_age(self) -> int:
        """0, 12, 16 or 18 (code du cinéma R211-12)."""
        return CLASS_AGES[self.classification]

    @property
    def poster_alt(self) -> str:
        """What the poster shows, as far as it is said."""
        return self.poster_alt_fr or self.poster_alt_en

    def synopsis(self, language: str) -> str:
        """In that language, else in the other."""
        first, second = self.synopsis_fr, self.synopsis_en
        return (second or first) if language.startswith("en") else (first or second)


LABELS = ("art_house", "research", "heritage", "young")


def film_page(slug: str) -> FilmView:
    """A film with its people and versions, in one statement. Raises `FilmUnknown`."""
    for view in _views(Film.objects.filter(slug=slug)):
        return view
    raise FilmUnknown(film=slug)


def present_address(slug: str) -> str:
    """Where the film of a former address is now. Raises ``FilmUnknown``."""
    now = FormerAddress.objects.filter(slug=slug).values_list("film__slug", flat=True).first()
    if now is None:
        raise FilmUnknown(film=slug)
    return now


def films(ids: Iterable[int]) -> dict[int, FilmView]:
    """Films by id with their people and versions, in one statement; unknown ids are absent."""
    return {view.id: view for view in _views(Film.objects.filter(id__in=set(ids)))}


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What one cinema says of a film: a note in both languages, and whether it is listed first there."""

    note_fr: str
    note_en: str
    first: bool

    def note(self, language: str) -> str:
        """In that language, else in the other."""
        first, second = self.note_fr, self.note_en
        return (second or first) if language.startswith("en") else (first or second)


def own_words(cinema: int) -> dict[int, OwnWords]:
    """What a cinema says of films in its own words, by film; one statement."""
    rows = CinemaFilm.objects.filter(cinema_id=cinema).values_list("film_id", "note_fr", "note_en", "first")
    return {film: OwnWords(fr, en, first) for film, fr, en, first in rows}


def known_films(facts: Iterable[FilmFacts]) -> list[KnownFilm]:
    """The films any of the facts may speak of, for `rules.recognise`; one statement."""
    items = list(facts)
    visas = {item.visa_number for item in items if item.visa_number}
    keys = {text.title_key(item.title) for item in items}
    rows = Film.objects.filter(Q(visa_number__in=visas) | Q(sort_key__in=keys)).order_by("id")
    return [KnownFilm(*row) for row in rows.values_list("id", "title", "visa_number", "year")]


def _views(rows: QuerySet[Film]) -> list[FilmView]:
    """Films with what hangs on them, all in one statement."""
    mine = {"film": OuterRef("pk")}
    people = (
        Credit.objects.filter(**mine)
        .order_by("job", "rank", "id")
        .values_list(JSONObject(job="job", name="name"))
    )
    ways = FilmVersion.objects.filter(**mine).order_by("label", "format", "id")
    facts = JSONObject(**{name: name for name in VersionView.__slots__})
    found: QuerySet[Any] = rows.select_related("distributor").annotate(
        people=ArraySubquery(people), ways=ArraySubquery(ways.values_list(facts))
    )
    return [_view(row) for row in found]


def _view(row: Any) -> FilmView:
    return FilmView(
        id=row.id,
        slug=row.slug,
        title=row.title,
        original_title=row.original_title,
        visa_number=row.visa_number,
        classification=row.classification,
        warning=row.warning,
        runtime_min=row.runtime_min,
        year=row.year,
        released_on=row.released_on,
        countries=tuple(row.countries),
        genres=tuple(row.genres),
        synopsis_fr=row.synopsis_fr,
        synopsis_en=row.synopsis_en,
        distributor=row.distributor.name if row.distributor else "",
        poster_seed=row.poster_seed,
        kind=row.kind,
        warning_text=row.warning_text,
        trailer_url=row.trailer_url,
        poster=row.poster_id or "",
        poster_alt_fr=row.poster_alt_fr,
        poster_alt_en=row.poster_alt_en,
        labels=tuple(name for name in LABELS if getattr(row, name)),
        directors=_credited(row, "director"),
        cast=_credited(row, "cast"),
        versions=tuple(
            VersionView(**{**facts, "subtitles": tuple(facts["subtitles"])}) for facts in row.ways
        ),
    )


def _credited(row: Any, job: str) -> tuple[str, ...]:
    return tuple(person["name"] for person in row.people if person["job"] == job)
