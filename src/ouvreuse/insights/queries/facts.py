"""Figures from the daily facts and, for what is newer, from the book's tail; each in one short statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from ouvreuse.fiscal import queries as fiscal
from ouvreuse.fiscal.queries import Moved
from ouvreuse.insights.rules import LiveShow, Show, Shows, Taken
from ouvreuse.kernel.local_time import to_instant
from ouvreuse.programme.rules.listing import NIGHT_ENDS, listing_day

TAIL = 3_000  # entries of a book read beside its daily facts: the job that folds them is a minute behind
PATIENCE = "2s"  # the sale comes first: figures that take longer are not shown
PATIENCE_FOR_LISTS = "5s"  # asked for by one person, now and then
Ranges = Sequence[tuple[datetime, datetime]]


@contextmanager
def short_reads(patience: str = "") -> Iterator[None]:
    """One state of all that is read inside, and little patience of the database."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                    f" SET LOCAL statement_timeout = '{patience or PATIENCE}'"
                )
        yield


BOOKED = """
SELECT (SELECT coalesce(jsonb_object_agg(book, number), '{}') FROM insights_cursor)::text,
       (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]') FROM (
           SELECT cinema_id, day, channel, sum(sold)::bigint AS sold, sum(refunded)::bigint AS refunded,
                  sum(issued)::bigint AS issued, sum(cancelled)::bigint AS cancelled, sum(vat)::bigint AS vat
             FROM insights_dailyfact WHERE cinema_id = ANY (%s) AND day = ANY (%s) GROUP BY 1, 2, 3) f)::text
"""


def booked(
    cinemas: Sequence[int], *, days: Iterable[date]
) -> tuple[dict[int, int], dict[tuple[int, date, str], Taken]]:
    """How far each book is folded, and what the daily facts say was booked on these days."""
    with connection.cursor() as cursor:
        cursor.execute(BOOKED, [list(cinemas), list(days)])
        cursors, rows = map(json.loads, cursor.fetchone())
    found = {
        (row["cinema_id"], date.fromisoformat(row["day"]), row["channel"]): Taken(
            row["sold"], row["refunded"], row["issued"], row["cancelled"], row["vat"]
        )
        for row in rows
    }
    return {int(book): number for book, number in cursors.items()}, found


def tail(cinemas: Sequence[int], *, after: dict[int, int]) -> tuple[list[Moved], bool]:
    """What the books say that is not folded yet; and whether even more waits."""
    found = fiscal.moved(cinemas, after=after, most=TAIL, night_ends=NIGHT_ENDS.hour)
    read: dict[int, int] = {}
    for each in found:
        read[each.book] = max(read.get(each.book, 0), each.last - after.get(each.book, 0))
    return found, any(count >= TAIL for count in read.values())


def with_tail(
    found: dict[tuple[int, date, str], Taken], newer: Iterable[Moved], *, days: Iterable[date]
) -> dict[tuple[int, date, str], Taken]:
    """The daily facts of these days with what is newer."""
    whole, wanted = defaultdict(Taken, found), set(days)
    for each in newer:
        if each.day in wanted:
            whole[each.cinema, each.day, each.channel] += Taken(
                each.sold, each.refunded, each.issued, each.cancelled, each.vat
            )
    return dict(whole)


SAID = """
WITH shown AS MATERIALIZED (
    SELECT s.id, s.cinema_id, s.screen_id, s.film_id, s.version_id, s.starts_at, s.capacity, s.state,
           (timezone(c.zone, s.starts_at) - make_interval(hours => %(night)s))::date AS day
      FROM unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) AS w(since, until)
      JOIN programme_screening s ON s.starts_at >= w.since AND s.starts_at < w.until
      JOIN venues_cinema c ON c.id = s.cinema_id
     WHERE s.cinema_id = ANY (%(cinemas)s) AND s.state <> 'draft'
       AND (%(film)s::int IS NULL OR s.film_id = %(film)s)
), newer AS (
    SELECT screening, sum(issued - cancelled) AS admissions, sum(free) AS free, sum(seats) AS box_office
      FROM jsonb_to_recordset(%(tail)s::jsonb) AS t(screening int, issued int, cancelled int, free int, seats bigint)
     GROUP BY screening
), said AS (
    SELECT shown.id AS screening, coalesce(f.admissions, 0) + coalesce(n.admissions, 0) AS admissions,
           coalesce(f.free, 0) + coalesce(n.free, 0) AS free,
           coalesce(f.box_office, 0) + coalesce(n.box_office, 0) AS box_office
      FROM shown
     CROSS JOIN LATERAL (  -- one by one, by the index: a join would read the facts of all years
           SELECT sum(issued - cancelled) AS admissions, sum(free) AS free, sum(seats) AS box_office
             FROM insights_dailyfact WHERE screening = shown.id) f
      LEFT JOIN newer n ON n.screening = shown.id
)
"""
BY_FILM = f"""{SAID}
SELECT shown.cinema_id, shown.day, shown.film_id, max(film.title), count(*) FILTER (WHERE state = 'published'),
       coalesce(sum(shown.capacity) FILTER (WHERE state = 'published'), 0), coalesce(sum(admissions), 0)::bigint,
       coalesce(sum(free), 0)::bigint, coalesce(sum(box_office), 0)::bigint
  FROM shown JOIN catalogue_film film ON film.id = shown.film_id LEFT JOIN said ON said.screening = shown.id
 WHERE shown.day = ANY (%(days)s) GROUP BY 1, 2, 3
"""  # noqa: S608 - our own words
EACH = f"""{SAID}
SELECT shown.id, shown.cinema_id, cinema.name, shown.day, shown.starts_at, cinema.zone, screen.name, shown.film_id,
       film.title, version.label, shown.state = 'cancelled', CASE WHEN shown.state = 'published' THEN 1 ELSE 0 END,
       CASE WHEN shown.state = 'published' THEN shown.capacity ELSE 0 END, coalesce(admissions, 0)::bigint,
       coalesce(free, 0)::bigint, coalesce(box_office, 0)::bigint
  FROM shown JOIN catalogue_film film ON film.id = shown.film_id
  JOIN venues_cinema cinema ON cinema.id = shown.cinema_id
  JOIN venues_screen screen ON screen.id = shown.screen_id
  JOIN catalogue_filmversion version ON version.id = shown.version_id
  LEFT JOIN said ON said.screening = shown.id
 WHERE shown.day = ANY (%(days)s) ORDER BY shown.starts_at, shown.id
"""  # noqa: S608 - our own words


