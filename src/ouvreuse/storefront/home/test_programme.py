"""The programme as visitors read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.booking.actions import hold_seats
from ouvreuse.kernel import clock
from ouvreuse.programme.rules.listing import listing_day

pytestmark = pytest.mark.integration


def day_of(in_minutes: int) -> str:
    from zoneinfo import ZoneInfo

    return listing_day(
        (clock.now() + timedelta(minutes=in_minutes)).astimezone(ZoneInfo("Europe/Paris"))
    ).isoformat()


def page(visit: Client, path: str) -> str:
    answer = visit.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_day_lists_films_with_their_screenings(chain: Chain, visit: Client) -> None:
    plain, banned = chain.screening(in_minutes=2000), chain.screening(in_minutes=2000, free=True, banned=True)
    html = page(visit, f"/fr/?day={day_of(2000)}")
    assert f'href="/fr/seance/{plain}/"' in html
    assert f'href="/fr/seance/{banned}/"' in html
    assert html.index("Le Gardien") < html.index("La Lame"), "by title, without its article"
    assert 'aria-current="date"' in html


def test_few_left_sold_out_and_cancelled_are_said(chain: Chain, visit: Client) -> None:
    few = chain.screening(in_minutes=2000, free=True, capacity=9)
    chain.screening(in_minutes=2000, state="cancelled")
    hold_seats(few, rates=["PLEIN"] * 5, purchase_key=uuid4(), browser=None, language="fr")
    html = page(visit, f"/fr/?day={day_of(2000)}")
    assert "Restent 4 places" in html
    assert "Annulée" in html


def test_full_is_said(chain: Chain, visit: Client) -> None:
    full = chain.screening(in_minutes=2000, free=True, capacity=2)
    hold_seats(full, rates=["PLEIN"] * 2, purchase_key=uuid4(), browser=None, language="fr")
    assert "Complet" in page(visit, f"/fr/?day={day_of(2000)}")


def test_after_midnight_is_listed_under_the_evening(chain: Chain, visit: Client) -> None:
    from datetime import time
    from zoneinfo import ZoneInfo

    from ouvreuse.kernel.local_time import to_instant

    tomorrow = (clock.now() + timedelta(days=3)).astimezone(ZoneInfo("Europe/Paris")).date()
    starts = to_instant(tomorrow, time(0, 15), ZoneInfo("Europe/Paris"))
    minutes = int((starts - clock.now()).total_seconds() // 60) + 1
    chain.screening(in_minutes=minutes)
    html = page(visit, f"/fr/?day={(tomorrow - timedelta(days=1)).isoformat()}")
    assert "nuit du" in html
    assert "Plus de séance ce jour-là" in page(visit, f"/fr/?day={tomorrow.isoformat()}")


def test_a_cinema_has_its_page(chain: Chain, visit: Client) -> None:
    chain.screening()
    html = page(visit, "/fr/cinema/le-phare/")
    assert "1 quai Henri-IV" in html
    assert "Dieppe" in html
    assert visit.get("/fr/cinema/nulle-part/").status_code == 404


@pytest.mark.parametrize("day", ["hier", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_not_found(chain: Chain, visit: Client, day: str) -> None:
    assert visit.get(f"/fr/?day={day}").status_code == 404


def test_an_empty_house_says_so(database: None, visit: Client) -> None:
    assert "Plus de séance" in page(visit, "/fr/")


def test_drafts_are_nobodys_business(chain: Chain, visit: Client) -> None:
    chain.screening(in_minutes=2000, state="draft")
    chain.screening(in_minutes=2000, free=True, published_at=clock.now() + timedelta(days=1))
    assert "/seance/" not in page(visit, f"/fr/?day={day_of(2000)}")


@pytest.mark.parametrize("path", ["/fr/?day={}", "/fr/cinema/le-phare/?day={}", "/fr/film/le-gardien/"])
def test_statements_do_not_grow_with_the_screenings(chain: Chain, visit: Client, path: str) -> None:
    counts = []
    for free, film in ((False, False), (True, False), (True, True)):
        chain.screening(in_minutes=2000 + 200 * film, free=free, banned=film)
        _forget()
        with CaptureQueriesContext(connection) as seen:
            page(visit, path.format(day_of(2000)))
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2] <= 8


def test_the_second_reader_costs_nothing(chain: Chain, visit: Client) -> None:
    chain.screening()
    page(visit, "/fr/")
    with CaptureQueriesContext(connection) as seen:
        answer = visit.get("/fr/")
    assert len(seen) == 0
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_film_page(chain: Chain, visit: Client) -> None:
    screening = chain.screening(banned=True)
    html = page(visit, "/en/film/la-lame/")
    assert f'href="/en/screening/{screening}/"' in html
    assert "Anne Martin" in html
    assert "On a stormy night" in html
    assert "Forbidden under 16" in html
    assert visit.get("/fr/film/inconnu/").status_code == 404


def _forget() -> None:
    from ouvreuse.storefront import caching

    caching.forget()


def test_root_leads_to_the_visitors_language(database: None, visit: Client) -> None:
    answer: Any = visit.get("/", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/")
