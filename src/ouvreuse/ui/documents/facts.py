"""The facts a ticket sheet is drawn from: frozen, free of interface words, kept as JSON in the outbox."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

Language = Literal["fr", "en"]
AGE_BANS = (0, 12, 16, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """Something sold with the seat; `cents` is its price in EUR incl. VAT."""

    label: str
    cents: int

    def to_json(self) -> dict[str, Any]:
        return {"label": self.label, "cents": self.cents}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], /) -> Self:
        """Read back what `to_json` wrote. Raises ValueError when a field is missing or of another type."""
        return cls(label=_read(data, "label", str), cents=_read(data, "cents", int))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFacts:
    """One admission right (CGI ann. IV art. 50 sexies B: what a ticket must carry).

    Instants are aware datetimes. `price_cents` is in EUR incl. VAT, 0 meaning a free right. `row` and `seat`
    are both empty in a free-seating screen. `age_ban` is 0, 12, 16 or 18. `number` is the number in `series`.
    `film_at` and `ends_at` are None while the runtime is unknown. `code` is what a human types at the door.
    `duplicate`: the paper may have come out before, and says so.
    """

    film: str
    starts_at: datetime
    screen: str
    rate: str
    price_cents: int
    series: str
    number: int
    code: str
    qr: str
    version: str = ""
    format: str = ""
    film_at: datetime | None = None
    ends_at: datetime | None = None
    row: str = ""
    seat: str = ""
    seat_note: str = ""
    proof: str = ""
    supplements: tuple[Supplement, ...] = ()
    age_ban: int = 0
    warning: str = ""
    duplicate: bool = False

    def __post_init__(self) -> None:
        if self.age_ban not in AGE_BANS:
            raise ValueError(f"age_ban must be one of {AGE_BANS}, not {self.age_ban}")
        if self.price_cents < 0:
            raise ValueError("price_cents must not be negative")
        for moment in (self.starts_at, self.film_at, self.ends_at):
            _must_be_aware(moment)

    @property
    def free_seating(self) -> bool:
        return not self.row and not self.seat

    @property
    def total_cents(self) -> int:
        """Price of the right plus its supplements, in cents of EUR incl. VAT."""
        return self.price_cents + sum(each.cents for each in self.supplements)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; instants as ISO 8601 with their offset."""
        plain = {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}
        plain["supplements"] = [each.to_json() for each in self.supplements]
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any], /) -> Self:
        """Read back what `to_json` wrote. Raises ValueError when a field is missing or of another type."""
        return cls(
            film=_read(data, "film", str),
            starts_at=_instant(data, "starts_at"),
            screen=_read(data, "screen", str),
            rate=_read(data, "rate", str),
            price_cents=_read(data, "price_cents", int),
            series=_read(data, "series", str),
            number=_read(data, "number", int),
            code=_read(data, "code", str),
            qr=_read(data, "qr", str),
            version=_read(data, "version", str, ""),
            format=_read(data, "format", str, ""),
            film_at=_maybe_instant(data, "film_at"),
            ends_at=_maybe_instant(data, "ends_at"),
            row=_read(data, "row", str, ""),
            seat=_read(data, "seat", str, ""),
            seat_note=_read(data, "seat_note", str, ""),
            proof=_read(data, "proof", str, ""),
            supplements=tuple(Supplement.from_json(each) for each in _read(data, "supplements", list, [])),
            age_ban=_read(data, "age_ban", int, 0),
            warning=_read(data, "warning", str, ""),
            duplicate=_read(data, "duplicate", bool, default=False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSheet:
    """All tickets of one order, drawn on as few A4 pages as fit.

    `zone` is the cinema's IANA time zone; every instant is shown in it. `sold_at` is aware. `demo` marks a
    document of a demonstration or test database.
    """

    language: Language
    operator: str
    cinema: str
    town: str
    zone: str
    order_code: str
    point_of_sale: str
    sold_at: datetime
    tickets: tuple[TicketFacts, ...]
    demo: bool

    def __post_init__(self) -> None:
        if self.language not in ("fr", "en"):
            raise ValueError(f"no document in language {self.language!r}")
        if not self.tickets:
            raise ValueError("a sheet needs at least one ticket")
        _must_be_aware(self.sold_at)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; instants as ISO 8601 with their offset."""
        plain = {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}
        plain["tickets"] = [ticket.to_json() for ticket in self.tickets]
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any], /) -> Self:
        """Read back what `to_json` wrote. Raises ValueError when a field is missing or of another type."""
        return cls(
            language=_read(data, "language", str),
            operator=_read(data, "operator", str),
            cinema=_read(data, "cinema", str),
            town=_read(data, "town", str),
            zone=_read(data, "zone", str),
            order_code=_read(data, "order_code", str),
            point_of_sale=_read(data, "point_of_sale", str),
            sold_at=_instant(data, "sold_at"),
            tickets=tuple(TicketFacts.from_json(each) for each in _read(data, "tickets", list)),
            demo=_read(data, "demo", bool),
        )


_REQUIRED: Any = object()


def _read(data: Mapping[str, Any], name: str, kind: type, default: Any = _REQUIRED) -> Any:
    value = data.get(name, default)
    if value is _REQUIRED:
        raise ValueError(f"ticket facts lack {name!r}")
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"ticket fact {name!r} is not a {kind.__name__}")
    return value


def _instant(data: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(_read(data, name, str))


def _maybe_instant(data: Mapping[str, Any], name: str) -> datetime | None:
    return None if data.get(name) is None else _instant(data, name)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _must_be_aware(moment: datetime | None) -> None:
    if moment is not None and moment.tzinfo is None:
        raise ValueError("instants on a ticket must carry their offset")
