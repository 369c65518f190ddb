"""From a table to rows of a programme: every cell parsed, every wrong one named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from ouvreuse.programme.errors import CellFault

from . import cells
from .cells import BadCell, WallTime
from .columns import FILM_ONLY, SALE, Column, name_key
from .raw import Cell, RawRow, Sheet
from .versions import VersionSpec, version_spec

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong thing: the line in the file, the column as the file names it, the code and its facts."""

    line: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One screening as the file says it; `None` or "" where the file says nothing.

    `wall` is the local time of the cinema, and so are those of the `sale`; minutes are whole;
    `full_price_cents` only picks a price list.
    """

    line: int
    cinema: str
    screen: str
    wall: WallTime
    title: str
    original_title: str
    visa: str
    version: VersionSpec
    runtime_min: int | None
    classification: str
    year: int | None
    director: str
    distributor: str
    pre_show_min: int | None
    turnaround_min: int | None
    price_list: str
    full_price_cents: int | None
    note_fr: str
    note_en: str
    reference: str
    sale: Mapping[Column, WallTime]

    @property
    def film_key(self) -> tuple[str, int | None]:
        """What tells films apart inside one file when no visa does."""
        return name_key(self.title), self.year


@dataclass(frozen=True, slots=True)
class Parsed:
    """All rows that could be read and all faults found, in the order of the file."""

    rows: tuple[ProgrammeRow, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    kind: str
    headers: Mapping[Column, str] = field(default_factory=dict)


def parse_rows(sheet: Sheet) -> Parsed:
    """Parse every line; a line with a fault gives no row, and all its faults are told."""
    rows: list[ProgrammeRow] = []
    faults: list[Fault] = []
    for raw in sheet.rows:
        reader = Reader(raw, sheet.headers)
        row = reader.row()
        faults += reader.faults
        if row is not None and not reader.faults:
            rows.append(row)
    twice = _titles_agree(rows, sheet.headers)
    named = [row for row in rows if row.line not in {fault.line for fault in twice}]
    faults += twice + facts_agree(named, film=lambda row: row.visa or row.film_key, headers=sheet.headers)
    ignored = sheet.ignored + tuple(sheet.headers[each] for each in FILM_ONLY if each in sheet.headers)
    return Parsed(
        tuple(rows), tuple(sorted(faults, key=lambda f: f.line)), ignored, sheet.kind, sheet.headers
    )


class Reader:
    """Reads the cells of one line and gathers their faults."""

    def __init__(self, raw: RawRow, headers: Mapping[Column, str]) -> None:
        self.raw = raw
        self.headers = headers
        self.faults: list[Fault] = []
        if raw.extra:
            self._fault("", CellFault.EXTRA, {"count": raw.extra})

    def row(self) -> ProgrammeRow | None:
        """The screening the line speaks of, unless its time or its version cannot be read."""
        wall = self._wall()
        title = self.text(Column.FILM, 200, needed=True)
        version = self._version()
        cinema = self.text(Column.CINEMA, 120)
        screen = self.text(Column.SCREEN, 60, needed=True)
        original_title = self.text(Column.ORIGINAL_TITLE, 200)
        visa = self.get(Column.VISA, cells.visa) or ""
        runtime_min = self.minutes(Column.RUNTIME, 1, 900)
        classification = self.get(Column.CLASSIFICATION, cells.classification) or ""
        year = self.get(Column.YEAR, cells.year)
        director = self.text(Column.DIRECTOR, 120)
        distributor = self.text(Column.DISTRIBUTOR, 120)
        pre_show_min = self.minutes(Column.PRE_SHOW, 0, 90)
        turnaround_min = self.minutes(Column.TURNAROUND, 0, 180)
        price_list = self.text(Column.PRICE_LIST, 80)
        full_price_cents = self.get(Column.FULL_PRICE, cells.cents)
        note_fr = self.text(Column.NOTE_FR, 200)
        note_en = self.text(Column.NOTE_EN, 200)
        reference = self.text(Column.REFERENCE, 60)
        sale = {column: self.get(column, cells.instant) for column in SALE}
        if wall is None or version is None:
            return None
        return ProgrammeRow(
            line=self.raw.line,
            cinema=cinema,
            screen=screen,
            wall=wall,
            title=title,
            original_title=original_title,
            visa=visa,
            version=version,
            runtime_min=runtime_min,
            classification=classification,
            year=year,
            director=director,
            distributor=distributor,
            pre_show_min=pre_show_min,
            turnaround_min=turnaround_min,
            price_list=price_list,
            full_price_cents=full_price_cents,
            note_fr=note_fr,
            note_en=note_en,
            reference=reference,
            sale={column: wall for column, wall in sale.items() if wall},
        )

    def _wall(self) -> WallTime | None:
        if Column.STARTS_AT in self.raw.cells:
            return self.get(Column.STARTS_AT, cells.instant)
        day = self.get(Column.DATE, cells.day, needed=True)
        clock = self.get(Column.TIME, cells.clock, needed=True)
        if day is None or clock is None:
            return None
        return WallTime(datetime.combine(day, clock))

    def _version(self) -> VersionSpec | None:
        words = self.text(Column.VERSION, 60)
        format_words = self.text(Column.FORMAT, 40)
        language_words = self.text(Column.LANGUAGE, 40)
        try:
            return version_spec(words, format_words=format_words, language_words=language_words)
        except BadCell as bad:
            column = Column.VERSION
            if bad.fault is CellFault.FORMAT:
                column = Column.FORMAT
            elif bad.facts.get("value") == cells.shown(language_words) != cells.shown(words):
                column = Column.LANGUAGE
            self._fault(self._name(column), bad.fault, bad.facts)
            return None

    def text(self, column: Column, most: int, *, needed: bool = False) -> str:
        """Words of a column, "" when it says nothing."""
        return self.get(column, lambda cell: cells.text(cell, most=most), needed=needed) or ""

    def minutes(self, column: Column, least: int, most: int) -> int | None:
        """Whole minutes of a column."""
        return self.get(column, lambda cell: cells.minutes(cell, least=least, most=most))

    def get(self, column: Column, parse: Callable[[Cell], T], *, needed: bool = False) -> T | None:
        """A column as it is understood; what is not is a fault."""
        if column not in self.raw.cells:
            if needed:
                self._fault(self._name(column), CellFault.MISSING, {})
            return None
        try:
            return parse(cells.usable(self.raw.cells[column]))
        except BadCell as bad:
            self._fault(self._name(column), bad.fault, bad.facts)
        except (ValueError, OverflowError, ArithmeticError):
            self._fault(self._name(column), CellFault.SHAPE, {})
        return None

    def _name(self, column: Column) -> str:
        return _head(self.headers, column)

    def _fault(self, column: str, fault: CellFault, facts: Mapping[str, object]) -> None:
        self.faults.append(Fault(self.raw.line, column, fault.value, facts))


def _titles_agree(rows: Iterable[ProgrammeRow], headers: Mapping[Column, str]) -> list[Fault]:
    """One visa, one title."""
    first_by_visa: dict[str, ProgrammeRow] = {}
    faults: list[Fault] = []
    for row in rows:
        first = first_by_visa.setdefault(row.visa, row) if row.visa else row
        if name_key(first.title) != name_key(row.title):
            faults.append(
                _two_ways(row.line, _head(headers, Column.VISA), first.title, row.title, first.line)
            )
    return faults


def facts_agree(
    rows: Iterable[ProgrammeRow],
    *,
    film: Callable[[ProgrammeRow], object],
    headers: Mapping[Column, str] | None = None,
) -> list[Fault]:
    """Two lines about one film may not contradict each other; `film` tells films apart."""
    first_fact: dict[tuple[object, Column], tuple[object, int]] = {}
    faults: list[Fault] = []
    for row in rows:
        for column, value in (
            (Column.VISA, row.visa),
            (Column.RUNTIME, row.runtime_min),
            (Column.CLASSIFICATION, row.classification),
            (Column.YEAR, row.year),
            (Column.DISTRIBUTOR, row.distributor),
            (Column.ORIGINAL_TITLE, row.original_title),
        ):
            if not value:
                continue
            known, line = first_fact.setdefault((film(row), column), (value, row.line))
            if known != value:
                faults.append(_two_ways(row.line, _head(headers or {}, column), known, value, line))
    return faults


def _head(headers: Mapping[Column, str], column: Column) -> str:
    return headers.get(column, column.value)


def _two_ways(line: int, column: str, first: object, second: object, first_line: int) -> Fault:
    facts = {"first": cells.shown(first), "second": cells.shown(second), "first_line": first_line}
    return Fault(line, column, CellFault.FILM_TWO_WAYS.value, facts)
