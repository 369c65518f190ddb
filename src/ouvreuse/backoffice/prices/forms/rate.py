"""The form of a rate, with every rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.prices.forms.fields import (
    DaysField,
    FilmsField,
    NamesField,
    PercentField,
    PriceField,
    WindowsField,
)
from ouvreuse.backoffice.prices.forms.item import AMOUNT, TWICE, ItemForm
from ouvreuse.backoffice.prices.terms.words import CHANNELS, FAMILIES, HOLIDAYS
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.pricing.rules import (
    ANY_CHANNEL,
    Family,
    InHolidays,
    Label,
    RateRule,
)
from ouvreuse.pricing.rules.rates import MAX_PROOF


class RateForm(ItemForm):
    """A rate with every rule."""

    kind = "rate"
    places = {
        "twice": TWICE,
        "amount": AMOUNT,
        "zero_iff_free": (
            "amount",
            gettext_lazy("Only the family “free” costs nothing, and it never costs anything (D212-71)."),
        ),
        "proof": ("proof_fr", gettext_lazy("The proof is too long.")),
        "vat": ("vat", gettext_lazy("VAT is from 0 to 100 %.")),
        "ages": ("max_age", gettext_lazy("The ages are in the wrong order.")),
        "dates": ("last_on", gettext_lazy("The last day comes before the first.")),
        "formats": ("except_formats", gettext_lazy("A format is both asked for and excluded.")),
        "films": ("except_films", gettext_lazy("A film is both asked for and excluded.")),
        "quantities": ("max_quantity", gettext_lazy("The numbers are in the wrong order.")),
        "companions": (
            "companion_of",
            gettext_lazy(
                "A companion is free: choose the family “free”, the rates it goes with and for how many."
            ),
        ),
        "companions_of": (
            "companion_of",
            gettext_lazy("%s goes with a rate that is free or not in the list."),
        ),
        "holidays_unknown": (
            "holidays",
            gettext_lazy("No school holidays of the cinema’s zone are written yet: write them first."),
        ),
        "label": ("label_fr", gettext_lazy("Give a name in both languages.")),
    }
    sections = (
        (
            gettext_lazy("The rate"),
            ("code", "label_fr", "label_en", "family", "amount", "reference", "vat", "priority"),
        ),
        (gettext_lazy("Where it is sold"), ("channels", "min_quantity", "max_quantity", "alone")),
        (
            gettext_lazy("When"),
            ("windows", "first_on", "last_on", "except_on", "holidays"),
        ),
        (
            gettext_lazy("For which screenings"),
            ("only_formats", "except_formats", "only_films", "except_films", "supplements_included"),
        ),
        (gettext_lazy("For whom"), ("min_age", "max_age", "proof_fr", "proof_en")),
        (gettext_lazy("Free companions"), ("companion_of", "paid_per_companion")),
    )
    family = forms.ChoiceField(
        label=gettext_lazy("Family"),
        choices=list(FAMILIES.items()),
        help_text=gettext_lazy("Every rate is of one of four families (code du cinéma, D212-71)."),
    )
    amount = PriceField(
        label=gettext_lazy("Price"),
        required=False,
        help_text=gettext_lazy("VAT included. Empty for a free rate and for an unlimited pass."),
    )
    reference = PriceField(
        label=gettext_lazy("Reference price"),
        required=False,
        help_text=gettext_lazy("Only for an unlimited pass: what an entry is declared at."),
    )
    vat = PercentField(
        label=gettext_lazy("VAT"), initial=550, help_text=gettext_lazy("In per cent: 5.5 for an entry.")
    )
    priority = forms.IntegerField(
        label=gettext_lazy("Place in the list"),
        min_value=0,
        max_value=9999,
        initial=100,
        help_text=gettext_lazy("The lowest number is shown first."),
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"),
        choices=list(CHANNELS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=list(ANY_CHANNEL),
    )
    min_quantity = forms.IntegerField(
        label=gettext_lazy("At least in one order"), min_value=1, max_value=500, initial=1
    )
    max_quantity = forms.IntegerField(
        label=gettext_lazy("At most in one order"), min_value=1, max_value=500, required=False
    )
    alone = forms.BooleanField(
        label=gettext_lazy("By itself: not in one order with other rates of the screening"), required=False
    )
    windows = WindowsField(
        label=gettext_lazy("Days and hours"),
        required=False,
        help_text=gettext_lazy("By the start of the screening. All empty: always. No day ticked: every day."),
    )
    first_on = DayField(
        label=gettext_lazy("First day"),
        required=False,
    )
    last_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
    )
    except_on = DaysField(
        label=gettext_lazy("Days excepted"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("As in 25/12/2026, 01/01/2027."),
    )
    holidays = forms.ChoiceField(label=gettext_lazy("School holidays"), choices=list(HOLIDAYS.items()))
    only_formats = NamesField(
        label=gettext_lazy("Only in these formats"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As in 3D, IMAX."),
    )
    except_formats = NamesField(label=gettext_lazy("Not in these formats"), required=False, max_length=200)
    only_films = FilmsField(
        label=gettext_lazy("Only for these films"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("One a line: a title, or #opera for a genre."),
    )
    except_films = FilmsField(label=gettext_lazy("Not for these films"), required=False, max_length=4000)
    supplements_included = forms.BooleanField(
        label=gettext_lazy("Supplements are included: none is added to the price"), required=False
    )
    min_age = forms.IntegerField(
        label=gettext_lazy("From the age of"), min_value=0, max_value=130, required=False
    )
    max_age = forms.IntegerField(
        label=gettext_lazy("Up to the age of"),
        min_value=0,
        max_value=130,
        required=False,
        help_text=gettext_lazy(
            "Included: 13 for “under 14”. Not offered when the film is forbidden to all of them."
        ),
    )
    proof_fr = forms.CharField(
        label=gettext_lazy("Proof to show, in French"),
        widget=forms.Textarea({"rows": 2}),
        max_length=MAX_PROOF,
        required=False,
    )
    proof_en = forms.CharField(
        label=gettext_lazy("Proof to show, in English"),
        widget=forms.Textarea({"rows": 2}),
        max_length=MAX_PROOF,
        required=False,
    )
    companion_of = forms.MultipleChoiceField(
        label=gettext_lazy("Is the companion of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only for a free rate."),
    )
    paid_per_companion = forms.IntegerField(
        label=gettext_lazy("One companion for so many paid seats"), min_value=0, max_value=500, required=False
    )

    def arrange(self) -> None:
        """Films by title, and the rates a companion may go with."""
        for name in ("only_films", "except_films"):
            field: Any = self.fields[name]
            field.titles, field.find = self.around.titles, self.around.find_film
        paying = [rate for rate in self.around.content.shown if not rate.is_free]
        companions: Any = self.fields["companion_of"]
        companions.choices = [(rate.code, f"{rate.label.fr} ({rate.code})") for rate in paying]
        if self.around.formats:
            self.fields["only_formats"].help_text = _("Formats of this cinema: %s.") % ", ".join(
                self.around.formats
            )

    def said(self, item: Any) -> dict[str, Any]:
        """What a rate says."""
        unlimited = item.family is Family.UNLIMITED
        same = (
            "channels", "min_quantity", "max_quantity", "alone", "windows", "except_on", "only_formats",
            "except_formats", "only_films", "except_films", "supplements_included", "min_age", "max_age", "priority",
        )  # fmt: skip
        return super().said(item) | {name: getattr(item, name) for name in same} | {
            "channels": list(item.channels),
            "companion_of": list(item.companion_of),
            "family": item.family.value,
            "holidays": item.holidays.value,
            "amount": None if unlimited or item.is_free else item.amount_cents,
            "reference": item.amount_cents if unlimited else None,
            "vat": item.vat_bp,
            "first_on": item.first_on,
            "last_on": item.last_on,
            "proof_fr": item.proof.fr,
            "proof_en": item.proof.en,
            "paid_per_companion": item.paid_per_companion or None,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The price goes with the family."""
        cleaned = super().clean()
        family, amount, reference = (cleaned.get(name) for name in ("family", "amount", "reference"))
        if "amount" not in cleaned or "reference" not in cleaned:
            return cleaned
        if family == Family.UNLIMITED:
            if not reference:
                self.add_error(
                    "reference", _("An unlimited pass is declared at a reference price above zero.")
                )
            if amount:
                self.add_error(
                    "amount", _("An unlimited pass is paid by its subscription: leave this empty.")
                )
        elif reference:
            self.add_error("reference", _("Only an unlimited pass has a reference price."))
        elif family == Family.FREE and amount:
            self.add_error("amount", _("A free rate never costs anything (D212-71): leave this empty."))
        elif family != Family.FREE and not amount:
            words = _("Only the family “free” costs nothing, and it never costs anything (D212-71).")
            self.add_error("amount", words if amount == 0 else _("Give a price."))
        return cleaned

    def build(self) -> RateRule:
        """The rate."""
        said = self.cleaned_data
        same = (
            "min_quantity", "max_quantity", "alone", "windows", "first_on", "last_on", "except_on", "only_formats",
            "except_formats", "only_films", "except_films", "supplements_included", "min_age", "max_age", "priority",
        )  # fmt: skip
        return RateRule(
            code=self.item_code,
            family=Family(said["family"]),
            label=Label(said["label_fr"], said["label_en"]),
            amount_cents=said["reference"] or said["amount"] or 0,
            proof=Label(said["proof_fr"], said["proof_en"]),
            vat_bp=said["vat"],
            channels=tuple(said["channels"]),
            holidays=InHolidays(said["holidays"]),
            companion_of=self._in_their_order(said["companion_of"]),
            paid_per_companion=said["paid_per_companion"] or 0,
            **{name: said[name] for name in same},
        )

    def _in_their_order(self, codes: list[str]) -> tuple[str, ...]:
        """As the rate named them before, what is new last."""
        before = self.item.companion_of if isinstance(self.item, RateRule) else ()
        return (*(code for code in before if code in codes), *(code for code in codes if code not in before))
