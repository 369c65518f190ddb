"""Words for amounts, instants and badges, in the page's language. Built in: templates need no ``load``."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_percent
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.kernel.money import Money
from ouvreuse.ui.assets import asset_url

register = template.Library()
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
DAY_PATTERNS = {"fr": "EEEE d MMMM", "en": "EEEE d MMMM"}
SHORT_DAY_PATTERNS = {"fr": "EEE d MMM", "en": "EEE d MMM"}
LONG_DAY_PATTERNS = {"fr": "EEEE d MMMM y", "en": "EEEE d MMMM y"}


@register.simple_tag
def asset(name: str) -> str:
    """The hashed address of a built file: ``{% asset "site.css" %}``."""
    return asset_url(name)


@register.filter
def money(amount: Money | int) -> str:
    """``9,50 €`` or ``€9.50``; takes a ``Money`` or a number of euro cents."""
    known = amount if isinstance(amount, Money) else Money(amount)
    return _money(known, _language())


@register.filter
def local_time(instant: datetime, zone: str | ZoneInfo) -> str:
    """``20:15`` as the cinema's town reads it, in both languages."""
    return _local(instant, zone).strftime("%H:%M")


@register.filter
def day(when: date | datetime, zone: str | ZoneInfo = "") -> str:
    """``mercredi 18 novembre``; an instant needs the cinema's zone, a date does not."""
    return _day(_local_day(when, zone), DAY_PATTERNS[_language()], _language())


@register.filter
def short_day(when: date | datetime, zone: str | ZoneInfo = "") -> str:
    """``mer. 18 nov.``"""
    return _day(_local_day(when, zone), SHORT_DAY_PATTERNS[_language()], _language())


@register.filter
def long_day(when: date | datetime, zone: str | ZoneInfo = "") -> str:
    """``mercredi 18 novembre 2026``."""
    return _day(_local_day(when, zone), LONG_DAY_PATTERNS[_language()], _language())


@register.filter
def full_day(when: date | None) -> str:
    """``18 nov. 2026``, for days of any year; nothing for none."""
    return _day(when, "d MMM y", _language()) if when else ""


@register.filter
def iso(when: date | datetime, zone: str | ZoneInfo = "") -> str:
    """For the ``datetime`` attribute of ``<time>``: local time with its offset, or the day."""
    if isinstance(when, datetime):
        return _local(when, zone).isoformat(timespec="minutes")
    return when.isoformat()


@register.filter
def duration(minutes: int | None) -> str:
    """``1 h 55``, or nothing while the running time is not known."""
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes else ""


@register.filter
def percent(basis_points: int) -> str:
    """``47,5 %`` of basis points."""
    return format_percent(
        Decimal(basis_points) / 10_000,
        "#,##0.##%" if _language() == "en" else "#,##0.##\u00a0%",
        locale=LOCALES[_language()],
    )


@register.filter
def language_name(code: str) -> str:
    """``italien`` of a BCP 47 code; words for what has no language, the code when nobody knows it."""
    known = {"und": _("not known"), "zxx": _("silent")}
    if code in known:
        return known[code]
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(LOCALES[_language()]) or code
    except (UnknownLocaleError, ValueError):
        return code


@register.simple_tag
def age_badge(classification: str, warning: bool = False) -> SafeString:
    """The film's age classification (TP, 12, 16, 18, X), in words for those who hear it; nothing for TP."""
    labels = {
        "12": _("Not under 12"),
        "16": _("Not under 16"),
        "18": _("Not under 18"),
        "X": _("Adults only (X)"),
    }
    parts = []
    if classification in labels:
        mark = classification if classification == "X" else f"-{classification}"
        parts.append(
            format_html(
                '<span class="badge badge-age"><span aria-hidden="true">{}</span>'
                '<span class="hidden">{}</span></span>',
                mark,
                labels[classification],
            )
        )
    if warning:
        parts.append(format_html('<span class="badge badge-warning">{}</span>', _("Content warning")))
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _language() -> str:
    language = (get_language() or "fr").split("-")[0]
    return language if language in LOCALES else "fr"


def _local(instant: datetime, zone: str | ZoneInfo) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone))


def _local_day(when: date | datetime, zone: str | ZoneInfo) -> date:
    return _local(when, zone).date() if isinstance(when, datetime) else when


@lru_cache(maxsize=4096)
def _money(amount: Money, language: str) -> str:
    return format_currency(Decimal(amount.cents) / 100, amount.currency, locale=LOCALES[language])


@lru_cache(maxsize=4096)
def _day(when: date, pattern: str, language: str) -> str:
    text = format_date(when, pattern, locale=LOCALES[language])
    return f" {text}".replace(" 1 ", " 1er ", 1)[1:] if language == "fr" and when.day == 1 else text
