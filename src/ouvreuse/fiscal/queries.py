"""Reading the book."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from ouvreuse.fiscal.models import AdmissionRight, Book, CancelledRight, Entry, Series
from ouvreuse.fiscal.rules import (
    Break,
    StoredEntry,
    Sums,
    first_break,
    first_gap,
    instant,
    series_label,
)

CHUNK = 500  # rows in memory at once
ENTRIES = """
SELECT e.number, e.payload, e.previous, e.hash, e.kind, e.subject::text, e.at,
       (SELECT json_agg(json_build_object(
                   'series', coalesce(s.screen_number || '/' || s.rate_code, '?'), 'number', r.number,
                   'ticket', r.ticket, 'screening', r.screening))::text
          FROM fiscal_admissionright r
          LEFT JOIN fiscal_series s ON s.id = r.series_id AND s.cinema_id = b.cinema_id
         WHERE r.entry_id = e.id),
       ARRAY(SELECT r.ticket::text FROM fiscal_cancelledright c JOIN fiscal_admissionright r ON r.id = c.right_id
              WHERE c.entry_id = e.id)
  FROM fiscal_book b JOIN fiscal_entry e ON e.book_id = b.id
 WHERE b.id = %s ORDER BY e.number
"""
RIGHTS = """
SELECT r.number, EXISTS (SELECT 1 FROM fiscal_entry e JOIN fiscal_book b ON b.id = e.book_id
                          WHERE e.id = r.entry_id AND b.cinema_id = s.cinema_id)
  FROM fiscal_series s JOIN fiscal_admissionright r ON r.series_id = s.id
 WHERE s.id = %s ORDER BY r.number
"""


@dataclass(frozen=True, slots=True)
class BookReport:
    """A book, its sums, and where it first breaks, if it does."""

    cinema: str
    channel: str
    length: int
    head: str
    sums: Sums
    broken: Break | None


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """A series of rights and where it first breaks, if it does."""

    cinema: str
    label: str
    last: int
    broken: Break | None


@dataclass(frozen=True, slots=True)
class RightsStatement:
    """The rights of a screening in one series (D212-85, 1 to 4): numbers, then counts."""

    label: str
    first: int
    following: int
    issued: int
    cancelled: int

    @property
    def admissions(self) -> int:
        """Rights that stay."""
        return self.issued - self.cancelled


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the book for all that is read inside, whatever is sold meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = '15min'")
        yield


def verify() -> tuple[list[BookReport], list[SeriesReport]]:
    """Every book and every series, both as they stood at one instant."""
    with snapshot():
        return verify_books(), verify_series()


def verify_books() -> list[BookReport]:
    """Walk every book from its first entry (R3.1), its rights with it. Streams: memory does not grow with it."""
    with snapshot():
        return [
            _verified(book) for book in Book.objects.select_related("cinema").order_by("cinema_id", "channel")
        ]


def _verified(book: Book) -> BookReport:
    sums = Sums()
    broken = first_break(_entries(book), length=book.length, head=book.head, sums=sums)
    return BookReport(book.cinema.name, book.channel, book.length, book.head, sums, broken)


def verify_series() -> list[SeriesReport]:
    """Walk every series from its first right: no gap, none too many, each entered in a book (D212-85)."""
    with snapshot():
        found = Series.objects.select_related("cinema").order_by("cinema_id", "screen_number", "rate_code")
        return [
            SeriesReport(
                row.cinema.name,
                series_label(row.screen_number, row.rate_code),
                row.last_number,
                first_gap(_streamed(RIGHTS, row.id), last=row.last_number),
            )
            for row in found
        ]


def _entries(book: Book) -> Iterator[StoredEntry]:
    for number, payload, previous, digest, kind, subject, at, rights, cancelled in _streamed(
        ENTRIES, book.id
    ):
        columns = {
            "cinema": book.cinema_id, "channel": book.channel, "number": number, "kind": kind,
            "subject": subject, "at": instant(at),
        }  # fmt: skip
        yield StoredEntry(number, payload, previous, digest, columns, json.loads(rights or "[]"), cancelled)


def _streamed(statement: str, key: int) -> Iterator[Any]:
    """Rows by a cursor of the server, inside the snapshot's transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [key])
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def first_entries(*, limit: int) -> list[StoredEntry]:
    """The first entries of the oldest book, for showing how verification works."""
    book = Book.objects.filter(length__gt=0).order_by("id").first()
    if book is None:
        return []
    with snapshot():
        return list(islice(_entries(book), limit))


