"""What the public and the tickets must know of a screening, read in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ouvreuse.booking.errors import ScreeningUnknown
from ouvreuse.kernel import prepared
from ouvreuse.pricing.rules import ScreeningContext

FILM_AGES = {"TP": 0, "12": 12, "16": 16, "18": 18, "X": 18}


@dataclass(frozen=True, slots=True)
class ScreeningFacts:
    """A screening with its film, screen and cinema. Instants in UTC; ``zone`` is the cinema's."""

    id: int
    state: str
    published_at: datetime | None
    starts_at: datetime
    film_starts_at: datetime
    ends_at: datetime
    web_opens_at: datetime
    web_closes_at: datetime
    free_seating: bool
    capacity: int
    max_per_order: int
    note_fr: str
    note_en: str
    price_version: int
    seat_map: int
    cinema_id: int
    cinema_slug: str
    cinema_name: str
    cinema_town: str
    operator_name: str
    zone: str
    screen_number: int
    screen_name: str
    film_id: int
    film_slug: str
    film_title: str
    film_runtime: int | None
    classification: str
    warning: bool
    visa_number: str
    version_label: str
    format: str
    audio_description: bool
    captions: bool
    poster_seed: int
    film_genres: list[str]
    poster: str | None

    @property
    def local_start(self) -> datetime:
        """The start on the cinema's wall clock."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def min_age(self) -> int:
        """0, 12, 16 or 18 (code du cinéma R211-12)."""
        return FILM_AGES[self.classification]

    def context(self, *, channel: str) -> ScreeningContext:
        """What pricing must know."""
        return ScreeningContext(
            self.local_start, self.format, self.min_age, channel, self.film_slug, tuple(self.film_genres)
        )

    def sale(self, *, now: datetime) -> str:
        """'open', 'early', 'closed' or 'cancelled' on the web at this instant, as ``hold_seats`` judges it."""
        if self.state == "cancelled":
            return "cancelled"
        if now < self.web_opens_at:
            return "early"
        return "open" if now < min(self.web_closes_at, self.ends_at) else "closed"


TABLES = """
  FROM programme_screening screening
  JOIN venues_cinema cinema ON cinema.id = screening.cinema_id
  JOIN venues_operator operator ON operator.id = cinema.operator_id
  JOIN venues_screen screen ON screen.id = screening.screen_id
  JOIN catalogue_film film ON film.id = screening.film_id
  JOIN catalogue_filmversion version ON version.id = screening.version_id
 WHERE screening.id = %s
"""
ELSEWHERE = {
    "price_version": "screening.price_version_id",
    "seat_map": "screening.seat_map_id",
    "cinema_slug": "cinema.slug",
    "cinema_name": "cinema.name",
    "cinema_town": "cinema.town",
    "operator_name": "operator.name",
    "zone": "cinema.zone",
    "screen_number": "screen.number",
    "screen_name": "screen.name",
    "film_slug": "film.slug",
    "film_title": "film.title",
    "film_runtime": "film.runtime_min",
    "classification": "film.classification",
    "warning": "film.warning",
    "visa_number": "film.visa_number",
    "version_label": "version.label",
    "format": "version.format",
    "audio_description": "version.audio_description",
    "captions": "version.captions",
    "poster_seed": "film.poster_seed",
    "film_genres": "film.genres",
    "poster": "film.poster_id",
}
COLUMNS = ", ".join(ELSEWHERE.get(name, f"screening.{name}") for name in ScreeningFacts.__slots__)


ONE_SCREENING = f"SELECT {COLUMNS}, clock() {TABLES}"
ONE_FOR_ALL = f"{ONE_SCREENING} AND screening.kind = 'public'"


class BriefFacts(NamedTuple):
    """Only what a choice of seats is judged by. ``local_start``: the cinema's wall clock, as ISO text."""

    id: int
    price_version: int
    local_start: str
    zone: str
    format: str
    classification: str
    free_seating: bool
    max_per_order: int
    film: str
    genres: list[str]


BRIEF = """
SELECT screening.id, screening.price_version_id, (screening.starts_at AT TIME ZONE cinema.zone)::text, cinema.zone,
       version.format, film.classification, screening.free_seating, screening.max_per_order,
       film.slug, film.genres
  FROM programme_screening screening
  JOIN venues_cinema cinema ON cinema.id = screening.cinema_id
  JOIN catalogue_film film ON film.id = screening.film_id
  JOIN catalogue_filmversion version ON version.id = screening.version_id
 WHERE screening.id BETWEEN %s AND %s AND screening.state <> 'draft'
"""


def brief_facts(first: int, last: int) -> dict[int, BriefFacts]:
    """Brief facts of the screenings with ids from ``first`` to ``last``, drafts left out; one statement."""
    return {row[0]: BriefFacts(*row) for row in prepared.rows(BRIEF, [first, last])}


def screening_facts(ids: Iterable[int]) -> dict[int, ScreeningFacts]:
    """Facts by id, whatever the state; for orders, tickets and the door, which know one screening or two."""
    found = [row for screening in sorted(set(ids)) for row in prepared.rows(ONE_SCREENING, [screening])]
    return {row[0]: ScreeningFacts(*row[:-1]) for row in found}


def screening_for_sale(screening: int, *, staff: bool = False) -> ScreeningFacts:
    """Facts of a screening the public may see; for ``staff`` a school's or a private one too.

    Raises ``ScreeningUnknown`` for a draft, one to be published, an unknown id.
    """
    row = prepared.row(ONE_SCREENING if staff else ONE_FOR_ALL, [screening])
    found = ScreeningFacts(*row[:-1]) if row else None
    if row is None or found is None or found.state == "draft":
        raise ScreeningUnknown("unknown", screening=screening)
    if found.published_at is None or found.published_at > row[-1]:
        raise ScreeningUnknown("unknown", screening=screening)
    return found
