"""A week from a file: all or nothing, again and again the same, and never over a sold seat."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.cast import Chain, Visitor

from ouvreuse.booking.actions import hold_seats, import_week
from ouvreuse.catalogue.models import Film, FilmVersion
from ouvreuse.kernel import clock
from ouvreuse.pricing.actions import publish_price_list
from ouvreuse.pricing.rules import french_defaults
from ouvreuse.programme.models import Screening
from ouvreuse.venues.models import Cinema, SeatMap

pytestmark = pytest.mark.integration
HEAD = "salle;date;heure;film;version;durée;référence;note fr"


def day(ahead: int = 7) -> date:
    return (clock.now() + timedelta(days=ahead)).astimezone(ZoneInfo("Europe/Paris")).date()


def french(when: date) -> str:
    return f"{when:%d/%m/%Y}"


def sheet(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode("cp1252")


def week() -> bytes:
    return sheet(
        f"Salle 1;{french(day())};20h15;Le Gardien;VF;;A;",
        f"2;{french(day())};20:30;L'Été à la mer;VOSTFR;1h40;B;Débat",
        f"1;{french(day(8))};14H;L'été à la mer;VF;;C;",
    )


def hold(screening: int, who: Visitor) -> None:
    hold_seats(
        screening,
        places=[1, 2],
        rates=["PLEIN"] * 2,
        purchase_key=uuid4(),
        browser=who.browser,
        language="fr",
    )


def test_a_week_is_published_and_importing_it_again_changes_nothing(chain: Chain) -> None:
    report = import_week(week())
    assert (report.faults, report.counts["new"]) == ((), 3)
    assert all(line.screening for line in report.lines)
    rows = list(Screening.objects.order_by("starts_at").select_related("film", "version"))
    assert [(row.state, row.film.title, row.version.label) for row in rows] == [
        ("published", "Le Gardien", "VF"),
        ("published", "L'Été à la mer", "VOSTFR"),
        ("published", "L'Été à la mer", "VF"),
    ]
    assert rows[0].starts_at.astimezone(ZoneInfo("Europe/Paris")).strftime("%H:%M") == "20:15"
    assert (rows[0].film_id, rows[0].version_id) == (chain.film, chain.version)
    assert rows[1].film.runtime_min == 100
    assert rows[1].free_seating
    before = list(Screening.objects.order_by("id").values())
    again = import_week(week())
    assert again.counts["same"] == 3
    assert list(Screening.objects.order_by("id").values()) == before


def test_a_rehearsal_writes_nothing(chain: Chain) -> None:
    films = Film.objects.count()
    report = import_week(week(), dry_run=True)
    assert (report.counts["new"], report.dry_run) == (3, True)
    assert (Screening.objects.count(), Film.objects.count()) == (0, films)


def test_one_wrong_line_and_nothing_is_written_but_all_are_named(chain: Chain) -> None:
    wrong = sheet(
        f"1;{french(day())};20h15;Un film neuf;VF;90;;",
        f"7;{french(day())};20h15;Un film neuf;VF;90;;",
        f"1;{french(day())};20h45;Un film neuf;VF;90;;",
        f"1;{french(day(-3))};20h15;Un film neuf;VF;90;;",
        "1;29/03/2043;02h30;Un film neuf;VF;90;;",
        "1;25/10/2043;02h30;Un film neuf;VF;90;;",
        f"1;{french(day())};quand;Un film neuf;VF;90;;",
    )
    report = import_week(wrong)
    assert [(fault.line, fault.code) for fault in report.faults] == [
        (2, "clash_with_line"),
        (3, "screen_unknown"),
        (4, "clash_with_line"),
        (5, "start_past"),
        (6, "local_time_missing"),
        (7, "local_time_twice"),
        (8, "cell_time"),
    ]
    assert report.refused
    assert Screening.objects.count() == 0
    assert not Film.objects.filter(title="Un film neuf").exists()


def test_changes_before_the_first_seat_and_refusal_after(chain: Chain, customer: Visitor) -> None:
    import_week(week())
    moved = sheet(
        f"1;{french(day())};21h00;Le Gardien;VF;;A;",
        f"2;{french(day())};20h30;L'Été à la mer;VOSTFR;;B;Débat avec l'équipe",
    )
    report = import_week(moved)
    assert [(line.change, line.fields) for line in report.lines] == [
        ("changed", ("starts_at",)),
        ("changed", ("note_fr",)),
    ]
    row = Screening.objects.get(external_ref="A")
    assert row.starts_at.astimezone(ZoneInfo("Europe/Paris")).strftime("%H:%M") == "21:00"
    assert Screening.objects.count() == 3, "screenings the file is silent about stay"

    hold(row.id, customer)
    for line in (
        f"1;{french(day())};21h30;Le Gardien;VF;;A;",
        f"2;{french(day(9))};21h00;Le Gardien;VF;;A;",
        f"1;{french(day())};21h00;Un autre film;VF;90;A;",
        f"1;{french(day())};21h00;Le Gardien;VOSTFR;;A;",
    ):
        refused = import_week(sheet(line))
        assert [(fault.code, fault.facts["orders"]) for fault in refused.faults] == [("screening_sold", 1)]
        assert refused.lines[0].change == "sold"
    row.refresh_from_db()
    assert (row.film_id, row.screen_id) == (chain.film, chain.screen)
    noted = import_week(sheet(f"1;{french(day())};21h00;Le Gardien;VF;;A;Séance présentée"))
    assert noted.lines[0].fields == ("note_fr",)


def test_french_spoken_is_original_in_a_french_film_and_dubbed_elsewhere(chain: Chain) -> None:
    import_week(
        sheet(f"1;{french(day())};20h15;Le Gardien;VF 3D;;;", f"2;{french(day())};20h15;Ailleurs;VF;90;;")
    )
    made = dict(FilmVersion.objects.filter(format="3D").values_list("film__title", "original"))
    made |= dict(FilmVersion.objects.filter(film__title="Ailleurs").values_list("film__title", "original"))
    assert made == {"Le Gardien": True, "Ailleurs": False}


def test_a_note_on_a_sold_screening_leaves_its_plan_prices_and_closings(
    chain: Chain, customer: Visitor
) -> None:
    import_week(week())
    row = Screening.objects.get(external_ref="A")
    Screening.objects.filter(id=row.id).update(web_closes_at=row.starts_at)
    hold(row.id, customer)
    old = SeatMap.objects.get(id=chain.seat_map)
    SeatMap.objects.create(
        screen_id=chain.screen, version=2, capacity=2, kinds="SS", partners=[0, 0], seats=old.seats[:2],
        created_at=clock.now(),
    )  # fmt: skip
    publish_price_list(
        "normal", cinema=chain.cinema, name="Grille", content=french_defaults(0, full_cents=1400)
    )
    report = import_week(sheet(f"1;{french(day())};20h15;Le Gardien;VF;;A;Séance présentée"))
    assert report.lines[0].fields == ("note_fr",)
    after = Screening.objects.get(id=row.id)
    assert (after.seat_map_id, after.capacity, after.price_version_id) == (
        chain.seat_map,
        40,
        chain.price_version,
    )
    assert (after.web_closes_at, after.note_fr) == (row.starts_at, "Séance présentée")


def test_an_expired_hold_no_longer_stands_in_the_way(chain: Chain, customer: Visitor, travel: object) -> None:
    import_week(week())
    hold(Screening.objects.get(external_ref="A").id, customer)
    travel(minutes=9)  # type: ignore[operator]
    report = import_week(sheet(f"1;{french(day())};21h00;Le Gardien;VF;;A;"))
    assert report.counts["changed"] == 1


def test_a_clash_with_the_programme_and_a_cancelled_reference(chain: Chain) -> None:
    import_week(week())
    clash = import_week(sheet(f"1;{french(day())};21h00;Le Gardien;VF;;;"))
    assert [fault.code for fault in clash.faults] == ["clash_with_screening"]
    assert clash.lines[0].change == "clash"


def test_price_lists_by_name_or_by_full_price(chain: Chain) -> None:
    gala = publish_price_list(
        "gala", cinema=chain.cinema, name="Gala", content=french_defaults(0, full_cents=1400)
    )
    head = "salle;date;heure;film;grille;plein tarif"

    def lines(*rest: str) -> bytes:
        rows = (f"1;{french(day(7 + n))};20h15;Le Gardien;{line}" for n, line in enumerate(rest))
        return "\n".join([head, *rows]).encode()

    report = import_week(lines("Gala;", ";14,00", "normal;9,50"))
    assert report.faults == ()
    used = list(Screening.objects.order_by("starts_at").values_list("price_version_id", flat=True))
    assert used == [gala, gala, chain.price_version]
    wrong = import_week(lines("autre;", "gala;9,50", ";7,77"))
    assert [fault.code for fault in wrong.faults] == [
        "price_list_unknown_here",
        "price_list_amount",
        "price_list_amount",
    ]
    silent = import_week(lines(";", ";", ";"))
    assert silent.counts["same"] == 3, "a list not named is not changed"
    needed = import_week(f"{head}\n2;{french(day())};20h15;Le Gardien;;\n".encode())
    assert [fault.code for fault in needed.faults] == ["price_list_needed"]


def test_cinemas_by_column_or_by_option(chain: Chain) -> None:
    Cinema.objects.create(operator_id=chain.operator, slug="autre", name="L'Autre", town="Rouen")
    data = sheet(f"1;{french(day())};20h15;Le Gardien;VF;;;")
    assert [fault.code for fault in import_week(data).faults] == ["cinema_needed"]
    assert import_week(data, cinema="le-phare", dry_run=True).counts["new"] == 1
    named = f"cinéma;salle;date;heure;film\nLE PHARE;1;{french(day())};20h15;Le Gardien\n".encode()
    assert import_week(named, dry_run=True).counts["new"] == 1
    assert [fault.code for fault in import_week(named, cinema="autre").faults] == ["cinema_other"]
    lost = f"cinéma;salle;date;heure;film\nZénith;1;{french(day())};20h15;Le Gardien\n".encode()
    assert [fault.code for fault in import_week(lost).faults] == ["cinema_unknown"]


def test_films_that_cannot_be_told_apart(chain: Chain) -> None:
    for number, year in enumerate((1922, 1979)):
        Film.objects.create(slug=f"n{number}", title="Nosferatu", sort_key="nosferatu", year=year)
    head = "salle;date;heure;film;année;visa"
    line = f"1;{french(day())};20h15;"
    assert [f.code for f in import_week(f"{head}\n{line}Nosferatu;;".encode()).faults] == ["film_ambiguous"]
    assert import_week(f"{head}\n{line}Nosferatu;1979;".encode(), dry_run=True).faults == ()
    other = import_week(f"{head}\n{line}Autre titre;;DEMO-0001".encode())
    assert [fault.code for fault in other.faults] == ["visa_other_film"]


def test_five_hundred_rows_take_few_statements(chain: Chain) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hours = ("10h00", "13h00", "16h00", "19h00", "22h00")
    rows = [
        f"{screen};{french(day(7 + n))};{hour};Film {(n * 7 + place) % 40};VF;90;;"
        for n in range(50)
        for screen in (1, 2)
        for place, hour in enumerate(hours)
    ]
    assert len(rows) == 500
    with CaptureQueriesContext(connection) as seen:
        report = import_week(sheet(*rows))
    assert (report.faults, report.counts["new"]) == ((), 500)
    assert Screening.objects.count() == 500
    assert FilmVersion.objects.filter(film__title__startswith="Film").count() == 40
    assert len(seen) < 60
    with CaptureQueriesContext(connection) as seen:
        assert import_week(sheet(*rows)).counts["same"] == 500
    assert len(seen) < 40


def test_the_golden_week_goes_in(chain: Chain) -> None:
    from tests.golden.programme.make import FRENCH

    text = (
        (Path(__file__).parents[4] / "tests/golden/programme/windows-1252.csv").read_bytes().decode("cp1252")
    )
    text = text.replace("samedi 26 décembre 2026", french(day(8))).replace("standard", "normal")
    text = (
        text.replace("25/12/2026", french(day()))
        .replace("2026-12-25", french(day()))
        .replace("26/12/2026", french(day(8)))
    )
    report = import_week(text.encode("cp1252"))
    assert report.faults == ()
    assert report.counts["new"] == len(FRENCH) - 1
    assert Screening.objects.filter(counter_opens_at__isnull=False).count() == 1


def test_two_imports_at_once_are_one(chain: Chain) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    barrier, data = Barrier(2), week()

    def run() -> dict[str, int]:
        try:
            barrier.wait()
            return import_week(data).counts
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = [future.result() for future in [pool.submit(run), pool.submit(run)]]
    assert sorted((count["new"], count["same"]) for count in counts) == [(0, 3), (3, 0)]
    assert Screening.objects.count() == 3