def sums_between(cinema: int, *, channel: str, since: datetime, until: datetime) -> Sums:
    """What a book's entries from ``since`` until just before ``until`` add up to; zero for an empty time (T-11)."""
    sums = Sums()
    rows = Entry.objects.filter(book__cinema=cinema, book__channel=channel, at__gte=since, at__lt=until)
    for payload in rows.order_by("number").values_list("payload", flat=True).iterator(chunk_size=CHUNK):
        sums.add(json.loads(payload))
    return sums


def rights_statement(screening: int) -> list[RightsStatement]:
    """Each series' numbers and counts for a screening, as they stand now (D212-85; T-2)."""
    rows = (
        AdmissionRight.objects.filter(screening=screening)
        .values(screen=F("series__screen_number"), rate=F("series__rate_code"), last=F("series__last_number"))
        .annotate(first=Min("number"), issued=Count("id"), gone=Count("cancelled"))
        .order_by("screen", "rate")
    )
    return [
        RightsStatement(
            series_label(row["screen"], row["rate"]),
            row["first"],
            row["last"] + 1,
            row["issued"],
            row["gone"],
        )
        for row in rows
    ]


class Moved(NamedTuple):
    """What entries of a book say of a business day and a screening (0: none): rights, and amounts in cents.

    ``last``: the highest of these entries' numbers, written ``at``. ``seats``: tickets and supplements, net;
    ``sold`` and ``refunded``: all lines, each without its sign; ``vat``: net.
    """

    book: int
    cinema: int
    channel: str
    day: date
    screening: int
    last: int
    at: datetime
    issued: int
    cancelled: int
    free: int
    seats: int
    sold: int
    refunded: int
    vat: int


MOVED = """
SELECT b.id, b.cinema_id, b.channel, (timezone(c.zone, e.at) - make_interval(hours => %(night)s))::date,
       coalesce(x.screening, 0), max(e.number), max(e.at), coalesce(sum(x.issued), 0), coalesce(sum(x.cancelled), 0),
       coalesce(sum(x.free), 0), coalesce(sum(x.seats), 0)::bigint,
       coalesce(sum(x.gross) FILTER (WHERE e.kind <> 'refund'), 0)::bigint,
       -coalesce(sum(x.gross) FILTER (WHERE e.kind = 'refund'), 0)::bigint, coalesce(sum(x.vat), 0)::bigint
  FROM fiscal_book b
  JOIN venues_cinema c ON c.id = b.cinema_id
 CROSS JOIN LATERAL (SELECT coalesce((%(after)s::jsonb ->> b.id::text)::bigint, 0) AS number) a
  JOIN fiscal_entry e ON e.book_id = b.id AND e.number > a.number AND e.number <= a.number + %(most)s
  LEFT JOIN LATERAL (
    SELECT (l ->> 'screening')::int AS screening, 0 AS issued, 0 AS cancelled,
           CASE WHEN NOT l ? 'right' OR (l ->> 'gross')::bigint <> 0 THEN 0
                WHEN e.kind = 'refund' THEN -1 ELSE 1 END AS free,
           CASE WHEN l ->> 'kind' IN ('ticket', 'supplement') THEN (l ->> 'gross')::bigint ELSE 0 END AS seats,
           (l ->> 'gross')::bigint AS gross, (l ->> 'vat')::bigint AS vat
      FROM jsonb_array_elements(coalesce(e.payload::jsonb -> 'lines', '[]')) l
     UNION ALL
    SELECT r.screening, 1, 0, 0, 0, 0, 0 FROM fiscal_admissionright r WHERE r.entry_id = e.id
     UNION ALL
    SELECT r.screening, 0, 1, 0, 0, 0, 0
      FROM fiscal_cancelledright g JOIN fiscal_admissionright r ON r.id = g.right_id WHERE g.entry_id = e.id
  ) x ON true
 WHERE b.cinema_id = ANY (%(cinemas)s) AND b.length > a.number
 GROUP BY 1, 2, 3, 4, 5
"""


