"""What a file says of films already known: never silently, and never over what buyers were told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.cast import Chain, Visitor

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.booking.actions import cancel_screening, hold_seats, import_week
from ouvreuse.booking.rules.importing import ImportReport
from ouvreuse.catalogue.models import Film, FilmVersion
from ouvreuse.kernel import clock
from ouvreuse.programme import words
from ouvreuse.programme.models import Screening

pytestmark = pytest.mark.integration
HEAD = "salle;date;heure;film;version;langue;durée;interdiction;visa;année;distributeur;titre original;réalisateur"


def sheet(*films: str, salle: int = 1) -> bytes:
    """One line a film, each on its own day at 20:15."""
    first = (clock.now() + timedelta(days=7)).astimezone(ZoneInfo("Europe/Paris")).date()
    lines = (f"{salle};{first + timedelta(days=n):%d/%m/%Y};20h15;{film}" for n, film in enumerate(films))
    return "\n".join([HEAD, *lines]).encode()


def changes(report: ImportReport) -> list[tuple[str, tuple[str, ...]]]:
    return [(line.change, line.fields) for line in report.lines]


def hold(screening: int, who: Visitor) -> None:
    hold_seats(
        screening, places=[1, 2], rates=["PLEIN"] * 2, purchase_key=uuid4(), browser=who.browser, language="fr"
    )  # fmt: skip


def the_film(chain: Chain) -> tuple[object, ...]:
    names = ("classification", "runtime_min", "visa_number", "year", "distributor__name", "original_title")
    return Film.objects.values_list(*names).get(id=chain.film)


def test_a_fact_of_a_known_film_that_changes_is_shown_and_rehearsed_as_it_will_be(chain: Chain) -> None:
    import_week(sheet("Le Gardien;VF;;;;;;;;", "Le Gardien;VF;;;;;;;;"))
    before, screenings = the_film(chain), list(Screening.objects.order_by("id").values())
    told = sheet(
        "Le Gardien;VF;;;12;;;Gaumont;The Keeper;Paul Durand", "Le Gardien;VF;;;;;;Gaumont;;Anne Martin"
    )
    rehearsed = import_week(told, dry_run=True)
    expected = [
        ("changed", ("original_title", "classification", "distributor", "director")),
        ("changed", ("distributor",)),
    ]
    assert changes(rehearsed) == expected
    assert the_film(chain) == before
    assert not Film.objects.get(id=chain.film).credits.filter(name="Paul Durand").exists()

    assert changes(import_week(told)) == expected
    assert the_film(chain) == ("12", 115, "DEMO-0001", 1954, "Gaumont", "The Keeper")
    assert list(Screening.objects.order_by("id").values()) == screenings, "only the film changed"
    assert AuditEntry.objects.filter(verb="import_week").order_by("-id")[0].facts["films"] == [chain.film]
    assert changes(import_week(told)) == [("same", ()), ("same", ())]


def test_a_runtime_is_named_beside_the_occupation_it_changes(chain: Chain) -> None:
    import_week(sheet("Le Gardien;VF;;;;;;;;"))
    assert changes(import_week(sheet("Le Gardien;VF;;2h;;;;;;"))) == [("changed", ("length", "runtime"))]
    assert import_week(sheet("Le Gardien;VF;;2h;;;;;;")).counts["same"] == 1


def test_a_new_line_says_what_it_changes_of_a_known_film(chain: Chain) -> None:
    new = sheet("Le Gardien;VF;;;16;;;;;", "Un film neuf;VF;;90;16;77;2020;Gaumont;Brand New;Anne Martin")
    assert changes(import_week(new)) == [("new", ("classification",)), ("new", ())]


def test_class_of_a_film_with_orders_is_refused_with_their_number(chain: Chain, customer: Visitor) -> None:
    import_week(sheet("Le Gardien;VF;;;;;;;;", "Le Gardien;VF;;;;;;;;"))
    hold(Screening.objects.order_by("starts_at")[0].id, customer)
    before = the_film(chain)
    for told in (
        sheet("Le Gardien;VF;;;16;;;;;"),
        sheet("Le Gardien;VF;;;16;;;;;", salle=2),  # a new séance, with all its seats still free
        sheet("La Lame;VF;;;;;;;;", "Le Gardien;VF;;;16;;;;;"),
    ):
        for dry_run in (True, False):
            report = import_week(told, dry_run=dry_run)
            told_of = [fault for fault in report.faults if fault.code == "film_sold"]
            assert [(fault.facts["orders"], fault.facts["fields"]) for fault in told_of] == [
                (1, ("classification",))
            ]
            assert (report.lines[-1].change, report.lines[-1].orders) == ("sold", 1)
            assert the_film(chain) == before
    assert told_of[0].column == "interdiction"
    french, english = (words.say("film_sold", told_of[0].facts, language=each) for each in ("fr", "en"))
    assert french.startswith("1 commande(s) sur les séances à venir de ce film")
    assert english.startswith("1 order(s) on coming screenings of this film")
    fine = import_week(sheet("Le Gardien;VF;;;TP;;;Gaumont;;"))
    assert changes(fine) == [("changed", ("distributor",))], "what buyers were not told may change"


def test_orders_that_are_over_do_not_stand_in_the_way_of_a_class(
    chain: Chain, customer: Visitor, travel: object
) -> None:
    import_week(sheet("Le Gardien;VF;;;;;;;;"))
    first = Screening.objects.get()
    hold(first.id, customer)
    cancel_screening(first.id, reason="panne")
    assert import_week(sheet("Le Gardien;VF;;;12;;;;;", salle=2)).faults == ()
    second = Screening.objects.latest("id")
    hold_seats(
        second.id, places=None, rates=["PLEIN"], purchase_key=uuid4(), browser=uuid4(), language="fr"
    )  # fmt: skip
    assert import_week(sheet("Le Gardien;VF;;;16;;;;;", salle=2)).counts["sold"] == 1
    travel(minutes=9)  # type: ignore[operator]
    assert import_week(sheet("Le Gardien;VF;;;16;;;;;", salle=2)).counts["changed"] == 1


def test_a_visa_is_completed_before_the_eyes_and_another_one_is_another_film(
    chain: Chain, customer: Visitor
) -> None:
    Film.objects.filter(id=chain.film).update(visa_number="")
    import_week(sheet("Le Gardien;VF;;;;;;;;"))
    hold(Screening.objects.get().id, customer)
    assert changes(import_week(sheet("Le Gardien;VF;;;;12 345;;;;"))) == [("changed", ("visa",))]
    other = import_week(sheet("Le Gardien;VF;;;;99999;;;;"))
    assert [(fault.code, fault.facts["orders"]) for fault in other.faults] == [("screening_sold", 1)]
    assert the_film(chain)[2] == "12345"


def test_lines_may_not_contradict_each_other_about_a_film_however_it_is_named(chain: Chain) -> None:
    Film.objects.filter(id=chain.film).update(visa_number="")
    told = sheet(
        "Le Gardien;VF;;;12;12345;;Gaumont;;",
        "LE GARDIEN;VF;;;16;;;;;",
        "le gardien;VF;;;;;1954;Pathé;;",
        "Le Gardien;VF;;;;67890;;;;",
    )
    report = import_week(told)
    assert [(fault.line, fault.column, fault.code, fault.facts["first_line"]) for fault in report.faults] == [
        (3, "interdiction", "film_two_ways", 2),
        (4, "distributeur", "film_two_ways", 2),
        (5, "visa", "film_two_ways", 2),
    ]


def test_the_language_of_a_version_is_completed_in_one_go_and_said(chain: Chain) -> None:
    told = sheet("Un film neuf;VOSTFR;;90;;;;;;", "Un film neuf;VOSTFR;japonais;;;;;;;")
    import_week(told)
    assert FilmVersion.objects.get(film__title="Un film neuf").audio == "ja"
    assert import_week(told).counts["same"] == 2
    FilmVersion.objects.filter(film__title="Un film neuf").update(audio="und")
    assert changes(import_week(told)) == [("same", ()), ("changed", ("language",))]
