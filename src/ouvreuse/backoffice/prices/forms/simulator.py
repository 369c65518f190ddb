"""What the simulator is asked: all of it stands in the address."""

from __future__ import annotations

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.prices.terms.words import CHANNELS
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.catalogue.models import Film
from ouvreuse.catalogue.rules import CLASS_AGES
from ouvreuse.kernel import clock
from ouvreuse.kernel.local_time import LocalTimeError, to_instant
from ouvreuse.kernel.text import title_key

SEATS = (
    ("standard", gettext_lazy("standard")),
    ("duo", gettext_lazy("duo")),
    ("wheelchair", gettext_lazy("wheelchair space")),
    ("companion", gettext_lazy("companion of a wheelchair space")),
    ("easy", gettext_lazy("easy access")),
)
AGES = (
    ("", gettext_lazy("that of the film, else for all")),
    ("0", gettext_lazy("for all")),
    ("12", "-12"),
    ("16", "-16"),
    ("18", "-18"),
)


class SimulatorForm(forms.Form):
    """A screening of the programme or an invented one, and a customer."""

    prices = forms.ChoiceField(label=gettext_lazy("Prices"), required=False)
    on = DayField(label=gettext_lazy("Day"), required=False)
    screening = forms.ChoiceField(
        label=gettext_lazy("Screening"),
        required=False,
        help_text=gettext_lazy("Those of the day. Choose another day, then Show, for others."),
    )
    at = forms.TimeField(
        label=gettext_lazy("Time"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    format = forms.CharField(label=gettext_lazy("Format"), max_length=20, required=False)
    film = forms.CharField(
        label=gettext_lazy("Film"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its title; empty: any film."),
    )
    film_age = forms.ChoiceField(label=gettext_lazy("Film forbidden under"), choices=AGES, required=False)
    age = forms.IntegerField(
        label=gettext_lazy("Age"),
        min_value=0,
        max_value=130,
        required=False,
        help_text=gettext_lazy("Empty: not said, as on the web."),
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("Proof"), required=False,
        choices=[("yes", gettext_lazy("has what the rate asks for")), ("no", gettext_lazy("has none"))],
    )  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("Buys"), required=False, choices=list(CHANNELS.items()))
    quantity = forms.IntegerField(
        label=gettext_lazy("Paid seats"), min_value=1, max_value=500, required=False
    )
    companions = forms.IntegerField(
        label=gettext_lazy("Free companions"), min_value=0, max_value=100, required=False
    )
    seat = forms.ChoiceField(label=gettext_lazy("Seat"), choices=SEATS, required=False)
    zone = forms.CharField(label=gettext_lazy("Zone of the hall"), max_length=40, required=False)

    def __init__(
        self, *args: Any, place: ZoneInfo, prices: list[Any], screenings: list[tuple[str, str]], **more: Any
    ) -> None:
        self.place = place
        self.starts_at = clock.now().astimezone(place)
        self.known_film: Film | None = None
        super().__init__(*args, **more)
        lists: Any = self.fields["prices"]
        lists.choices = [("", _("as the screening is sold")), *prices]
        chosen: Any = self.fields["screening"]
        chosen.choices = [("", _("none: one as described here")), *screenings]

    def clean_film(self) -> str:
        """A title of the catalogue, or nothing."""
        title = str(self.cleaned_data.get("film") or "")
        if title:
            films = Film.objects.filter(sort_key=title_key(title))
            self.known_film = films.first() or Film.objects.filter(slug=title).first()
            if self.known_film is None:
                raise forms.ValidationError(_("No film is called “%s”.") % title)
        return title

    def clean(self) -> dict[str, Any]:
        """The start on the cinema's wall."""
        said = super().clean() or self.cleaned_data
        day = said.get("on") or clock.now().astimezone(self.place).date()
        try:
            start = to_instant(day, said.get("at") or time(20, 30), self.place)
            self.starts_at = start.astimezone(self.place)
        except LocalTimeError:
            self.add_error("at", _("That night the clocks change: this time does not exist, or twice."))
        return said

    @property
    def film_min_age(self) -> int:
        """As said, else that of the film."""
        said = self.cleaned_data.get("film_age")
        if said:
            return int(said)
        return CLASS_AGES[self.known_film.classification] if self.known_film else 0
