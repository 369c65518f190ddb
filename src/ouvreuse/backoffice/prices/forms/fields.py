"""What people type about prices: amounts, percentages, days, hours, names. Each says what it did not understand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.backoffice.prices.terms.days import day_names
from ouvreuse.pricing.rules import Window, read_day
from ouvreuse.pricing.rules.rates import DAY_MINUTES, MAX_CENTS

AMOUNT = re.compile(r"(-?)\s*(\d+)(?:[.,](\d{1,2}))?")
HOUR = re.compile(r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)?")
SPARE_WINDOWS = 2
MOST_WINDOWS = 12


def decimal_mark() -> str:
    """The comma in French, the point in English."""
    return "," if (get_language() or "fr").startswith("fr") else "."


class PriceField(forms.CharField):
    """An amount as people write it: 9,50 or 9.50, with or without a currency sign. Its value is cents."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=20, **more)

    def clean(self, value: Any) -> int | None:
        """Cents, or None for nothing typed; cents that were never typed stay what they are."""
        if isinstance(value, int):
            return value
        typed = str(super().clean(value) or "")
        bare = re.sub(r"[\s\u00a0\u202f]|€|eur(?:os?)?", "", typed, flags=re.IGNORECASE)
        if not bare:
            return None
        match = AMOUNT.fullmatch(bare)
        if match is None:
            raise forms.ValidationError(_("“%s” is no price: write it like 9.50.") % typed)
        sign, units, cents = match.groups()
        amount = int(units) * 100 + int((cents or "").ljust(2, "0"))
        if sign and amount:
            raise forms.ValidationError(_("A price is never below zero."))
        if amount > MAX_CENTS:
            raise forms.ValidationError(
                _("A price is at most %(most)s: is there a mistake in “%(typed)s”?")
                % {"most": shown_amount(MAX_CENTS), "typed": typed}
            )
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Cents as an amount."""
        return shown_amount(value) if isinstance(value, int) else value


def shown_amount(cents: int) -> str:
    """``9,50`` or ``9.50``."""
    return f"{cents // 100}{decimal_mark()}{cents % 100:02d}"


class PercentField(forms.CharField):
    """A rate of VAT: 5,5 or 5.5 %. Its value is basis points."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=10, **more)

    def clean(self, value: Any) -> int:
        """Basis points; those that were never typed stay what they are."""
        if isinstance(value, int):
            return value
        typed = str(super().clean(value) or "")
        match = AMOUNT.fullmatch(re.sub(r"[\s\u00a0\u202f%]", "", typed))
        if match is None or match[1]:
            raise forms.ValidationError(_("“%s” is no rate of VAT: write it like 5.5.") % typed)
        basis_points = int(match[2]) * 100 + int((match[3] or "").ljust(2, "0"))
        if basis_points > 10_000:
            raise forms.ValidationError(_("VAT is at most 100 %."))
        return basis_points

    def prepare_value(self, value: Any) -> Any:
        """Basis points as a percentage."""
        if not isinstance(value, int):
            return value
        return f"{value / 100:.2f}".removesuffix("0").removesuffix(".0").replace(".", decimal_mark())


