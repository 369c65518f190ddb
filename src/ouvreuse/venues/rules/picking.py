"""Seats named by people: ``A1-A4, C7, F`` (a whole row)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ouvreuse.venues.errors import BadBlock

from .plans import Seat

WORD = re.compile(r"[^\s,;]+(?:\s*[-–]\s*[^\s,;]+)?")
RANGE = re.compile(r"(.+?)\s*[-–]\s*(.+)")


def places_named(text: str, seats: Iterable[Seat]) -> list[int]:
    """The places people mean, in order. Raises ``BadBlock`` with the word that names none."""
    known = list(seats)
    names = {f"{seat.row}{seat.number}".upper(): seat for seat in known}
    rows: dict[str, list[Seat]] = {}
    for seat in sorted(known, key=lambda seat: seat.x):
        rows.setdefault(seat.row.upper(), []).append(seat)
    found: set[int] = set()
    for word in WORD.findall(text.upper()):
        found |= set(_meant(word, names, rows))
    return sorted(found)


def _meant(word: str, names: dict[str, Seat], rows: dict[str, list[Seat]]) -> list[int]:
    if word in names:
        return [names[word].place]
    if word in rows:
        return [seat.place for seat in rows[word]]
    ends = RANGE.fullmatch(word)
    first = names.get(ends[1]) if ends else None
    if ends and first is not None:
        row = rows[first.row.upper()]
        last = names.get(ends[2]) or names.get(f"{first.row.upper()}{ends[2]}")
        if last is not None and last in row:
            one, two = sorted((row.index(first), row.index(last)))
            return [seat.place for seat in row[one : two + 1]]
    raise BadBlock("word", word=word[:30])
