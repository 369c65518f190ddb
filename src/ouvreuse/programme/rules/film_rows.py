"""From a table to films: the same cells as those of a programme, without screens and hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ouvreuse.catalogue.rules import FilmFacts
from ouvreuse.programme.errors import CellFault

from . import cells
from .cells import BadCell
from .columns import OF_FILMS, Column, name_key, plain
from .raw import Cell, RawRow, Sheet
from .rows import Fault, Reader

NO = frozenset(["non", "no", "n", "0", "faux", "false", "sans"])


@dataclass(frozen=True, slots=True)
class FilmRow:
    """One film as the file says it."""

    line: int
    facts: FilmFacts


@dataclass(frozen=True, slots=True)
class ParsedFilms:
    """All films that could be read and all faults found, in the order of the file."""

    rows: tuple[FilmRow, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]


def parse_films(sheet: Sheet) -> ParsedFilms:
    """Parse every line; a line with a fault gives no film, and all its faults are told."""
    rows: list[FilmRow] = []
    faults: list[Fault] = []
    for raw in sheet.rows:
        row, wrong = _film(raw, sheet.headers)
        faults += wrong
        if row is not None:
            rows.append(row)
    other = tuple(name for column, name in sheet.headers.items() if column not in OF_FILMS)
    return ParsedFilms(tuple(rows), (*faults, *_twice(rows, sheet.headers)), sheet.ignored + other)


def _film(raw: RawRow, headers: Mapping[Column, str]) -> tuple[FilmRow | None, list[Fault]]:
    reader = Reader(raw, headers)
    title = reader.text(Column.FILM, 200, needed=True)
    facts = {
        "visa_number": reader.get(Column.VISA, cells.visa) or "",
        "original_title": reader.text(Column.ORIGINAL_TITLE, 200),
        "classification": reader.get(Column.CLASSIFICATION, cells.classification) or "",
        "warning": reader.get(Column.WARNING, _yes),
        "runtime_min": reader.minutes(Column.RUNTIME, 1, 900),
        "year": reader.get(Column.YEAR, cells.year),
        "released_on": reader.get(Column.RELEASED, lambda cell: cells.day(cell, first=1895)),
        "countries": reader.get(Column.COUNTRIES, _names(60)) or (),
        "genres": reader.get(Column.GENRES, _names(40)) or (),
        "synopsis_fr": reader.text(Column.SYNOPSIS_FR, 2000),
        "synopsis_en": reader.text(Column.SYNOPSIS_EN, 2000),
        "distributor": reader.text(Column.DISTRIBUTOR, 120),
        "directors": reader.get(Column.DIRECTOR, _names(120)) or (),
        "cast": reader.get(Column.CAST, _names(120)) or (),
    }
    if reader.faults or not title:
        return None, reader.faults
    return FilmRow(raw.line, FilmFacts(title=title, **facts)), []  # type: ignore[arg-type]


def _names(each: int) -> Callable[[Cell], tuple[str, ...]]:
    """Names between commas, each at most so long."""

    def parse(cell: Cell) -> tuple[str, ...]:
        words = cells.text(cell, most=2000).replace(";", ",")
        names = tuple(dict.fromkeys(filter(None, (part.strip() for part in words.split(",")))))
        if any(len(name) > each for name in names):
            raise BadCell(CellFault.TOO_LONG, {"most": each})
        return names

    return parse


def _yes(cell: Cell) -> bool:
    word = plain(str(cell)) if isinstance(cell, bool | int) else plain(cells.text(cell, most=200))
    return word not in NO  # the text of the warning is a yes too


def _twice(rows: list[FilmRow], headers: Mapping[Column, str]) -> list[Fault]:
    """A film named by two lines: one of them would be lost."""
    seen: dict[object, int] = {}
    faults = []
    for row in rows:
        key = row.facts.visa_number or (name_key(row.facts.title), row.facts.year)
        first = seen.setdefault(key, row.line)
        if first != row.line:
            column = headers.get(Column.FILM, Column.FILM.value)
            faults.append(Fault(row.line, column, CellFault.FILM_TWICE.value, {"first_line": first}))
    return faults
