"""Reading the book."""

from __future__ import annotations

from dataclasses import dataclass

from ouvreuse.fiscal.models import Book, Entry
from ouvreuse.fiscal.rules import Break, StoredEntry, first_break


@dataclass(frozen=True, slots=True)
class BookReport:
    """A book and where it first breaks, if it does."""

    cinema: str
    channel: str
    length: int
    head: str
    broken: Break | None


def verify_books() -> list[BookReport]:
    """Walk every book from its first entry (R3.1). Streams, so that years of sales need little memory."""
    reports = []
    for book in Book.objects.select_related("cinema").order_by("cinema_id", "channel"):
        rows = (
            Entry.objects.filter(book=book)
            .order_by("number")
            .values_list("number", "payload", "previous", "hash")
        )
        entries = (StoredEntry(*row) for row in rows.iterator(chunk_size=2000))
        broken = first_break(entries, length=book.length, head=book.head)
        reports.append(BookReport(book.cinema.name, book.channel, book.length, book.head, broken))
    return reports


def first_entries(*, limit: int) -> list[StoredEntry]:
    """The first entries of the oldest book, for showing how verification works."""
    book = Book.objects.filter(length__gt=0).order_by("id").first()
    rows = Entry.objects.filter(book=book).order_by("number")
    return [StoredEntry(*row) for row in rows.values_list("number", "payload", "previous", "hash")[:limit]]
