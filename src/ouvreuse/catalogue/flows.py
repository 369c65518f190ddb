"""Asking a source of film data: the call first, outside any transaction; what it says is kept by actions after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import connection

from ouvreuse.catalogue.actions import complete_film, set_poster
from ouvreuse.catalogue.errors import CatalogueError, SourceFault, SourceTrouble
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.providers.tmdb import NAME, Found, Tmdb, Told
from ouvreuse.catalogue.queries.sources import source_key

POSTER = "poster"


@dataclass(frozen=True, slots=True)
class Completed:
    """A film filled: its id, what was filled, and why its poster was not, when it was not."""

    film: int
    filled: tuple[str, ...]
    trouble: CatalogueError | None = None


def search_tmdb(title: str) -> tuple[Found, ...]:
    """Films called so. Raises ``SourceTrouble``."""
    return _tmdb().search(title)


def tmdb_film(film: int) -> Told:
    """What TMDB says of one of its films. Raises ``SourceTrouble``."""
    return _tmdb().movie(film)


def complete_from_tmdb(
    film: int | None, *, tmdb: int, wanted: Collection[str], actor: int | None, actor_label: str = "staff"
) -> Completed:
    """Fill the wanted facts that are empty, or record a new film; its poster too when it has none.

    A poster that does not come or is no picture leaves the rest done. Raises ``SourceTrouble``, ``FilmUnknown``.
    """
    source = _tmdb()
    told = source.movie(tmdb)
    row, filled = complete_film(
        film, told=asdict(told), wanted=wanted, source=NAME, actor=actor, actor_label=actor_label
    )
    if (
        POSTER not in wanted
        or not told.poster_path
        or Film.objects.filter(id=row, poster__isnull=False).exists()
    ):
        return Completed(row, filled)
    try:
        set_poster(row, data=source.poster(told.poster_path), actor=actor, actor_label=actor_label)
    except CatalogueError as trouble:
        return Completed(row, filled, trouble)
    return Completed(row, (*filled, POSTER))


def _tmdb() -> Tmdb:
    if connection.in_atomic_block:
        raise RuntimeError("a flow never runs inside a transaction")
    key = source_key("tmdb")
    if not key:
        raise SourceTrouble(SourceFault.NO_KEY, source=NAME)
    return Tmdb(key, api=settings.TMDB_URL, images=settings.TMDB_IMAGES_URL)
