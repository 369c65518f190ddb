"""The forms of supplements and fees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.prices.forms.fields import (
    NamesField,
    PercentField,
    PriceField,
)
from ouvreuse.backoffice.prices.forms.item import AMOUNT, TWICE, ItemForm
from ouvreuse.backoffice.prices.terms.words import CHANNELS
from ouvreuse.pricing.rules import (
    Fee,
    Label,
    Supplement,
)


class SupplementForm(ItemForm):
    """A supplement."""

    kind = "supplement"
    places = {
        "twice": TWICE,
        "amount": AMOUNT,
        "label": ("label_fr", gettext_lazy("Give a name in both languages.")),
    }
    sections = (
        (gettext_lazy("The supplement"), ("code", "label_fr", "label_en", "amount", "vat")),
        (gettext_lazy("What carries it by itself"), ("formats", "seat_kinds", "zones")),
    )
    amount = PriceField(
        label=gettext_lazy("Price"), help_text=gettext_lazy("VAT included; part of the price of the seat.")
    )
    vat = PercentField(label=gettext_lazy("VAT"), initial=550)
    formats = NamesField(
        label=gettext_lazy("Formats"), required=False, max_length=200,
        help_text=gettext_lazy("As in 3D, IMAX. Of formats, kinds and zones, all that are given must match."),
    )  # fmt: skip
    seat_kinds = NamesField(
        label=gettext_lazy("Kinds of seat"), required=False, max_length=200,
        help_text=gettext_lazy("As in duo: standard, wheelchair, transfer, companion, duo, easy."),
    )  # fmt: skip
    zones = NamesField(
        label=gettext_lazy("Zones of the hall"), required=False, max_length=200,
        help_text=gettext_lazy("As the seat map calls them."),
    )  # fmt: skip

    def said(self, item: Any) -> dict[str, Any]:
        """What a supplement says."""
        same = ("formats", "seat_kinds", "zones")
        return super().said(item) | {name: getattr(item, name) for name in same} | {
            "amount": item.amount_cents,
            "vat": item.vat_bp,
        }  # fmt: skip

    def build(self) -> Supplement:
        """The supplement."""
        said = self.cleaned_data
        return Supplement(
            code=self.item_code,
            label=Label(said["label_fr"], said["label_en"]),
            amount_cents=said["amount"],
            vat_bp=said["vat"],
            formats=said["formats"],
            seat_kinds=said["seat_kinds"],
            zones=said["zones"],
        )


class FeeForm(ItemForm):
    """A fee."""

    kind = "fee"
    places = {
        "twice": TWICE,
        "amount": AMOUNT,
        "label": ("label_fr", gettext_lazy("Give a name in both languages.")),
    }
    sections = (
        (
            gettext_lazy("The fee"),
            ("code", "label_fr", "label_en", "amount", "vat", "channels", "in_tsa_base"),
        ),
    )
    amount = PriceField(
        label=gettext_lazy("Price"),
        help_text=gettext_lazy(
            "VAT included, for each paid seat. It is in the first price shown; a free entry never bears it."
        ),
    )
    vat = PercentField(label=gettext_lazy("VAT"), initial=2000)
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"),
        choices=list(CHANNELS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["web"],
    )
    in_tsa_base = forms.BooleanField(
        label=gettext_lazy("In the base of the TSA"),
        required=False,
        help_text=gettext_lazy("Ask your accountant: it depends on who sells the service."),
    )

    def said(self, item: Any) -> dict[str, Any]:
        """What a fee says."""
        return super().said(item) | {
            "amount": item.amount_cents,
            "vat": item.vat_bp,
            "channels": list(item.channels),
            "in_tsa_base": item.in_tsa_base,
        }

    def build(self) -> Fee:
        """The fee."""
        said = self.cleaned_data
        return Fee(
            code=self.item_code,
            label=Label(said["label_fr"], said["label_en"]),
            amount_cents=said["amount"],
            vat_bp=said["vat"],
            channels=tuple(said["channels"]),
            in_tsa_base=said["in_tsa_base"],
        )
