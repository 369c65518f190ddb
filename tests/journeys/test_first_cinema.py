"""A real cinema opens on Monday: from empty data to a paid, scanned ticket, by the printed link and pages alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import call_command

from ouvreuse.kernel import clock
from ouvreuse.venues.rules import vat_number_of
from tests.guides.browser import Browser
from tests.journeys.stack import WEBHOOK_SECRET, Stack
from tests.journeys.steps import until
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


def plan_a_film(browser: HttpBrowser) -> None:
    """A film, its version, a screening this Tuesday evening, published at once."""
    browser.press("There is no film yet.", {})
    browser.press("Add a film", {})
    film = {"title": ["La Traversée"], "runtime_min": ["115"], "visa_number": ["156789"], "year": ["2026"]}
    browser.press("Save", {**film, "directors": ["Anne Martin"], "distributor": ["Diaphane"]})
    browser.press("Add a version", {})
    browser.press("Save", {"audio": ["fr"], "format": ["2D"]})
    browser.press("Planning", {})
    browser.press("Week before", {})  # on a Tuesday the week to plan is the one that begins tomorrow
    browser.press("Add", {"text": ["screen 1 tue 20:15 VF La Traversée"]})
    assert "Screening added as a draft." in browser.page.words
    browser.press("Publish…", {})
    warned = any("accept" in form.offered for form in browser.page.forms)
    browser.press("Publish what is ticked", {"when": ["now"], **({"accept": ["1"]} if warned else {})})
    assert "Visitors see 1 screening of this week now." in browser.page.words


def buy(visitor: HttpBrowser) -> str:
    """Two seats, paid at the bank; the code printed under the first ticket."""
    visitor.open("/en/")
    visitor.press("La Traversée", {})
    visitor.press("20:15", {})
    visitor.press("Choose seats", {"PLEIN": ["2"]})
    seats = sorted(visitor.page.forms, key=lambda form: len(form.offered.get("place") or ()))[-1]
    assert seats.offered["place"] is not None
    visitor.press("Keep these 2 seats", {"place": sorted(seats.offered["place"], key=int)[:2]})
    visitor.press("Pay €17.80", {"email": ["camille@example.org"]})
    order = visitor.address

    def at_the_bank() -> bool:
        if any(
            "Have the card declined" in button.words for form in visitor.page.forms for button in form.buttons
        ):
            return True
        visitor.open(visitor.address)
        return False

    until(at_the_bank)
    visitor.press("Pay…", {})

    def there() -> bool:
        if "Your tickets" in visitor.page.words:
            return True
        visitor.open(visitor.address)
        return False

    until(there)
    assert order
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-1", visitor.page.words)
    assert code, visitor.page.words
    return code[0]


def scan(browser: HttpBrowser, code: str) -> None:
    """The manager stands at the door."""
    browser.open("/en/staff/")
    browser.press("Check tickets", {})
    browser.press("Check", {"code": [code]})
    assert "Come in" in browser.page.words
    browser.press("Check", {"code": [code]})
    assert "Already admitted" in browser.page.words


def test_from_empty_data_to_a_paid_scanned_ticket_by_pages_alone(
    stack: Stack,
    tuesday: None,
    travel: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
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
    plan_a_film(browser)
    ahead = clock.now() - datetime.now(UTC)
    stack.bank.order(clock_offset_s=int(ahead.total_seconds()))  # the bank lives on that Tuesday too
    assert not opening()
    code = buy(HttpBrowser(stack.url))
    travel(hours=5)
    scan(browser, code)
    stack.bank.order(clock_offset_s=0)
    until(lambda: stack.mailbox.store.count() >= 2)  # the trial's and the tickets'
