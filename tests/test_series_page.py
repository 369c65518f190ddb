"""A cycle as the public reads it: in both languages, linked, never with what is not public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import budget
from ouvreuse.catalogue.models import Series, SeriesFilm
from ouvreuse.kernel import clock
from ouvreuse.programme.models import SeriesScreening
from ouvreuse.storefront import caching
from tests.cast import Chain

pytestmark = pytest.mark.integration
FR, EN = "/fr/cycle/nuits-noires/", "/en/series/nuits-noires/"


@pytest.fixture
def nights(chain: Chain) -> Series:
    """A cycle of one film."""
    row = Series.objects.create(
        slug="nuits-noires", title_fr="Nuits noires", title_en="Dark nights", text_fr="Le polar & ses ombres.",
        guests="Agnès Moreau",
    )  # fmt: skip
    SeriesFilm.objects.create(series=row, film_id=chain.film)
    return row


def evening(series: Series, screening: int, guests: str = "") -> int:
    SeriesScreening.objects.create(series=series, screening_id=screening, guests=guests)
    return screening


def page(visit: Client, path: str, status: int = 200) -> str:
    caching.forget()
    answer = visit.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_cycle_has_its_page_in_both_languages(chain: Chain, nights: Series, visit: Client) -> None:
    shown = evening(nights, chain.screening(in_minutes=2000), "la réalisatrice")
    other = chain.screening(in_minutes=3500)
    hidden = [
        evening(nights, chain.screening(in_minutes=5000, state="draft", published_at=None)),
        evening(nights, chain.screening(in_minutes=6500, published_at=clock.now() + timedelta(days=1))),
    ]
    french = page(visit, FR)
    for said in (
        "Nuits noires",
        "Le polar &amp; ses ombres.",
        "Agnès Moreau",
        "la réalisatrice",
        "Le Gardien",
    ):
        assert said in french
    assert f"/fr/seance/{shown}/" in french
    for private in (other, *hidden):
        assert f"/fr/seance/{private}/" not in french
    english = page(visit, EN)
    assert "Dark nights" in english
    assert "Le polar" in english, "the text in the other language rather than none"
    assert visit.get("/en/cycle/nuits-noires/")["Location"] == EN
    assert page(visit, "/fr/cycle/inconnu/", status=404)


def test_film_and_screening_and_site_map_lead_to_it(chain: Chain, nights: Series, visit: Client) -> None:
    assert FR not in page(visit, "/sitemap.xml"), "nothing is to come yet"
    shown, other = evening(nights, chain.screening(in_minutes=2000)), chain.screening(in_minutes=3500)
    assert f'href="{FR}"' in page(visit, "/fr/film/le-gardien/")
    assert f'href="{FR}"' in page(visit, f"/fr/seance/{shown}/")
    assert FR not in page(visit, f"/fr/seance/{other}/")
    assert EN in page(visit, "/sitemap.xml")


def test_without_evenings_the_films_within_its_days_are_its_screenings(
    chain: Chain, nights: Series, visit: Client
) -> None:
    inside, outside = chain.screening(in_minutes=2000), chain.screening(in_minutes=20_000)
    strange = chain.screening(in_minutes=2000, free=True, banned=True)
    nights.last_on = (clock.now() + timedelta(days=5)).date()
    nights.save()
    shown = page(visit, FR)
    assert f"/fr/seance/{inside}/" in shown
    assert f"/fr/seance/{outside}/" not in shown
    assert f"/fr/seance/{strange}/" not in shown


def test_it_costs_the_same_for_one_evening_and_for_many(chain: Chain, nights: Series, visit: Client) -> None:
    def cost() -> tuple[int, Any]:
        caching.forget()
        with CaptureQueriesContext(connection) as told:
            answer = visit.get(FR)
        return sum(not each["sql"].startswith(("BEGIN", "COMMIT", "SET")) for each in told), len(
            answer.content
        )

    evening(nights, chain.screening(in_minutes=1500))
    few, _ = cost()
    for number in range(2, 31):
        evening(nights, chain.screening(in_minutes=1500 * number))
    many, size = cost()
    assert few == many <= budget.of("pages")["cold_statements_at_most"]
    assert size < 100_000
