"""Reading the book whole: one snapshot, one cursor, nothing held."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from tests.cast import Chain

from ouvreuse.fiscal import queries
from ouvreuse.fiscal.actions import append, reserve
from ouvreuse.fiscal.rules import Break, canonical, first_break, instant
from ouvreuse.kernel import clock

pytestmark = pytest.mark.integration


def note(chain: Chain, *, channel: str = "counter") -> None:
    with transaction.atomic():
        append(
            "note", reserved=reserve(chain.cinema, channel=channel), subject=uuid4(), at=clock.now(),
            zone="Europe/Paris", facts={},
        )  # fmt: skip


def test_a_sale_made_meanwhile_is_no_break(
    chain: Chain, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A book is read as it stood at one instant: neither its head nor its length runs ahead of its entries."""
    for _ in range(3):
        note(chain)
    written = []

    def meanwhile(*args: Any, **kwargs: Any) -> Break | None:
        payload, at = json.loads(queries.Entry.objects.get(number=1).payload), clock.now()
        subject = uuid4()
        payload |= {"number": 4, "at": instant(at), "subject": str(subject)}
        superuser.execute(
            "SELECT fiscal_write(b.id, 4, 'note', %s, %s, %s, '[]', '{}') FROM fiscal_book b",
            [subject, at + timedelta(), canonical(payload)],
        )
        written.append(subject)
        return first_break(*args, **kwargs)

    monkeypatch.setattr(queries, "first_break", meanwhile)
    (report,) = queries.verify_books()
    assert (report.broken, report.length, len(written)) == (None, 3, 1)
    monkeypatch.undo()
    (report,) = queries.verify_books()
    assert (report.broken, report.length) == (None, 4)


def test_a_long_book_is_never_whole_in_memory(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server keeps the place with a cursor that holds no copy, and sends a few rows at a time."""
    monkeypatch.setattr(queries, "CHUNK", 2)
    for _ in range(5):
        note(chain)
    book = queries.Book.objects.get()
    with queries.snapshot():
        entries = queries._entries(book)
        next(entries)
        with connection.cursor() as cursor:
            cursor.execute("SELECT is_holdable FROM pg_cursors")
            assert cursor.fetchall() == [(False,)]
        assert [entry.number for entry in entries] == [2, 3, 4, 5]


def test_books_of_two_channels_are_walked_apart(chain: Chain, superuser: psycopg.Connection) -> None:
    for channel in ("counter", "web", "web"):
        note(chain, channel=channel)
    reports = queries.verify_books()
    assert [(each.channel, each.length, each.sums.entries, each.broken) for each in reports] == [
        ("counter", 1, 1, None),
        ("web", 2, 2, None),
    ]
    assert [entry.columns["channel"] for entry in queries.first_entries(limit=9)] == ["counter"]


@pytest.mark.breaks_invariants
def test_a_book_given_to_another_channel_is_named(chain: Chain, superuser: psycopg.Connection) -> None:
    """A whole chain under another name is a fair chain still: the entries say whose they are."""
    note(chain)
    superuser.execute("UPDATE fiscal_book SET channel = 'phone'")
    assert [each.broken for each in queries.verify_books()] == [Break(1, "column", "channel")]
