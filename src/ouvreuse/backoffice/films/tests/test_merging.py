"""Two rows that are one film: found, shown what becoming one does, made one; buyers keep what they bought."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests import public_pages
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import jpeg, page, words
from ouvreuse.booking.actions import sell
from ouvreuse.booking.queries import order_view
from ouvreuse.catalogue.actions import set_poster
from ouvreuse.catalogue.models import Contract, Credit, Distributor, Film, FilmVersion, Series, SeriesFilm
from ouvreuse.programme.models import Screening

pytestmark = pytest.mark.integration


@pytest.fixture
def double(chain: Chain) -> Film:
    """« Le Gardien » again, as a sheet brought it: without a visa, with what the first one lacks."""
    film = Film.objects.create(
        slug="le-gardien-1954", title="Le gardien", sort_key="gardien", year=1954, original_title="The Keeper",
        distributor=Distributor.objects.create(name="Gaumont"), tmdb_id=77, young=True,
    )  # fmt: skip
    Credit.objects.create(film=film, name="Anne Martin", job="director")
    Credit.objects.create(film=film, name="Jeanne", job="cast")
    FilmVersion.objects.create(film=film, audio="fr", label="VF")
    FilmVersion.objects.create(film=film, audio="en", label="VOSTFR", subtitles=["fr"])
    return film


def test_it_is_found(chain: Chain, paul: Any, double: Film) -> None:
    shown = paul.get("/fr/staff/films/duplicates/").content.decode()
    assert f"/fr/staff/films/{chain.film}/merge/?drop={double.id}" in shown
    assert "le titre" in shown


def test_it_becomes_one_and_buyers_keep_what_they_bought(chain: Chain, paul: Any, double: Film) -> None:
    vf, vost = FilmVersion.objects.filter(film=double).order_by("id")
    first = chain.screening(film=double.id, version=vf.id)
    second = chain.screening(in_minutes=2000, film=double.id, version=vost.id)
    order = sell(first, places=[1, 2], rates=["PLEIN", "PLEIN"], email="camille@example.org")
    before = [ticket.payload for ticket in order_view(order).tickets]
    revisions = list(Screening.objects.order_by("id").values_list("revision", flat=True))
    digest = set_poster(double.id, data=jpeg(), actor=None)
    cycle = Series.objects.create(slug="nuits", title_fr="Nuits")
    for film in (double.id, chain.film):
        SeriesFilm.objects.create(series=cycle, film_id=film)
    here = f"/fr/staff/films/{chain.film}/merge/?drop={double.id}"
    shown = page(paul, here).words
    for told in ("VF", "VOSTFR", "Titre original", "Distributeur", "2"):
        assert told in shown
    assert Film.objects.filter(id=double.id).exists(), "looking changes nothing"
    assert not AuditEntry.objects.filter(verb="merge_films").exists()
    answer = paul.post(f"/fr/staff/films/{chain.film}/merge/", {"drop": double.id})
    assert (answer.status_code, answer["Location"]) == (303, f"/fr/staff/films/{chain.film}/")
    film = Film.objects.get(id=chain.film)
    assert (film.original_title, film.tmdb_id, film.young, film.visa_number) == (
        "The Keeper",
        77,
        True,
        "DEMO-0001",
    )
    assert (film.poster_id, str(film.distributor)) == (digest, "Gaumont")
    assert not Film.objects.filter(id=double.id).exists()
    assert sorted(film.versions.values_list("label", flat=True)) == ["VF", "VOSTFR"]
    assert set(Screening.objects.values_list("film_id", flat=True)) == {chain.film}
    assert Screening.objects.get(id=first).version_id == chain.version
    assert Screening.objects.get(id=second).version_id == vost.id
    assert list(Screening.objects.order_by("id").values_list("revision", flat=True)) == revisions
    assert [ticket.payload for ticket in order_view(order).tickets] == before
    assert set(film.credits.values_list("name", flat=True)) == {"Anne Martin", "Jeanne"}
    assert list(SeriesFilm.objects.values_list("film_id", flat=True)) == [chain.film]
    public_pages.forget()
    old = Client(SERVER_NAME="localhost").get("/fr/film/le-gardien-1954/")
    assert (old.status_code, old["Location"]) == (301, "/fr/film/le-gardien/")
    entry = AuditEntry.objects.get(verb="merge_films")
    assert entry.facts["before"] == {
        "film": double.id, "title": "Le gardien", "visa_number": "", "slug": "le-gardien-1954",
    }  # fmt: skip


def test_a_chain_of_merges_leaves_no_dead_address(chain: Chain, paul: Any, double: Film) -> None:
    third = Film.objects.create(slug="keeper", title="Gardien", sort_key="gardien")
    paul.post(f"/fr/staff/films/{double.id}/merge/", {"drop": third.id})
    paul.post(f"/fr/staff/films/{chain.film}/merge/", {"drop": double.id})
    visitor = Client(SERVER_NAME="localhost")
    for slug in ("keeper", "le-gardien-1954"):
        assert visitor.get(f"/fr/film/{slug}/")["Location"] == "/fr/film/le-gardien/"


def test_two_works_do_not_become_one(chain: Chain, paul: Any, double: Film) -> None:
    def refused(told: str, **facts: Any) -> None:
        Film.objects.filter(id=double.id).update(**facts)
        for answer in (
            paul.get(f"/fr/staff/films/{chain.film}/merge/?drop={double.id}"),
            paul.post(f"/fr/staff/films/{chain.film}/merge/", {"drop": double.id}),
        ):
            assert answer.status_code == 409
            assert told in words(answer)
        assert Film.objects.filter(id=double.id).exists()

    refused("chacun leur visa", visa_number="99999")
    screening = chain.screening(film=double.id, version=double.versions.get(label="VF").id)
    sell(screening, places=[1], rates=["PLEIN"], email="camille@example.org")
    refused("classification", visa_number="", classification="16")
    for film in (double.id, chain.film):
        Contract.objects.create(
            film_id=film, cinema_id=chain.cinema, distributor=Distributor.objects.first(), rate_bp=5000, formula="x",
            first_on=date(2026, 12, 2), last_on=date(2026, 12, 8),
        )  # fmt: skip
    refused("contrat", classification="TP")
    assert paul.post(f"/fr/staff/films/{chain.film}/merge/", {"drop": chain.film}).status_code == 409
    assert paul.post(f"/fr/staff/films/{chain.film}/merge/", {"drop": "999999"}).status_code == 404
    assert paul.post(f"/fr/staff/films/{chain.film}/merge/", {"drop": "x"}).status_code == 404


def test_a_rate_made_for_the_other_does_not_lapse(chain: Chain, paul: Any, double: Film) -> None:
    from dataclasses import replace

    from ouvreuse.pricing.models import PriceListVersion
    from ouvreuse.pricing.rules import french_defaults, to_json

    prices = french_defaults(1)
    rates = tuple(
        replace(rate, only_films=(double.slug,)) if rate.code == "REDUIT" else rate for rate in prices.rates
    )
    row = PriceListVersion.objects.get(id=chain.price_version)
    version = PriceListVersion.objects.create(
        price_list=row.price_list,
        number=2,
        content=to_json(replace(prices, rates=rates)),
        created_at=row.created_at,
    )
    chain.screening(film=double.id, version=double.versions.get(label="VF").id, price_version_id=version.id)
    answer = paul.post(f"/fr/staff/films/{chain.film}/merge/", {"drop": double.id})
    assert answer.status_code == 409
    assert "tarif est fait pour le film qui doit partir" in words(answer)
    assert paul.post(f"/fr/staff/films/{double.id}/merge/", {"drop": chain.film}).status_code == 303


def test_the_other_one_is_found_by_its_title(chain: Chain, paul: Any) -> None:
    shown = page(paul, f"/fr/staff/films/{chain.film}/merge/?q=lame").words
    assert "La Lame" in shown
