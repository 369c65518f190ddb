"""The command: a table in the user's language, and an exit code that tells."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from tests.cast import Chain

from ouvreuse.kernel import clock
from ouvreuse.programme.models import Screening

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _french_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUVREUSE_LANG", "fr")


def run(path: Path, *options: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("import_programme", str(path), *options, stdout=out, stderr=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def week(tmp_path: Path) -> Path:
    path = tmp_path / "semaine.csv"
    when = clock.now() + timedelta(days=9)
    path.write_text(f"salle;date;heure;film;couleur\n1;{when:%d/%m/%Y};20h15;Le Gardien;rouge\n", "cp1252")
    return path


def test_rehearsal_then_import_in_french_and_english(chain: Chain, week: Path) -> None:
    code, text = run(week, "--dry-run")
    assert (code, Screening.objects.count()) == (0, 0)
    assert "nouvelle" in text
    assert "Colonnes ignorées : couleur" in text
    assert "Essai : rien n'a été écrit." in text
    code, text = run(week, "--lang", "en")
    assert (code, Screening.objects.count()) == (0, 1)
    assert "Le Phare" in text
    assert "Import done." in text
    assert "1 identique" in run(week)[1]


def test_wrong_lines_are_named_and_the_code_is_1(chain: Chain, week: Path) -> None:
    week.write_text("salle;date;heure;film\n1;32/12/2026;26h;Un\n9;24/12/2044;20h;Un\n", "utf-8")
    code, text = run(week)
    assert code == 1
    assert "Ligne 2, « date » : date non comprise" in text
    assert "Ligne 2, « heure » : « 26h » : après minuit" in text
    assert "Ligne 3, « salle » : salle inconnue : « 9 » (salles : Salle 1, Salle 2)" in text
    assert "3 erreur(s) : rien n'a été importé." in text
    code, text = run(week, "--lang", "en")
    assert "Line 2, “date”: date not understood" in text
    code, text = run(week, "--json", "--lang", "en")
    report = json.loads(text)
    assert (code, report["refused"], [error["line"] for error in report["errors"]]) == (1, True, [2, 2, 3])
    assert report["errors"][0]["message"].startswith("date not understood")


def test_unreadable_and_absent_files(chain: Chain, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04rien")
    assert run(path)[0] == 1
    assert "Ce classeur est illisible" in run(path)[1]
    code, text = run(tmp_path / "absent.csv", "--json")
    assert (code, json.loads(text)["error"]["code"]) == (1, "file")


def test_a_sold_screening_is_told_with_its_orders_in_both_languages(chain: Chain, week: Path) -> None:
    from uuid import uuid4

    from ouvreuse.booking.actions import hold_seats

    assert run(week)[0] == 0
    hold_seats(
        Screening.objects.get().id,
        places=[1],
        rates=["PLEIN"],
        purchase_key=uuid4(),
        browser=uuid4(),
        language="fr",
    )
    week.write_text(week.read_text("cp1252").replace("Le Gardien", "La Lame"), "cp1252")
    code, text = run(week)
    assert code == 1
    assert "1 commande(s) sur cette séance" in text
    assert "(film, version)" in text
    assert "1 order(s) on this screening" in run(week, "--lang", "en")[1]


def test_every_fact_of_a_film_that_changes_is_said_whole_in_both_languages(chain: Chain, week: Path) -> None:
    assert run(week)[0] == 0
    head, line = week.read_text("cp1252").splitlines()
    week.write_text(
        f"{head};interdiction;distributeur;titre original;durée\n{line};12;Gaumont;The Keeper;2h\n", "utf-8"
    )
    code, text = run(week, "--dry-run")
    assert (code, "1 modifiée" in text) == (0, True)
    assert "durée d’occupation, titre original, classification du film, durée du film, distributeur" in text
    text = run(week, "--dry-run", "--lang", "en")[1]
    assert "occupation, original title, classification, runtime, distributor" in text


def test_a_week_is_published_at_an_instant_of_the_cinema_and_the_reader_is_told(
    chain: Chain, week: Path
) -> None:
    when = (clock.now() + timedelta(days=3)).astimezone(ZoneInfo("Europe/Paris"))
    code, text = run(week, "--publish-at", f"{when:%Y-%m-%d} 17:00", "--dry-run")
    assert (code, Screening.objects.count()) == (0, 0)
    assert f"Publication de 1 séance(s) : {when:%d/%m/%Y} à 17:00, heure du cinéma." in text
    code, text = run(week, "--publish-at", f"{when:%d/%m/%Y} 17h", "--lang", "en")
    assert f"Publication of 1 screening(s): {when:%d/%m/%Y} at 17:00, the cinema's time." in text
    published = Screening.objects.get().published_at
    assert published == when.replace(hour=17, minute=0, second=0, microsecond=0)
    assert "Publication" not in run(week, "--publish-at", f"{when:%Y-%m-%d} 17:00")[1]


def test_an_instant_of_publication_that_is_none_is_refused_in_words(chain: Chain, week: Path) -> None:
    for told, french, english in (
        ("demain", "date et heure non comprises : « demain »", "date and time not understood: “demain”"),
        ("2020-12-01 17:00", "déjà passé : 01/12/2020 17:00", "already past: 01/12/2020 17:00"),
        ("2043-03-29 02:30", "n’existe pas à Europe/Paris", "does not exist in Europe/Paris"),
    ):
        for lang, words in (("fr", french), ("en", english)):
            code, text = run(week, "--publish-at", told, "--lang", lang)
            assert (code, words in text) == (1, True), text
            assert text.startswith({"fr": "Rien n'a été importé : ", "en": "Nothing was imported: "}[lang])
        code, text = run(week, "--publish-at", told, "--json")
        assert (code, set(json.loads(text)["error"])) == (1, {"code", "message"})
    assert Screening.objects.count() == 0


def test_a_sale_out_of_order_names_its_column_and_its_instants(chain: Chain, week: Path) -> None:
    head, line = week.read_text("cp1252").splitlines()
    when = clock.now() + timedelta(days=9)
    week.write_text(f"{head};Ouverture web\n{line};{when:%d/%m/%Y} 23h00\n", "utf-8")
    code, text = run(week)
    assert (code, "Ligne 2, « Ouverture web » : la vente en ligne doit ouvrir avant de fermer" in text) == (
        1,
        True,
    )
    assert f"opens {when:%d/%m/%Y} 23:00, closes {when:%d/%m/%Y} 20:30" in run(week, "--lang", "en")[1]
