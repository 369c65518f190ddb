"""Versions: the label is built from facts; what was announced stays; what is planned is never deleted."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import Chain

from ouvreuse.accounts.models import AuditEntry
from ouvreuse.backoffice.films.tests.kit import page, sent, words
from ouvreuse.catalogue.models import FilmVersion

pytestmark = pytest.mark.integration


def url(chain: Chain, tail: str = "new/") -> str:
    return f"/fr/staff/films/{chain.film}/versions/{tail}"


def add(chain: Chain, paul: Any, **facts: Any) -> Any:
    typed: dict[str, Any] = {"audio": "fr", "format": "2D", "original": "on", **facts}
    return paul.post(url(chain), {name: value for name, value in typed.items() if value != ""})


LABELLED: list[tuple[dict[str, Any], str]] = [
    ({"audio": "it", "subtitles": ["fr"]}, "VOSTFR"),
    ({"audio": "it", "subtitles": ["en"]}, "VOSTA"),
    ({"audio": "ko", "subtitles": ["fr"], "captions": "on"}, "VOSTFRSME"),
    ({"audio": "it"}, "VO"),
    ({"captions": "on"}, "VFSTF"),
    ({"format": "3D", "original": ""}, "VF 3D"),
    ({"audio_description": "on"}, "VF AD"),
    ({"audio": "zxx"}, "MUET"),
]


def test_the_label_is_built_from_facts(chain: Chain, paul: Any) -> None:
    for facts, name in LABELLED:
        assert add(chain, paul, **facts).status_code == 303
        assert FilmVersion.objects.filter(film=chain.film).latest("id").name == name
    shown = page(paul, f"/fr/staff/films/{chain.film}/").words
    assert all(name in shown for _facts, name in LABELLED)


def test_the_same_version_twice_is_refused(chain: Chain, paul: Any) -> None:
    answer = add(chain, paul)
    assert answer.status_code == 422
    assert "Le film a déjà la version VF" in words(answer)


def test_what_no_version_has_is_refused(chain: Chain, paul: Any) -> None:
    for wrong in ({"audio": "klingon"}, {"format": "Odorama"}, {"subtitles": ["xx"]}):
        assert add(chain, paul, **wrong).status_code == 422


def test_what_was_announced_stays(chain: Chain, paul: Any) -> None:
    chain.screening()
    here = url(chain, f"{chain.version}/")
    shown = page(paul, here).words
    assert "ce qui est annoncé reste" in shown
    assert paul.post(here, {"audio": "it", "format": "3D"}).status_code == 409
    assert FilmVersion.objects.get(id=chain.version).audio == "fr"


def test_a_version_only_planned_may_be_put_right(chain: Chain, paul: Any) -> None:
    chain.screening(state="draft", published_at=None)
    here = url(chain, f"{chain.version}/")
    typed = sent(paul, here, having="audio") | {"audio": "it", "subtitles": ["fr"]}
    assert paul.post(here, typed).status_code == 303
    assert FilmVersion.objects.get(id=chain.version).label == "VOSTFR"
    entry = AuditEntry.objects.get(verb="edit_version")
    assert entry.facts["before"]["audio"] == "fr"


def test_planned_in_is_retired_not_deleted(chain: Chain, paul: Any) -> None:
    chain.screening(state="draft", published_at=None)
    answer = paul.post(url(chain, f"{chain.version}/delete/"))
    assert answer.status_code == 303
    assert "elle peut être retirée" in page(paul, answer["Location"]).words
    assert paul.post(url(chain, f"{chain.version}/retire/")).status_code == 303
    assert FilmVersion.objects.get(id=chain.version).retired_at is not None
    assert "retirée" in page(paul, f"/fr/staff/films/{chain.film}/").words
    paul.post(url(chain, f"{chain.version}/retire/"))
    assert FilmVersion.objects.get(id=chain.version).retired_at is None


def test_never_planned_is_deleted(chain: Chain, paul: Any) -> None:
    add(chain, paul, audio="it")
    row = FilmVersion.objects.latest("id")
    assert paul.post(url(chain, f"{row.id}/delete/")).status_code == 303
    assert not FilmVersion.objects.filter(id=row.id).exists()
    assert AuditEntry.objects.get(verb="delete_version").facts["before"]["version"] == "VO"


def test_a_version_of_another_film_is_not_found_here(chain: Chain, paul: Any) -> None:
    for tail in ("", "retire/", "delete/"):
        assert paul.post(url(chain, f"{chain.banned_version}/{tail}")).status_code == 404
