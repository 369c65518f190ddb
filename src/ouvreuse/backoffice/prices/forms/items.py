"""The kinds of thing a list is made of, with their forms."""

from __future__ import annotations

from ouvreuse.backoffice.prices.forms.extras import FeeForm, SupplementForm
from ouvreuse.backoffice.prices.forms.item import ItemForm
from ouvreuse.backoffice.prices.forms.rate import RateForm

FORMS: dict[str, type[ItemForm]] = {each.kind: each for each in (RateForm, SupplementForm, FeeForm)}
PLACES = {"rate": "rates", "supplement": "supplements", "fee": "fees"}
"""In which field of a list each kind stands."""
