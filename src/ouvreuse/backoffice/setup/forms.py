"""The questions of the setup."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.backoffice.shell.fields import AddressField
from ouvreuse.kernel import text
from ouvreuse.venues.models import Cinema, Operator
from ouvreuse.venues.rules import siren_is_right, vat_number_is_right

ZONES: Final = (
    ("Europe/Paris", _("Metropolitan France, Monaco (Paris)")),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", _("French Guiana")),
    ("Indian/Reunion", _("Réunion")),
    ("Indian/Mayotte", "Mayotte"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("America/St_Barthelemy", "Saint-Barthélemy"),
    ("America/Marigot", "Saint-Martin"),
    ("Pacific/Noumea", _("New Caledonia")),
    ("Pacific/Tahiti", _("French Polynesia")),
    ("Pacific/Wallis", "Wallis-et-Futuna"),
    ("Europe/Brussels", _("Belgium")),
    ("Europe/Luxembourg", "Luxembourg"),
    ("Europe/Zurich", _("Switzerland")),
    ("Europe/London", _("United Kingdom")),
)
TERRITORIES: Final = (
    (Cinema.Territory.METROPOLITAN, _("Metropolitan France")),
    (Cinema.Territory.OVERSEAS, _("French overseas")),
    (Cinema.Territory.OTHER, _("Another country")),
)
LARGE: Final = {"rows": 3}
PRICE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")


def _digits(value: str) -> str:
    return re.sub(r"[\s.\u00a0\u202f]", "", value)


class OperatorForm(EditForm):
    """The legal person that runs cinemas."""

    siren = forms.CharField(
        label=_("SIREN"),
        required=False,
        max_length=14,
        help_text=_("Nine digits; leave empty outside France."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        required=False,
        max_length=24,
        help_text=_("Such as FR32123456789; leave empty if you have none."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Operator
        fields = ("name", "legal_name", "siren", "vat_number")
        labels = {"name": _("Name people know"), "legal_name": _("Legal name")}
        help_texts = {
            "name": _("On the site and on tickets."),
            "legal_name": _("As registered, with its form: SARL, association, régie…"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_name"].required = True

    def clean_siren(self) -> str:
        """Nine digits that INSEE can have given out."""
        siren = _digits(self.cleaned_data["siren"])
        if siren and not siren_is_right(siren):
            raise forms.ValidationError(gettext("This is not a SIREN: check its nine digits."))
        return siren

    def clean_vat_number(self) -> str:
        """A number of the Union; a French one of this very SIREN."""
        number = _digits(self.cleaned_data["vat_number"]).upper()
        if number and not vat_number_is_right(number, siren=self.cleaned_data.get("siren", "")):
            raise forms.ValidationError(gettext("This VAT number is not right, or not that of this SIREN."))
        return number


class CinemaForm(EditForm):
    """A cinema as the site and the tickets name it."""

    zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    territory = forms.ChoiceField(
        label=_("Territory"), choices=TERRITORIES, help_text=_("VAT and the CNC’s tax depend on it.")
    )

    class Meta:
        model = Cinema
        fields = (
            "name", "address", "postcode", "town", "phone", "email", "territory", "zone", "cnc_authorisation",
            "access_fr", "access_en",
        )  # fmt: skip
        labels = {
            "name": _("Name of the cinema"),
            "address": _("Street and number"),
            "postcode": _("Postcode"),
            "town": _("Town"),
            "phone": _("Telephone"),
            "email": _("E-mail for customers"),
            "cnc_authorisation": _("CNC authorisation number"),
            "access_fr": _("How to come and how to enter, in French"),
            "access_en": _("How to come and how to enter, in English"),
        }
        help_texts = {
            "cnc_authorisation": _(
                "The number of the establishment’s authorisation to operate, if you have it."
            ),
            "access_fr": _("Bus, car park, step-free way, loop: shown on the cinema’s page."),
        }
        widgets = {"access_fr": forms.Textarea(attrs=LARGE), "access_en": forms.Textarea(attrs=LARGE)}

    def __init__(self, *args: Any, zone_is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = str(self.instance.zone) if self.instance.pk else ""
        if known and known not in dict(ZONES):
            self.fields["zone"].choices = [(known, known), *ZONES]  # type: ignore[attr-defined]
        if zone_is_fixed:
            self.fields["zone"].disabled = True
            self.fields["zone"].help_text = _("There are screenings: their hours would change.")


class HallForm(forms.Form):
    """A hall from a few numbers. Either rows of numbered seats, or places that only count."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=99)
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("Empty: “Salle 1” and so on.")
    )
    seating = forms.ChoiceField(
        label=_("Seats"),
        choices=(
            ("numbered", _("Numbered: one chooses a seat")),
            ("free", _("Free: one sits where one likes")),
        ),
        widget=forms.RadioSelect,
        initial="numbered",
    )
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=60, required=False)
    seats = forms.IntegerField(label=_("Seats in a row"), min_value=1, max_value=80, required=False)
    spaces_at = forms.ChoiceField(
        label=_("Wheelchair spaces"),
        choices=(("back", _("in the last row")), ("front", _("in the first row"))),
        help_text=_(
            "As many as the law asks for, each beside a companion’s seat. They take the place of a seat."
        ),
        required=False,
    )
    capacity = forms.IntegerField(
        label=_("Places in all, where seats are free"), min_value=1, max_value=5000, required=False
    )
    spaces = forms.IntegerField(
        label=_("More wheelchair spaces than the law asks for"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("How many in all; empty: the legal minimum."),
    )

    def clean(self) -> dict[str, Any]:
        """Numbered halls need rows and seats, free ones a capacity."""
        cleaned = super().clean() or self.cleaned_data
        wanted = ("capacity",) if cleaned.get("seating") == "free" else ("rows", "seats")
        for name in wanted:
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, gettext("How many?"))
        return cleaned


