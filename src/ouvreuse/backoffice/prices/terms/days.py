"""Days, hours and dates of a rate in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from babel.dates import format_date, get_day_names
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.pricing.rules import Window
from ouvreuse.pricing.rules.rates import DAY_MINUTES


def day_names(*, width: str = "abbreviated") -> dict[int, str]:
    """Monday (0) to Sunday in the page's language."""
    return dict(get_day_names(width, locale=_locale()))  # type: ignore[arg-type]


def windows_in_words(windows: Iterable[Window]) -> str:
    """``Mon–Thu; Fri before 19:00``."""
    return _("; ").join(f"{days_in_words(each.weekdays)}{_hours(each)}" for each in windows)


def days_in_words(days: Sequence[int]) -> str:
    """``Mon–Thu, Sat``; "every day" for all seven."""
    if len(days) == 7:
        return _("every day")
    names, spans = day_names(), _spans(sorted(days))
    return ", ".join(
        names[first] if first == last else f"{names[first]}{'–' if last > first + 1 else ', '}{names[last]}"
        for first, last in spans
    )


def date_in_words(day: date) -> str:
    """``28 June 2026``."""
    text = format_date(day, "d MMMM y", locale=_locale())
    return text.replace("1 ", "1er ", 1) if day.day == 1 and _locale() == "fr_FR" else text


def _spans(days: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for day in days:
        if spans and spans[-1][1] == day - 1:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _hours(window: Window) -> str:
    start, end = window.from_minute, window.to_minute
    if not start and end == DAY_MINUTES:
        return ""
    if not start:
        return " " + _("before %s") % _clock(end)
    if end == DAY_MINUTES:
        return " " + _("from %s on") % _clock(start)
    return " " + _("from %(start)s to %(end)s") % {"start": _clock(start), "end": _clock(end)}


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _locale() -> str:
    return "fr_FR" if (get_language() or "fr").startswith("fr") else "en_GB"
