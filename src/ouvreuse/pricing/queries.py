"""Reads of prices: versions never change, so each process keeps those it has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ouvreuse.pricing import models
from ouvreuse.pricing.errors import PriceListUnknown
from ouvreuse.pricing.rules import PriceListVersion, from_json


@dataclass(frozen=True, slots=True)
class PriceListView:
    """A price list of a cinema with its newest version."""

    id: int
    cinema_id: int
    code: str
    name: str
    version: PriceListVersion

    @property
    def full_cents(self) -> int:
        """The highest price a seat can cost: what people call the full price."""
        return max(rate.amount_cents for rate in self.version.rates)


@lru_cache(maxsize=512)
def price_list_version(id: int) -> PriceListVersion:
    """One version, kept for ever by the process since its content is immutable. Raises `PriceListUnknown`."""
    content = models.PriceListVersion.objects.filter(id=id).values_list("content", flat=True).first()
    if content is None:
        raise PriceListUnknown(price_list=id)
    return from_json(id, content)


def price_lists(cinemas: Iterable[int]) -> list[PriceListView]:
    """The price lists of cinemas with their newest versions, by cinema then code, in one statement."""
    newest = (
        models.PriceListVersion.objects.filter(price_list__cinema_id__in=set(cinemas))
        .order_by("price_list_id", "-number")
        .distinct("price_list_id")
        .select_related("price_list")
    )
    views = [
        PriceListView(
            id=row.price_list_id,
            cinema_id=row.price_list.cinema_id,
            code=row.price_list.code,
            name=row.price_list.name,
            version=from_json(row.id, row.content),
        )
        for row in newest
    ]
    return sorted(views, key=lambda view: (view.cinema_id, view.code))
