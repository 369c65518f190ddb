"""The tour page of the demonstration: its ten things, in both languages, and who may be whom."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import translation

from ouvreuse.booking import actions
from ouvreuse.booking.errors import NotOnSale
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.ops.demo import building, selling, showcase, tries
from ouvreuse.ops.demo.views import grouped
from tests.test_demo import demo, demo_weeks, short_demo

__all__ = ["demo", "demo_weeks", "short_demo"]
pytestmark = pytest.mark.integration
HERE, AWAY = {"REMOTE_ADDR": "127.0.0.1"}, {"REMOTE_ADDR": "203.0.113.9"}
both = pytest.mark.parametrize("language", ["fr", "en"])


OURS = {"headers": {"Sec-Fetch-Site": "same-origin"}}  # as a browser says of a page's own form
SAID = {
    "refused": ("prendre une de ces places", "taken one of these seats"),
    "race": ("a la place jusqu", "has the seat until"),
    "break-bank": ("La banque", "The bank now fails"),
    "mend-bank": ("La banque", "The bank works again"),
    "ticket": ("Billet ", "Ticket "),
    "forge": ("signature", "the signature is not ours"),
    "tamper": ("permission denied", "permission denied"),
    "audit": ("invariants", "invariants were checked"),
    "refund": ("€", "€ go back"),
}


@pytest.fixture
def tour(short_demo: Any) -> Iterator[Any]:
    """The demo and its addresses; nothing is sold yet."""
    with override_settings(ROOT_URLCONF="tests.demo_urls"):
        yield short_demo


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def _press(thing: str, language: str) -> Any:
    return Client(**HERE).post(f"/demo/try/{thing}/?language={language}", **OURS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_ten_things_do_what_they_say(tour: Any, language: str) -> None:
    french = language == "fr"
    assert ("Aucune commande" if french else "No order has been paid") in _text(_press("refund", language))
    assert ("dans une minute" if french else "in a minute") in _text(_press("refused", language))
    assert not Order.objects.exists(), "being refused sells nothing"

    selling.sell_past(tickets=60)
    showcase.refresh_showcase()
    assert set(SAID) == set(tries.TRIES)
    for thing, words in SAID.items():
        answer = _press(thing, language)
        assert answer.status_code == 200, thing
        assert words[0 if french else 1] in _text(answer), thing
        assert f'<html lang="{language}"' in _text(answer)
        if thing == "race":
            assert ("is told the seat was just taken" in _text(answer)) != french
            assert Order.objects.filter(state="held").count() == 1
    assert set(showcase.on_show()) >= {"cancelled", "sold_out", "nearly_full"}

    page = _text(Client(**HERE).get(f"/demo/?language={language}"))
    with translation.override(language):
        things = tries.things()
    assert len(things) == 10
    for thing in things:
        assert thing.title in page
        assert thing.link or f"/demo/try/{thing.slug}/?language={language}" in page
    sold = Ticket.objects.count()
    assert f"vendus jusqu’ici : {sold}." in page or f"sold so far: {sold}." in page
    assert ("visa sont inventés" if french else "visa number is invented") in page
    assert ("pour 2 des" if french else "for 2 of the") in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_goes_wrong_is_a_sentence(tour: Any, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: Any, **__: Any) -> None:
        raise NotOnSale("closed")

    monkeypatch.setattr(actions, "sell", closed)
    answer = _press("ticket", language)
    assert answer.status_code == NotOnSale.status
    words = ("La vente de cette séance est terminée.", "Sales for this screening have ended.")
    assert words[language == "en"] in _text(answer)
    with override_settings(BANK_URL="http://127.0.0.1:9"):
        for thing in ("break-bank", "mend-bank"):
            answer = _press(thing, language)
            assert answer.status_code == 503
            assert ("ne répond pas", "does not answer")[language == "en"] in _text(answer)
    assert _press("nonsense", language).status_code == 404
    assert Client(**HERE).get("/demo/try/refund/").status_code == 405


def test_one_click_makes_somebody_on_this_machine_only(tour: Any) -> None:
    places = {"owner": "staff", "programmer": "staff", "box_office": "staff", "usher": "door"}
    for role, place in places.items():
        user = building.demo_user(role)
        assert user is not None
        for language in ("fr", "en"):
            visitor, stranger = Client(**HERE), Client(**AWAY)
            assert f"/demo/sign-in/{role}/" in _text(visitor.get("/demo/"))
            answer = visitor.post(f"/demo/sign-in/{role}/?language={language}", **OURS)
            assert (answer.status_code, answer.headers["Location"]) == (303, f"/{language}/{place}/")
            assert visitor.session["_auth_user_id"] == str(user.pk)

            assert "/demo/sign-in/" not in _text(stranger.get("/demo/"))
            for lie in ({}, {"X-Forwarded-For": "127.0.0.1"}):
                headers = {**OURS["headers"], **lie}
                assert stranger.post(f"/demo/sign-in/{role}/", headers=headers).status_code == 404
            assert "_auth_user_id" not in stranger.session
    assert Client(**HERE).post("/demo/sign-in/root/", **OURS).status_code == 404


@pytest.mark.unit
def test_a_number_of_thousands_is_written_as_its_language_does() -> None:
    with translation.override("fr"):
        assert grouped(15012) == "15\u202f012"
    with translation.override("en"):
        assert grouped(15012) == "15,012"


def _periodic(kind: str) -> set[str]:
    """The periodic jobs of an installation of this kind."""
    program = (
        "import django, json; django.setup()\n"
        "from procrastinate.contrib.django import app\n"
        "app.perform_import_paths()\n"
        "print(json.dumps([name for name, _ in app.periodic_registry.periodic_tasks]))"
    )
    env = {**os.environ, "OUVREUSE_KIND": kind, "OUVREUSE_SECRET_KEY": "x" * 60}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_only_a_demonstration_goes_on_by_itself() -> None:
    assert "ops.demo" in _periodic("DEMO")
    assert "ops.demo" not in _periodic("LIVE")
