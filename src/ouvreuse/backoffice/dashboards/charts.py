"""A chart is drawn from the table behind it: both say the same, and who cannot see the one reads the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ouvreuse.backoffice.dashboards import words
from ouvreuse.insights.rules import YEAR, Days
from ouvreuse.ui.templatetags.ui_tags import short_day


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a chart: ``value`` as it is drawn, ``text`` as it is read."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows of a table, one for each day; each series has a shape of its own."""

    title: str
    unit: str
    series: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def week(days: Days, title: str, unit: str, figure: Callable[[date], int | None]) -> Chart:
    """The days of a cinema week beside those of the week before and of last year; nothing known is not drawn."""
    said = words.cents if unit == "cents" else words.count

    def cell(day: date) -> Cell:
        number = figure(day)
        if number is None:
            return Cell("", said(None))
        return Cell(str(number / 100 if unit == "cents" else number), said(number))

    rows = tuple(
        (short_day(day), (cell(day), cell(day - (days.day - days.last_week)), cell(day - YEAR)))
        for day in days.week.days
    )
    series = (
        ("bars", _("this week")),
        ("line", _("last week")),
        ("dashes", _("last year")),
    )
    return Chart(title, unit, series, rows)
