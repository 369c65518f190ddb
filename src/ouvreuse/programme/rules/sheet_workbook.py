"""An Excel workbook, read for its values only, with guards against what a file may do to the reader."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from ouvreuse.programme.errors import SheetProblem, SheetUnreadable

from .columns import REQUIRED_SETS
from .raw import (
    HEADER_SEARCH,
    MAX_COLUMNS,
    MAX_ROWS,
    BadShape,
    Cell,
    FormulaWithoutValue,
    Needed,
    RawCell,
    RawLine,
    is_blank,
    knows_header,
)

MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 400
MAX_SCANNED = 200_000
ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_workbook(data: bytes, *, needed: Needed = REQUIRED_SETS) -> list[RawLine]:
    """The lines of the one visible worksheet that holds a programme. Raises `SheetUnreadable`."""
    try:
        _guard(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _lines(data, needed)
    except SheetUnreadable:
        raise
    except MemoryError:
        raise SheetUnreadable(SheetProblem.TOO_BIG, most=MAX_UNPACKED // 2**20) from None
    except Exception:  # a damaged workbook makes openpyxl fail in any way at all
        raise SheetUnreadable(SheetProblem.WORKBOOK) from None


def _guard(data: bytes) -> None:
    """Refuse archives that unpack to too much, and XML that declares entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise SheetUnreadable(SheetProblem.TOO_BIG, most=MAX_UNPACKED // 2**20)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    head = stream.read(4096)
                if ENTITIES.search(head.replace(b"\0", b"")):
                    raise SheetUnreadable(SheetProblem.WORKBOOK)


def _lines(data: bytes, needed: Needed) -> list[RawLine]:
    tables = {title: rows for title, rows in _tables(data, values=True).items() if rows}
    if not tables:
        raise SheetUnreadable(SheetProblem.EMPTY)
    known = [
        title
        for title, rows in tables.items()
        if any(knows_header(line.cells, needed) for line in rows[:HEADER_SEARCH])
    ]
    if len(known) > 1:
        raise SheetUnreadable(SheetProblem.SEVERAL_TABLES, sheets=", ".join(known)[:200])
    title = known[0] if known else next(iter(tables))
    return _mark_formulas(tables[title], _tables(data, values=False).get(title, []))


def _tables(data: bytes, *, values: bool) -> dict[str, list[RawLine]]:
    """Non-blank lines by visible worksheet; formulas as their stored results, or as their text."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
    try:
        return {
            sheet.title: list(_rows(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"
        }
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[RawLine]:
    count = 0
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if line > MAX_SCANNED:
            raise SheetUnreadable(SheetProblem.TOO_MANY_ROWS, most=MAX_ROWS)
        cells = tuple(_cell(value) for value in values)
        if all(is_blank(cell) for cell in cells):
            continue
        if not all(is_blank(cell) for cell in cells[MAX_COLUMNS:]):
            raise SheetUnreadable(SheetProblem.TOO_MANY_COLUMNS, line=line, most=MAX_COLUMNS)
        count += 1
        if count > MAX_ROWS + HEADER_SEARCH:
            raise SheetUnreadable(SheetProblem.TOO_MANY_ROWS, most=MAX_ROWS)
        yield RawLine(line, cells[:MAX_COLUMNS])


def _cell(value: object) -> RawCell:
    return value if value is None or isinstance(value, Cell) else BadShape()


def _mark_formulas(lines: list[RawLine], sources: list[RawLine]) -> list[RawLine]:
    """A formula without a stored result must not look like an empty cell."""
    written = {line.line: line.cells for line in sources}
    known = {line.line: line for line in lines}
    marked = []
    for number in sorted(written.keys() | known.keys()):
        cells = known[number].cells if number in known else ()
        source = written.get(number, ())
        width = max(len(cells), len(source))
        padded = cells + (None,) * (width - len(cells))
        marked.append(
            RawLine(
                number,
                tuple(
                    FormulaWithoutValue()
                    if cell is None and place < len(source) and _formula(source[place])
                    else cell
                    for place, cell in enumerate(padded)
                ),
            )
        )
    return marked


def _formula(cell: RawCell) -> bool:
    return isinstance(cell, BadShape) or (isinstance(cell, str) and cell.startswith("="))
