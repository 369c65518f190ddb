"""Money as whole cents: no float ever enters or leaves; words and formats belong to ``ui``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FULL = 10_000  # basis points in one whole


class CurrencyMismatch(ValueError):
    """Two currencies were mixed in one operation."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer minor units (cents) of one ISO 4217 currency.

    Raises ``TypeError`` for anything but an ``int`` number of cents.
    """

    cents: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        _whole(self.cents)

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - self._same(other), self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.cents * _whole(count), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.cents), self.currency)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __lt__(self, other: Money) -> bool:
        return self.cents < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.cents <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.cents > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.cents >= self._same(other)

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money meets {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} meets {other.currency}")
        return other.cents

    def split_largest_remainder(self, weights: Sequence[int]) -> list[Money]:
        """Cut in parts pro rata of the weights so that the parts add up exactly to the whole.

        Cents left over go to the largest remainders, at equal remainders to the last parts (T-9: 65.55 over
        ten equal places is five at 6.55, then five at 6.56). A negative amount is split as its opposite, so
        that a refund mirrors the sale. Raises ``ValueError`` unless there is a positive weight and none is
        negative.
        """
        total = sum(_whole(weight) for weight in weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must not be negative and one must be positive")
        amount, sign = abs(self.cents), (-1 if self.cents < 0 else 1)
        parts = [amount * weight // total for weight in weights]
        remainders = [(amount * weight % total, index) for index, weight in enumerate(weights)]
        for _, index in sorted(remainders, reverse=True)[: amount - sum(parts)]:
            parts[index] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def share(self, rate_bp: int) -> Money:
        """That many basis points of the amount, half a cent rounded away from zero (1072 = 10.72 %)."""
        return Money(_half_up(self.cents * _whole(rate_bp), FULL), self.currency)

    def vat_part(self, rate_bp: int) -> Money:
        """The VAT contained in this amount, tax included, half a cent rounded away from zero (550 = 5.5 %).

        Take it on the aggregate line, never ticket by ticket. Raises ``ValueError`` for a negative rate.
        """
        if _whole(rate_bp) < 0:
            raise ValueError("a rate of VAT is not negative")
        return Money(_half_up(self.cents * rate_bp, FULL + rate_bp), self.currency)

    @staticmethod
    def total(amounts: Iterable[Money], *, currency: str = "EUR") -> Money:
        """The sum; zero of that currency when there is none. Raises ``CurrencyMismatch`` when they differ."""
        sum_so_far = Money(0, currency)
        for amount in amounts:
            sum_so_far += amount
        return sum_so_far


def _whole(value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"money counts in whole numbers, not {type(value).__name__}")
    return value


def _half_up(numerator: int, denominator: int) -> int:
    """Integer division with halves away from zero, so that a refund is the exact opposite of the sale."""
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient
