"""Reads of the catalogue: frozen views of films for the public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.models import Credit, Film, FilmVersion
from ouvreuse.catalogue.rules import CLASS_AGES


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
    for view in _views(Film.objects.filter(slug=slug).values()):
        return view
    raise FilmUnknown(film=slug)


def films(ids: Iterable[int]) -> dict[int, FilmView]:
    """Films by id with their people and versions, in three statements; unknown ids are absent."""
    return {view.id: view for view in _views(Film.objects.filter(id__in=set(ids)).values())}


def _views(rows: Iterable[dict[str, object]]) -> list[FilmView]:
    found = list(rows)
    ids = [row["id"] for row in found]
    people: dict[object, dict[str, list[str]]] = {}
    credited = Credit.objects.filter(film_id__in=ids).order_by("film_id", "job", "rank", "id")
    for film, job, name in credited.values_list("film_id", "job", "name"):
        people.setdefault(film, {}).setdefault(job, []).append(name)
    versions: dict[object, list[VersionView]] = {}
    for version in FilmVersion.objects.filter(film_id__in=ids).order_by("film_id", "label", "format", "id"):
        versions.setdefault(version.film_id, []).append(_version(version))
    return [
        FilmView(
            **{name: _frozen(value) for name, value in row.items() if name != "sort_key"},  # type: ignore[arg-type]
            directors=tuple(people.get(row["id"], {}).get("director", ())),
            cast=tuple(people.get(row["id"], {}).get("cast", ())),
            versions=tuple(versions.get(row["id"], ())),
        )
        for row in found
    ]


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


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
