"""A11Y-01: a purchase by keyboard alone, with a focus one can see and a region that speaks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Chain
from tests.journeys import steps
from tests.journeys.conftest import Open
from tests.journeys.stack import Stack

pytestmark = [pytest.mark.journey, pytest.mark.browser]
MOST_TABS = 25
FOCUS = """
() => {
  const found = document.activeElement;
  const shown = found.name === "place" ? found.parentElement.querySelector(".face") : found;
  const style = getComputedStyle(shown);
  const chip = found.closest(".chip");
  const ring = (each) => each && getComputedStyle(each).outlineStyle !== "none"
    && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
  return {name: found.name ?? "", value: found.value ?? "", tag: found.tagName,
          words: (found.innerText ?? "").trim(), ring: ring(shown) || ring(chip)};
}
"""


def tab_to(page: Page, wanted: str, *, name: str = "", words: str = "") -> int:
    """Press Tab until that control has the focus, looking at each stop; how many presses it took."""
    for pressed in range(1, MOST_TABS + 1):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["ring"] or focus["tag"] == "BODY", f"no ring around {focus}"
        if focus["tag"] == wanted and focus["name"] == name and words in focus["words"]:
            return pressed
    raise AssertionError(f"{wanted} {name}{words} is not within {MOST_TABS} stops")


def test_two_seats_by_keyboard_alone(cinema: Chain, stack: Stack, window: Open) -> None:
    page = window()
    page.goto(steps.screening_path(cinema.screening(), "fr"))
    stops = tab_to(page, "SELECT", name="PLEIN")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    if "/places/" not in page.url:
        stops += tab_to(page, "BUTTON", words="Choisir les places")
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/places/\?.*PLEIN=2"))

    said = page.locator("seat-map [role=status]")
    expect(said).to_contain_text("Aucune place choisie")
    to_the_hall = tab_to(page, "INPUT", name="place")
    assert page.evaluate(FOCUS)["value"] == "1"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUS)["value"] == "10", "one row down, one seat right"
    page.keyboard.press("Space")
    expect(said).to_contain_text("B2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(said).to_contain_text("B2, B3")
    out_of_the_hall = tab_to(page, "BUTTON", words="Garder")
    assert out_of_the_hall <= 2, "the hall is one stop of the Tab key"
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/commande/"))
    to_the_address = tab_to(page, "INPUT", name="email")
    page.keyboard.type("camille@example.org")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/c/pay/"))
    steps.at_the_bank(page, "bank pays")
    assert len(steps.tickets(page)) == 2
    assert (to_the_hall, to_the_address) <= (12, 20), (stops, to_the_hall, to_the_address)


def test_a_seat_is_named_in_words(cinema: Chain, window: Open) -> None:
    """What a screen reader says of a seat: row, number, kind; the list by row says the same without a plan."""
    screening = cinema.screening()
    page = window()
    page.goto(f"/fr/seance/{screening}/places/?PLEIN=1")
    expect(page.get_by_role("checkbox", name="Rang A, place 1", exact=True)).to_be_visible()
    wheelchair = page.get_by_role("checkbox", name=re.compile("Rang E, place 1.*fauteuil roulant"))
    expect(wheelchair).to_have_count(1)
    expect(page.get_by_role("group", name=re.compile("^Rang C"))).to_have_count(1)
    page.get_by_text("Liste par rang").click()
    page.get_by_role("checkbox", name="Rang C, place 5", exact=True).check()
    expect(page.locator("seat-map [role=status]")).to_contain_text("C5")
