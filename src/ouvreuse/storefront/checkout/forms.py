"""The one form of the purchase: where the tickets go."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BuyerForm(forms.Form):
    """E-mail, an optional name, and the age of all holders when a film is forbidden under one."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Give an e-mail address: your tickets will be sent there."),
                        "invalid": _("This is not an e-mail address. Example: camille@example.org")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    age_confirmed = forms.BooleanField(required=False)
