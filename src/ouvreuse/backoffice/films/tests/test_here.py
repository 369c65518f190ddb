"""A cinema says of a film what the chain does not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import public_pages
from tests.cast import Chain

from ouvreuse.backoffice.films.tests.kit import page, sent
from ouvreuse.catalogue.models import CinemaFilm

pytestmark = pytest.mark.integration


def test_its_own_words_and_its_own_order(chain: Chain, paul: Any) -> None:
    for banned in (False, True):
        chain.screening(in_minutes=90, banned=banned, free=banned)
    here = f"/fr/staff/cinema/le-phare/films/{chain.banned_film}/"
    visitor = Client(SERVER_NAME="localhost")
    before = visitor.get("/fr/cinema/le-phare/").content.decode()
    assert before.index("Le Gardien") < before.index("La Lame")
    typed = sent(paul, here, having="note_fr")
    assert not CinemaFilm.objects.exists(), "looking writes nothing"
    assert paul.post(here, typed | {"note_fr": "Copie restaurée, 35 mm", "first": "on"}).status_code == 303
    public_pages.forget()
    after = visitor.get("/fr/cinema/le-phare/").content.decode()
    assert "Copie restaurée, 35 mm" in after
    assert after.index("La Lame") < after.index("Le Gardien")
    assert "Copie restaurée" not in visitor.get("/fr/").content.decode()
    shown = page(paul, f"/fr/staff/films/{chain.banned_film}/").words
    assert "Copie restaurée, 35 mm" in shown
    assert paul.get(f"/fr/staff/cinema/ailleurs/films/{chain.film}/").status_code == 404