class RatesForm(forms.Form):
    """The one price from which the usual French rates are made."""

    full = forms.CharField(
        label=_("Full price, in euros"),
        max_length=7,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6}),
    )

    def clean_full(self) -> int:
        """Cents."""
        typed = self.cleaned_data["full"].strip().removesuffix("€").strip()
        if not PRICE.fullmatch(typed):
            raise forms.ValidationError(gettext("A price such as 9.50."))
        whole, _mark, rest = typed.replace(",", ".").partition(".")
        cents = int(whole) * 100 + int(rest.ljust(2, "0") or "0")
        if not 100 <= cents <= 10_000:
            raise forms.ValidationError(gettext("Between 1 and 100 euros."))
        return cents


class MailForm(forms.Form):
    """The server that takes our letters."""

    host = forms.RegexField(
        r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
        label=_("Server (SMTP)"),
        max_length=253,
        help_text=_("Such as smtp.example.org: your mail provider names it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    security = forms.ChoiceField(
        label=_("Security"),
        choices=(
            ("starttls", _("STARTTLS, usually port 587")),
            ("tls", _("TLS, usually port 465")),
            ("none", _("None: only on this machine or your own network")),
        ),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    user = forms.CharField(
        label=_("User"), required=False, max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    sender = AddressField(label=_("Sender’s address"), help_text=_("Such as tickets@your-cinema.example."))
    sender_name = forms.CharField(label=_("Sender’s name"), required=False, max_length=120)

    def clean_sender_name(self) -> str:
        """One line: it stands in a header."""
        return text.one_line(self.cleaned_data["sender_name"])


class KeysForm(forms.Form):
    """Stripe's two secrets. An empty one stays as it is."""

    secret_key = forms.RegexField(
        r"^(sk|rk)_(live|test)_[A-Za-z0-9_]{3,240}$",
        label=_("Secret key"),
        required=False,
        help_text=_(
            "Begins with sk_ or, better, rk_ (a restricted key: Checkout Sessions and Refunds, write)."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    webhook_secret = forms.RegexField(
        r"^whsec_[A-Za-z0-9_+/=-]{3,240}$",
        label=_("Webhook signing secret"),
        required=False,
        help_text=_("Begins with whsec_."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, has_key: bool, has_webhook: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret_key"].required = not has_key
        self.fields["webhook_secret"].required = not has_webhook


class LegalForm(EditForm):
    """Who answers for the site, who keeps it, who settles disagreements."""

    class Meta:
        model = Operator
        fields = ("publisher", "host", "mediator")
        labels = {
            "publisher": _("Publisher of the site"),
            "host": _("Host of the site"),
            "mediator": _("Consumer mediator"),
        }
        help_texts = {
            "publisher": _(
                "The person who answers for what the site says, usually the manager (LCEN, art. 6)."
            ),
            "host": _("Whose machine the site runs on: name, address, telephone. Yours, if it is yours."),
            "mediator": _("Name, address and site of the mediator you have joined (consumer code, L616-1)."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.fields or ():
            self.fields[name].required = True


class TextsForm(forms.Form):
    """Terms and privacy in both languages; empty gives our wording back."""

    terms_fr = forms.CharField(label=_("Terms of sale, in French"), required=False, max_length=30_000)
    terms_en = forms.CharField(label=_("Terms of sale, in English"), required=False, max_length=30_000)
    privacy_fr = forms.CharField(label=_("Personal data, in French"), required=False, max_length=30_000)
    privacy_en = forms.CharField(label=_("Personal data, in English"), required=False, max_length=30_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.Textarea(attrs={"rows": 12})
