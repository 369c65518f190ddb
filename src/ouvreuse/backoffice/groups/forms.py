"""What is typed of a group: its request, and the small forms of its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouvreuse.booking.actions import GroupAsked
from ouvreuse.pricing.rules import RateRule
from ouvreuse.programme.models import Screening
from ouvreuse.ui.templatetags.ui_tags import local_time, short_day

KINDS = (("school", gettext_lazy("school")), ("group", gettext_lazy("group")), ("firm", gettext_lazy("firm")))
STATES = (
    ("quote", gettext_lazy("quote")),
    ("option", gettext_lazy("option")),
    ("confirmed", gettext_lazy("confirmed")),
    ("counted", gettext_lazy("counted")),
    ("expired", gettext_lazy("option ended")),
    ("cancelled", gettext_lazy("does not come")),
)
ANY = ("", gettext_lazy("any"))
LA_POSTE = "356000000"  # its establishments have numbers without a check digit


class GroupsFilter(forms.Form):
    """What narrows the list."""

    q = forms.CharField(
        label=gettext_lazy("Organisation"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=(ANY, *STATES))


class DayForm(forms.Form):
    """The day whose screenings are offered."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class GroupForm(forms.Form):
    """A request. ``shows``: the screenings to choose from; ``rates``: those of their price lists."""

    screening = forms.TypedChoiceField(label=gettext_lazy("Screening"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("For whom"), choices=KINDS)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=120)
    contact = forms.CharField(label=gettext_lazy("Contact person"), required=False, max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=30)
    address = forms.CharField(label=gettext_lazy("Postal address"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its papers"), choices=(("fr", "français"), ("en", "English"))
    )
    pupils = forms.IntegerField(label=gettext_lazy("Pupils or members"), min_value=1, max_value=2000)
    rate_code = forms.ChoiceField(label=gettext_lazy("Their rate"))
    companions = forms.IntegerField(label=gettext_lazy("Companions"), min_value=0, max_value=500, initial=0)
    companion_rate = forms.ChoiceField(label=gettext_lazy("The companions’ rate"), required=False)
    whole_hall = forms.BooleanField(
        label=gettext_lazy("Keep the whole hall"), required=False,
        help_text=gettext_lazy("Nobody else can buy a seat of this screening."),
    )  # fmt: skip
    siret = forms.CharField(
        label=gettext_lazy("SIRET"), required=False, max_length=20,
        help_text=gettext_lazy("For the invoice; a public body is found by it in Chorus Pro."),
    )  # fmt: skip
    service_code = forms.CharField(
        label=gettext_lazy("Service code (Chorus Pro)"), required=False, max_length=100
    )
    engagement = forms.CharField(
        label=gettext_lazy("Engagement or order number"), required=False, max_length=50
    )
    note = forms.CharField(label=gettext_lazy("Note for the team"), required=False, max_length=300)

    def __init__(
        self, *args: Any, shows: Iterable[tuple[int, str]], rates: Iterable[RateRule], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "fr")[:2]
        named = [(rate.code, rate.label.text(language)) for rate in rates]
        for name, choices in (
            ("screening", list(shows)), ("rate_code", named), ("companion_rate", [("", _("the same")), *named]),
        ):  # fmt: skip
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_siret(self) -> str:
        """Fourteen digits with their check digit, or nothing."""
        siret = "".join(str(self.cleaned_data["siret"]).split())
        if siret and not (siret.isascii() and siret.isdecimal() and len(siret) == 14 and checks(siret)):
            raise forms.ValidationError(
                _("A SIRET is 14 digits, and these do not check: look for a typing error.")
            )
        return siret

    def asked(self) -> GroupAsked:
        """What the form asks for."""
        return GroupAsked(**self.cleaned_data)


def checks(siret: str) -> bool:
    """Whether the check digit of a SIRET is right (Luhn)."""
    if siret.startswith(LA_POSTE):
        return True
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(siret)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


class CountForm(forms.Form):
    """A class as it stands at the door."""

    name = forms.CharField(label=gettext_lazy("Class"), max_length=60)
    pupils = forms.IntegerField(label=gettext_lazy("Pupils or members"), min_value=0, max_value=50)
    companions = forms.IntegerField(label=gettext_lazy("Companions"), min_value=0, max_value=50, initial=0)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=60)


def shown(row: Screening, *, day: bool = True) -> str:
    """A screening as a choice: its time, its film, its hall."""
    zone = row.cinema.zone
    words = f"{local_time(row.starts_at, zone)}, {row.film.title}, {row.screen.name}"
    return f"{short_day(row.starts_at, zone)} {words}" if day else words
