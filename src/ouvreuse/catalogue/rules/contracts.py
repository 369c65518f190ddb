"""What the law says of the terms of a film (code du cinéma L213-9 to -11): doubts to be told, not refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEAST_BP = 2_500
MOST_BP = 5_000
LEAST_OLD_BP = 2_000
OLD_AFTER_YEARS = 2
PROPORTIONAL_YEARS = 5


class Doubt(StrEnum):
    """What is unusual about terms."""

    RATE_LOW = "rate_low"
    RATE_LOW_OLD = "rate_low_old"
    RATE_HIGH = "rate_high"
    FLAT_YOUNG = "flat_young"
    FLAT_UNDATED = "flat_undated"


@dataclass(frozen=True, slots=True)
class Terms:
    """Either a rate in basis points of the base film, or a flat price; from a Wednesday on."""

    first_on: date
    rate_bp: int | None
    flat: bool


def doubts(terms: Terms, *, visa_on: date | None, first_released_on: date | None) -> tuple[Doubt, ...]:
    """What the law would object to.

    The rate is between 25 % and 50 %, from 20 % on when the film was first released more than two years before; a
    flat price is for films whose visa is older than five years, or for small screens.
    """
    found = []
    if terms.rate_bp is not None:
        old = first_released_on is not None and _years(first_released_on, OLD_AFTER_YEARS) < terms.first_on
        least = LEAST_OLD_BP if old else LEAST_BP
        if terms.rate_bp < least:
            found.append(Doubt.RATE_LOW_OLD if old else Doubt.RATE_LOW)
        if terms.rate_bp > MOST_BP:
            found.append(Doubt.RATE_HIGH)
    if terms.flat:
        if visa_on is None:
            found.append(Doubt.FLAT_UNDATED)
        elif terms.first_on < _years(visa_on, PROPORTIONAL_YEARS):
            found.append(Doubt.FLAT_YOUNG)
    return tuple(found)


def _years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)
