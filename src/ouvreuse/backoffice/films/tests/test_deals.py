"""Contracts by film, cinema and cinema weeks; distributors by the name contracts use."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import page, sent, words
from ouvreuse.catalogue.models import Contract, Distributor, Film
from ouvreuse.venues.actions import create_cinema
from ouvreuse.venues.tests.factories import browser, member

pytestmark = pytest.mark.integration


def new(chain: Chain) -> str:
    return f"/fr/staff/films/{chain.film}/contracts/new/"


def add(chain: Chain, paul: Any, **facts: str) -> Any:
    typed = {
        "cinema": str(chain.cinema), "distributor": "Diaphane", "first_on": "2026-12-02", "last_on": "2026-12-08",
        "rate_bp": "50", "flat_cents": "", "entry_minimum_cents": "1,50", "formula": "CNC 2024", **facts,
    }  # fmt: skip
    return paul.post(new(chain), typed)


def test_terms_of_a_week(chain: Chain, paul: Any) -> None:
    assert add(chain, paul, rate_bp="47,5 %").status_code == 303
    row = Contract.objects.get()
    assert (row.rate_bp, row.entry_minimum_cents, row.flat_cents) == (4750, 150, None)
    assert row.distributor.name == "Diaphane"
    assert AuditEntry.objects.filter(verb="add_contract").exists()
    shown = page(paul, f"/fr/staff/films/{chain.film}/").words
    assert "47,5 %" in shown
    assert "1,50 € par entrée" in shown
    week = page(paul, "/fr/staff/films/contracts/?week=2026-12-05").words
    assert "Le Gardien" in week
    assert "Rien ne correspond" in page(paul, "/fr/staff/films/contracts/?week=2026-12-09").words


def test_the_form_of_a_new_one_is_filled_as_usual(chain: Chain, paul: Any) -> None:
    typed = sent(paul, new(chain), having="rate_bp")
    assert typed["rate_bp"] == "50"
    assert date.fromisoformat(typed["first_on"]).weekday() == 2
    assert paul.post(new(chain), typed | {"distributor": "Gaumont"}).status_code == 303


WRONG: list[tuple[dict[str, str], str]] = [
    ({"first_on": "2026-12-03"}, "commence un mercredi"),
    ({"last_on": "2026-12-07"}, "finit un mardi"),
    ({"last_on": "2026-12-01"}, "avant le début"),
    ({"rate_bp": ""}, "soit un taux, soit un forfait"),
    ({"flat_cents": "100"}, "soit un taux, soit un forfait"),
    ({"rate_bp": "101"}, "100"),
    ({"rate_bp": "-1"}, "0"),
    ({"rate_bp": "cinquante"}, "nombre"),
    ({"flat_cents": "-5", "rate_bp": ""}, "0"),
    ({"cinema": "999999"}, "choix"),
    ({"distributor": ""}, "obligatoire"),
]


def test_terms_that_cannot_be(chain: Chain, paul: Any) -> None:
    for facts, told in WRONG:
        answer = add(chain, paul, **facts)
        assert answer.status_code == 422, facts
        assert told in words(answer), facts
    assert not Contract.objects.exists()
    assert not Distributor.objects.exists(), "nothing is half done"


def test_no_two_at_once(chain: Chain, paul: Any) -> None:
    add(chain, paul, last_on="2026-12-15")
    answer = add(chain, paul, first_on="2026-12-09", last_on="2026-12-22")
    assert answer.status_code == 422
    assert "Un autre contrat vaut du" in words(answer)
    assert add(chain, paul, first_on="2026-12-16", last_on="2026-12-22", rate_bp="45").status_code == 303


def test_the_database_says_no_too(chain: Chain, paul: Any, superuser: psycopg.Connection) -> None:
    add(chain, paul)
    row = Contract.objects.get()
    for wrong in (
        {},
        {"first_on": date(2026, 12, 10), "last_on": date(2026, 12, 15)},
        {"first_on": date(2027, 1, 6), "last_on": date(2027, 1, 12), "flat_cents": 5},
        {"first_on": date(2027, 1, 6), "last_on": date(2027, 1, 12), "rate_bp": 10_001},
    ):
        row.pk = None
        for name, value in wrong.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
        row = Contract.objects.get()


DOUBTED: list[tuple[dict[str, str], dict[str, Any], str]] = [
    ({"rate_bp": "20"}, {}, "sous 25 %"),
    ({"rate_bp": "20"}, {"first_released_on": date(2020, 1, 1)}, ""),
    ({"rate_bp": "19"}, {"first_released_on": date(2020, 1, 1)}, "sous 20 %"),
    ({"rate_bp": "51"}, {}, "dépasse 50 %"),
    ({"rate_bp": "", "flat_cents": "300"}, {"visa_on": date(2024, 2, 29)}, "moins de cinq ans"),
    ({"rate_bp": "", "flat_cents": "300"}, {"visa_on": date(2019, 2, 28)}, ""),
    ({"rate_bp": "", "flat_cents": "300"}, {}, "pas de date de visa"),
]


def test_what_the_law_doubts_is_told_and_kept(chain: Chain, paul: Any) -> None:
    for terms, film, told in DOUBTED:
        Contract.objects.all().delete()
        Film.objects.filter(id=chain.film).update(**{"visa_on": None, "first_released_on": None, **film})
        answer = add(chain, paul, **terms)
        assert answer.status_code == 303
        shown = page(paul, answer["Location"]).words
        assert told in shown, terms
        assert ("la loi" in shown or "légal" in shown or "forfaitaire" in shown) == bool(told)


def test_terms_change_and_go(chain: Chain, paul: Any) -> None:
    add(chain, paul)
    row = Contract.objects.get()
    here = f"/fr/staff/films/contracts/{row.id}/"
    typed = sent(paul, here, having="rate_bp")
    assert typed["entry_minimum_cents"] == "1.50"
    assert paul.post(here, typed | {"rate_bp": "45"}).status_code == 303
    entry = AuditEntry.objects.get(verb="edit_contract")
    assert entry.facts == {"before": {"rate_bp": "50"}, "after": {"rate_bp": "45"}}
    assert paul.post(f"{here}delete/").status_code == 303
    assert not Contract.objects.exists()
    assert AuditEntry.objects.get(verb="delete_contract").facts["before"]["rate_bp"] == 4500


def test_terms_are_for_those_who_see_figures(chain: Chain, paul: Any) -> None:
    assert add(chain, paul, rate_bp="47,5 %").status_code == 303
    film = f"/fr/staff/films/{chain.film}/"
    assert "47,5 %" in page(paul, film).words
    seller = browser(member("ines", cinema=chain.cinema, role="box_office"))
    assert seller.get("/fr/staff/films/contracts/").status_code == 403
    shown = page(seller, film).words
    assert "Le Gardien" in shown
    assert "47,5 %" not in shown
    assert "Contrats" not in shown


def test_contracts_of_another_cinema_are_not_theirs(chain: Chain, paul: Any) -> None:
    add(chain, paul)
    row = Contract.objects.get()
    rival = create_cinema(chain.operator, name="Le Rival", town="Rouen")
    other = browser(member("rita", cinema=rival, role="programmer"))
    assert other.get(f"/fr/staff/films/contracts/{row.id}/").status_code == 404
    assert other.post(f"/fr/staff/films/contracts/{row.id}/delete/").status_code == 404
    assert "Le Gardien" not in page(other, "/fr/staff/films/contracts/").words
    assert add(chain, other).status_code == 422


def test_a_distributor_is_named_as_contracts_name_it(chain: Chain, paul: Any) -> None:
    add(chain, paul)
    row = Distributor.objects.get()
    here = f"/fr/staff/films/distributors/{row.id}/"
    typed = sent(paul, here, having="legal_name") | {"legal_name": "Diaphane Distribution SAS"}
    assert paul.post(here, typed).status_code == 303
    assert "Diaphane Distribution SAS" in page(paul, "/fr/staff/films/contracts/").words
    Distributor.objects.create(name="Gaumont")
    answer = paul.post(here, typed | {"name": "GAUMONT"})
    assert answer.status_code in (409, 422)
    assert "porte déjà ce nom" in words(answer)


def test_lists_cost_the_same_for_many(chain: Chain, paul: Any) -> None:
    add(chain, paul)

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            page(paul, url)
        return len(asked)

    urls = ("/fr/staff/films/contracts/", "/fr/staff/films/distributors/", "/fr/staff/films/cycles/")
    page(paul, urls[0])  # says once that the contract is saved
    few = [cost(url) for url in urls]
    for number in range(20):
        film = Film.objects.create(slug=f"f-{number}", title=f"F {number}", sort_key=f"f {number}")
        lender = Distributor.objects.create(name=f"D {number}")
        Contract.objects.create(
            film=film, cinema_id=chain.cinema, distributor=lender, first_on=date(2026, 12, 2),
            last_on=date(2026, 12, 8), rate_bp=5000, formula="x",
        )  # fmt: skip
    assert [cost(url) for url in urls] == few
    assert max(few) <= 10
