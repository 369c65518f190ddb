"""Films from a file: seen first, all or nothing, and never behind the buyers' backs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import again, words
from ouvreuse.booking.actions import sell
from ouvreuse.catalogue.models import Film

pytestmark = pytest.mark.integration
HERE = "/fr/staff/films/import/"
SHEET = """Titre;Visa;Durée;Année;Genre;Pays;Réalisateur;Acteurs;Distributeur;Sortie;Avertissement;Remarque
L'Atalante;12345;89;1934;Drame, Romance;France;Jean Vigo;Michel Simon, Dita Parlo;Gaumont;12/09/1934;non;x
Le Gardien;;;1954;;;;;Diaphane;;;
La Lame;;;;;;;;;;;
"""


def send(paul: Any, data: bytes, **more: str) -> Any:
    return paul.post(HERE, {"file": SimpleUploadedFile("films.csv", data), **more})


def test_seen_then_imported(chain: Chain, paul: Any) -> None:
    answer = send(paul, SHEET.encode("cp1252"))
    assert answer.status_code == 200
    told = words(answer)
    assert "1 nouveaux, 1 modifiés, 1 inchangés" in told
    assert "distributeur" in told
    assert "Remarque" in told
    assert not Film.objects.filter(title="L'Atalante").exists()
    answer = paul.post(HERE, again(answer, having="kept"))
    assert answer.status_code == 303
    film = Film.objects.get(title="L'Atalante")
    assert (film.visa_number, film.runtime_min, film.genres, film.warning) == (
        "12345",
        89,
        ["Drame", "Romance"],
        False,
    )
    assert film.released_on is not None
    assert film.credits.count() == 3
    assert str(Film.objects.get(id=chain.film).distributor) == "Diaphane"
    entry = AuditEntry.objects.get(verb="import_films")
    assert entry.facts == {"new": [film.id], "changed": [chain.film]}
    assert "0 nouveaux, 0 modifiés, 3 inchangés" in words(send(paul, SHEET.encode()))


def test_json_too(chain: Chain, paul: Any) -> None:
    films = [{"title": "Playtime", "year": 1967, "runtime": 124, "classification": "TP"}]
    assert send(paul, json.dumps({"films": films}).encode(), **{"import": "1"}).status_code == 303
    assert Film.objects.get(title="Playtime").runtime_min == 124


def test_wrong_lines_are_all_named_and_nothing_is_written(chain: Chain, paul: Any) -> None:
    rows = "Titre;Durée;Visa\nBon;90;\n;90;\nLong;10000;\nBon;;\nFaux;;12!45\n"
    answer = send(paul, rows.encode(), **{"import": "1"})
    assert answer.status_code == 422
    told = words(answer)
    for line in (3, 4, 5, 6):
        assert f"Ligne {line}" in told
    assert "même film que la ligne 2" in told
    assert not Film.objects.filter(title="Bon").exists()


def test_a_class_is_not_changed_behind_buyers(chain: Chain, paul: Any) -> None:
    screening = chain.screening()
    sell(screening, places=[1], rates=["PLEIN"], email="camille@example.org")
    answer = send(paul, b"Titre;Classification\nLe Gardien;16\n", **{"import": "1"})
    assert answer.status_code == 422
    assert "1 commande(s)" in words(answer)
    assert Film.objects.get(id=chain.film).classification == "TP"


def test_files_that_are_none(chain: Chain, paul: Any) -> None:
    for data in (b"", b"\0\1\2", b"PK\x03\x04 rien", b"a;b\n1;2\n", b"[[", b"\xd0\xcf\x11\xe0"):
        answer = send(paul, data)
        assert answer.status_code == 422, data
    assert paul.post(HERE, {"kept": "%%%"}).status_code == 422
    assert paul.post(HERE).status_code == 422
