"""What staff type about screenings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.booking.errors import ChangeRefused
from ouvreuse.booking.queries.changes import Alteration
from ouvreuse.kernel import clock, text
from ouvreuse.kernel.local_time import AmbiguousTime, NonExistentTime, to_instant
from ouvreuse.programme.models import Screening

RECENT = timedelta(hours=12)


class FilterForm(forms.Form):
    """Which screenings are listed: by default those to come and the last half day's."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
    film = forms.CharField(label=_("Film"), required=False, max_length=100)
    screen = forms.ChoiceField(label=pgettext_lazy("auditorium", "Screen"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("published", _("On sale or over")),
            ("draft", _("Draft")),
            ("cancelled", _("Cancelled")),
        ],
    )

    def __init__(self, *args: Any, screens: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["screen"].choices = [("", _("All")), *screens]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Screening], *, zone: str) -> QuerySet[Screening]:
        """The rows the filter keeps; what is typed wrong narrows nothing and is shown as wrong."""
        self.is_valid()
        said, here = self.cleaned_data, ZoneInfo(zone)
        if since := said.get("since"):
            rows = rows.filter(starts_at__gte=datetime(since.year, since.month, since.day, tzinfo=here))
        elif not said.get("until"):
            rows = rows.filter(starts_at__gte=clock.now() - RECENT)
        if until := said.get("until"):
            day = until + timedelta(days=1)
            rows = rows.filter(starts_at__lt=datetime(day.year, day.month, day.day, tzinfo=here))
        if film := said.get("film"):
            rows = rows.filter(
                Q(film__title__icontains=film) | Q(film__sort_key__contains=text.title_key(film))
            )
        if screen := said.get("screen"):
            rows = rows.filter(screen_id=screen)
        return rows.filter(state=said["state"]) if said.get("state") else rows


class ReasonForm(forms.Form):
    """Why it changes; the audience reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The audience reads it in the message and on the order’s page."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class AlterForm(forms.Form):
    """Another start, version, film or pre-show."""

    day = DayField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    version = forms.TypedChoiceField(label=_("Film and version"), coerce=int)
    pre_show_min = forms.IntegerField(
        label=_("Pre-show, in minutes"),
        min_value=0,
        max_value=120,
        help_text=_("From the time on the ticket to the film."),
    )

    def __init__(
        self, *args: Any, versions: Iterable[tuple[str, list[tuple[int, str]]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = versions  # type: ignore[attr-defined]

    def alteration(self, row: Screening, *, zone: str) -> Alteration:
        """What differs from the screening. Raises ``ChangeRefused`` for a time that is none."""
        said = self.cleaned_data
        try:
            starts_at = to_instant(said["day"], said["time"], ZoneInfo(zone))
        except NonExistentTime as problem:
            raise ChangeRefused("no_such_time") from problem
        except AmbiguousTime as problem:
            raise ChangeRefused("twice") from problem
        return Alteration(
            starts_at=starts_at if starts_at != row.starts_at else None,
            version=said["version"] if said["version"] != row.version_id else None,
            pre_show_min=said["pre_show_min"] if said["pre_show_min"] != row.pre_show_min else None,
        )


class CancelForm(ReasonForm):
    """Reason, when the money goes back, and the words that show it is meant."""

    delay = forms.TypedChoiceField(
        label=_("Refund everybody"),
        coerce=int,
        choices=[
            (0, _("at once")),
            (12, _("in 12 hours; until then they may exchange")),
            (24, _("in 24 hours; until then they may exchange")),
            (48, _("in 48 hours; until then they may exchange")),
        ],
        help_text=_("The sale stops at once in any case."),
    )
    confirmation = forms.CharField(
        label=_("To confirm, type the film’s title or the number of tickets"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def confirmed(self, *, title: str, tickets: int) -> bool:
        """Whether what was typed names what is cancelled."""
        typed = self.cleaned_data["confirmation"]
        return typed.strip() == str(tickets) or text.sort_key(typed) == text.sort_key(title)
