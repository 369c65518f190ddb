"""Every page a visitor or an usher reaches: no fault found by axe in light and dark, nothing wider than the window."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.cast import Chain
from tests.journeys import steps
from tests.journeys.conftest import Open
from tests.journeys.stack import Stack
from tests.journeys.test_door import answer, check, sign_in, sold, typed
from tests.journeys.window import Watch

pytestmark = [pytest.mark.journey, pytest.mark.browser]
WIDTHS = {320: "1280 pixels at 400 %", 360: "a small phone", 640: "1280 pixels at 200 %"}
TOO_WIDE = """
() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > room + 1);
  return wide.slice(0, 5).map((each) => each.outerHTML.slice(0, 120));
}
"""
Look = Callable[[Page, str], None]


@pytest.fixture
def look() -> Look:
    """``look(page, name)``: examine what is shown now."""
    faults: list[str] = []

    def examine(page: Page, name: str) -> None:
        size = page.viewport_size
        assert size is not None
        for width, meaning in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": size["height"]})
            faults.extend(f"{name}: wider than {meaning}: {each}" for each in page.evaluate(TOO_WIDE))
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            picture(page, f"{name}-{theme}")
            for found in violations(page, theme):
                where = "; ".join(node["html"][:160] for node in found["nodes"][:3])
                faults.append(f"{name}, {theme}: {found['id']}: {found['help']}: {where}")

    examine.faults = faults  # type: ignore[attr-defined]
    return examine


def violations(page: Page, theme: str) -> list[dict[str, Any]]:
    """What axe finds: by all its rules in the light theme, by those of colour in the dark one."""
    if theme == "light":
        page.evaluate(AXE_SCRIPT)
    asked: dict[str, Any] = {"resultTypes": ["violations"]}
    if theme == "dark":
        asked["runOnly"] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    found: list[dict[str, Any]] = page.evaluate("async (asked) => (await axe.run(asked)).violations", asked)
    return found


def picture(page: Page, name: str) -> None:
    """Keep pictures of the page for people to look at, when OUVREUSE_PICTURES names a folder."""
    folder = os.environ.get("OUVREUSE_PICTURES")
    size = page.viewport_size
    if not folder or size is None:
        return
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.screenshot(path=Path(folder) / f"{name.replace(' ', '-')}-{width}.png", full_page=True)
    page.set_viewport_size(size)


def clean(look: Look) -> None:
    faults: list[str] = look.faults  # type: ignore[attr-defined]
    assert not faults, "\n".join(faults)


def test_pages_before_the_purchase(cinema: Chain, window: Open, look: Look) -> None:
    shown = cinema.screening(banned=True)
    cancelled = cinema.screening(in_minutes=600, state="cancelled", cancelled_at=None)
    page = window()
    visited = {
        "programme": f"/fr/?day={steps.starts_on(shown)}",
        "cinema": "/fr/cinema/le-phare/",
        "film": "/fr/film/la-lame/",
        "screening": steps.screening_path(shown, "fr"),
        "a cancelled screening": steps.screening_path(cancelled, "fr"),
        "a screening that is unknown": "/fr/seance/999999/",
        "no such page": "/en/nothing/here/",
        "lost tickets": "/en/lost-tickets/",
        "legal": "/fr/mentions-legales/",
        "terms": "/fr/conditions-de-vente/",
        "accessibility": "/en/accessibility/",
    }
    for name, path in visited.items():
        page.goto(path)
        look(page, name)
    clean(look)


def test_pages_of_the_purchase(cinema: Chain, stack: Stack, window: Open, look: Look) -> None:
    screening = cinema.screening(banned=True)
    page, rival = window(), window()
    page.goto(f"/fr/seance/{screening}/places/?PLEIN=2")
    look(page, "seats")
    page.get_by_text("Liste par rang").click()
    look(page, "seats as a list")
    rival.goto(f"/fr/seance/{screening}/places/?PLEIN=2")
    for place in (11, 12):
        steps.seat(rival, place).check()
    steps.keep(page, 12, 13, language="fr")
    expect(page).to_have_url(re.compile("/commande/"))
    look(page, "order")
    rival.get_by_role("button", name="Garder").click()
    expect(rival.get_by_role("alert")).to_be_visible()
    look(rival, "a seat was taken")
    page.get_by_role("button", name=re.compile("^Payer")).click()
    expect(page.locator(".field-wrong")).to_have_count(1)
    look(page, "the address is missing")
    page.locator("[name=age_confirmed]").check()
    steps.to_the_bank(page, stack)
    look(page, "the bank")
    rival.goto(page.url)
    steps.at_the_bank(rival, "abandons")
    expect(rival.get_by_role("heading", level=1)).to_have_text("En attente de la banque")
    look(rival, "waiting")
    steps.at_the_bank(page, "bank pays")
    steps.tickets(page)
    look(page, "tickets")
    steps.hold(page, cinema.screening(in_minutes=900), 3)
    page.get_by_role("button", name="Abandonner ces places").click()
    expect(page.get_by_role("link", name="Retour au programme")).to_be_visible()
    look(page, "given up")
    clean(look)


def test_pages_of_the_door(cinema: Chain, usher: str, window: Open, look: Look) -> None:
    order = sold(cinema, 3, 4, 5)
    page = window()
    page.goto("/fr/staff/sign-in/")
    look(page, "sign-in")
    sign_in(page, usher, door="/fr/door/")
    look(page, "which door")
    page.goto("/fr/staff/")
    look(page, "staff")
    page.goto("/fr/door/le-phare/screen/1/")
    look(page, "door")
    check(page, typed(order))
    answer(page, "good")
    look(page, "green")
    check(page, typed(order))
    answer(page, "bad")
    look(page, "red")
    page.get_by_label(re.compile("^Nom, ")).fill("vera@example.org")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".door-ticket").first).to_be_visible()
    look(page, "found")
    clean(look)


def test_lost_tickets_are_mailed_and_strangers_learn_nothing(
    cinema: Chain, stack: Stack, window: Open
) -> None:
    sold(cinema, 3)
    page = window(width=390)
    said = []
    for email in ("vera@example.org", "nobody@example.org"):
        page.goto("/fr/")
        page.get_by_role("link", name="Retrouver mes billets").first.click()
        page.get_by_label("E-mail").fill(email)
        page.get_by_role("button", name=re.compile("billets")).click()
        said.append(page.get_by_role("status").inner_text())
    assert said[0] == said[1]
    stack.rest()
    assert len([one for one in stack.mailbox.mails(to="vera@example.org") if "cid:" in one["html"]]) >= 1
    assert stack.mailbox.mails(to="nobody@example.org") == []


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Cette page n’existe pas"), ("en", "This page does not exist")]
)
def test_an_error_shows_its_number(cinema: Chain, window: Open, language: str, words: str) -> None:
    page = window(js=False)
    response = page.goto(f"/{language}/nothing/here/")
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words.replace("’", ".")))
    expect(page.locator("code")).to_have_text(response.headers["x-request-id"])


@pytest.mark.breaks_invariants  # it makes the site log errors
@pytest.mark.parametrize(("language", "words"), [("fr", "de notre côté"), ("en", "on our side")])
def test_a_fault_of_ours_shows_its_number(
    cinema: Chain, stack: Stack, window: Open, watch: Watch, *, language: str, words: str
) -> None:
    page = window(width=390)
    with stack.connect() as connection:
        connection.execute("REVOKE SELECT ON catalogue_film FROM ouvreuse_app")
        try:
            response = page.goto(f"/{language}/film/le-gardien/")
        finally:
            connection.execute("GRANT SELECT ON catalogue_film TO ouvreuse_app")
    assert response is not None
    assert response.status == 500
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    expect(page.locator("code")).to_have_text(response.headers["x-request-id"])
    watch.faults.clear()
