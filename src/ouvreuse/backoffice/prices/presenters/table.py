"""A version as a table: rates, supplements, fees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ouvreuse.backoffice.prices.terms.words import (
    RateLine,
    fee_conditions,
    language,
    percent,
    rate_lines,
    supplement_conditions,
)
from ouvreuse.pricing.rules import Fee, PriceListVersion, Supplement


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """A supplement or a fee as tables show it."""

    kind: str
    item: Supplement | Fee
    label: str
    conditions: str
    vat: str


@dataclass(frozen=True, slots=True)
class PriceTable:
    """What ``table.html`` draws."""

    version: PriceListVersion
    rates: list[RateLine]
    supplements: list[ExtraLine]
    fees: list[ExtraLine]


def table_of(version: PriceListVersion, titles: Mapping[str, str], *, channel: str = "") -> PriceTable:
    """The version in words; ``channel``: only what is sold there."""
    rates = rate_lines(version, lambda name: titles.get(name, name))
    return PriceTable(
        version,
        [line for line in rates if not channel or channel in line.rate.channels],
        [
            ExtraLine(
                "supplement",
                item,
                item.label.text(language()),
                supplement_conditions(item),
                percent(item.vat_bp),
            )
            for item in version.supplements
        ],
        [
            ExtraLine("fee", item, item.label.text(language()), fee_conditions(item), percent(item.vat_bp))
            for item in version.fees
            if not channel or channel in item.channels
        ],
    )
