"""What holds for any price list, any screening and any order."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ouvreuse.pricing.rules import (
    Family,
    Fee,
    Label,
    LineKind,
    PriceListVersion,
    RateRule,
    Request,
    ScreeningContext,
    Supplement,
    from_json,
    offered,
    quote,
    share_by_largest_remainder,
    share_vat,
    to_json,
    vat_within,
)

pytestmark = pytest.mark.unit
WORD = Label("mot", "word")
FORMATS = ("2D", "3D", "IMAX")
RATES_OF_VAT = st.sampled_from([0, 210, 550, 1000, 2000])


@st.composite
def rates(draw: st.DrawFn, code: str) -> RateRule:
    family = draw(st.sampled_from(list(Family)))
    amount = 0 if family is Family.FREE else draw(st.integers(1, 3000))
    return RateRule(
        code,
        family,
        WORD,
        amount,
        vat_bp=draw(RATES_OF_VAT),
        max_age=draw(st.none() | st.integers(0, 25)),
        only_formats=draw(st.sampled_from([(), ("3D",), ("2D", "IMAX")])),
    )


@st.composite
def versions(draw: st.DrawFn) -> PriceListVersion:
    listed = tuple(draw(rates(f"R{place}")) for place in range(draw(st.integers(1, 5))))
    supplements = tuple(
        Supplement(f"S{place}", WORD, draw(st.integers(1, 900)), formats=(name,), vat_bp=draw(RATES_OF_VAT))
        for place, name in enumerate(draw(st.lists(st.sampled_from(FORMATS), max_size=3)))
    )
    fees = tuple(
        Fee(f"F{place}", WORD, cents, vat_bp=draw(RATES_OF_VAT))
        for place, cents in enumerate(draw(st.lists(st.integers(1, 300), max_size=2)))
    )
    return PriceListVersion(1, "EUR", listed, supplements, fees)


@st.composite
def contexts(draw: st.DrawFn) -> ScreeningContext:
    start = draw(st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")))
    return ScreeningContext(
        start.replace(tzinfo=ZoneInfo("Europe/Paris")),
        draw(st.sampled_from(FORMATS)),
        draw(st.sampled_from([0, 12, 16, 18])),
    )


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault of the rules
@given(version=versions(), context=contexts(), data=st.data())
def test_a_quote_adds_up_and_free_rights_stay_free(
    version: PriceListVersion, context: ScreeningContext, data: st.DataObject
) -> None:
    seen = [item for item in offered(version, context) if item.available]
    if not seen:
        return
    request = st.builds(Request, st.sampled_from([item.rate.code for item in seen]), st.integers(1, 9))
    requests = data.draw(st.lists(request, min_size=1, max_size=6))
    made = quote(version, context, requests)

    assert made.seats == sum(item.quantity for item in requests)
    assert made.total_cents == sum(total.gross_cents for total in made.vat_totals)
    prices = {item.rate.code: item.total_cents for item in seen}
    assert made.total_cents == sum(prices[item.rate_code] * item.quantity for item in requests)
    for total in made.vat_totals:
        assert total.vat_cents == vat_within(total.gross_cents, total.vat_bp)
        assert total.net_cents + total.vat_cents == total.gross_cents
    for line in made.lines:
        assert line.gross_cents >= 0
        assert 0 <= line.vat_cents <= line.gross_cents
        assert sum(unit.gross_cents for unit in line.units()) == line.gross_cents
        assert sum(unit.vat_cents for unit in line.units()) == line.vat_cents
        if line.family == "gratuit":
            assert line.kind is LineKind.TICKET
            assert line.gross_cents == 0


@given(version=versions())
def test_json_is_faithful(version: PriceListVersion) -> None:
    assert from_json(version.id, to_json(version)) == version


@given(total=st.integers(0, 10**6), weights=st.lists(st.integers(0, 10**5), min_size=1).filter(sum))
def test_shares_add_up_and_stay_near_their_exact_part(total: int, weights: list[int]) -> None:
    parts = share_by_largest_remainder(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    )


@given(gross=st.lists(st.integers(0, 10**6), min_size=1, max_size=50), bp=RATES_OF_VAT)
def test_vat_of_lines_is_vat_of_total(gross: list[int], bp: int) -> None:
    assert sum(share_vat(gross, bp)) == vat_within(sum(gross), bp)
