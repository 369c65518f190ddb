"""What a rate is, when it is offered, and what changed, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouvreuse.backoffice.prices.terms.days import date_in_words, windows_in_words
from ouvreuse.pricing.rules import (
    ANY_CHANNEL,
    Difference,
    Family,
    Fee,
    InHolidays,
    Label,
    PriceListVersion,
    RateRule,
    Supplement,
)
from ouvreuse.ui.templatetags.ui_tags import money

FAMILIES: dict[str, Any] = {
    Family.OTHER: gettext_lazy("other"),
    Family.FREE: gettext_lazy("free"),
    Family.SCHOOL: gettext_lazy("school"),
    Family.UNLIMITED: gettext_lazy("unlimited pass"),
}
CHANNELS: dict[str, Any] = {"web": gettext_lazy("web"), "counter": gettext_lazy("counter")}
HOLIDAYS: dict[str, Any] = {
    InHolidays.ANY: gettext_lazy("at any time"),
    InHolidays.DURING: gettext_lazy("only during school holidays"),
    InHolidays.OUTSIDE: gettext_lazy("only outside school holidays"),
}
FIELDS: dict[str, Any] = {
    "family": gettext_lazy("family"),
    "label": gettext_lazy("name"),
    "amount_cents": gettext_lazy("price"),
    "proof": gettext_lazy("proof"),
    "vat_bp": gettext_lazy("VAT"),
    "channels": gettext_lazy("channels"),
    "min_age": gettext_lazy("from the age of"),
    "max_age": gettext_lazy("up to the age of"),
    "windows": gettext_lazy("days and hours"),
    "first_on": gettext_lazy("first day"),
    "last_on": gettext_lazy("last day"),
    "except_on": gettext_lazy("days excepted"),
    "only_formats": gettext_lazy("only formats"),
    "except_formats": gettext_lazy("not in formats"),
    "min_quantity": gettext_lazy("at least in one order"),
    "max_quantity": gettext_lazy("at most in one order"),
    "companion_of": gettext_lazy("companions of"),
    "paid_per_companion": gettext_lazy("paid seats for one companion"),
    "priority": gettext_lazy("place in the list"),
    "holidays": gettext_lazy("school holidays"),
    "only_films": gettext_lazy("only films"),
    "except_films": gettext_lazy("not for films"),
    "supplements_included": gettext_lazy("supplements included"),
    "alone": gettext_lazy("by itself in an order"),
    "formats": gettext_lazy("formats"),
    "seat_kinds": gettext_lazy("kinds of seat"),
    "zones": gettext_lazy("zones"),
    "in_tsa_base": gettext_lazy("in the base of the TSA"),
}


def language() -> str:
    """The page's: fr or en."""
    return (get_language() or "fr").split("-")[0]


