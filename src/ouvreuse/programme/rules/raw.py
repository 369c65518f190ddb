"""A table as read from any kind of file, before anything is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ouvreuse.programme.errors import SheetProblem, SheetUnreadable

from .columns import REQUIRED_SETS, Column, column_of

Needed = tuple[set[Column], ...]
Cell = str | int | float | Decimal | bool | datetime | date | time | timedelta | None

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 80
MAX_CELL = 2_000
HEADER_SEARCH = 15


class FormulaWithoutValue:
    """Stands for a formula whose result isn't stored in the file."""


class BadShape:
    """Stands for a value that is no single cell (a JSON list or object)."""


RawCell = Cell | FormulaWithoutValue | BadShape


@dataclass(frozen=True, slots=True)
class RawLine:
    """The cells of one line, with the line's number in the file."""

    line: int
    cells: tuple[RawCell, ...]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A data row: cells by column, and how many cells stand beyond the last header."""

    line: int
    cells: Mapping[Column, RawCell]
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table understood as far as its header: `headers` as written, `ignored` the headers not known."""

    kind: str
    headers: Mapping[Column, str]
    ignored: tuple[str, ...]
    rows: tuple[RawRow, ...]


def is_blank(cell: RawCell) -> bool:
    """Nothing there, or only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def with_header(kind: str, lines: list[RawLine], *, needed: Needed = REQUIRED_SETS) -> Sheet:
    """Find the header among the first lines and name the cells below it.

    Raises `SheetUnreadable`: no header with the columns needed, a column twice, too many rows.
    """
    filled = [line for line in lines if not all(is_blank(cell) for cell in line.cells)]
    if not filled:
        raise SheetUnreadable(SheetProblem.EMPTY)
    place = next(
        (i for i, line in enumerate(filled[:HEADER_SEARCH]) if knows_header(line.cells, needed)), None
    )
    if place is None:
        raise SheetUnreadable(SheetProblem.NO_HEADER, line=filled[0].line)
    head, body = filled[place], filled[place + 1 :]
    if not body:
        raise SheetUnreadable(SheetProblem.EMPTY)
    if len(body) > MAX_ROWS:
        raise SheetUnreadable(SheetProblem.TOO_MANY_ROWS, most=MAX_ROWS)
    columns = [column_of(cell) if isinstance(cell, str) else None for cell in head.cells]
    headers = _headers(head, columns)
    ignored = tuple(
        str(cell).strip()[:40]
        for cell, column in zip(head.cells, columns, strict=True)
        if column is None and not is_blank(cell)
    )
    return Sheet(kind, headers, ignored, tuple(_row(line, head, columns) for line in body))


def knows_header(cells: tuple[RawCell, ...], needed: Needed = REQUIRED_SETS) -> bool:
    """Whether these cells name the columns needed, by default those of a programme."""
    found = {column_of(cell) for cell in cells if isinstance(cell, str)}
    return any(each <= found for each in needed)


def _headers(head: RawLine, columns: list[Column | None]) -> dict[Column, str]:
    headers: dict[Column, str] = {}
    for cell, column in zip(head.cells, columns, strict=True):
        if column is None:
            continue
        if column in headers:
            raise SheetUnreadable(
                SheetProblem.COLUMN_TWICE, line=head.line, first=headers[column], second=str(cell).strip()
            )
        headers[column] = str(cell).strip()
    return headers


def _row(line: RawLine, head: RawLine, columns: list[Column | None]) -> RawRow:
    named = {
        column: cell
        for column, cell in zip(columns, line.cells, strict=False)
        if column and not is_blank(cell)
    }
    extra = sum(not is_blank(cell) for cell in line.cells[len(head.cells) :])
    return RawRow(line.line, named, extra)
