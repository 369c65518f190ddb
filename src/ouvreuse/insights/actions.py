"""Folding the book into daily facts, and arranging a board."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection, transaction

from ouvreuse.fiscal import queries as fiscal
from ouvreuse.insights.models import Board, Cursor
from ouvreuse.insights.rules import TILES
from ouvreuse.programme.rules.listing import NIGHT_ENDS

AT_ONCE = (
    2_000  # entries in one transaction: short ones, so that nothing of the sale waits for memory or disk
)
ADD = """
INSERT INTO insights_dailyfact AS f
       (cinema_id, channel, day, screening, issued, cancelled, free, seats, sold, refunded, vat)
SELECT cinema, channel, day, screening, issued, cancelled, free, seats, sold, refunded, vat
  FROM jsonb_to_recordset(%s::jsonb) AS m(cinema int, channel text, day date, screening int, issued int,
       cancelled int, free int, seats bigint, sold bigint, refunded bigint, vat bigint)
ON CONFLICT (cinema_id, day, screening, channel) DO UPDATE
   SET issued = f.issued + excluded.issued, cancelled = f.cancelled + excluded.cancelled,
       free = f.free + excluded.free, seats = f.seats + excluded.seats, sold = f.sold + excluded.sold,
       refunded = f.refunded + excluded.refunded, vat = f.vat + excluded.vat
"""


def fold(*cinemas: int) -> int:
    """Add to the daily facts what the books (of these cinemas, by default of all) say since their cursors.

    Returns how many entries were read. In steps, each with its cursor in one transaction: cut short, it goes on
    where it was; two at once wait for each other.
    """
    read = 0
    for book, cinema in fiscal.books():
        while (not cinemas or cinema in cinemas) and (step := _fold(book, cinema)):
            read += step
    return read


@transaction.atomic(durable=True)
def _fold(book: int, cinema: int) -> int:
    Cursor.objects.bulk_create([Cursor(book=book)], ignore_conflicts=True)
    row = Cursor.objects.select_for_update().get(book=book)
    found = fiscal.moved([cinema], after={book: row.number}, most=AT_ONCE, night_ends=NIGHT_ENDS.hour)
    mine = [each for each in found if each.book == book]
    if not mine:
        return 0
    before, row.number = row.number, max(each.last for each in mine)
    facts = [{**each._asdict(), "day": each.day.isoformat(), "at": ""} for each in mine]
    with connection.cursor() as cursor:
        cursor.execute(ADD, [json.dumps(facts)])
    row.save(update_fields=["number"])
    return row.number - before


def arrange(user: int, *, cinema: int | None, tiles: Sequence[str], cinemas: Sequence[int] = ()) -> None:
    """Keep which tiles a person wants to see of a cinema (None: of the chain), in which order.

    Unknown ones and repeats are left out. ``cinemas``: those the chain's board is about; none: all of theirs.
    """
    chosen = [tile for tile in dict.fromkeys(tiles) if tile in TILES]
    Board.objects.update_or_create(
        user_id=user, cinema_id=cinema, defaults={"tiles": chosen, "cinemas": sorted(set(cinemas))}
    )


def forget_arrangement(user: int, *, cinema: int | None) -> None:
    """Back to the board of the person's role."""
    Board.objects.filter(user=user, cinema=cinema).delete()
