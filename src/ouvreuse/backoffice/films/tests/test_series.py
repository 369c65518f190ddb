"""Cycles: their films, their evenings with guests, and where visitors see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import public_pages
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import page, sent, words
from ouvreuse.catalogue.models import Series, SeriesFilm
from ouvreuse.programme.models import SeriesScreening

pytestmark = pytest.mark.integration
NEW = "/fr/staff/films/cycles/new/"


def test_a_cycle_with_an_evening(chain: Chain, paul: Any) -> None:
    screening = chain.screening(in_minutes=600)
    later = chain.screening(in_minutes=3000)
    typed = sent(paul, NEW, having="titles") | {
        "title_fr": "Nuits de phare", "title_en": "Lighthouse nights", "text_fr": "Trois nuits en mer.",
        "titles": "La lame\nle gardien", "guests": "Anne Martin", "first_on": "2026-12-01", "last_on": "2026-12-31",
    }  # fmt: skip
    answer = paul.post(NEW, typed)
    cycle = Series.objects.get()
    here = f"/fr/staff/films/cycles/{cycle.id}/"
    assert (answer.status_code, answer["Location"], cycle.slug) == (303, here, "nuits-de-phare")
    assert list(SeriesFilm.objects.values_list("film_id", flat=True)) == [chain.banned_film, chain.film]
    assert sent(paul, here, having="titles")["titles"] == "La Lame\nLe Gardien"
    answer = paul.post(
        f"{here}evenings/", {"evening": [screening, 999_999], f"guests-{screening}": "Jeanne, actrice"}
    )
    assert answer.status_code == 303
    assert list(SeriesScreening.objects.values_list("screening_id", "guests")) == [
        (screening, "Jeanne, actrice")
    ]
    public_pages.forget()
    visitor = Client(SERVER_NAME="localhost")
    shown = visitor.get("/fr/film/le-gardien/").content.decode()
    assert "Nuits de phare" in shown
    assert "Jeanne, actrice" in shown
    assert "Lighthouse nights" in visitor.get("/en/film/le-gardien/").content.decode()
    paul.post(f"{here}evenings/", {"evening": [later]})
    assert list(SeriesScreening.objects.values_list("screening_id", flat=True)) == [later]
    entry = AuditEntry.objects.filter(verb="edit_evenings").latest("id")
    assert entry.facts == {"before": {str(screening): "Jeanne, actrice"}, "after": {str(later): ""}}


def test_what_cannot_be_is_said(chain: Chain, paul: Any) -> None:
    typed = sent(paul, NEW, having="titles") | {"title_fr": "Nuits"}
    for facts, told in (
        ({"titles": "Le Gardien\nInconnu"}, "Aucun film ne s’appelle « Inconnu »"),
        ({"first_on": "2026-12-02", "last_on": "2026-12-01"}, "avant le début"),
        ({"title_fr": ""}, "obligatoire"),
    ):
        answer = paul.post(NEW, typed | facts)
        assert answer.status_code == 422
        assert told in words(answer)
    assert not Series.objects.exists()
    assert "Aucun cycle" in page(paul, "/fr/staff/films/cycles/").words


def test_a_childrens_cycle_names_a_film_that_is_not_for_them(chain: Chain, paul: Any) -> None:
    from ouvreuse.backoffice.planning.tests.work import programmer

    paula = programmer(chain, "paula")
    hard, soft = paula.draft(0, version=chain.banned_version), paula.draft(1)
    typed = sent(paul, NEW, having="titles") | {
        "title_fr": "Les petits mercredis", "title_en": "Little Wednesdays", "young": "on",
        "titles": "La Lame\nLe Gardien",
    }  # fmt: skip
    paul.post(NEW, typed)
    here = f"/fr/staff/films/cycles/{Series.objects.get().id}/"
    assert Series.objects.get().young
    paul.post(f"{here}evenings/", {"evening": [hard, soft]})
    told = page(paul, here).words
    assert told.count("interdit à une partie des enfants") == 1
    grid = paula.get().content.decode()
    assert grid.count("A film not for under 16 in the children’s cycle “Little Wednesdays”") >= 1
    assert "Little Wednesdays" in paula.get("publication/").content.decode()
    Series.objects.update(young=False)
    assert "Little Wednesdays" not in paula.get().content.decode()
    assert "interdit à une partie" not in page(paul, here).words