def moved(cinemas: Iterable[int], *, after: Mapping[int, int], most: int, night_ends: int) -> list[Moved]:
    """What the books of cinemas say since the entries ``after`` (book to number), by business day and screening.

    At most ``most`` entries a book; one statement, by the numbers' index. ``night_ends``: the hour of the wall
    clock at which a business day begins.
    """
    arguments: dict[str, Any] = {
        "after": json.dumps({str(book): number for book, number in after.items()}),
        "cinemas": list(cinemas), "most": most, "night": night_ends,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MOVED, arguments)
        return [Moved(*row) for row in cursor.fetchall()]


def books() -> list[tuple[int, int]]:
    """Every book and its cinema."""
    return list(Book.objects.order_by("id").values_list("id", "cinema_id"))


LINES = """(SELECT coalesce(sum((l ->> %s)::bigint), 0)::bigint
              FROM jsonb_array_elements(coalesce(fiscal_entry.payload::jsonb -> 'lines', '[]')) l)"""


def _sum(part: str) -> RawSQL:
    return RawSQL(LINES, [part], output_field=BigIntegerField())  # noqa: S611 - our own words


def entries_between(cinemas: Iterable[int], *, since: datetime, until: datetime) -> QuerySet[Entry]:
    """Entries of cinemas from an instant until just before another; each with ``gross`` and ``vat``, its rights
    ``issued`` and ``gone``. Their sum is what the books say of that time.
    """
    rows = Entry.objects.filter(book__cinema__in=list(cinemas), at__gte=since, at__lt=until)
    return rows.select_related("book__cinema").annotate(
        gross=_sum("gross"),
        vat=_sum("vat"),
        issued=_count("SELECT count(*) FROM fiscal_admissionright r WHERE r.entry_id = fiscal_entry.id"),
        gone=_count("SELECT count(*) FROM fiscal_cancelledright r WHERE r.entry_id = fiscal_entry.id"),
    )


def _count(statement: str) -> RawSQL:
    return RawSQL(f"({statement})", [], output_field=BigIntegerField())  # noqa: S611 - our own words


def rights_of(screening: int) -> QuerySet[AdmissionRight]:
    """The rights of a screening with their series, their entry and book, and whether they were cancelled."""
    gone = CancelledRight.objects.filter(right=OuterRef("pk"))
    rows = AdmissionRight.objects.filter(screening=screening).select_related("series", "entry__book")
    return rows.annotate(gone=Exists(gone))


def channels(cinemas: Iterable[int]) -> list[str]:
    """The channels that have a book in these cinemas, by name."""
    found = Book.objects.filter(cinema__in=list(cinemas)).order_by("channel").distinct()
    return list(found.values_list("channel", flat=True))


def ticket_numbered(cinema: int, *, series: str, number: int) -> UUID | None:
    """The ticket of a number of a series such as 1/PLEIN; None for none."""
    screen, _, rate = series.partition("/")
    if not (screen.isdecimal() and len(screen) < 5):
        return None
    rights = AdmissionRight.objects.filter(
        series__cinema_id=cinema, series__screen_number=int(screen), series__rate_code=rate, number=number
    )
    return rights.values_list("ticket", flat=True).first()
