"""Dates, times and money as French and English readers write them."""

from __future__ import annotations

import functools
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency

from ouvreuse.ui.documents.facts import Language

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@functools.lru_cache(maxsize=128)  # sheets of the same days are drawn one after the other
def long_date(day: date, *, language: Language) -> str:
    """Weekday and month in letters: « samedi 5 décembre 2026 », "Saturday 5 December 2026"."""
    text = format_date(day, "EEEE d MMMM y", locale=_LOCALES[language])
    return text.replace(" 1 ", " 1er ", 1) if language == "fr" and day.day == 1 else text


def clock_time(moment: datetime, *, language: Language) -> str:
    """Local time of day: « 20h15 », "20:15"."""
    return f"{moment.hour}h{moment.minute:02}" if language == "fr" else f"{moment:%H:%M}"


@functools.lru_cache(maxsize=128)
def euros(cents: int, *, language: Language) -> str:
    """An amount in EUR from integer cents: « 9,50 € », "€9.50"."""
    return format_currency(Decimal(cents) / 100, "EUR", locale=_LOCALES[language])
