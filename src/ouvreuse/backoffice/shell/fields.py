"""Fields that several pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ouvreuse.kernel import text


class AddressField(forms.EmailField):
    """An e-mail address in the form under which two spellings are one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("E-mail"))
        super().__init__(max_length=254, **options)

    def clean(self, value: Any) -> str:
        """The canonical address."""
        given = super().clean(value)
        try:
            return text.canonical_email(given) if given else ""
        except ValueError as problem:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from problem
