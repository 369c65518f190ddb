"""Fields for lists of words and for names found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouvreuse.catalogue.errors import CatalogueError
from ouvreuse.catalogue.models import Distributor
from ouvreuse.catalogue.models.deals import distributor_key
from ouvreuse.catalogue.words import say
from ouvreuse.kernel import text


class WordsField(forms.CharField):
    """Several names in one field, between commas or one per line; the list in their order, each once."""

    def __init__(self, *, each: int, lines: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(max_length=4000, **kwargs)
        self.each, self.lines = each, lines

    def prepare_value(self, value: Any) -> Any:
        """A list as it is typed."""
        if isinstance(value, list | tuple):
            return ("\n" if self.lines else ", ").join(map(str, value))
        return value

    def clean(self, value: Any) -> list[str]:
        """The names."""
        typed = str(super().clean(self.prepare_value(value)) or "").replace("\n", ",")
        names = list(dict.fromkeys(filter(None, (text.one_line(part) for part in typed.split(",")))))
        for name in names:
            if len(name) > self.each:
                raise ValidationError(_("“%(name)s…” is too long.") % {"name": name[:40]})
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other names are typed, or in another order."""

        def parts(value: Any) -> list[str]:
            typed = str(self.prepare_value(value) or "").replace("\n", ",")
            return list(filter(None, (text.one_line(part) for part in typed.split(","))))

        return parts(initial) != parts(data)


class DistributorField(forms.CharField):
    """A distributor by its name, found by typing; a new name is a new distributor once the form is saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=120,
            widget=forms.TextInput(attrs={"list": "distributors", "autocomplete": "off"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """The name."""
        if isinstance(value, int):
            return Distributor.objects.filter(id=value).values_list("name", flat=True).first() or ""
        return value.name if isinstance(value, Distributor) else value

    def clean(self, value: Any) -> Distributor | None:
        """The distributor of that name, not yet saved when it is new."""
        name = text.one_line(str(super().clean(self.prepare_value(value)) or ""))
        if not name:
            return None
        key = distributor_key(name)
        return Distributor.objects.filter(key=key).first() or Distributor(name=name, key=key)


class CentsField(forms.DecimalField):
    """An amount in euros, kept in cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(min_value=0, max_digits=9, decimal_places=2, localize=False, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 10})

    def prepare_value(self, value: Any) -> Any:
        """Cents as euros."""
        return f"{value / 100:.2f}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """With a comma as in French, or a point."""
        return super().to_python(str(value or "").replace(",", ".").replace(" ", "").strip() or None)

    def clean(self, value: Any) -> int | None:
        """In cents."""
        euros = super().clean(self.prepare_value(value))
        return None if euros is None else int(euros * 100)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another amount is typed."""
        return super().has_changed(self.prepare_value(initial), data)


def said(refusal: CatalogueError) -> ValidationError:
    """A refusal of the room as an error of a field."""
    return ValidationError(say(refusal, language=get_language() or "fr"))


def fill(field: BoundField | None, choices: Sequence[tuple[str, str]]) -> None:
    """Give a choice its choices."""
    if field is not None:
        field.field.choices = list(choices)  # type: ignore[attr-defined]
