"""The prices of a screening on sale change while somebody chooses."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import Chain

from ouvreuse.booking.actions import change_price_list
from ouvreuse.booking.queries import seat_map
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.rules import french_defaults

pytestmark = pytest.mark.integration


def hold(visit: Client, screening: int, place: int, rate: str) -> int:
    answer = visit.post(f"/fr/seance/{screening}/garder/", {"key": str(uuid4()), rate: "1", "place": [place]})
    return answer.status_code


def test_a_rate_that_is_gone_is_refused_and_the_seat_is_free_again(
    chain: Chain, visit: Client, tuesday: None
) -> None:
    """A page remembers the terms for two seconds; the hold itself knows better."""
    screening = chain.screening()
    assert hold(visit, screening, 1, "MATIN") == 422, "the terms are remembered from here on"
    usual = french_defaults(0)
    without = replace(usual, rates=tuple(rate for rate in usual.rates if rate.code != "REDUIT"))
    version = publish_price_list("normal", cinema=chain.cinema, name="Grille", content=without)
    change_price_list([screening], version=version)
    assert hold(visit, screening, 2, "REDUIT") == 422
    assert seat_map(screening).taken == set()
    assert hold(visit, screening, 2, "PLEIN") == 303
