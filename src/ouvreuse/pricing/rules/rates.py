"""A price list as immutable data: rates, supplements and fees, each refusing to be built wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ouvreuse.pricing.errors import PriceListInvalid, RateUnknown, SupplementUnknown

ANY_CHANNEL: tuple[str, ...] = ("web", "counter")
DAY_MINUTES = 24 * 60
MAX_CENTS = 100_000
MAX_LABEL = 80  # as wide as the columns of an order line
MAX_PROOF = 160
CODE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")


class InHolidays(StrEnum):
    """How a rate goes with the school holidays of the cinema's zone."""

    ANY = "any"
    DURING = "during"
    OUTSIDE = "outside"


class Family(StrEnum):
    """The four families every admission rate must belong to (code du cinéma D212-71)."""

    FREE = "gratuit"
    SCHOOL = "scolaire"
    UNLIMITED = "illimite"
    OTHER = "autre"


def _require(holds: bool, path: str, problem: str) -> None:
    if not holds:
        raise PriceListInvalid(path=path, problem=problem)


def _check_code(code: str) -> None:
    _require(CODE.fullmatch(code) is not None, code, "code")


@dataclass(frozen=True, slots=True)
class Label:
    """Words chosen by the cinema, in both languages; both or neither may be empty."""

    fr: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)

    def text(self, language: str) -> str:
        """The words in `language` ("fr", "en-gb"...), the other language rather than nothing."""
        return (self.en or self.fr) if language.lower().startswith("en") else (self.fr or self.en)


NO_LABEL = Label()


def _check_label(code: str, label: Label) -> None:
    _require(bool(label.fr and label.en), code, "label")
    _require(max(len(label.fr), len(label.en)) <= MAX_LABEL, code, "label")


@dataclass(frozen=True, slots=True)
class Window:
    """Some weekdays (Monday = 0) from one minute of the local day, included, to another, excluded."""

    weekdays: tuple[int, ...]
    from_minute: int = 0
    to_minute: int = DAY_MINUTES

    def __post_init__(self) -> None:
        days = set(self.weekdays)
        _require(
            bool(days) and days <= set(range(7)) and len(days) == len(self.weekdays), "window", "weekdays"
        )
        _require(0 <= self.from_minute < self.to_minute <= DAY_MINUTES, "window", "hours")

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether a start on this weekday at this minute of the day falls inside."""
        return weekday in self.weekdays and self.from_minute <= minute < self.to_minute


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        _require(self.first_on <= self.last_on, "holidays", "dates")

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """The school holidays of a zone as they were known when the list was published: they are part of it, so that
    a later correction of the calendar changes no price sold or held. Outside the known days nothing is said."""

    zone: str
    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        _require(bool(self.periods), "holidays", "empty")

    def on(self, day: date) -> bool | None:
        """Whether that day is in the holidays; None when the calendar does not reach it."""
        first = min(period.first_on for period in self.periods)
        last = max(period.last_on for period in self.periods)
        return any(day in period for period in self.periods) if first <= day <= last else None


@dataclass(frozen=True, slots=True)
class RateRule:
    """One rate: its price and when, where and for whom it is offered.

    `amount_cents` includes VAT and is zero if and only if the family is free; for the unlimited family it
    is the reference price that is declared, not a sum to pay. Ages are inclusive ("under 14" is
    `max_age=13`). Empty `windows` or `only_formats` mean always. `only_films` and `except_films` name films
    (their slug) or labels (`#opera`). `companion_of`: the rate is for free companions of those rates, one for
    every `paid_per_companion` seats paid at them. Stacking: with `supplements_included` no supplement is added
    to the price; a rate that stands `alone` is not sold in one order with other rates of the screening.
    """

    code: str
    family: Family
    label: Label
    amount_cents: int
    proof: Label = NO_LABEL
    vat_bp: int = 550
    channels: tuple[str, ...] = ANY_CHANNEL
    min_age: int | None = None
    max_age: int | None = None
    windows: tuple[Window, ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    except_on: tuple[date, ...] = ()
    only_formats: tuple[str, ...] = ()
    except_formats: tuple[str, ...] = ()
    min_quantity: int = 1
    max_quantity: int | None = None
    companion_of: tuple[str, ...] = ()
    paid_per_companion: int = 0
    priority: int = 100
    holidays: InHolidays = InHolidays.ANY
    only_films: tuple[str, ...] = ()
    except_films: tuple[str, ...] = ()
    supplements_included: bool = False
    alone: bool = False

    def __post_init__(self) -> None:
        _check_code(self.code)
        _check_label(self.code, self.label)
        _require(max(len(self.proof.fr), len(self.proof.en)) <= MAX_PROOF, self.code, "proof")
        _require(0 <= self.amount_cents <= MAX_CENTS, self.code, "amount")
        _require((self.amount_cents == 0) == (self.family is Family.FREE), self.code, "zero_iff_free")
        _require(0 <= self.vat_bp <= 10_000, self.code, "vat")
        low, high = self.min_age, self.max_age
        _require(all(age is None or 0 <= age <= 130 for age in (low, high)), self.code, "ages")
        _require(low is None or high is None or low <= high, self.code, "ages")
        _require(not (self.first_on and self.last_on and self.first_on > self.last_on), self.code, "dates")
        _require(not set(self.only_formats) & set(self.except_formats), self.code, "formats")
        _require(not set(self.only_films) & set(self.except_films), self.code, "films")
        _require(self.min_quantity >= 1, self.code, "quantities")
        _require(self.max_quantity is None or self.min_quantity <= self.max_quantity, self.code, "quantities")
        _require(self.paid_per_companion >= 0, self.code, "companions")
        _require(bool(self.companion_of) == (self.paid_per_companion > 0), self.code, "companions")
        _require(not self.companion_of or self.is_free, self.code, "companions")
        _require(not (self.alone and self.companion_of), self.code, "companions")

    @property
    def is_free(self) -> bool:
        """A free right, which may never carry a charge of any kind."""
        return self.family is Family.FREE

    @property
    def due_cents(self) -> int:
        """What the spectator pays for the seat alone: nothing for an unlimited pass, already paid for."""
        return 0 if self.family is Family.UNLIMITED else self.amount_cents


@dataclass(frozen=True, slots=True)
class Supplement:
    """An addition that is part of the seat's price, kept in detail.

    Applies by itself to the named formats, kinds of seat and zones (each that is given must match); with
    none of them it applies only when asked for by its code.
    """

    code: str
    label: Label
    amount_cents: int
    formats: tuple[str, ...] = ()
    seat_kinds: tuple[str, ...] = ()
    vat_bp: int = 550
    zones: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_code(self.code)
        _check_label(self.code, self.label)
        _require(0 < self.amount_cents <= MAX_CENTS, self.code, "amount")
        _require(0 <= self.vat_bp <= 10_000, self.code, "vat")

    def applies(self, *, format: str, seat_kind: str, zone: str = "") -> bool:
        """Whether the seat carries it without being asked."""
        if not (self.formats or self.seat_kinds or self.zones):
            return False
        return (
            (not self.formats or format in self.formats)
            and (not self.seat_kinds or seat_kind in self.seat_kinds)
            and (not self.zones or zone in self.zones)
        )


@dataclass(frozen=True, slots=True)
class Fee:
    """A service fee per paid seat on some channels: its own line and VAT rate, outside the seat's price."""

    code: str
    label: Label
    amount_cents: int
    vat_bp: int = 2_000
    channels: tuple[str, ...] = ("web",)
    in_tsa_base: bool = False

    def __post_init__(self) -> None:
        _check_code(self.code)
        _check_label(self.code, self.label)
        _require(0 < self.amount_cents <= MAX_CENTS, self.code, "amount")
        _require(0 <= self.vat_bp <= 10_000, self.code, "vat")


