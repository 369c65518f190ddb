"""Writes of the catalogue: films and their versions, many at a time with a fixed number of statements."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q

from ouvreuse.catalogue.models import Credit, Distributor, Film, FilmVersion, FormerAddress
from ouvreuse.catalogue.models.deals import distributor_key
from ouvreuse.catalogue.queries import known_films
from ouvreuse.catalogue.rules import (
    UNDETERMINED,
    FilmFacts,
    KnownFilm,
    KnownFilms,
    Recorded,
    VersionFacts,
    recognise,
)
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


def upsert_films(facts: Sequence[FilmFacts]) -> list[int]:
    """Record films, completing those known; returns ids in order. See `record_films`."""
    return [film.id for film in record_films(facts)]


@transaction.atomic
def record_films(facts: Sequence[FilmFacts]) -> list[Recorded]:
    """Record films, completing those known by visa, else by title and year; says in order what each changed.

    What the facts don't say stays; the title of a known film stays. Raises `SeveralFilms`,
    `VisaOfAnotherFilm`.
    """
    ids_known = [film.id for film in known_films(facts)]
    rows = Film.objects.filter(id__in=ids_known).select_related("distributor").order_by("id")
    films = {film.id: film for film in rows.select_for_update(of=("self",))}
    lenders = distributors_named([item.distributor for item in facts])
    known = KnownFilms(KnownFilm(film.id, film.title, film.visa_number, film.year) for film in films.values())
    before = {key: {name: getattr(film, name) for name in FILLED} for key, film in films.items()}
    keys: list[int] = []
    for item in facts:
        found = recognise(item, known=known)
        if found is None:
            found = KnownFilm(-1 - len(films), item.title, item.visa_number, item.year)  # until it has a row
            known.add(found)
            films[found.id] = _new_film(item, lenders)
        else:
            _complete(films[found.id], item, lenders)
        keys.append(found.id)
    changed = [_differences(item, before.get(key), lenders) for key, item in zip(keys, facts, strict=True)]
    if ids_changed := {key for key, names in zip(keys, changed, strict=True) if names}:
        Film.objects.bulk_update([films[key] for key in sorted(ids_changed)], FILLED)
    _create([film for key, film in films.items() if key < 0])
    ids = [films[key].id for key in keys]
    added = _add_credits(list(zip(ids, facts, strict=True)))
    return [
        Recorded(film, names + (people if key in before else ()))
        for key, film, names, people in zip(keys, ids, changed, added, strict=True)
    ]


def upsert_version(film: int, *, facts: VersionFacts) -> int:
    """Record a version of a film, or complete the one of the same identity; returns its id."""
    return upsert_versions([(film, facts)])[0]


def upsert_versions(wanted: Sequence[tuple[int, VersionFacts]]) -> list[int]:
    """Record versions, given (film id, facts); returns ids in order. See `record_versions`."""
    return [version.id for version in record_versions(wanted)]


@transaction.atomic
def record_versions(wanted: Sequence[tuple[int, VersionFacts]]) -> list[Recorded]:
    """Record versions, given (film id, facts); says in order what each changed.

    A version of the same film, label, format and audio description is the same; its language is
    completed when it was not known.
    """
    rows = FilmVersion.objects.filter(film_id__in={film for film, _ in wanted})
    known = {(row.film_id, row.label, row.format, row.audio_description): row for row in rows}
    silent = {key for key, row in known.items() if row.audio == UNDETERMINED}
    new: dict[tuple[int, str, str, bool], FilmVersion] = {}
    for film, facts in wanted:
        key = (film, *facts.identity)
        row = known.get(key) or new.setdefault(key, _new_version(film, facts))
        if row.audio == UNDETERMINED:
            row.audio = facts.audio
    FilmVersion.objects.bulk_create(new.values())
    if completed := [known[key] for key in silent if known[key].audio != UNDETERMINED]:
        FilmVersion.objects.bulk_update(completed, ["audio"])
    known.update(new)
    return [
        Recorded(
            known[key].id,
            ("audio",) if key in silent and known[key].audio == facts.audio != UNDETERMINED else (),
        )
        for key, facts in (((film, *facts.identity), facts) for film, facts in wanted)
    ]


Lenders = Mapping[str, Distributor]


def distributors_named(names: Iterable[str]) -> dict[str, Distributor]:
    """The distributors of these names, by key; those not yet known are recorded (inner)."""
    wanted = {distributor_key(name): text.one_line(name) for name in names if name.strip()}
    if not wanted:
        return {}
    Distributor.objects.bulk_create(
        [Distributor(key=key, name=name) for key, name in sorted(wanted.items())], ignore_conflicts=True
    )
    return {row.key: row for row in Distributor.objects.filter(key__in=wanted)}


def _said(facts: FilmFacts, lenders: Lenders) -> dict[str, object]:
    values = {name: getattr(facts, name) for name in FILLED}
    values["distributor"] = lenders.get(distributor_key(facts.distributor))
    said = {name: value for name, value in values.items() if value not in (None, "", ())}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _new_film(facts: FilmFacts, lenders: Lenders) -> Film:
    title = text.one_line(facts.title)
    said = {"poster_seed": seed_of(title), **_said(facts, lenders)}
    return Film(title=title, sort_key=text.title_key(title), **said)


def seed_of(title: str) -> int:
    """Which drawing stands in for the poster of a title."""
    return zlib.crc32(title.encode()) % 2**31


def _complete(film: Film, facts: FilmFacts, lenders: Lenders) -> None:
    for name, value in _told(facts, lenders).items():
        setattr(film, name, value)


def _told(facts: FilmFacts, lenders: Lenders) -> dict[str, object]:
    """What is said of a film already known; its drawn poster stays."""
    return {name: value for name, value in _said(facts, lenders).items() if name != "poster_seed"}


def _differences(facts: FilmFacts, before: Mapping[str, object] | None, lenders: Lenders) -> tuple[str, ...]:
    """Names of the facts said otherwise than they stood; none for a film that was not there."""
    if before is None:
        return ()
    return tuple(name for name, value in _told(facts, lenders).items() if before[name] != value)


def _create(films: list[Film]) -> None:
    if films:
        give_addresses(films)
        Film.objects.bulk_create(films)


def give_addresses(films: Sequence[Film]) -> None:
    """Addresses nobody has or had: the title, then with its year, then numbered (inner)."""
    bases = [text.slug(film.title, length=100) for film in films]
    pattern = Q()
    for stem in set(bases):
        pattern |= Q(slug__startswith=stem)
    taken = set(Film.objects.filter(pattern).values_list("slug", flat=True))
    taken |= set(FormerAddress.objects.filter(pattern).values_list("slug", flat=True))
    for film, stem in zip(films, bases, strict=True):
        choices = [stem, *([f"{stem}-{film.year}"] if film.year else [])]
        number = 2
        while not (free := [slug for slug in choices if slug not in taken]):
            choices.append(f"{stem}-{number}")
            number += 1
        film.slug = free[0]
        taken.add(film.slug)


def _add_credits(films: Sequence[tuple[int, FilmFacts]]) -> list[tuple[str, ...]]:
    """Add the people not yet credited; returns for each film which fields named somebody new."""
    named = {film for film, facts in films if facts.directors or facts.cast}
    there = (
        set(Credit.objects.filter(film_id__in=named).values_list("film_id", "job", "name"))
        if named
        else set()
    )
    added = []
    wanted = []
    for film, facts in films:
        fields = []
        for field, job, names in (
            ("directors", Credit.Job.DIRECTOR, facts.directors),
            ("cast", Credit.Job.CAST, facts.cast),
        ):
            new = [(rank, name) for rank, name in enumerate(names) if (film, job.value, name) not in there]
            wanted += [Credit(film_id=film, name=name, job=job, rank=rank) for rank, name in new]
            fields += [field] if new else []
        added.append(tuple(fields))
    Credit.objects.bulk_create(wanted, ignore_conflicts=True)
    return added


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
