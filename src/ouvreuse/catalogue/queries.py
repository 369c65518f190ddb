"""Reads of the catalogue: frozen views of films for the public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.models import Credit, Film, FilmVersion
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
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    versions: tuple[VersionView, ...] = ()

    @property
    def min_age(self) -> int:
        """0, 12, 16 or 18 (code du cinéma R211-12)."""
        return CLASS_AGES[self.classification]

    def synopsis(self, language: str) -> str:
        """In that language, else in the other."""
        first, second = self.synopsis_fr, self.synopsis_en
        return (second or first) if language.startswith("en") else (first or second)


def film_page(slug: str) -> FilmView:
    """A film with its people and versions, in three statements. Raises `FilmUnknown`."""
    for view in _views(Film.objects.filter(slug=slug)):
        return view
    raise FilmUnknown(film=slug)


def films(ids: Iterable[int]) -> dict[int, FilmView]:
    """Films by id with their people and versions, in three statements; unknown ids are absent."""
    return {view.id: view for view in _views(Film.objects.filter(id__in=set(ids)))}


def known_films(facts: Iterable[FilmFacts]) -> list[KnownFilm]:
    """The films any of the facts may speak of, for `rules.recognise`; one statement."""
    items = list(facts)
    visas = {item.visa_number for item in items if item.visa_number}
    keys = {text.title_key(item.title) for item in items}
    rows = Film.objects.filter(Q(visa_number__in=visas) | Q(sort_key__in=keys)).order_by("id")
    return [KnownFilm(*row) for row in rows.values_list("id", "title", "visa_number", "year")]


def _views(rows: Iterable[Film]) -> list[FilmView]:
    found = list(rows)
    ids = [row.id for row in found]
    people: dict[int, dict[str, list[str]]] = {}
    credited = Credit.objects.filter(film_id__in=ids).order_by("film_id", "job", "rank", "id")
    for film, job, name in credited.values_list("film_id", "job", "name"):
        people.setdefault(film, {}).setdefault(job, []).append(name)
    versions: dict[int, list[VersionView]] = {}
    for version in FilmVersion.objects.filter(film_id__in=ids).order_by("film_id", "label", "format", "id"):
        versions.setdefault(version.film_id, []).append(_version(version))
    return [_view(row, people.get(row.id, {}), tuple(versions.get(row.id, ()))) for row in found]


def _view(row: Film, people: dict[str, list[str]], versions: tuple[VersionView, ...]) -> FilmView:
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
        distributor=row.distributor,
        poster_seed=row.poster_seed,
        directors=tuple(people.get("director", ())),
        cast=tuple(people.get("cast", ())),
        versions=versions,
    )


def _version(row: FilmVersion) -> VersionView:
    return VersionView(
        row.id,
        row.label,
        row.format,
        row.audio,
        tuple(row.subtitles),
        row.original,
        row.captions,
        row.audio_description,
    )
