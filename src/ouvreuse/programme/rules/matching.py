"""From the names a sheet uses to the cinemas, screens and price lists they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ouvreuse.programme.errors import CellFault, LocalTimeRefused

from .cells import shown
from .columns import name_key
from .rows import Fault, ProgrammeRow
from .sale import NOTHING_SAID, SaleTimes
from .starts import local_instant


@dataclass(frozen=True, slots=True)
class KnownCinema:
    """A cinema as sheets name it."""

    id: int
    slug: str
    name: str
    town: str
    zone: str


@dataclass(frozen=True, slots=True)
class KnownScreen:
    """A screen as sheets name it. `formats` empty: anything may be shown."""

    id: int
    cinema_id: int
    number: int
    name: str
    formats: tuple[str, ...]
    has_map: bool
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ComingPrices:
    """A version that serves screenings which start from an instant to come, with its full price."""

    valid_from: datetime
    version_id: int
    full_cents: int


@dataclass(frozen=True, slots=True)
class KnownPrices:
    """A price list with the version that serves now, the price people call full, and what is to come."""

    id: int
    cinema_id: int
    code: str
    name: str
    version_id: int
    full_cents: int
    coming: tuple[ComingPrices, ...] = ()

    def at(self, starts_at: datetime) -> KnownPrices:
        """The list as it serves a screening that starts then."""
        valid = [each for each in self.coming if each.valid_from <= starts_at]
        if not valid:
            return self
        return replace(self, version_id=valid[-1].version_id, full_cents=valid[-1].full_cents, coming=())


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its place, instants (UTC) and price list; `prices` is `None` when the row names none."""

    row: ProgrammeRow
    cinema: KnownCinema
    screen: KnownScreen
    starts_at: datetime
    prices: KnownPrices | None
    sale: SaleTimes = NOTHING_SAID


class _Refused(Exception):
    """A name that means nothing, or too much."""

    def __init__(self, column: str, fault: CellFault, facts: Mapping[str, object]) -> None:
        super().__init__(fault.value)
        self.column = column
        self.code = fault.value
        self.facts = facts


def place_rows(
    rows: Iterable[ProgrammeRow],
    *,
    cinemas: Sequence[KnownCinema],
    screens: Sequence[KnownScreen],
    prices: Sequence[KnownPrices],
    only: str = "",
) -> tuple[list[Placed], list[Fault]]:
    """Give each row its place and instant; `only`: the slug of the one cinema the file is for.

    Wall times that don't exist or exist twice are refused with their explanation (T-19).
    """
    placed: list[Placed] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            cinema = _cinema(row, cinemas, only)
            screen = _screen(row, [item for item in screens if item.cinema_id == cinema.id])
            starts_at = local_instant(row.wall.local, zone=cinema.zone, offset_min=row.wall.offset_min)
            if screen.closed_at is not None and starts_at >= screen.closed_at:
                raise _Refused("screen", CellFault.SCREEN_SHUT, {"value": screen.name})
            found = _prices(row, [item.at(starts_at) for item in prices if item.cinema_id == cinema.id])
            placed.append(Placed(row, cinema, screen, starts_at, found, _sale(row, cinema)))
        except _Refused as refused:
            faults.append(Fault(row.line, refused.column, refused.code, refused.facts))
        except LocalTimeRefused as refused:
            faults.append(Fault(row.line, "", refused.code, refused.facts))
    return placed, faults


def _cinema(row: ProgrammeRow, cinemas: Sequence[KnownCinema], only: str) -> KnownCinema:
    wanted = name_key(row.cinema)
    if not row.cinema:
        chosen = [item for item in cinemas if item.slug == only] if only else list(cinemas)
        if len(chosen) != 1:
            raise _Refused("cinema", CellFault.CINEMA_NEEDED, {})
        return chosen[0]
    for names in (lambda c: (c.slug, c.name), lambda c: (f"{c.name} {c.town}", c.town)):
        found = [item for item in cinemas if wanted in map(name_key, names(item))]
        if len(found) == 1:
            if only and found[0].slug != only:
                raise _Refused("cinema", CellFault.CINEMA_OTHER, {"value": shown(row.cinema), "cinema": only})
            return found[0]
    raise _Refused("cinema", CellFault.CINEMA_UNKNOWN, {"value": shown(row.cinema)})


def _screen(row: ProgrammeRow, screens: Sequence[KnownScreen]) -> KnownScreen:
    wanted = name_key(row.screen)
    found = [item for item in screens if name_key(item.name) == wanted]
    if not found and (match := re.fullmatch(r"(?:salle|ecran|screen|room|s|n|no)?\s*0*(\d{1,3})", wanted)):
        found = [item for item in screens if item.number == int(match[1])]
    if len(found) != 1:
        known = ", ".join(item.name for item in screens)
        raise _Refused("screen", CellFault.SCREEN_UNKNOWN, {"value": shown(row.screen), "known": known})
    screen = found[0]
    if not screen.has_map:
        raise _Refused("screen", CellFault.SCREEN_WITHOUT_MAP, {"value": screen.name})
    shows = row.version.format
    if screen.formats and shows != "2D" and shows not in screen.formats:
        raise _Refused("format", CellFault.SCREEN_FORMAT, {"value": shows, "screen": screen.name})
    return screen


def _sale(row: ProgrammeRow, cinema: KnownCinema) -> SaleTimes:
    said = {}
    for column, wall in row.sale.items():
        try:
            said[f"{column}_at"] = local_instant(wall.local, zone=cinema.zone, offset_min=wall.offset_min)
        except LocalTimeRefused as refused:
            raise _Refused(column.value, CellFault(refused.code), refused.facts) from None
    return SaleTimes(**said)


def _prices(row: ProgrammeRow, lists: Sequence[KnownPrices]) -> KnownPrices | None:
    chosen = list(lists)
    known = ", ".join(item.code for item in lists)
    if row.price_list:
        wanted = name_key(row.price_list)
        chosen = [item for item in lists if wanted in (name_key(item.code), name_key(item.name))]
        if len(chosen) != 1:
            facts = {"value": shown(row.price_list), "known": known}
            raise _Refused("price_list", CellFault.PRICE_LIST_UNKNOWN, facts)
    if row.full_price_cents is not None:
        chosen = [item for item in chosen if item.full_cents == row.full_price_cents]
        if len(chosen) != 1:
            euros = f"{row.full_price_cents // 100},{row.full_price_cents % 100:02d}"
            raise _Refused("full_price", CellFault.PRICE_LIST_AMOUNT, {"value": euros})
    return chosen[0] if row.price_list or row.full_price_cents is not None else None


def default_prices(cinema_id: int, *, prices: Sequence[KnownPrices], line: int) -> KnownPrices | Fault:
    """The price list of a new screening whose row names none: the cinema's only one."""
    lists = [item for item in prices if item.cinema_id == cinema_id]
    if len(lists) == 1:
        return lists[0]
    known = ", ".join(item.code for item in lists)
    return Fault(line, "price_list", CellFault.PRICE_LIST_NEEDED.value, {"known": known})