def percent(basis_points: int) -> str:
    """``5,5 %``."""
    text = f"{basis_points / 100:.2f}".removesuffix("0").removesuffix(".0")
    return f"{text.replace('.', ',')}\u00a0%" if language() == "fr" else f"{text}%"


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate as tables show it."""

    rate: RateRule
    label: str
    family: str
    price: str
    reference: bool
    conditions: tuple[str, ...]


def rate_lines(version: PriceListVersion, titles: Titles, *, channel: str = "") -> list[RateLine]:
    """The rates in the order they are shown; ``channel``: those sold there, without saying so of each."""
    labels = {rate.code: rate.label.text(language()) for rate in version.rates}
    return [
        RateLine(
            rate,
            rate.label.text(language()),
            str(FAMILIES[rate.family]),
            _("free") if rate.is_free else money(rate.amount_cents),
            rate.family is Family.UNLIMITED,
            tuple(conditions(rate, lambda name: labels.get(name) or titles(name), channel=channel)),
        )
        for rate in version.shown
        if not channel or channel in rate.channels
    ]


Titles = Callable[[str], str]


def conditions(rate: RateRule, titles: Titles, *, channel: str = "") -> Iterator[str]:
    """When, where and for whom it is offered, one thing at a time."""
    yield from _when(rate)
    yield from _what(rate, titles)
    yield from _who(rate, titles, channel)


def _when(rate: RateRule) -> Iterator[str]:
    if rate.windows:
        yield windows_in_words(rate.windows)
    if rate.first_on and rate.last_on:
        span = {"first": date_in_words(rate.first_on), "last": date_in_words(rate.last_on)}
        yield _("from %(first)s to %(last)s") % span
    elif rate.first_on:
        yield _("from %s onwards") % date_in_words(rate.first_on)
    elif rate.last_on:
        yield _("until %s") % date_in_words(rate.last_on)
    if rate.except_on:
        yield _("not on %s") % ", ".join(map(date_in_words, rate.except_on))
    if rate.holidays is not InHolidays.ANY:
        yield str(HOLIDAYS[rate.holidays])


def _what(rate: RateRule, titles: Titles) -> Iterator[str]:
    if rate.only_formats:
        yield _("only in %s") % ", ".join(rate.only_formats)
    if rate.except_formats:
        yield _("not in %s") % ", ".join(rate.except_formats)
    if rate.only_films:
        yield _("only for %s") % ", ".join(map(titles, rate.only_films))
    if rate.except_films:
        yield _("not for %s") % ", ".join(map(titles, rate.except_films))
    if rate.supplements_included:
        yield _("supplements included")


def _who(rate: RateRule, titles: Titles, channel: str) -> Iterator[str]:
    if rate.min_age is not None and rate.max_age is not None:
        yield _("from %(low)s to %(high)s years of age") % {"low": rate.min_age, "high": rate.max_age}
    elif rate.max_age is not None:
        yield _("under %s") % (rate.max_age + 1)
    elif rate.min_age is not None:
        yield _("from the age of %s") % rate.min_age
    if not channel and set(rate.channels) != set(ANY_CHANNEL):
        yield _("sold only: %s") % ", ".join(str(CHANNELS.get(each, each)) for each in rate.channels)
    if rate.min_quantity > 1:
        yield _("from %s seats in one order") % rate.min_quantity
    if rate.max_quantity is not None:
        yield _("up to %s seats in one order") % rate.max_quantity
    if rate.companion_of:
        facts = {"paid": rate.paid_per_companion, "rates": ", ".join(map(titles, rate.companion_of))}
        yield _("one for %(paid)s paid (%(rates)s)") % facts
    if rate.alone:
        yield _("by itself in an order")


def supplement_conditions(item: Supplement) -> str:
    """What carries it by itself."""
    parts = [*item.formats, *item.seat_kinds, *item.zones]
    return ", ".join(parts) if parts else _("only when asked for")


def fee_conditions(item: Fee) -> str:
    """Where it is added."""
    channels = ", ".join(str(CHANNELS.get(each, each)) for each in item.channels)
    return f"{channels}; {_('in the base of the TSA')}" if item.in_tsa_base else channels


def changes_in_words(changes: Iterable[Difference], titles: Titles) -> list[str]:
    """``Plein tarif: 9,50 € → 9,80 €``, ``New rate: …``."""
    return [_change(change, titles) for change in changes]


NEW: dict[str, Any] = {
    "rate": gettext_lazy("New rate: %s"),
    "supplement": gettext_lazy("New supplement: %s"),
    "fee": gettext_lazy("New fee: %s"),
}
GONE: dict[str, Any] = {
    "rate": gettext_lazy("Rate taken out: %s"),
    "supplement": gettext_lazy("Supplement taken out: %s"),
    "fee": gettext_lazy("Fee taken out: %s"),
}


def _change(change: Difference, titles: Titles) -> str:
    if change.item is None:
        last = max(period.last_on for period in change.after.periods)
        facts = {"zone": change.code, "day": date_in_words(last)}
        return _("School holidays of zone %(zone)s as they are known now, until %(day)s") % facts
    name = change.item.label.text(language())
    if not change.field:
        words = NEW if change.before is None else GONE
        cents = change.item.amount_cents
        return str(words[change.kind]) % f"{name}, {money(cents) if cents else _('free')}"
    pair = {
        "before": _said(change.before, change.field, titles),
        "after": _said(change.after, change.field, titles),
    }
    if change.field == "amount_cents":
        return _("%(name)s: %(before)s → %(after)s") % {"name": name, **pair}
    field = str(FIELDS.get(change.field, change.field))
    return _("%(name)s, %(field)s: %(before)s → %(after)s") % {"name": name, "field": field, **pair}


def _said(value: Any, field: str, titles: Titles) -> str:
    if field == "amount_cents":
        return money(value) if value else _("free")
    if field == "vat_bp":
        return percent(value)
    if field in ("only_films", "except_films"):
        return ", ".join(map(titles, value)) or _("none")
    if field == "windows":
        return windows_in_words(value) or _("always")
    return _plainly(value) or _("none")


def _plainly(value: Any) -> str:
    match value:
        case bool():
            words = _("yes") if value else _("no")
        case Family():
            words = str(FAMILIES[value])
        case InHolidays():
            words = str(HOLIDAYS[value])
        case date():
            words = date_in_words(value)
        case Label():
            words = f"{value.fr} / {value.en}" if value else ""
        case tuple():
            words = ", ".join(str(CHANNELS.get(each) or _plainly(each)) for each in value)
        case _:
            words = "" if value is None else str(value)
    return words
