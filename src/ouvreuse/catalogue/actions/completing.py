"""Facts fetched from a source fill what nobody has typed; the source's key is kept sealed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from ouvreuse.accounts import actions as accounts
from ouvreuse.catalogue.actions.recording import give_addresses, seed_of
from ouvreuse.catalogue.errors import FilmUnknown
from ouvreuse.catalogue.models import Credit, DataSource, Film
from ouvreuse.catalogue.queries.sources import PURPOSE
from ouvreuse.kernel import clock, text
from ouvreuse.kernel.sealed import seal

FETCHED = (
    "original_title", "runtime_min", "year", "released_on", "first_released_on", "countries", "genres", "synopsis_fr",
    "synopsis_en", "imdb", "tmdb_id", "trailer_url",
)  # fmt: skip
PEOPLE = {"directors": Credit.Job.DIRECTOR, "cast": Credit.Job.CAST}


@transaction.atomic
def complete_film(
    film: int | None,
    *,
    told: Mapping[str, Any],
    wanted: Collection[str],
    source: str,
    actor: int | None,
    actor_label: str = "staff",
) -> tuple[int, tuple[str, ...]]:
    """Fill the wanted facts that are still empty, or record a new film; returns its id and what was filled.

    What a person typed is never overwritten, even when it was typed after the preview. Raises ``FilmUnknown``.
    """
    row = _row(film, told)
    given = {
        name: told[name] for name in FETCHED if name in wanted and told.get(name) and not getattr(row, name)
    }
    for name, value in given.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.save()
    filled = [*given, *_people(row, told, wanted)]
    if filled or film is None:
        accounts.record(
            "complete_film" if film else "add_film", subject=f"film:{row.pk}", actor=actor, actor_label=actor_label,
            facts={"source": source, "after": {name: _plain(told[name]) for name in filled}},
        )  # fmt: skip
    return row.pk, tuple(filled)


def _row(film: int | None, told: Mapping[str, Any]) -> Film:
    if film is not None:
        known = Film.objects.select_for_update(of=("self",)).filter(id=film).first()
        if known is None:
            raise FilmUnknown(film=film)
        return known
    title = text.one_line(told["title"])[:200]
    row = Film(title=title, sort_key=text.title_key(title), poster_seed=seed_of(title), year=told.get("year"))
    give_addresses([row])
    return row


def _people(row: Film, told: Mapping[str, Any], wanted: Collection[str]) -> list[str]:
    filled = []
    for name, job in PEOPLE.items():
        names = list(dict.fromkeys(told.get(name) or ()))
        if name in wanted and names and not row.credits.filter(job=job).exists():
            Credit.objects.bulk_create(
                Credit(film=row, job=job, name=person, rank=rank) for rank, person in enumerate(names)
            )
            filled.append(name)
    return filled


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value if isinstance(value, int) else str(value)


@transaction.atomic
def set_source_key(source: str, *, key: str, actor: int | None, actor_label: str = "staff") -> None:
    """Keep the key of a source, sealed; an empty one forgets it. The trail never shows it."""
    DataSource.objects.filter(name=source).delete()
    if key:
        sealed = seal(key, key=settings.SECRET_KEY, purpose=PURPOSE)
        DataSource.objects.create(name=source, sealed_key=sealed, set_at=clock.now())
    accounts.record(
        "set_source_key" if key else "forget_source_key", subject=f"source:{source}", actor=actor,
        actor_label=actor_label,
    )  # fmt: skip
