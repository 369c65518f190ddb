"""The forms of distributors and of contracts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.films.forms.fields import CentsField, DistributorField
from ouvreuse.backoffice.shell.editing import EditForm
from ouvreuse.backoffice.shell.fields import DayField
from ouvreuse.catalogue.actions import distributors_named
from ouvreuse.catalogue.models import Contract, Distributor, Film
from ouvreuse.catalogue.models.deals import distributor_key
from ouvreuse.catalogue.rules.contracts import Doubt, Terms, doubts
from ouvreuse.kernel import text
from ouvreuse.kernel.cinema_week import WEDNESDAY
from ouvreuse.ui.templatetags.ui_tags import short_day
from ouvreuse.venues.models import Cinema

FORMULA = "CNC 2024"
DOUBTS = {
    Doubt.RATE_LOW: gettext_lazy(
        "The rate is under 25 %: the law allows it only two years after the first release."
    ),
    Doubt.RATE_LOW_OLD: gettext_lazy("The rate is under 20 %, the least the law allows."),
    Doubt.RATE_HIGH: gettext_lazy("The rate is over 50 %, the most the law allows."),
    Doubt.FLAT_YOUNG: gettext_lazy(
        "A flat price, while the visa is under five years old, is only for screens of at most 1,200 entries a week."
    ),
    Doubt.FLAT_UNDATED: gettext_lazy(
        "A flat price is for films whose visa is over five years old: the film has no date of visa."
    ),
}


class DistributorForm(EditForm):
    """A distributor, as contracts and returns name it."""

    class Meta:
        model = Distributor
        fields = ["name", "legal_name", "cnc_code", "email"]
        labels = {
            "name": gettext_lazy("Name"),
            "legal_name": gettext_lazy("Legal name"),
            "cnc_code": gettext_lazy("Number at the CNC"),
            "email": gettext_lazy("E-mail"),
        }
        help_texts = {"legal_name": gettext_lazy("As contracts and weekly returns name it."), "cnc_code": ""}

    def clean_name(self) -> str:
        """On one line, and nobody else's."""
        name = text.one_line(self.cleaned_data["name"])
        same = Distributor.objects.filter(key=distributor_key(name)).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("There is a distributor of this name already."))
        return name


class RateField(forms.DecimalField):
    """A rate in per cent, kept in basis points."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 6})

    def prepare_value(self, value: Any) -> Any:
        """Basis points as per cent."""
        return f"{value / 100:g}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """With a comma as in French, or a point."""
        bare = str(value or "").replace(",", ".").replace("%", "").strip()
        return super().to_python(bare or None)

    def clean(self, value: Any) -> int | None:
        """In basis points."""
        per_cent = super().clean(self.prepare_value(value))
        return None if per_cent is None else int(per_cent * 100)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another rate is typed."""
        return super().has_changed(self.prepare_value(initial), data)


class ContractForm(EditForm):
    """Terms of a film in a cinema for whole cinema weeks."""

    cinema = forms.ModelChoiceField(Cinema.objects.none(), label=gettext_lazy("Cinema"))
    distributor = DistributorField(label=gettext_lazy("Distributor"))
    first_on = DayField(label=gettext_lazy("From Wednesday"))
    last_on = DayField(label=gettext_lazy("To Tuesday"))
    rate_bp = RateField(label=gettext_lazy("Rate in % of the base"), help_text=gettext_lazy("Either a rate…"))
    flat_cents = CentsField(
        label=gettext_lazy("Flat price in euros"), help_text=gettext_lazy("… or a flat price.")
    )
    entry_minimum_cents = CentsField(label=gettext_lazy("Least per entry in euros"))
    guarantee_cents = CentsField(label=gettext_lazy("Guaranteed for the period in euros"))

    class Meta:
        model = Contract
        fields = [
            "cinema", "distributor", "first_on", "last_on", "rate_bp", "flat_cents", "entry_minimum_cents",
            "guarantee_cents", "formula", "reference", "note",
        ]  # fmt: skip
        labels = {
            "formula": gettext_lazy("Formula of the base"),
            "reference": gettext_lazy("Reference of the contract"),
            "note": gettext_lazy("Note"),
        }
        help_texts = {"formula": gettext_lazy("The formula that was in force when it was signed.")}

    def __init__(self, *args: Any, film: Film, cinemas: frozenset[int], **kwargs: Any) -> None:
        self.film = film
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["cinema"]
        choice.queryset = Cinema.objects.filter(id__in=cinemas).order_by("town", "name")
        choice.label_from_instance = lambda cinema: f"{cinema.name}, {cinema.town}"

    def clean_first_on(self) -> date:
        """A Wednesday."""
        day: date = self.cleaned_data["first_on"]
        if day.weekday() != WEDNESDAY:
            opening = day - timedelta(days=(day.weekday() - WEDNESDAY) % 7)
            raise ValidationError(
                _("A cinema week begins on a Wednesday: %(day)s, for example.") % {"day": short_day(opening)}
            )
        return day

    def clean_last_on(self) -> date:
        """A Tuesday after the beginning."""
        day: date = self.cleaned_data["last_on"]
        first = self.cleaned_data.get("first_on")
        if day.weekday() != WEDNESDAY - 1:
            end = day + timedelta(days=(WEDNESDAY - 1 - day.weekday()) % 7)
            raise ValidationError(
                _("A cinema week ends on a Tuesday: %(day)s, for example.") % {"day": short_day(end)}
            )
        if first and day < first:
            raise ValidationError(_("It would end before it begins."))
        return day

    def clean(self) -> dict[str, Any]:
        """A rate or a flat price; and no two contracts at once for a film in a cinema."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if (cleaned["rate_bp"] is None) == (cleaned["flat_cents"] is None):
            self.add_error("rate_bp", _("Give either a rate or a flat price."))
        self.instance.film = self.film
        other = (
            Contract.objects.filter(
                film=self.film,
                cinema=cleaned["cinema"],
                first_on__lte=cleaned["last_on"],
                last_on__gte=cleaned["first_on"],
            )
            .exclude(pk=self.instance.pk)
            .first()
        )
        if other is not None:
            days = {"first": short_day(other.first_on), "last": short_day(other.last_on)}
            self.add_error("first_on", _("Another contract holds from %(first)s to %(last)s.") % days)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """A new distributor has its row only once all the rest is right."""
        return {*super()._get_validation_exclusions(), "distributor"}  # type: ignore[misc]

    def save(self, commit: bool = True) -> Contract:
        """With its distributor, recorded when it is new."""
        contract: Contract = self.instance
        if contract.distributor.pk is None:
            name = contract.distributor.name
            contract.distributor = distributors_named([name])[distributor_key(name)]
            self.cleaned_data["distributor"] = contract.distributor
        super().save(commit)
        return contract

    @property
    def doubts(self) -> list[str]:
        """What the law would object to, in words."""
        row: Contract = self.instance
        terms = Terms(row.first_on, row.rate_bp, flat=row.flat_cents is not None)
        found = doubts(terms, visa_on=self.film.visa_on, first_released_on=self.film.first_released_on)
        return [str(DOUBTS[each]) for each in found]
