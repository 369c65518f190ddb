from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.kernel.money import CurrencyMismatch, Money

pytestmark = pytest.mark.unit
cents = st.integers(-(10**9), 10**9)
amounts = st.builds(Money, cents)
rates = st.integers(0, 10_000)


@given(amounts, amounts, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_whole_numbers(a: Money, b: Money, n: int) -> None:
    assert (a + b).cents == a.cents + b.cents
    assert a + b - b == a
    assert (a * n).cents == (n * a).cents == a.cents * n
    assert -a + a == Money(0)
    assert (a < b, a <= b, a > b, a >= b) == (
        a.cents < b.cents,
        a.cents <= b.cents,
        a.cents > b.cents,
        a.cents >= b.cents,
    )


@pytest.mark.parametrize("wrong", [1.0, "1", True, None, Fraction(1)])
def test_only_whole_cents_make_money(wrong: Any) -> None:
    with pytest.raises(TypeError):
        Money(wrong)
    with pytest.raises(TypeError):
        Money(1) * wrong


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__ge__"])
def test_currencies_and_bare_numbers_never_mix(operation: str) -> None:
    with pytest.raises(CurrencyMismatch):
        getattr(Money(1), operation)(Money(1, "CHF"))
    with pytest.raises(TypeError):
        getattr(Money(1), operation)(1)


def test_a_total_of_nothing_is_zero_and_keeps_its_currency() -> None:
    assert Money.total([]) == Money(0)
    assert Money.total([Money(3), Money(4)]) == Money(7)
    with pytest.raises(CurrencyMismatch):
        Money.total([Money(3)], currency="CHF")
    assert not Money(0)
    assert abs(Money(-3)) == Money(3)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_parts_add_up_and_stay_within_a_cent_of_their_share(whole: Money, weights: list[int]) -> None:
    parts = whole.split_largest_remainder(weights)
    assert Money.total(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.cents - Fraction(whole.cents * weight, sum(weights))) < 1
        assert weight or not part


@given(amounts, st.lists(st.integers(0, 100), min_size=1, max_size=9).filter(any))
def test_a_refund_is_split_as_its_sale(whole: Money, weights: list[int]) -> None:
    assert (-whole).split_largest_remainder(weights) == [
        -part for part in whole.split_largest_remainder(weights)
    ]


def test_carnets_and_bundles_of_the_trade() -> None:
    """T-9 and T-8."""
    assert Money(3200).split_largest_remainder([1] * 5) == [Money(640)] * 5
    assert Money(6555).split_largest_remainder([1] * 10) == [Money(655)] * 5 + [Money(656)] * 5
    assert Money(1490).split_largest_remainder([950, 650]) == [Money(885), Money(605)]


@pytest.mark.parametrize("weights", [[], [0], [1, -1], [2, -1]])
def test_weights_without_meaning_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100).split_largest_remainder(weights)


@pytest.mark.parametrize(
    ("gross", "vat", "tsa"),
    [(1000, 52, 107), (243_400, 12_689, 26_092), (400, 21, 43), (500, 26, 54), (1490, 78, 160)],
)
def test_vat_and_tsa_of_the_trade(gross: int, vat: int, tsa: int) -> None:
    """T-4 and T-5: on the aggregate line, half-up to the cent."""
    assert Money(gross).vat_part(550) == Money(vat)
    assert Money(gross).share(1072) == Money(tsa)
    assert Money(-gross).vat_part(550) == Money(-vat)


@given(amounts, rates)
def test_vat_is_the_nearest_cent_halves_away_from_zero(gross: Money, rate: int) -> None:
    exact = Fraction(gross.cents * rate, 10_000 + rate)
    part = gross.vat_part(rate).cents
    assert abs(part - exact) <= Fraction(1, 2)
    if abs(part - exact) == Fraction(1, 2):
        assert abs(part) > abs(exact)


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="rate"):
        Money(100).vat_part(-1)