class NamesField(forms.CharField):
    """Short names parted by commas: formats, kinds of seat, zones. Its value is a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """The names in their order, each once."""
        typed = str(super().clean(self.prepare_value(value)) or "")
        names = tuple(dict.fromkeys(name.strip() for name in typed.split(",") if name.strip()))
        if any(len(name) > 40 for name in names):
            raise forms.ValidationError(_("A name is at most 40 letters long."))
        return names

    def prepare_value(self, value: Any) -> Any:
        """The names as one line."""
        return ", ".join(value) if isinstance(value, list | tuple) else value


class DaysField(forms.CharField):
    """Days parted by spaces or commas: 25/12/2026. Its value is a tuple of dates."""

    def clean(self, value: Any) -> tuple[date, ...]:
        """The days in order."""
        typed = str(super().clean(self.prepare_value(value)) or "")
        days = {}
        for word in re.split(r"[\s,;]+", typed):
            if word:
                days[word] = read_day(word)
        wrong = [word for word, day in days.items() if day is None]
        if wrong:
            raise forms.ValidationError(_("“%s” is no day: write it like 25/12/2026.") % wrong[0])
        return tuple(sorted({day for day in days.values() if day}))

    def prepare_value(self, value: Any) -> Any:
        """The days as people write them."""
        if isinstance(value, list | tuple):
            return ", ".join(f"{day:%d/%m/%Y}" for day in value)
        return value


class FilmsField(forms.CharField):
    """Films and labels, one a line: a title, the short name of its page's address, or ``#genre``.

    Its value is a tuple of slugs and labels. ``titles``: by slug, to show them; ``find``: the slug of what is typed.
    """

    widget = forms.Textarea(attrs={"rows": 2})
    titles: Mapping[str, str] = MappingProxyType({})
    find: Callable[[str], str] = str

    def clean(self, value: Any) -> tuple[str, ...]:
        """Slugs and labels in their order."""
        typed = str(super().clean(self.prepare_value(value)) or "")
        lines = dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip())
        return tuple(self.find(line) for line in lines)

    def prepare_value(self, value: Any) -> Any:
        """One line a film, by its title where it is the only one of that title."""
        if isinstance(value, list | tuple):
            return "\n".join(self.titles.get(slug, slug) for slug in value)
        return value


class WindowsWidget(forms.Widget):
    """Lines of days and hours, with some spare ones."""

    template_name = "backoffice/prices/widgets/windows.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[list[Any]]:
        """``[[days], from, to]`` for each line that says something."""
        lines = []
        for place in range(MOST_WINDOWS):
            days = data.getlist(f"{name}-{place}-day") if isinstance(data, MultiValueDict) else []
            start, end = (data.get(f"{name}-{place}-{part}", "").strip() for part in ("from", "to"))
            if days or start or end:
                lines.append([sorted(days), start, end])
        return lines

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Boxes that nobody ticked are not in the data."""
        return False

    def id_for_label(self, id_: str) -> str:
        """The legend names the whole."""
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The lines to draw."""
        lines = json.loads(value) if isinstance(value, str) else list(value or [])
        names = day_names()
        shown = [*lines, *([[], "", ""] for _spare in range(SPARE_WINDOWS))][:MOST_WINDOWS]
        context = super().get_context(name, None, attrs)
        context["lines"] = [
            {
                "name": f"{name}-{place}",
                "days": [(str(day), names[day], str(day) in map(str, days)) for day in range(7)],
                "from": start,
                "to": end,
            }
            for place, (days, start, end) in enumerate(shown)
        ]
        return context


class WindowsField(forms.Field):
    """Days and hours. Its value is a tuple of ``Window``; none: always."""

    widget = WindowsWidget

    def clean(self, value: Any) -> tuple[Window, ...]:
        """The windows."""
        return tuple(self._window(*line) for line in self.prepare_value(value))

    def _window(self, days: Sequence[str], start: str, end: str) -> Window:
        weekdays = tuple(int(day) for day in days if str(day) in "0123456") or tuple(range(7))
        first = read_hour(start, otherwise=0)
        last = read_hour(end, otherwise=DAY_MINUTES) or DAY_MINUTES  # 00:00 at the end is midnight
        if first >= last:
            raise forms.ValidationError(
                _("From %(start)s to %(end)s is no span of a day: for a night, write two lines.")
                % {"start": start or "00:00", "end": end or "24:00"}
            )
        return Window(weekdays, first, last)

    def prepare_value(self, value: Any) -> Any:
        """Lines as the widget draws them."""
        return windows_as_lines(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines say something else."""
        return bool(windows_as_lines(initial) != windows_as_lines(data))


def windows_as_lines(windows: Iterable[Any] | None) -> list[list[Any]]:
    """Windows as ``[[days], from, to]``; lines stay what they are."""
    return [
        [
            [str(day) for day in each.weekdays],
            shown_hour(each.from_minute) if each.from_minute else "",
            shown_hour(each.to_minute) if each.to_minute < DAY_MINUTES else "",
        ]
        if isinstance(each, Window)
        else [list(map(str, each[0])), each[1], each[2]]
        for each in windows or ()
    ]


def shown_hour(minute: int) -> str:
    """``19:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def read_hour(text: str, *, otherwise: int) -> int:
    """Minutes of 19:00, 19h, 19h30 or 7. Raises ``ValidationError``."""
    if not text:
        return otherwise
    match = HOUR.fullmatch(text.strip().lower())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 99)
    if minute > 59 or hour * 60 + minute > DAY_MINUTES:
        raise forms.ValidationError(_("“%s” is no time of day: write it like 19:00.") % text)
    return hour * 60 + minute
