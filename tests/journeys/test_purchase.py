"""The main path: from the programme to a paid ticket, in both languages, with and without JavaScript."""

from __future__ import annotations

import io
import re
import urllib.request
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.cast import Chain
from tests.journeys import steps
from tests.journeys.conftest import Open
from tests.journeys.stack import Stack

pytestmark = [pytest.mark.journey, pytest.mark.browser]


def read(picture: bytes) -> str:
    """What a QR picture says."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert len(found) == 1
    return str(found[0].text)


def pdf(page: Page, *, language: str) -> pypdf.PdfReader:
    """The tickets' PDF behind its link."""
    address = page.get_by_role("link", name=steps.WORDS[language]["pdf"]).get_attribute("href")
    answer = page.request.get(str(address))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return pypdf.PdfReader(io.BytesIO(answer.body()))


def payloads() -> set[str]:
    from ouvreuse.booking.models import Order
    from ouvreuse.booking.queries import order_view

    return {ticket.payload for ticket in order_view(Order.objects.get().id).tickets}


def shown_codes(page: Page) -> set[str]:
    """What the QR codes on the screen say, read from the pixels."""
    return {read(code.screenshot()) for code in page.locator(".ticket-code").all()}


def mailed_codes(stack: Stack, message: dict[str, Any]) -> set[str]:
    """What the pictures inside a mail say; each must be shown by its text."""
    found = set()
    for part in message["attachments"]:
        if part["type"] == "image/png":
            assert f"cid:{part['cid']}" in message["html"]
            with urllib.request.urlopen(f"{stack.mailbox.url}{part['path']}") as answer:
                found.add(read(answer.read()))
    return found


@pytest.mark.parametrize(
    ("language", "js", "width"),
    [("fr", True, 390), ("en", True, 1280), ("fr", False, 390), ("en", False, 1280)],
    ids=["fr-phone", "en", "fr-phone-without-js", "en-without-js"],
)
def test_from_the_programme_to_the_tickets(
    cinema: Chain, stack: Stack, window: Open, *, language: str, js: bool, width: int
) -> None:
    screening = cinema.screening()
    page = window(width=width, js=js)
    steps.from_the_programme(page, screening, language=language)
    steps.how_many(page, language=language, PLEIN=1, MOINS14=1)
    steps.keep(page, 11, 12, language=language)
    expect(page.locator(".recap-sum")).to_contain_text("13,50" if language == "fr" else "13.50")
    steps.to_the_bank(page, stack, language=language)
    expect(page.get_by_role("note")).to_contain_text("DEMO" if language == "en" else "DÉMONSTRATION")
    steps.at_the_bank(page, "bank pays", language=language)
    assert len(steps.tickets(page, language=language)) == 2

    assert shown_codes(page) == payloads()
    message = steps.mail(stack)
    assert re.match(steps.WORDS[language]["tickets"].rstrip("$"), message["subject"].strip())
    assert mailed_codes(stack, message) == payloads()
    drawn = pdf(page, language=language)
    assert len(drawn.pages) == 1
    assert "Le Gardien" in drawn.pages[0].extract_text()
    assert steps.orders(cinema) == ["confirmed"]


def test_free_seating(cinema: Chain, stack: Stack, window: Open) -> None:
    """No plan and no number: as many tickets as asked for."""
    page = window(width=390)
    page.goto(steps.screening_path(cinema.screening(free=True), "fr"))
    page.locator("select[name=PLEIN]").select_option("2")
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("input[name=place]")).to_have_count(0)
    page.get_by_role("button", name="Garder").click()
    steps.to_the_bank(page, stack)
    steps.at_the_bank(page, "bank pays")
    assert len(steps.tickets(page)) == 2
    expect(page.locator(".ticket-seat")).to_have_text(["Placement libre"] * 2)


def test_more_time_is_one_click_away(cinema: Chain, stack: Stack, window: Open, travel: Any) -> None:
    """A11Y-01: the time to pay can be extended; when it is over the page says so and leads back to the seats."""
    page = window()
    steps.hold(page, cinema.screening(), 3)
    travel(minutes=7)
    page.reload()
    left = page.locator(".hold-left")
    expect(left).to_contain_text(re.compile(r"(0:\d\d|1 minute)"))
    page.get_by_role("button", name="Prolonger").click()
    expect(left).to_contain_text(re.compile(r"8:\d\d|7:\d\d"))
    travel(minutes=9)
    page.get_by_role("button", name="Prolonger").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("plus gardée")
    page.get_by_role("link", name="Choisir").first.click()
    expect(steps.seat(page, 3)).to_be_enabled()
