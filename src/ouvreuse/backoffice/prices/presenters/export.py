"""A version as the rows of a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from ouvreuse.backoffice.prices.terms.days import windows_in_words
from ouvreuse.backoffice.prices.terms.words import CHANNELS, FAMILIES, FIELDS, HOLIDAYS
from ouvreuse.kernel.money import Money
from ouvreuse.pricing.rules import Fee, PriceListVersion, RateRule, Supplement

COLUMNS = (
    "windows", "first_on", "last_on", "except_on", "holidays", "only_formats", "except_formats", "only_films",
    "except_films", "min_age", "max_age", "min_quantity", "max_quantity", "companion_of", "paid_per_companion",
    "supplements_included", "alone", "priority",
)  # fmt: skip


def header() -> list[str]:
    """The heads of the columns."""
    first = [
        _("kind"),
        _("code"),
        _("family"),
        _("name in French"),
        _("name in English"),
        _("price"),
        _("VAT in %"),
    ]
    return [
        *first,
        _("channels"),
        *(str(FIELDS[name]) for name in COLUMNS),
        _("proof in French"),
        _("proof in English"),
    ]


def item_rows(version: PriceListVersion) -> Iterator[list[object]]:
    """Rates, then supplements, then fees."""
    for rate in version.shown:
        yield [
            *_first(_("rate"), rate, str(FAMILIES[rate.family]), version.currency),
            _words(rate.channels),
            *(_value(rate, name) for name in COLUMNS),
            rate.proof.fr,
            rate.proof.en,
        ]
    for item in version.supplements:
        carried = ", ".join([*item.formats, *item.seat_kinds, *item.zones])
        yield [*_first(_("supplement"), item, "", version.currency), "", carried, *_rest()]
    for fee in version.fees:
        yield [*_first(_("fee"), fee, "", version.currency), _words(fee.channels), "", *_rest()]


def _first(kind: str, item: RateRule | Supplement | Fee, family: str, currency: str) -> list[object]:
    price = Money(item.amount_cents, currency)
    return [kind, item.code, family, item.label.fr, item.label.en, price, Decimal(item.vat_bp) / 100]


def _rest() -> list[object]:
    return [""] * (len(COLUMNS) + 1)


def _words(channels: tuple[str, ...]) -> str:
    return ", ".join(str(CHANNELS.get(each, each)) for each in channels)


def _value(rate: RateRule, name: str) -> object:
    value = getattr(rate, name)
    if name == "windows":
        return windows_in_words(rate.windows)
    if name == "holidays":
        return str(HOLIDAYS[value])
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return value
