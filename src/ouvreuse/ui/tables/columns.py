"""A column of a list: what it is called, what a row says in it, how it sorts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ouvreuse.kernel.money import Money
from ouvreuse.ui.templatetags.ui_tags import money, short_day

Value = str | int | float | Decimal | bool | Money | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names it in addresses and exports. ``value`` gives a row's fact, typed; ``show`` its words on the page,
    by default those of the type. ``order``: the fields it sorts by, none when it does not sort; give only fields
    with an index. ``chosen``: shown unless the person chose otherwise. ``link``: where the cell leads.
    """

    key: str
    title: Any
    value: Callable[[Any], Value]
    show: Callable[[Any], object] | None = None
    order: tuple[str, ...] = ()
    number: bool = False
    chosen: bool = True
    link: Callable[[Any], str] | None = None

    def text(self, row: Any, *, zone: ZoneInfo) -> object:
        """The cell as the page shows it; instants on the wall clock of ``zone``."""
        return self.show(row) if self.show is not None else words(self.value(row), zone=zone)

    def look(self, row: Any) -> str:
        """The class of the cell: numbers stand right, and neither they nor instants break into lines."""
        if self.number:
            return "number"
        return "instant" if isinstance(self.value(row), date) else ""


def words(value: Value, *, zone: ZoneInfo) -> str:
    """A typed value in the page's language."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Money():
            return money(value)
        case datetime():
            local = value.astimezone(zone)
            return f"{short_day(local.date())} {local:%H:%M}"
        case date():
            return short_day(value)
        case _:
            return str(value)
