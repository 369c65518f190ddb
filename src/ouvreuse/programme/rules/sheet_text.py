"""Delimited text as French spreadsheets write it: any of three separators, any of four encodings."""

from __future__ import annotations

import codecs
import csv
import io

from ouvreuse.programme.errors import SheetProblem, SheetUnreadable

from .columns import column_of
from .raw import HEADER_SEARCH, MAX_COLUMNS, MAX_ROWS, RawLine

SEPARATORS = (";", "\t", ",")


def decode(data: bytes) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252. Raises `SheetUnreadable`."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise SheetUnreadable(SheetProblem.NOT_TEXT) from None
    if "\0" in text:
        raise SheetUnreadable(SheetProblem.NOT_TEXT)
    if not text.strip():
        raise SheetUnreadable(SheetProblem.EMPTY)
    return text


def read_delimited(text: str) -> list[RawLine]:
    """The lines of a CSV text; a stray quote is an error, never a silent loss of the lines after it."""
    first, _, rest = text.partition("\n")
    told = first.strip().lower().startswith("sep=") and first.strip()[4:] in SEPARATORS
    separator = first.strip()[4:] if told else _separator(text)
    return _parse(rest if told else text, separator, first_line=2 if told else 1)


def _separator(text: str) -> str:
    """The separator under which one of the first lines names the most columns."""
    heads = text.splitlines()[:HEADER_SEARCH]

    def known(separator: str) -> int:
        return max(
            len({column_of(cell.strip().strip('"')) for cell in head[:5000].split(separator)} - {None})
            for head in heads
        )

    return max(SEPARATORS, key=known)


def _parse(text: str, separator: str, *, first_line: int) -> list[RawLine]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[RawLine] = []
    start = first_line
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS and any(cell.strip() for cell in cells[MAX_COLUMNS:]):
                raise SheetUnreadable(SheetProblem.TOO_MANY_COLUMNS, line=start, most=MAX_COLUMNS)
            if any(cell.strip() for cell in cells):
                lines.append(RawLine(start, tuple(cells[:MAX_COLUMNS])))
            if len(lines) > MAX_ROWS + HEADER_SEARCH:
                raise SheetUnreadable(SheetProblem.TOO_MANY_ROWS, most=MAX_ROWS)
            start = reader.line_num + first_line
    except csv.Error:
        raise SheetUnreadable(SheetProblem.QUOTES, line=start) from None
    return lines
