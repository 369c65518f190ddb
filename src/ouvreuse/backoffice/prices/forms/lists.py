"""The forms of the lists themselves: new, name, publication."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.prices.forms.fields import PriceField
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.kernel import clock
from ouvreuse.kernel.local_time import AmbiguousTime, LocalTimeError, to_instant
from ouvreuse.kernel.text import slug

DEFAULTS = "french"
RESERVED = ("new", "simulator", "holidays")


class NewListForm(forms.Form):
    """A list that begins from the usual French rates or from another list."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    code = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("For addresses and spreadsheets; made from the name when empty."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect, initial=DEFAULTS)
    full = PriceField(
        label=gettext_lazy("Full price"),
        required=False,
        initial=950,
        help_text=gettext_lazy(
            "For the usual French rates: the others follow from it, and all can be changed."
        ),
    )

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["source"]
        field.choices = [(DEFAULTS, _("The usual French rates")), *sources]

    def clean_code(self) -> str:
        """A short name, made from the name when none was typed."""
        typed = str(self.cleaned_data.get("code") or "")
        made = slug(typed or str(self.cleaned_data.get("name") or ""), length=30)
        if typed and made != typed:
            raise forms.ValidationError(_("Small letters, digits and dashes: %s, for instance.") % made)
        if made in RESERVED:
            raise forms.ValidationError(_("“%s” is the name of a page: choose another.") % made)
        return made

    def clean_full(self) -> int:
        """The full price, above zero."""
        full = self.cleaned_data.get("full")
        if full == 0:
            raise forms.ValidationError(_("The full price is above zero."))
        return full or 950


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)


class PublishForm(forms.Form):
    """From which start on the version serves."""

    NOW, LATER = "now", "later"
    counter = forms.IntegerField(widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=gettext_lazy("For screenings that start"),
        widget=forms.RadioSelect,
        choices=[(NOW, gettext_lazy("from now on")), (LATER, gettext_lazy("from this day on"))],
        initial=NOW,
    )
    day = DayField(label=gettext_lazy("Day"), required=False)
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Midnight when empty."),
    )
    apply = forms.BooleanField(
        label=gettext_lazy("Give it also to the screenings already planned that were never on sale"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, zone: str, **more: Any) -> None:
        self.zone = ZoneInfo(zone)
        self.valid_from: datetime | None = None
        super().__init__(*args, **more)

    def clean(self) -> dict[str, Any]:
        """An instant to come, that exists once on the cinema's wall."""
        said = super().clean() or self.cleaned_data
        if said.get("when") != self.LATER or "day" not in said:
            return said
        if not said["day"]:
            self.add_error("day", _("Say from which day on."))
            return said
        try:
            self.valid_from = to_instant(said["day"], said.get("at") or time(0), self.zone)
        except LocalTimeError as problem:
            twice = isinstance(problem, AmbiguousTime)
            self.add_error(
                "at",
                _("That night clocks show this time twice: choose another.")
                if twice
                else _("That night clocks jump over this time: choose another."),
            )
            return said
        if self.valid_from <= clock.now():
            self.add_error("day", _("This moment has passed: choose one to come, or publish now."))
        return said
