"""The filter of the orders, and the forms of one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ouvreuse.backoffice.shell.channels import CHANNELS as SOLD_BY
from ouvreuse.backoffice.shell.fields import DayField

CHANNELS = (("", _("any")), *((key, SOLD_BY[key]) for key in ("web", "counter")))
STATES = (("", _("any")), ("confirmed", _("paid")), ("refunded", _("refunded")), ("review", _("to look at")))


class OrdersFilter(forms.Form):
    """Words, and what narrows them."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sold_on = DayField(label=_("Sold on"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=CHANNELS)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    screening = forms.IntegerField(
        required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput
    )
    row = forms.CharField(label=_("Seat"), required=False, max_length=12, widget=forms.HiddenInput)


class AddressForm(forms.Form):
    """Another address."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)


class RefundForm(forms.Form):
    """Why, and who agrees when it is much."""

    reason = forms.CharField(label=_("Why"), max_length=60)
    approver = forms.CharField(
        label=_("E-mail of the owner who agrees"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("Their password"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
