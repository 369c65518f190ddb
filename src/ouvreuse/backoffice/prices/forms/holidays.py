"""The forms of the calendar of school holidays."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language, gettext_lazy

from ouvreuse.pricing.errors import HolidayLineWrong
from ouvreuse.pricing.rules import NamedPeriod, holidays_from_text
from ouvreuse.pricing.words import say


class HolidaysForm(forms.Form):
    """Periods as lines."""

    lines = forms.CharField(
        label=gettext_lazy("Periods to write"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One a line: zones; name; first day without school; last one. As in: B; Toussaint; 17/10/2026; 01/11/2026."
        ),
    )

    def clean_lines(self) -> list[NamedPeriod]:
        """The periods."""
        try:
            return holidays_from_text(str(self.cleaned_data["lines"]))
        except HolidayLineWrong as wrong:
            raise forms.ValidationError(say(wrong, language=get_language() or "fr")) from wrong


class HolidayFileForm(forms.Form):
    """The ministry's file."""

    file = forms.FileField(
        label=gettext_lazy("The ministry’s file"),
        help_text=gettext_lazy("CSV or iCalendar (.ics), as data.education.gouv.fr gives it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.ics,.txt,text/csv,text/calendar"}),
    )

    def clean_file(self) -> bytes:
        """Its bytes."""
        data: bytes = self.cleaned_data["file"].read()
        return data


class ZoneForm(forms.Form):
    """The zone of a cinema."""

    zone = forms.RegexField(
        r"^\w{1,10}$",
        label=gettext_lazy("Zone of this cinema"),
        max_length=10,
        help_text=gettext_lazy("A, B or C; another word for Corsica or overseas, as in the lines below."),
    )
