"""Forms of the screens, and instants typed on the cinema's wall clock."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.kernel.local_time import AmbiguousTime, NonExistentTime, to_instant
from ouvreuse.ui.seats import MARKS, kind_words
from ouvreuse.venues.models import Screen

THUMBPRINT = RegexValidator(
    r"^[A-Za-z0-9+/]{27}=$",
    gettext_lazy("A thumbprint has 28 characters and ends with “=” (SHA-1 in base64)."),
)


class ScreenForm(EditForm):
    """What a screen is. ``of_cinema``: where, for the number that must be its own."""

    server_thumbprint = forms.CharField(
        label=gettext_lazy("Thumbprint of the server’s certificate"),
        required=False,
        max_length=40,
        validators=[THUMBPRINT],
        help_text=gettext_lazy("Keys (KDM) are made for this server. It stands in the server’s settings."),
    )

    class Meta:
        model = Screen
        fields = (
            "number", "name", "cnc_number", "formats", "free_seating", "step_free", "step_free_fr", "step_free_en",
            "hearing_loop", "ad_receivers", "server_thumbprint",
        )  # fmt: skip
        labels = {
            "number": gettext_lazy("Number"),
            "name": gettext_lazy("Name"),
            "cnc_number": gettext_lazy("CNC number of the screen"),
            "formats": gettext_lazy("Formats"),
            "free_seating": gettext_lazy("Free seating"),
            "step_free": gettext_lazy("Reached without a step"),
            "step_free_fr": gettext_lazy("The way without a step, in French"),
            "step_free_en": gettext_lazy("The way without a step, in English"),
            "hearing_loop": gettext_lazy("Hearing loop"),
            "ad_receivers": gettext_lazy("Receivers for audio description"),
        }
        help_texts = {
            "number": gettext_lazy("As in sheets and at the door."),
            "cnc_number": gettext_lazy("On the weekly return."),
            "formats": gettext_lazy("Separated by commas: 2D, 3D, ATMOS."),
            "free_seating": gettext_lazy("For screenings planned from now on."),
            "step_free_fr": gettext_lazy("Shown to the public: lift, ramp, side door."),
            "step_free_en": "",
            "ad_receivers": gettext_lazy("How many can be lent."),
        }

    def __init__(self, *args: Any, of_cinema: int, **kwargs: Any) -> None:
        self.of_cinema = of_cinema
        super().__init__(*args, **kwargs)

    def clean_number(self) -> int:
        """A number no other screen of the cinema has."""
        number: int = self.cleaned_data["number"]
        others = Screen.objects.filter(cinema_id=self.of_cinema, number=number).exclude(pk=self.instance.pk)
        if number < 1 or others.exists():
            raise forms.ValidationError(
                _("Another screen has this number.") if number > 0 else _("From 1 on.")
            )
        return number

    def clean_name(self) -> str:
        """One line."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def save(self, commit: bool = True) -> Any:
        """A new screen belongs to the cinema of the page."""
        self.instance.cinema_id = self.of_cinema
        return super().save(commit)


TYPED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[\sT,]+(\d{1,2})(?:[:hH.](\d{2})?)?")


def _wall(text: str) -> datetime | None:
    """A wall time as a browser’s calendar writes it, or typed: 18/11/2026 20h15; None for anything else."""
    typed = TYPED.fullmatch(text.strip())
    try:
        if typed is None:
            return datetime.fromisoformat(text.strip())
        day, month, year, hour, minute = (int(part or 0) for part in typed.groups())
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall time has no zone yet
    except ValueError:
        return None


class InstantField(forms.CharField):
    """A wall time of the cinema's town; hours that do not exist or come twice are refused with words."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, *, zone: str = "Europe/Paris", **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The instant, or None for nothing."""
        text = super().clean(value)
        if not text:
            return None
        wall = _wall(str(text))
        if wall is None or wall.tzinfo is not None or not 2000 <= wall.year <= 2200:
            raise forms.ValidationError(_("Write a day and an hour, like 18/11/2026 20:15."))
        try:
            return to_instant(wall.date(), wall.time(), self.zone)
        except NonExistentTime as problem:
            raise forms.ValidationError(_("Clocks jump over this hour that night.")) from problem
        except AmbiguousTime as problem:
            raise forms.ValidationError(
                _("This hour comes twice that night: take one before or after.")
            ) from problem


def local_text(instant: datetime, zone: str) -> str:
    """The wall time as the field's widget writes it."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


class FaultForm(forms.Form):
    """What does not work, since when, and until when if one knows."""

    screen = forms.ChoiceField(label=pgettext_lazy("auditorium", "Screen"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What does not work"),
        choices=(
            ("lift", gettext_lazy("The way without a step (lift, ramp)")),
            ("loop", gettext_lazy("The hearing loop")),
            ("receivers", gettext_lazy("Receivers for audio description")),
            ("other", gettext_lazy("Something else")),
        ),
    )
    receivers = forms.IntegerField(
        label=gettext_lazy("Receivers left"), required=False, min_value=0, max_value=999,
        help_text=gettext_lazy("For audio description only."),
    )  # fmt: skip
    note_fr = forms.CharField(label=gettext_lazy("For the public, in French"), required=False, max_length=200)
    note_en = forms.CharField(
        label=gettext_lazy("For the public, in English"), required=False, max_length=200
    )

    def __init__(self, *args: Any, screens: list[tuple[str, str]], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["screen"]
        choices.choices = screens
        self.fields["starts_at"] = InstantField(label=_("From"), zone=zone)
        self.fields["ends_at"] = InstantField(
            label=_("Until"), zone=zone, required=False, help_text=_("Leave it empty when nobody knows.")
        )


class BlockForm(forms.Form):
    """Seats, for how long, and why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why they are not sold"),
        choices=(
            ("house", gettext_lazy("House seats: guests, press, the doctor on duty")),
            ("broken", gettext_lazy("Broken seats")),
        ),
    )
    seats = forms.CharField(
        label=gettext_lazy("Seats"), required=False, max_length=2000,
        help_text=gettext_lazy("A1, A1-A4, or A for the whole row; or tick them on the plan below."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"] = InstantField(label=_("From"), zone=zone)
        self.fields["ends_at"] = InstantField(
            label=_("Until"), zone=zone, required=False, help_text=_("Leave it empty when nobody knows.")
        )


def kinds_of_seat() -> list[tuple[str, str, str]]:
    """(letter, mark, words) of every kind, the plain one first."""
    plain = ("S", "", _("standard seat"))
    return [plain, *((kind, mark, kind_words(kind)) for kind, mark in MARKS.items())]
