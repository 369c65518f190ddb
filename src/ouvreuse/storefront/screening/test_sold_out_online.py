"""The places of the web are used up while seats remain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests import public_pages
from tests.cast import Chain

from ouvreuse.kernel import clock

pytestmark = pytest.mark.integration


def hold(visit: Client, screening: int, places: list[int]) -> Any:
    return visit.post(
        f"/fr/seance/{screening}/garder/", {"key": str(uuid4()), "PLEIN": str(len(places)), "place": places}
    )


def spaced(answer: Any) -> str:
    """Its words, every kind of space a plain one."""
    return " ".join(answer.content.decode().split())


def test_sold_out_online_is_not_sold_out(chain: Chain, visit: Client) -> None:
    """The places of the web are used up: the box office is named, wherever "sold out" would be said."""
    screening = chain.screening(in_minutes=2000, quotas={"web": 4})
    other = Client(SERVER_NAME="localhost", headers={"Origin": "http://localhost"})
    hold(other, screening, [1, 2])
    html = visit.get(f"/fr/seance/{screening}/").content.decode()
    assert "Restent 2 places en ligne" in html
    seats = visit.get(f"/en/screening/{screening}/seats/?PLEIN=2").content.decode()
    assert "2 seats left online, others at the box office." in seats
    refused = hold(visit, screening, [3, 4, 5])
    assert (refused.status_code, "ou venez au guichet" in refused.content.decode()) == (409, True)
    hold(visit, screening, [3, 4])
    fresh = Client(SERVER_NAME="localhost")
    public_pages.forget()
    for path, words in (
        (f"/fr/seance/{screening}/", "Complet en ligne : places au guichet"),
        (f"/en/screening/{screening}/", "Sold out online: seats at the box office"),
    ):
        assert words in spaced(fresh.get(path))
    day = clock.now() + timedelta(minutes=2000 - 5 * 60)
    listing = fresh.get(f"/fr/?day={day.astimezone(ZoneInfo('Europe/Paris')):%Y-%m-%d}")
    assert "Complet en ligne : places au guichet" in spaced(listing)
    body = fresh.get(f"/fr/seance/{screening}/places.json").json()
    assert (body["taken"], body["free"], body["web"]) == ([1, 2, 3, 4], 36, 0)
