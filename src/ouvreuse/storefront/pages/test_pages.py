"""Small pages the law and search engines ask for."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import Chain

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/fr/mentions-legales/", "Les Écrans réunis SAS"),
        ("/en/legal/", "Personal data"),
        ("/fr/conditions-de-vente/", "L221-28"),
        ("/en/terms/", "no right of withdrawal"),
        ("/fr/accessibilite/", "partiellement conforme"),
        ("/en/accessibility/", "extended by one button"),
    ],
)
def test_pages_say_what_they_must(chain: Chain, visit: Client, path: str, words: str) -> None:
    answer = visit.get(path)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_robots_stay_out_of_orders(chain: Chain, visit: Client) -> None:
    text = visit.get("/robots.txt").content.decode()
    assert "Disallow: /fr/commande/" in text
    assert "/sitemap.xml" in text


def test_site_map_names_films_in_both_languages(chain: Chain, visit: Client) -> None:
    chain.screening()
    text = visit.get("/sitemap.xml").content.decode()
    assert "/fr/film/le-gardien/" in text
    assert "/en/cinema/le-phare/" in text
    assert "la-lame" not in text, "not shown, not listed"


def test_unknown_addresses_answer_in_the_language(database: None, visit: Client) -> None:
    answer = visit.get("/en/nowhere/")
    assert answer.status_code == 404
    assert "does not exist" in answer.content.decode()


def test_a_poster_is_drawn_once_and_for_ever(chain: Chain, visit: Client) -> None:
    answer = visit.get("/media/poster/0-le-gardien.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    assert "Le Gardien" in answer.content.decode()
    assert visit.get("/media/poster/1-le-gardien.svg").status_code == 404
    assert visit.get("/media/poster/0-inconnu.svg").status_code == 404
