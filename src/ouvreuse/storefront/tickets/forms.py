"""One field: an address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """Where to send tickets."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Give an e-mail address."),
            "invalid": _("This is not an e-mail address. Example: camille@example.org"),
        },
    )
