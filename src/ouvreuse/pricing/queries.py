"""Reads of pricing."""

from __future__ import annotations

from functools import lru_cache

from ouvreuse.pricing import rules
from ouvreuse.pricing.errors import PriceListUnknown
from ouvreuse.pricing.models import PriceListVersion


@lru_cache(maxsize=512)
def price_list_version(version: int) -> rules.PriceListVersion:
    """A version's content by id. Immutable rows, so cached for the life of the process.

    Raises ``PriceListUnknown``.
    """
    content = PriceListVersion.objects.filter(id=version).values_list("content", flat=True).first()
    if content is None:
        raise PriceListUnknown(price_list=version)
    return rules.from_json(version, content)
