"""What a screening offers on the web, remembered for two seconds in each process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ouvreuse.booking.errors import BadChoice, NotOnSale
from ouvreuse.booking.queries import ScreeningFacts, screening_for_sale
from ouvreuse.pricing.queries import price_list_version
from ouvreuse.pricing.rules import OfferedRate, PriceListVersion, Quote, Request, offered, quote
from ouvreuse.storefront.caching import Brief
from ouvreuse.storefront.screening.terms import Counts, require_number


@dataclass(frozen=True, slots=True)
class Sale:
    """A screening as sold on the web: facts, rates of the channel, and the prices already worked out."""

    facts: ScreeningFacts
    prices: PriceListVersion
    rates: tuple[OfferedRate, ...]
    known: dict[tuple[tuple[str, int], ...], Quote] = field(default_factory=dict)

    def price(self, counts: Counts) -> Quote:
        """The price of so many plain seats at those rates.

        Raises ``BadChoice`` for 0 or more than 50 seats and for a rate not offered here, ``TooManySeats`` past
        the most of one order, and pricing's errors when a rate asks for more or fewer seats.
        """
        require_number(counts, most=self.facts.max_per_order)
        key = tuple(counts.items())
        found = self.known.get(key)
        if found is None:
            if not set(self.codes).issuperset(counts):
                raise BadChoice("rate")
            requests = [Request(code, count) for code, count in key]
            found = self.known[key] = quote(self.prices, self.facts.context(channel="web"), requests)
        return found

    def require_open(self, *, now: datetime) -> None:
        """Raises ``NotOnSale`` unless the web sale is open at this instant."""
        state = self.facts.sale(now=now)
        if state != "open":
            raise NotOnSale(state)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rates as they are shown."""
        return tuple(rate.rate.code for rate in self.rates)


_sales = Brief()


def sale_of(screening: int) -> Sale:
    """The sale of a screening the public may see. Raises ``ScreeningUnknown``."""
    return _sales.recall(screening, lambda: _read(screening))


def _read(screening: int) -> Sale:
    facts = screening_for_sale(screening)
    prices = price_list_version(facts.price_version)
    rates = tuple(rate for rate in offered(prices, facts.context(channel="web")) if rate.available)
    return Sale(facts, prices, rates)