def shown(
    cinemas: Sequence[int], *, days: Sequence[date], zone: str, newer: Iterable[Moved] = ()
) -> tuple[dict[tuple[int, date, int], Shows], dict[int, str]]:
    """What the screenings of these days made, by cinema, day and film, whenever they were sold; and films' titles."""
    found: dict[tuple[int, date, int], Shows] = {}
    titles: dict[int, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(BY_FILM, _asked(cinemas, days, zone, newer))
        for cinema, day, film, title, *figures in cursor.fetchall():
            found[cinema, day, film], titles[film] = Shows(*map(int, figures)), title
    return found, titles


def each_show(
    cinemas: Sequence[int],
    *,
    days: Sequence[date],
    zone: str,
    newer: Iterable[Moved] = (),
    film: int | None = None,
) -> list[Show]:
    """The same, screening by screening, by start; of one film only when it is told."""
    with connection.cursor() as cursor:
        cursor.execute(EACH, _asked(cinemas, days, zone, newer, film))
        return [_show(*row) for row in cursor.fetchall()]


def _show(*row: Any) -> Show:
    return Show(*(*row[:11], Shows(*map(int, row[11:]))))


def _asked(
    cinemas: Sequence[int], days: Sequence[date], zone: str, newer: Iterable[Moved], film: int | None = None
) -> dict[str, Any]:
    ranges = runs(days, zone=zone)
    moved = [
        {name: getattr(each, name) for name in ("screening", "issued", "cancelled", "free", "seats")}
        for each in newer
    ]
    return {
        "cinemas": list(cinemas), "days": list(days), "night": NIGHT_ENDS.hour, "tail": json.dumps(moved),
        "since": [since for since, _ in ranges], "until": [until for _, until in ranges], "film": film,
    }  # fmt: skip


FARTHEST = timedelta(hours=26)  # two zones of one chain are never farther apart


def runs(days: Iterable[date], *, zone: str) -> Ranges:
    """The fewest stretches of time that hold these days wherever a cinema of the chain is."""
    here = ZoneInfo(zone)
    found: list[tuple[datetime, datetime]] = []
    for day in sorted(set(days)):
        since, until = (
            to_instant(day, NIGHT_ENDS, here) - FARTHEST,
            to_instant(day + timedelta(days=1), NIGHT_ENDS, here) + FARTHEST,
        )
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found


LIVE = """
SELECT s.id, s.cinema_id, s.starts_at, s.film_starts_at, s.ends_at, s.state, screen.name, s.film_id, film.title,
       version.label, s.capacity,
       (SELECT count(*) FROM booking_claim c WHERE c.screening_id = s.id AND c.until > (SELECT clock())),
       t.sold, t.inside
  FROM programme_screening s
  JOIN venues_cinema cinema ON cinema.id = s.cinema_id
  JOIN venues_screen screen ON screen.id = s.screen_id
  JOIN catalogue_film film ON film.id = s.film_id
  JOIN catalogue_filmversion version ON version.id = s.version_id
  LEFT JOIN LATERAL (SELECT count(*) AS sold, count(k.admitted_at) AS inside FROM booking_ticket k
                      WHERE k.screening_id = s.id AND k.voided_at IS NULL) t ON true
 WHERE s.cinema_id = ANY (%s) AND s.starts_at >= %s AND s.starts_at < %s AND s.state <> 'draft'
   AND (timezone(cinema.zone, s.starts_at) - make_interval(hours => %s))::date = %s
 ORDER BY s.starts_at, cinema.town, screen.number
"""


def live(cinemas: Sequence[int], *, day: date, zone: str) -> tuple[LiveShow, ...]:
    """The screenings of a business day as they fill, by start."""
    [(since, until)] = runs([day], zone=zone)
    with connection.cursor() as cursor:
        cursor.execute(LIVE, [list(cinemas), since, until, NIGHT_ENDS.hour, day])
        return tuple(LiveShow(*row) for row in cursor.fetchall())


def bounds(first: date, last: date, *, zone: str) -> tuple[datetime, datetime]:
    """The first instant of a business day, and the first after another."""
    here = ZoneInfo(zone)
    return to_instant(first, NIGHT_ENDS, here), to_instant(last + timedelta(days=1), NIGHT_ENDS, here)


def business_day(at: datetime, *, zone: str) -> date:
    """The business day of an instant: it ends at five in the morning on the wall of the cinema."""
    return listing_day(at.astimezone(ZoneInfo(zone)))
