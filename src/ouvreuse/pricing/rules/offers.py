"""Which rates a screening offers, and why not the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ouvreuse.kernel.text import slug

from .rates import Fee, InHolidays, PriceListVersion, RateRule, Supplement


class Reason(StrEnum):
    """Why a rate isn't offered for a screening, or not to a customer; each has its words."""

    CHANNEL = "rate_not_on_channel"
    TOO_EARLY = "rate_not_yet_valid"
    TOO_LATE = "rate_no_longer_valid"
    DAY_EXCLUDED = "rate_day_excluded"
    HOURS = "rate_hours"
    FORMAT = "rate_format"
    AGE_BAN = "rate_age_ban"
    HOLIDAYS_ONLY = "rate_school_holidays_only"
    HOLIDAYS_EXCLUDED = "rate_school_holidays_excluded"
    HOLIDAYS_UNKNOWN = "rate_school_holidays_unknown"
    FILM = "rate_film"
    TOO_YOUNG = "rate_too_young"
    TOO_OLD = "rate_too_old"
    PROOF = "rate_needs_proof"
    FILM_FORBIDDEN = "rate_film_forbidden"
    NO_COMPANIONS = "rate_without_companions"
    FOR_COMPANIONS = "rate_of_companions"
    FROM_QUANTITY = "rate_from_quantity"
    UP_TO_QUANTITY = "rate_up_to_quantity"


class Flag(StrEnum):
    """What must be said beside a rate that is offered."""

    AGE_BAN_PARTLY = "rate_age_ban_partly"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason and the fact that explains it (a date, an age, a format), if there is one."""

    reason: Reason
    fact: str = ""


@dataclass(frozen=True, slots=True)
class ScreeningContext:
    """What pricing must know of a screening.

    `starts_at` is aware and in the cinema's own zone: days and hours of the rules are read from it as they
    stand on the wall. `film_min_age`: 0, 12, 16 or 18 (code du cinéma R211-12). `film` is its slug, `labels` what
    it is besides (genres).
    """

    starts_at: datetime
    format: str = "2D"
    film_min_age: int = 0
    channel: str = "web"
    film: str = ""
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None:
            raise ValueError("starts_at must be aware, in the cinema's zone")

    def shows_one_of(self, names: tuple[str, ...]) -> bool:
        """Whether the film is named, by its slug or by one of its labels."""
        return self.film in names or any(label_name(label) in names for label in self.labels)


def label_name(label: str) -> str:
    """How rates name a label of films: ``#opera`` for « Opéra »."""
    return "#" + slug(label)


@dataclass(frozen=True, slots=True)
class OfferedRate:
    """A rate of the list seen from one screening: price of a plain seat, or the reasons it is refused.

    `unit_cents` counts the seat with the supplements every seat of this screening carries; `fee_cents`
    the fees of the channel, so that the price shown first is the price paid.
    """

    rate: RateRule
    unit_cents: int
    fee_cents: int
    supplements: tuple[Supplement, ...]
    refusals: tuple[Refusal, ...]
    flags: tuple[Flag, ...]

    @property
    def available(self) -> bool:
        """Whether it can be bought for this screening."""
        return not self.refusals

    @property
    def total_cents(self) -> int:
        """All that is due for one seat."""
        return self.unit_cents + self.fee_cents


def offered(version: PriceListVersion, context: ScreeningContext) -> list[OfferedRate]:
    """Every rate of the list, in the order they are shown, with the reasons of those refused."""
    return [_seen(version, rate, context) for rate in version.shown]


def refusals_of(version: PriceListVersion, rate: RateRule, context: ScreeningContext) -> tuple[Refusal, ...]:
    """All reasons why the rate isn't offered for this screening; empty when it is."""
    if rate.holidays is InHolidays.ANY:
        return tuple(_refusals(rate, context))
    return (*_refusals(rate, context), *_of_holidays(version, rate, context))


def supplements_of(
    version: PriceListVersion,
    rate: RateRule,
    context: ScreeningContext,
    *,
    seat_kind: str = "standard",
    zone: str = "",
) -> tuple[Supplement, ...]:
    """Supplements a seat carries by itself; none on a free right, which may not be charged (D212-71)."""
    if rate.is_free or rate.supplements_included:
        return ()
    return tuple(
        s for s in version.supplements if s.applies(format=context.format, seat_kind=seat_kind, zone=zone)
    )


def fees_of(version: PriceListVersion, rate: RateRule, context: ScreeningContext) -> tuple[Fee, ...]:
    """Fees of the channel on one seat; none on a free right (T-3)."""
    if rate.is_free:
        return ()
    return tuple(fee for fee in version.fees if context.channel in fee.channels)


def _seen(version: PriceListVersion, rate: RateRule, context: ScreeningContext) -> OfferedRate:
    supplements = supplements_of(version, rate, context)
    return OfferedRate(
        rate=rate,
        unit_cents=rate.due_cents + sum(s.amount_cents for s in supplements),
        fee_cents=sum(fee.amount_cents for fee in fees_of(version, rate, context)),
        supplements=supplements,
        refusals=refusals_of(version, rate, context),
        flags=_flags(rate, context),
    )


def _refusals(rate: RateRule, context: ScreeningContext) -> Iterator[Refusal]:
    day = context.starts_at.date()
    minute = context.starts_at.hour * 60 + context.starts_at.minute
    if context.channel not in rate.channels:
        yield Refusal(Reason.CHANNEL)
    if rate.first_on and day < rate.first_on:
        yield Refusal(Reason.TOO_EARLY, rate.first_on.isoformat())
    if rate.last_on and day > rate.last_on:
        yield Refusal(Reason.TOO_LATE, rate.last_on.isoformat())
    if day in rate.except_on:
        yield Refusal(Reason.DAY_EXCLUDED, day.isoformat())
    if rate.windows and not any(window.holds(day.weekday(), minute) for window in rate.windows):
        yield Refusal(Reason.HOURS)
    if context.format in rate.except_formats or (
        rate.only_formats and context.format not in rate.only_formats
    ):
        yield Refusal(Reason.FORMAT, context.format)
    if rate.max_age is not None and rate.max_age < context.film_min_age:
        yield Refusal(Reason.AGE_BAN, str(context.film_min_age))
    if (rate.except_films and context.shows_one_of(rate.except_films)) or (
        rate.only_films and not context.shows_one_of(rate.only_films)
    ):
        yield Refusal(Reason.FILM)


def _of_holidays(version: PriceListVersion, rate: RateRule, context: ScreeningContext) -> tuple[Refusal, ...]:
    if version.holidays is None:
        return ()
    now = version.holidays.on(context.starts_at.date())
    if now is None:
        return (Refusal(Reason.HOLIDAYS_UNKNOWN, version.holidays.zone),)
    if rate.holidays is InHolidays.DURING and not now:
        return (Refusal(Reason.HOLIDAYS_ONLY, version.holidays.zone),)
    if rate.holidays is InHolidays.OUTSIDE and now:
        return (Refusal(Reason.HOLIDAYS_EXCLUDED, version.holidays.zone),)
    return ()


def _flags(rate: RateRule, context: ScreeningContext) -> tuple[Flag, ...]:
    """A rate for the young stays offered when some of its holders may enter, but the ban must be said."""
    ban = context.film_min_age
    partly = rate.max_age is not None and (rate.min_age or 0) < ban <= rate.max_age
    return (Flag.AGE_BAN_PARTLY,) if partly else ()
