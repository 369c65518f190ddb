"""The words of the figures: what each is called and means, how a number and a change are said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouvreuse.backoffice.shell.channels import CHANNELS
from ouvreuse.ui.templatetags.ui_tags import LOCALES, money, short_day

TILE_NAMES: Final[dict[str, Any]] = {
    "now": gettext_lazy("Coming in now"),
    "screenings": gettext_lazy("Screenings of the day"),
    "takings": gettext_lazy("Takings"),
    "admissions": gettext_lazy("Admissions"),
    "price": gettext_lazy("Average price"),
    "occupancy": gettext_lazy("Occupancy"),
    "week": gettext_lazy("The week, day by day"),
    "channels": gettext_lazy("The week’s takings by channel"),
    "films": gettext_lazy("The week’s films"),
    "cinemas": gettext_lazy("Cinemas"),
    "next": gettext_lazy("To do next"),
    "wrong": gettext_lazy("What is wrong"),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure in words."""

    key: str
    name: Any
    text: Any


DEFINITIONS: Final = (
    Definition(
        "takings",
        gettext_lazy("Takings"),
        gettext_lazy(
            "All that was sold on that business day, tickets, supplements and fees, taxes included, less what was"
            " refunded on that day: a refund stands at its own date, not at that of the sale. This is the sum of the"
            " entries of the book. Money received and returned without a sale is in no takings."
        ),
    ),
    Definition(
        "admissions",
        gettext_lazy("Admissions"),
        gettext_lazy(
            "Rights of admission issued for the screenings of that day, whenever they were sold, less those that were"
            " cancelled. Free admissions count. Whether people came is another figure: see “inside”."
        ),
    ),
    Definition(
        "box_office",
        gettext_lazy("Box office"),
        gettext_lazy(
            "What the tickets of these screenings and their supplements brought, taxes included, whenever they were"
            " sold, refunds taken off. Fees and goods belong to no screening and are only in the takings."
        ),
    ),
    Definition(
        "price",
        gettext_lazy("Average price"),
        gettext_lazy("The box office divided by the admissions, free ones included, to the nearest cent."),
    ),
    Definition(
        "occupancy",
        gettext_lazy("Occupancy"),
        gettext_lazy(
            "Admissions out of the places offered by the screenings of that day. A cancelled screening offers none; a"
            " screening still to come offers all of its places."
        ),
    ),
    Definition(
        "fill",
        gettext_lazy("Fill"),
        gettext_lazy(
            "Places of a screening that nobody can choose any more: sold, held for some minutes, in payment, or kept"
            " by the house."
        ),
    ),
    Definition(
        "inside",
        gettext_lazy("Inside"),
        gettext_lazy("Tickets of a screening that were checked at the door."),
    ),
    Definition(
        "day",
        gettext_lazy("Business day"),
        gettext_lazy(
            "From five in the morning to five the next morning, on the cinema’s clock: what starts or is sold at a"
            " quarter past midnight belongs to the evening before."
        ),
    ),
    Definition(
        "week",
        gettext_lazy("Week"),
        gettext_lazy("The cinema week: Wednesday to Tuesday, named after the ISO week of its Wednesday."),
    ),
    Definition(
        "year",
        gettext_lazy("Last year"),
        gettext_lazy("52 weeks before, so that a Saturday is compared with a Saturday."),
    ),
    Definition(
        "as_of",
        gettext_lazy("Read at"),
        gettext_lazy(
            "The instant at which the figures were read, all of them at once. They are read again every few seconds"
            " while the page is in view; a correction is in the next reading."
        ),
    ),
)
BY_KEY: Final = {each.key: each for each in DEFINITIONS}


def locale() -> str:
    """The page's language as Babel calls it."""
    return LOCALES.get((get_language() or "fr").split("-")[0], "fr_FR")


def count(number: int | None) -> str:
    """``1 234``; a dash for nothing known."""
    return "–" if number is None else str(format_decimal(number, locale=locale()))


def cents(amount: int | None) -> str:
    """``9,50 €``; a dash for nothing known."""
    return "–" if amount is None else money(amount)


def percent(tenths: int | None) -> str:
    """``41,3 %`` of tenths of a percent; a dash for nothing known."""
    return "–" if tenths is None else str(format_percent(tenths / 1000, format="#,##0.0 %", locale=locale()))


def changed(by: int | None) -> str:
    """``▲ +12 %``: the direction is said by a sign, an arrow and no colour."""
    if by is None:
        return ""
    arrow = "▲" if by > 0 else "▼" if by < 0 else "="
    said = format_percent(by / 100, format="+#,##0 %;−#,##0 %" if by else "#,##0 %", locale=locale())
    return f"{arrow} {said}"


def channel(name: str) -> str:
    """How a channel is called."""
    return str(CHANNELS.get(name, name))


def since(at: datetime, zone: str) -> str:
    """``sam. 28 nov. à 20:15`` on the clock of the cinema."""
    local = at.astimezone(ZoneInfo(zone))
    return _("%(day)s at %(time)s") % {"day": short_day(local.date()), "time": f"{local:%H:%M}"}
