"""Price lists in the database: only ever new versions."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from tests.cast import Chain

from ouvreuse.pricing import models
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.errors import PriceListUnknown
from ouvreuse.pricing.queries import price_list_version, price_lists
from ouvreuse.pricing.rules import french_defaults

pytestmark = pytest.mark.integration


def test_a_list_gets_versions_and_saying_the_same_changes_nothing(chain: Chain) -> None:
    first = publish_price_list("gala", cinema=chain.cinema, name="Gala", content=french_defaults(0))
    again = publish_price_list(
        "gala", cinema=chain.cinema, name="Soirées de gala", content=french_defaults(5)
    )
    dearer = publish_price_list(
        "gala", cinema=chain.cinema, name="Soirées de gala", content=french_defaults(0, full_cents=1200)
    )
    assert first == again != dearer
    assert price_list_version(first).rate("PLEIN").amount_cents == 950
    assert price_list_version(dearer).rate("PLEIN").amount_cents == 1200
    assert price_list_version(dearer).id == dearer
    gala, normal = price_lists([chain.cinema])
    assert (gala.code, gala.name, gala.version.id, gala.full_cents) == (
        "gala",
        "Soirées de gala",
        dearer,
        1200,
    )
    assert normal.version.id == chain.price_version
    with pytest.raises(PriceListUnknown):
        price_list_version(999_999)


def test_a_version_is_never_changed(chain: Chain) -> None:
    with pytest.raises(DatabaseError):
        models.PriceListVersion.objects.filter(id=chain.price_version).update(content={})
    with pytest.raises(DatabaseError):
        models.PriceListVersion.objects.filter(id=chain.price_version).delete()
    assert price_list_version(chain.price_version).rate("PLEIN").amount_cents == 950
