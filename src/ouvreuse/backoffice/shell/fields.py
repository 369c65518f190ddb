"""Fields that several pages ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ouvreuse.kernel import text

EARLIEST, LATEST = date(1870, 1, 1), date(2199, 12, 31)
"""The days a form takes: cinema had not begun before, and nobody plans after."""


class DayField(forms.DateField):
    """A day, typed or picked; one nobody can mean is refused, before a sum of days runs out of the calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """As the browser's own calendar writes it."""
        return value.isoformat() if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ``ValidationError``."""
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def day_said(words: str) -> date | None:
    """The day an address or a script names (``2026-11-28``); None when it is none, or one nobody can mean."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


class AddressField(forms.EmailField):
    """An e-mail address in the form under which two spellings are one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("E-mail"))
        super().__init__(max_length=254, **options)

    def clean(self, value: Any) -> str:
        """The canonical address."""
        given = super().clean(value)
        try:
            return text.canonical_email(given) if given else ""
        except ValueError as problem:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from problem
