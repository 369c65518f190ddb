"""From empty data to "nothing is missing but what is shown": the printed link, then pages alone, over real HTTP."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from ouvreuse.venues.rules import vat_number_of
from tests.guides.browser import Browser
from tests.journeys.stack import WEBHOOK_SECRET, Stack
from tests.journeys.visits import HttpBrowser

pytestmark = pytest.mark.journey
PASSWORD = "la ronde de nuit 1954"


def open_cinema(browser: Browser, link: str, *, smtp_port: int) -> None:
    """What the manager of two screens types, page after page; ends on the overview."""
    browser.open(link)
    person = {"name": ["Odile Marchand"], "email": ["odile@example.org"], "password": [PASSWORD]}
    browser.press("Begin", person)
    assert "There is no cinema yet." in browser.page.words
    browser.press("The operator’s legal name and SIREN are missing.", {})
    operator = {"name": ["Ciné du port"], "legal_name": ["Ciné du port SARL"], "siren": ["123 456 782"]}
    browser.press("Save and go on", {**operator, "vat_number": [vat_number_of("123456782")]})
    house = {
        "name": ["L’Escale"],
        "town": ["Roscoff"],
        "address": ["3 quai d’Auxerre"],
        "postcode": ["29680"],
    }
    browser.press("Save and go on", {**house, "email": ["bonjour@example.org"]})
    browser.press("Add the screen", {"rows": ["10"], "seats": ["12"]})
    browser.press("Add the screen", {"number": ["2"], "seating": ["free"], "capacity": ["49"]})
    browser.press("Go on", {})
    browser.press("Save and go on", {"full": ["8.90"]})
    server = {"host": ["127.0.0.1"], "port": [str(smtp_port)], "security": ["none"]}
    browser.press("Save and send a letter of trial", {**server, "sender": ["tickets@example.org"]})
    assert "The server took a letter for odile@example.org" in browser.page.words
    browser.press(
        "Save and ask Stripe", {"secret_key": ["sk_test_escale"], "webhook_secret": [WEBHOOK_SECRET]}
    )
    assert "this is the account of Cinéma d’essai, and it may take money." in browser.page.words
    browser.press(
        "Save and go on",
        {"publisher": ["Odile Marchand"], "host": ["Hébergeur, Roubaix"], "mediator": ["CM2C, Paris"]},
    )


def test_an_empty_cinema_is_set_up_by_pages_alone(
    stack: Stack, database: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "BASE_URL", stack.url)
    call_command("setup")
    link = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(stack.url))
    browser = HttpBrowser(stack.url)
    open_cinema(browser, re.sub("/(fr|en)/", "/en/", link, count=1), smtp_port=stack.mailbox.smtp_port)
    words = browser.page.words
    assert words.count("done") >= 7
    assert "There is no film yet." in words
    assert "L’Escale has no published screening." in words
    assert "neither homologated by the CNC nor certified as a till" in words
    call_command("setup", "--link-only")
    capsys.readouterr()
    from ouvreuse.booking.queries.opening import opening

    assert [each.code for each in opening()] == ["film", "screening"]
    dead = HttpBrowser(stack.url)
    dead.open(link)
    assert "Begin" not in dead.page.words
