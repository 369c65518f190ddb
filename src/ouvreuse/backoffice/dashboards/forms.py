"""The forms of the figures: which day, which time, which tiles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.dashboards.words import channel
from ouvreuse.insights.queries import days_between

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
LONGEST = 400


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A day, as browsers send it."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _possible(day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise forms.ValidationError(_("This day is too far away."))
    return day


class DayForm(forms.Form):
    """Which day the dashboard is about."""

    day = day_field(gettext_lazy("Day"), required=True)

    def clean_day(self) -> date | None:
        """Within what a cinema may ask."""
        return _possible(self.cleaned_data["day"])


class TimeForm(forms.Form):
    """From which day to which; ``compare``: beside which other time."""

    first = day_field(gettext_lazy("From"), required=True)
    last = day_field(gettext_lazy("To"), required=True)

    def __init__(self, data: QueryDict, *, first: date, last: date, **more: Any) -> None:
        filled = data.copy()
        for name, usual in (("first", first), ("last", last)):
            if not filled.get(name):
                filled[name] = usual.isoformat()
        super().__init__(filled, **more)
        self.usual = (first, last)

    def clean(self) -> dict[str, Any]:
        """In the order of days, and not for ever."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first = _possible(cleaned.get("first") or self.usual[0]) or self.usual[0]
        last = _possible(cleaned.get("last") or max(first, self.usual[1])) or first
        if last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif (last - first).days >= LONGEST:
            self.add_error("last", _("At most %(n)s days at once.") % {"n": LONGEST})
        return {**cleaned, "first": first, "last": last}

    @property
    def time(self) -> tuple[date, date]:
        """The time asked for; the usual one while the form is wrong."""
        if self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return self.usual


class DaysForm(TimeForm):
    """Days, beside an earlier time."""

    COMPARE = (
        ("", gettext_lazy("nothing")),
        ("week", gettext_lazy("the week before")),
        ("year", gettext_lazy("last year")),
    )
    compare = forms.ChoiceField(label=gettext_lazy("Beside"), required=False, choices=COMPARE)

    @property
    def before(self) -> timedelta | None:
        """How long before the time to compare with lies."""
        chosen = self.cleaned_data.get("compare") if self.is_valid() else ""
        if chosen == "week":
            weeks = -(-len(days_between(*self.time)) // 7)
            return timedelta(weeks=weeks)
        return timedelta(weeks=52) if chosen == "year" else None


class EntriesForm(TimeForm):
    """Entries of the book, of one channel or of all."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)

    def __init__(self, data: QueryDict, *, channels: Iterable[str], **more: Any) -> None:
        super().__init__(data, **more)
        field: Any = self.fields["channel"]
        field.choices = [("", _("all")), *((name, channel(name)) for name in channels)]

    @property
    def chosen(self) -> str:
        """The channel asked for, or nothing."""
        return str(self.cleaned_data.get("channel", "")) if self.is_valid() else ""