@dataclass(frozen=True, slots=True)
class PriceListVersion:
    """One immutable version of a price list; a hold keeps its `id` and is always priced from it."""

    id: int
    currency: str
    rates: tuple[RateRule, ...]
    supplements: tuple[Supplement, ...] = ()
    fees: tuple[Fee, ...] = ()
    holidays: SchoolHolidays | None = None

    def __post_init__(self) -> None:
        _require(re.fullmatch(r"[A-Z]{3}", self.currency) is not None, "currency", "currency")
        _require(bool(self.rates), "rates", "empty")
        _require_unique([r.code for r in self.rates])
        _require_unique([*(s.code for s in self.supplements), *(f.code for f in self.fees)])
        paying = {r.code for r in self.rates if not r.is_free}
        for rate in self.rates:
            _require(set(rate.companion_of) <= paying, rate.code, "companions_of")
            known = rate.holidays is InHolidays.ANY or self.holidays is not None
            _require(known, rate.code, "holidays_unknown")

    @property
    def shown(self) -> list[RateRule]:
        """The rates in the order they are shown: by priority, then the dearest first."""
        return sorted(self.rates, key=lambda rate: (rate.priority, -rate.amount_cents, rate.code))

    def rate(self, code: str) -> RateRule:
        """The rate of that code. Raises `RateUnknown`."""
        for rate in self.rates:
            if rate.code == code:
                return rate
        raise RateUnknown(rate=code)

    def supplement(self, code: str) -> Supplement:
        """The supplement of that code. Raises `SupplementUnknown`."""
        for supplement in self.supplements:
            if supplement.code == code:
                return supplement
        raise SupplementUnknown(supplement=code)


def _require_unique(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        _require(code not in seen, code, "twice")
        seen.add(code)
