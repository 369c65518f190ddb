"""Writes of the catalogue: films and their versions, many at a time with a fixed number of statements."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from ouvreuse.catalogue.models import Credit, Film, FilmVersion
from ouvreuse.catalogue.queries import known_films
from ouvreuse.catalogue.rules import UNDETERMINED, FilmFacts, KnownFilm, VersionFacts, recognise
from ouvreuse.kernel import text

FILLED = (
    "original_title",
    "classification",
    "warning",
    "runtime_min",
    "year",
    "released_on",
    "countries",
    "genres",
    "synopsis_fr",
    "synopsis_en",
    "distributor",
    "visa_number",
    "poster_seed",
)


def upsert_film(facts: FilmFacts) -> int:
    """Record a film, or complete the one recognised; returns its id. See `upsert_films`."""
    return upsert_films([facts])[0]


@transaction.atomic
def upsert_films(facts: Sequence[FilmFacts]) -> list[int]:
    """Record films, completing those known by visa, else by title and year; returns ids in order.

    What the facts don't say stays; the title of a known film stays. Raises `SeveralFilms`,
    `VisaOfAnotherFilm`.
    """
    ids_known = [film.id for film in known_films(facts)]
    films = {
        film.id: film for film in Film.objects.filter(id__in=ids_known).order_by("id").select_for_update()
    }
    known = [KnownFilm(film.id, film.title, film.visa_number, film.year) for film in films.values()]
    changed: set[int] = set()
    ids: list[int] = []
    for item in facts:
        found = recognise(item, known=known)
        if found is None:
            found = KnownFilm(-1 - len(films), item.title, item.visa_number, item.year)  # until it has a row
            known.append(found)
            films[found.id] = _new_film(item)
        elif _complete(films[found.id], item):
            changed.add(found.id)
        ids.append(found.id)
    if known_changes := [films[film] for film in sorted(changed) if film > 0]:
        Film.objects.bulk_update(known_changes, FILLED)
    _create([film for key, film in films.items() if key < 0])
    done = [films[key].id for key in ids]
    _add_credits(list(zip(done, facts, strict=True)))
    return done


def upsert_version(film: int, *, facts: VersionFacts) -> int:
    """Record a version of a film, or complete the one of the same identity; returns its id."""
    return upsert_versions([(film, facts)])[0]


@transaction.atomic
def upsert_versions(wanted: Sequence[tuple[int, VersionFacts]]) -> list[int]:
    """Record versions, given (film id, facts); returns ids in order.

    A version of the same film, label, format and audio description is the same; its language is
    completed when it was not known.
    """
    rows = FilmVersion.objects.filter(film_id__in={film for film, _ in wanted})
    known = {(row.film_id, row.label, row.format, row.audio_description): row for row in rows}
    new: dict[tuple[int, str, str, bool], FilmVersion] = {}
    changed: list[FilmVersion] = []
    for film, facts in wanted:
        key = (film, *facts.identity)
        row = known.get(key)
        if row is None:
            new.setdefault(key, _new_version(film, facts))
        elif row.audio == UNDETERMINED != facts.audio:
            row.audio = facts.audio
            changed.append(row)
    FilmVersion.objects.bulk_create(new.values())
    if changed:
        FilmVersion.objects.bulk_update(changed, ["audio"])
    known.update(new)
    return [known[(film, *facts.identity)].id for film, facts in wanted]


def _said(facts: FilmFacts) -> dict[str, object]:
    values = {name: getattr(facts, name) for name in FILLED}
    said = {name: value for name, value in values.items() if value not in (None, "", ())}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _new_film(facts: FilmFacts) -> Film:
    title = text.one_line(facts.title)
    said = {"poster_seed": zlib.crc32(title.encode()) % 2**31, **_said(facts)}
    return Film(title=title, sort_key=text.title_key(title), **said)


def _complete(film: Film, facts: FilmFacts) -> bool:
    said = _said(facts)
    said.pop("poster_seed", None)
    changes = {name: value for name, value in said.items() if getattr(film, name) != value}
    for name, value in changes.items():
        setattr(film, name, value)
    return bool(changes)


def _create(films: list[Film]) -> None:
    """Insert films under addresses nobody has: the title, then with its year, then numbered."""
    if not films:
        return
    bases = [text.slug(film.title, length=100) for film in films]
    pattern = Q()
    for stem in set(bases):
        pattern |= Q(slug__startswith=stem)
    taken = set(Film.objects.filter(pattern).values_list("slug", flat=True))
    for film, stem in zip(films, bases, strict=True):
        choices = [stem, *([f"{stem}-{film.year}"] if film.year else [])]
        number = 2
        while not (free := [slug for slug in choices if slug not in taken]):
            choices.append(f"{stem}-{number}")
            number += 1
        film.slug = free[0]
        taken.add(film.slug)
    Film.objects.bulk_create(films)


def _add_credits(films: Sequence[tuple[int, FilmFacts]]) -> None:
    wanted = [
        Credit(film_id=film, name=name, job=job, rank=rank)
        for film, facts in films
        for job, names in ((Credit.Job.DIRECTOR, facts.directors), (Credit.Job.CAST, facts.cast))
        for rank, name in enumerate(names)
    ]
    Credit.objects.bulk_create(wanted, ignore_conflicts=True)


def _new_version(film: int, facts: VersionFacts) -> FilmVersion:
    return FilmVersion(
        film_id=film,
        label=facts.label,
        audio=facts.audio,
        subtitles=list(facts.subtitles),
        original=facts.original,
        captions=facts.captions,
        audio_description=facts.audio_description,
        format=facts.format,
    )
