"""One list as its address asks for it: which rows, in which order, which columns, which page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.forms import Form
from django.http import QueryDict
from django.http.response import HttpResponseBase

from ouvreuse.ui.tables.columns import Column
from ouvreuse.ui.tables.export import FORMATS, export_response
from ouvreuse.ui.tables.rows import Rows

PER_PAGE = 50
LAST_PAGE = 200  # further on one narrows the filter: a deep offset makes the database read all before it
MOST_COUNTED = 10_000
MOST_EXPORTED = 200_000
SORT, COLUMNS, PAGE, EXPORT = "sort", "column", "page", "export"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: where a click sorts, and how it is sorted now (``ascending``, ``descending``, "")."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the page. ``look``: its class, for what must not break into lines: a number, an instant."""

    text: object
    url: str
    look: str


class Listing:
    """What ``ui/listing.html`` draws. Two statements at most, whatever the number of rows: the page, and the count.

    ``rows``: already filtered by ``filters`` (a bound GET form, or None). ``order``: as ``order_by``, and unique.
    ``name`` is the export's file name; ``most_counted``: less where counting is dear. Unknown columns, orders and
    pages in the address are ignored.
    """

    def __init__(
        self,
        asked: QueryDict,
        *,
        name: str,
        columns: Sequence[Column],
        rows: QuerySet[Any] | Rows,
        order: tuple[str, ...],
        zone: str = "Europe/Paris",
        filters: Form | None = None,
        empty: str = "",
        most_counted: int = MOST_COUNTED,
    ) -> None:
        self.most_counted = most_counted
        self.asked, self.name, self.columns, self.filters, self.empty = asked, name, columns, filters, empty
        self.zone = ZoneInfo(zone)
        self._rows, self._order = rows, order

    @cached_property
    def shown(self) -> list[Column]:
        """The columns of the page, in their own order."""
        wanted = set(self.asked.getlist(COLUMNS))
        chosen = [column for column in self.columns if column.key in wanted]
        return chosen or [column for column in self.columns if column.chosen]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter's form must carry along: the order."""
        sort = self.asked.get(SORT, "")
        return [(SORT, sort)] if sort else []

    @cached_property
    def page(self) -> int:
        """The page looked at, from 1 on."""
        text = self.asked.get(PAGE, "")
        return min(max(int(text), 1), LAST_PAGE) if text.isdecimal() and len(text) < 6 else 1

    @cached_property
    def _sorted_by(self) -> tuple[Column | None, bool]:
        text = self.asked.get(SORT, "")
        key, down = text.removeprefix("-"), text.startswith("-")
        return next((column for column in self.columns if column.key == key and column.order), None), down

    @cached_property
    def ordered(self) -> QuerySet[Any] | Rows:
        """All the rows in the order asked for."""
        column, down = self._sorted_by
        first = column.order if column else ()
        turned = tuple(_turned(field) if down else field for field in first)
        return self._rows.order_by(*turned, *self._order)

    @cached_property
    def _found(self) -> list[Any]:
        start = (self.page - 1) * PER_PAGE
        return list(self.ordered[start : start + PER_PAGE + 1])

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns shown."""
        column, down = self._sorted_by
        made = []
        for each in self.shown:
            now = ("descending" if down else "ascending") if each is column else ""
            target = f"-{each.key}" if now == "ascending" else each.key
            made.append(Head(each, self.url(**{SORT: target, PAGE: ""}) if each.order else "", now))
        return made

    @cached_property
    def lines(self) -> list[list[Cell]]:
        """The cells of the page."""
        return [
            [
                Cell(
                    column.text(row, zone=self.zone),
                    column.link(row) if column.link else "",
                    column.look(row),
                )
                for column in self.shown
            ]
            for row in self._found[:PER_PAGE]
        ]

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most ``most_counted`` + 1: counting a million is nobody's business."""
        if self.page == 1 and len(self._found) <= PER_PAGE:
            return len(self._found)
        return self._rows.order_by()[: self.most_counted + 1].count()

    @property
    def many(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.count > self.most_counted

    @property
    def first(self) -> int:
        """The number of the first row on the page."""
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last row on the page."""
        return self.first - 1 + len(self.lines)

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self.url(**{PAGE: str(self.page - 1)}) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, or nothing."""
        more = len(self._found) > PER_PAGE and self.page < LAST_PAGE
        return self.url(**{PAGE: str(self.page + 1)}) if more else ""

    @property
    def exports(self) -> list[tuple[str, str]]:
        """Formats and their addresses."""
        return [(format.upper(), self.url(**{EXPORT: format, PAGE: ""})) for format in FORMATS]

    @property
    def filtered(self) -> bool:
        """Whether a filter narrows the list."""
        form = self.filters
        return form is not None and any(self.asked.get(form.add_prefix(name)) for name in form.fields)

    @property
    def columns_chosen(self) -> bool:
        """Whether the address names columns."""
        return bool(self.asked.getlist(COLUMNS))

    def url(self, **changes: str) -> str:
        """This list's address with some parts changed; an empty one is left out."""
        parts = self.asked.copy()
        parts.pop(EXPORT, None)
        for name, value in changes.items():
            parts.pop(name, None)
            if value:
                parts[name] = value
        return f"?{parts.urlencode()}"

    @property
    def export(self) -> HttpResponseBase | None:
        """The file, when the address asks for one: every row of the filter, the columns shown."""
        format = self.asked.get(EXPORT, "")
        if format not in FORMATS:
            return None
        header = [str(column.title) for column in self.shown]
        return export_response(format, name=self.name, header=header, rows=self._facts(), zone=self.zone)

    def _facts(self) -> Iterator[list[object]]:
        for row in self.ordered[:MOST_EXPORTED].iterator(chunk_size=1000):
            yield [column.value(row) for column in self.shown]


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"
