"""What a choice of seats is judged by before they are held, remembered for two seconds by blocks of neighbours.

In a rush every visitor names another screening of the same weeks: read one by one each would cost a statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ouvreuse.booking.actions import Hold, give_up
from ouvreuse.booking.errors import BadChoice, ScreeningUnknown, TooManySeats
from ouvreuse.booking.queries.screenings import FILM_AGES, BriefFacts, brief_facts
from ouvreuse.pricing.errors import PricingError
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules import Request, ScreeningContext, check
from ouvreuse.storefront.caching import Brief

MOST_SEATS = 50
BLOCK = 64
Counts = Mapping[str, int]
_blocks = Brief()


@dataclass(frozen=True, slots=True)
class Terms:
    """How a screening is sold on the web."""

    facts: BriefFacts

    @property
    def free_seating(self) -> bool:
        """Whether no seat is numbered."""
        return self.facts.free_seating

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of every rate of the price list, as they are shown."""
        return _codes(self.facts.price_version)

    def require(self, counts: Counts) -> None:
        """Refuse what no hold may ask for.

        Raises ``BadChoice`` for 0 or more than 50 seats, ``TooManySeats`` past the most of one order, and
        pricing's errors for a rate that is not offered here or asks for more or fewer seats.
        """
        require_number(counts, most=self.facts.max_per_order)
        self._check(self.facts.price_version, counts)

    def require_still(self, held: Hold, counts: Counts) -> None:
        """Let seats go whose rates are gone: prices may change in the two seconds these terms are remembered.

        Raises pricing's errors.
        """
        if held.price_version == self.facts.price_version:
            return
        try:
            self._check(held.price_version, counts)
        except PricingError:
            give_up(held.order)
            raise

    def _check(self, version: int, counts: Counts) -> None:
        asked = [Request(code, count) for code, count in counts.items()]
        check(price_list_version(version), _context(self.facts), asked)


def require_number(counts: Counts, *, most: int) -> None:
    """Raises ``BadChoice`` for 0 or more than 50 seats, ``TooManySeats`` past the most of one order."""
    total = sum(counts.values())
    if not 1 <= total <= MOST_SEATS:
        raise BadChoice("count")
    if total > most:
        raise TooManySeats("order")


def terms_of(screening: int) -> Terms:
    """The terms of a screening that is no draft. Raises ``ScreeningUnknown``."""
    first = screening - screening % BLOCK
    block = _blocks.recall(first, lambda: brief_facts(first, first + BLOCK - 1))
    facts = block.get(screening) or brief_facts(screening, screening).get(screening)  # it may be a moment old
    if facts is None:
        raise ScreeningUnknown("unknown", screening=screening)
    return Terms(facts)


@lru_cache(maxsize=512)
def _codes(price_version: int) -> tuple[str, ...]:
    return tuple(rate.code for rate in price_list_version(price_version).shown)


def _context(facts: BriefFacts) -> ScreeningContext:
    wall = datetime.fromisoformat(facts.local_start).replace(tzinfo=_zone(facts.zone))
    ages, genres = FILM_AGES[facts.classification], tuple(facts.genres)
    return ScreeningContext(wall, facts.format, ages, "web", facts.film, genres)


_zone = lru_cache(maxsize=64)(ZoneInfo)
