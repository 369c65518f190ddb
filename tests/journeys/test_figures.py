"""The figures in a browser: drawn from their tables, read again while one looks, found and arranged by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from ouvreuse.booking.actions import sell
from tests.cast import Chain
from tests.journeys.conftest import PASSWORD, Open
from tests.journeys.test_pages import Look, look

pytestmark = [pytest.mark.journey, pytest.mark.browser]
__all__ = ["look"]
HERE = "/fr/staff/cinema/le-phare/figures/"


@pytest.fixture
def owner(cinema: Chain) -> str:
    from ouvreuse.accounts.actions import create_user
    from ouvreuse.venues.actions import grant_role

    user = create_user("odile@example.org", name="Odile Marchand", password=PASSWORD)
    grant_role(user, cinema=cinema.cinema, role="owner")
    return "odile@example.org"


def enter(page: Page, email: str) -> None:
    page.goto(f"/fr/staff/sign-in/?next={HERE}")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Chiffres", exact=True)).to_be_visible()


def test_figures_are_drawn_read_again_and_reached_by_keys(
    cinema: Chain, owner: str, window: Open, look: Look
) -> None:
    screening = cinema.screening(in_minutes=20)
    sell(screening, places=[1], rates=["PLEIN"])
    page = window()
    enter(page, owner)
    expect(page.locator(".chart canvas")).to_have_count(2)
    table = page.locator(".chart-table").first
    expect(table).not_to_have_attribute("open", "")  # there is a drawing now
    table.locator("summary").click()
    expect(table.get_by_role("cell", name="1", exact=True).first).to_be_visible()
    takings = page.locator(".tile-takings .figure")
    expect(takings).to_have_text(re.compile(r"9,50"))
    sell(screening, places=[2], rates=["PLEIN"])
    expect(takings).to_have_text(re.compile(r"19,00"))  # nobody pressed anything
    expect(page.locator(".chart-table").first).to_have_attribute("open", "")
    look(page, "figures")
    page.keyboard.press("Control+/")
    dialog = page.get_by_role("dialog", name="Raccourcis clavier")
    expect(dialog).to_contain_text("Chercher partout")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("gardien")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Trouvé pour « gardien »")).to_be_visible()
    look(page, "search")
    page.goto(f"{HERE}board/")
    down = page.get_by_role("button", name="Descendre « Encaissements »")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Descendre « Encaissements »")).to_be_focused()
    look(page, "board")
    page.goto(f"{HERE}entries/")
    look(page, "entries")
    assert look.faults == []  # type: ignore[attr-defined]


def test_without_scripts_the_tables_stand_open(cinema: Chain, owner: str, window: Open) -> None:
    page = window(js=False, width=390)
    enter(page, owner)
    expect(page.locator(".chart-table").first).to_have_attribute("open", "")
    page.get_by_role("searchbox").fill("gardien")
    page.get_by_role("button", name="Trouver").click()
    expect(page.get_by_role("heading", name="Trouvé pour « gardien »")).to_be_visible()
