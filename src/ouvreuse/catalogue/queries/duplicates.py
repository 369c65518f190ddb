"""Films that may be one: the same visa, the same number at TMDB, or the same title in the same year."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from ouvreuse.catalogue.models import Film
from ouvreuse.kernel import text

PAIRS = """
WITH pairs AS (
    SELECT a.id AS one, b.id AS other, 'visa' AS why, 1 AS rank
      FROM catalogue_film a JOIN catalogue_film b ON a.visa_number = b.visa_number AND a.id < b.id
     WHERE a.visa_number <> '' AND b.visa_number <> ''
    UNION ALL
    SELECT a.id, b.id, 'tmdb', 2 FROM catalogue_film a JOIN catalogue_film b ON a.tmdb_id = b.tmdb_id AND a.id < b.id
    UNION ALL
    SELECT a.id, b.id, 'title', 3 FROM catalogue_film a JOIN catalogue_film b ON a.sort_key = b.sort_key AND a.id < b.id
     WHERE (a.year = b.year OR a.year IS NULL OR b.year IS NULL)
       AND (a.visa_number = b.visa_number OR '' IN (a.visa_number, b.visa_number))
)
SELECT one, other, (array_agg(why ORDER BY rank))[1]
  FROM pairs JOIN catalogue_film film ON film.id = one
 GROUP BY one, other, film.sort_key ORDER BY min(rank), film.sort_key, one, other LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """A film that may be the one meant, and why: ``visa``, ``tmdb`` or ``title``."""

    id: int
    title: str
    year: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two films that may be one; the older row first."""

    one: Alike
    other: Alike


def films_alike(*, title: str, visa: str, tmdb_id: int | None, year: int | None) -> tuple[Alike, ...]:
    """Films already there that a new one may be; one statement."""
    key = text.title_key(title)
    same = Q(sort_key=key) & (Q(year=None) | Q(year=year) if year else Q())
    if visa:
        same = (same & Q(visa_number="")) | Q(visa_number=visa)
    if tmdb_id:
        same |= Q(tmdb_id=tmdb_id)
    rows = Film.objects.filter(same).order_by("id")[:10]
    found = rows.values_list("id", "title", "year", "visa_number", "tmdb_id")
    return tuple(
        Alike(
            film, name, made, _why(visa != "" and number == visa, tmdb_id is not None and theirs == tmdb_id)
        )
        for film, name, made, number, theirs in found
    )


def duplicates() -> tuple[Pair, ...]:
    """Pairs of films that may be one, the surest first, at most 200; two statements."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRS)
        found = cursor.fetchall()
    ids = {film for pair in found for film in pair[:2]}
    rows = Film.objects.filter(id__in=ids).values_list("id", "title", "year")
    known = {film: (title, year) for film, title, year in rows}
    return tuple(
        Pair(Alike(one, *known[one], why), Alike(other, *known[other], why)) for one, other, why in found
    )


def _why(visa: bool, tmdb: bool) -> str:
    return "visa" if visa else "tmdb" if tmdb else "title"
