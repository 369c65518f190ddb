"""The operator's commands in a French terminal."""

from __future__ import annotations

import json
import subprocess
import sys

import psycopg
import pytest
from django.core.management import CommandError, call_command
from tests.cast import Chain

from ouvreuse.booking.actions import sell
from ouvreuse.ops import audit
from ouvreuse.ops.tests.test_commands import sold

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUVREUSE_LANG", "")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")


def test_every_invariant_is_said_in_french_too() -> None:
    assert [
        f"{each.room} {each.code}" for each in audit.invariants() if each.sentence_fr == each.sentence
    ] == []


def test_audit_tells_each_invariant(chain: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit")
    said = capsys.readouterr().out
    assert "tient   venues        V2    Le partenaire d'une place est une place du même plan.\n" in said
    every = len(audit.invariants())
    assert said.splitlines()[-1] == f"{every} invariants sur {every} tiennent."
    call_command("audit", "--json")
    told = {each["code"]: each for each in json.loads(capsys.readouterr().out)["invariants"]}["K1"]
    assert told["sentence"].startswith("The database says"), "for machines, the same everywhere"
    assert told["sentence_fr"].startswith("La base dit")


@pytest.mark.breaks_invariants
def test_verify_names_the_broken_entry(
    chain: Chain, superuser: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("fiscal_verify")
    assert capsys.readouterr().out == "Pas encore de livre : rien n'a été vendu.\n"
    sell(chain.screening(), places=[1, 2], rates=["PLEIN"] * 2)
    call_command("fiscal_verify")
    holds, series = capsys.readouterr().out.splitlines()
    fair = "tient   Le Phare, caisse : 1 écritures, net 19,00 EUR, en valeur absolue 19,00 EUR, tête "
    assert holds.startswith(fair)
    assert series == "tient   1 séries sans trou : 2 droits"
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE fiscal_entry SET payload = replace(payload, '950', '949')")
    superuser.execute("DELETE FROM fiscal_admissionright WHERE number = 1")
    with pytest.raises(SystemExit):
        call_command("fiscal_verify")
    book, series = capsys.readouterr().out.splitlines()
    assert book == "ROMPU   Le Phare, caisse : écriture 1 : son contenu a été altéré"
    assert series == "ROMPU   Le Phare, série 1/PLEIN : droit 1 : ce droit manque"


def test_refunds_and_staff(chain: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    code = sold(chain, 2)
    with pytest.raises(CommandError, match="la commande n'a pas de billet 9 ; elle a 1, 2"):
        call_command("refund_order", code, "--reason", "x", "--ticket", "9")
    call_command("refund_order", code, "--reason", "x", "--ticket", "1")
    assert capsys.readouterr().out == "9,50 EUR seront rendus.\n"
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("refund_order", "AAAA-AAAA", "--reason", "x")
    with pytest.raises(CommandError, match="vont ensemble"):
        call_command("staff_add", "a@b.fr", "--name", "A", "--role", "usher")
    with pytest.raises(CommandError, match="adresse e-mail n'est pas valable"):
        call_command("staff_add", "nobody", "--name", "A")
    call_command("staff_add", "a@b.fr", "--name", "A", "--role", "usher", "--cinema", "le-phare")
    account, role = capsys.readouterr().out.splitlines()
    assert account.startswith("compte de a@b.fr créé, mot de passe ")
    assert role == "usher pour Le Phare"


def test_what_is_typed_wrongly_is_one_line_in_either_language(monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "django", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr + done.stdout

    monkeypatch.setenv("PYTHONUTF8", "1")
    wrong = ("staff_add", "a@b.fr", "--role", "usher")
    assert typed(*wrong) == (1, "ouvreuse: --role et --cinema vont ensemble\n")
    assert "refund_order : erreur : il manque : --reason" in typed("refund_order", "AAAA-AAAA")[1]
    code, text = typed("staff_add", "--help")
    assert code == 0
    assert "affiche cette aide" in text
    assert "Ajoute une personne à l'équipe" in text
    assert "--skip-checks" not in text, "Django's own words are English only"
    monkeypatch.setenv("OUVREUSE_LANG", "en")
    assert typed(*wrong) == (1, "ouvreuse: --role and --cinema go together\n")
