"""A version as a table: rates, supplements, fees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import override

from ouvreuse.backoffice.prices.terms.words import (
    RateLine,
    fee_conditions,
    language,
    percent,
    rate_lines,
    supplement_conditions,
)
from ouvreuse.pricing.rules import Fee, PriceListVersion, Supplement
from ouvreuse.ui.templatetags.ui_tags import money


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
    rates = rate_lines(version, lambda name: titles.get(name, name), channel=channel)
    return PriceTable(
        version,
        rates,
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


def in_both(
    version: PriceListVersion, titles: Mapping[str, str], *, channel: str
) -> list[tuple[str, str, str, str, str]]:
    """Each thing sold there as (French name, French conditions, English name, English conditions, price)."""
    lines = []
    for spoken in ("fr", "en"):
        with override(spoken):
            table = table_of(version, titles, channel=channel)
            rates = [(line.label, " · ".join(line.conditions)) for line in table.rates]
            lines.append(
                [*rates, *((line.label, line.conditions) for line in (*table.supplements, *table.fees))]
            )
    here = table_of(version, titles, channel=channel)
    prices = [*(line.price for line in here.rates)]
    prices += [f"+ {money(line.item.amount_cents)}" for line in (*here.supplements, *here.fees)]
    return [(*french, *english, price) for french, english, price in zip(*lines, prices, strict=True)]
