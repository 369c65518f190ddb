"""Rows already read, as a list asks for them: figures of days or films are few, and added up in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any


class Rows:
    """Answers what ``Listing`` asks of a queryset. Fields of ``order_by`` are attributes, dotted for inner ones."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = list(rows)

    def order_by(self, *fields: str) -> Rows:
        """The same rows, sorted; nothing comes last, whichever way."""
        found = list(self.rows)
        for field in reversed(fields):
            down, get = field.startswith("-"), attrgetter(field.removeprefix("-"))
            known = [row for row in found if get(row) is not None]
            known.sort(key=get, reverse=down)
            found = known + [row for row in found if get(row) is None]
        return Rows(found)

    def __getitem__(self, part: slice) -> Rows:
        return Rows(self.rows[part])

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def count(self) -> int:
        """How many."""
        return len(self.rows)

    def iterator(self, chunk_size: int = 0) -> Iterator[Any]:
        """All of them; they are in memory already."""
        return iter(self.rows)
