"""What the forms of a rate, a supplement and a fee have in common: each builds the very object that is sold by."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouvreuse.backoffice.shell.editing import SeenForm
from ouvreuse.pricing.errors import PriceListInvalid
from ouvreuse.pricing.rules import PriceListVersion
from ouvreuse.pricing.rules.differences import Item
from ouvreuse.pricing.rules.rates import CODE, MAX_LABEL


@dataclass(frozen=True, slots=True)
class Around:
    """What a form must know of its list: the content as it stands, films by title, formats that exist."""

    content: PriceListVersion
    titles: Mapping[str, str]
    find_film: Callable[[str], str]
    formats: tuple[str, ...] = ()


class ItemForm(SeenForm):
    """What rates, supplements and fees have in common."""

    kind: ClassVar[str]
    places: ClassVar[dict[str, tuple[str, Any]]]
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy(
            "Capitals, digits and _, as in PLEIN. It numbers tickets: it does not change later."
        ),
    )
    label_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=MAX_LABEL)
    label_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=MAX_LABEL)

    def __init__(self, *args: Any, around: Around, item: Item | None, **more: Any) -> None:
        self.around, self.item = around, item
        super().__init__(*args, initial=self.said(item) if item else {}, **more)
        self.arrange()
        if item is not None:
            del self.fields["code"]
        self.remember()

    def arrange(self) -> None:
        """Fit the fields to the list."""

    def said(self, item: Any) -> dict[str, Any]:
        """What an item says, field by field."""
        return {"code": item.code, "label_fr": item.label.fr, "label_en": item.label.en}

    @abstractmethod
    def build(self) -> Item:
        """The object. Raises ``PriceListInvalid``."""

    def clean_code(self) -> str:
        """Capitals, and not taken."""
        code = str(self.cleaned_data["code"]).strip().upper()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Capitals, digits and _ only, a letter first."))
        return code

    @property
    def item_code(self) -> str:
        """The code of what is edited."""
        return self.item.code if self.item else str(self.cleaned_data["code"])

    def tell(self, problem: PriceListInvalid) -> None:
        """Say at its field what the rules refuse."""
        place, words = self.places.get(
            str(problem.facts["problem"]),
            (None, gettext_lazy("This cannot be: %s.")),
        )
        text = str(words)
        if "%s" in text:
            text = text % problem.facts["path" if place == "companion_of" else "problem"]
        self.add_error(place if place in self.fields else None, text)


TWICE = ("code", gettext_lazy("This code is already in the list."))
AMOUNT = ("amount", gettext_lazy("Give a price above zero."))
