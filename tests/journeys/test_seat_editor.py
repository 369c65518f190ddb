"""The seat-map editor in a real browser: a hall drawn and published by keyboard alone, and touched on a phone."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Chain
from tests.journeys.conftest import PASSWORD, Open

pytestmark = [pytest.mark.journey, pytest.mark.browser]
PLAN = "/en/staff/cinema/le-phare/screens/3/plan/"


@pytest.fixture
def owner(cinema: Chain) -> str:
    """The owner's address; screen 3 is new and has no plan."""
    from ouvreuse.accounts.actions import create_user
    from ouvreuse.venues.actions import create_screen, grant_role

    create_screen(cinema.cinema, number=3, name="Rouge")
    user = create_user("odile@example.org", name="Odile Marchand", password=PASSWORD)
    grant_role(user, cinema=cinema.cinema, role="owner")
    return "odile@example.org"


def enter(page: Page, email: str) -> None:
    """Sign in and come to the empty sheet; the editor is there."""
    page.goto(PLAN)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("seat-editor svg")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab (or Shift+Tab, when it stands before) until that control has the focus."""
    wanted = page.locator(selector)
    after = (
        "each => !!(document.activeElement.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    key = "Tab" if wanted.evaluate(after) else "Shift+Tab"
    for _ in range(70):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached by Tab")


def typed(page: Page, name: str, text: str) -> None:
    tab_to(page, f'[data-in="{name}"]')
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def seats(page: Page) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(page.locator("#document").input_value())["seats"]
    return found


def test_a_hall_is_drawn_and_published_by_keyboard_alone(owner: str, window: Open) -> None:
    from ouvreuse.venues.models import SeatMap

    page = window()
    enter(page, owner)
    typed(page, "rows", "2")
    typed(page, "seats", "6")
    typed(page, "aisles", "3")
    tab_to(page, '[data-do="rows"]')
    page.keyboard.press("Enter")
    expect(page.locator('[data-out="law"]')).to_contain_text("only 0; the law asks for 2")
    tab_to(page, "seat-editor svg")
    said = page.locator('[data-out="said"]')
    for key in ("Escape", "Enter"):
        page.keyboard.press(key)
    expect(said).to_contain_text("Row A, seat 1")
    page.keyboard.press("w")
    for key in ("ArrowRight", "Enter", "c", "ArrowDown", "Enter", "w"):
        page.keyboard.press(key)
    expect(said).to_contain_text("Row B, seat 2, wheelchair space")
    for key in ("ArrowRight", "Enter", "Delete", "Control+z", "Control+y", "Control+z"):
        page.keyboard.press(key)
    expect(page.locator('[data-out="law"]')).to_have_text("Wheelchair spaces: 2; the law asks for 2.")
    kinds = "".join(str(seat["kind"]) for seat in seats(page))
    assert kinds == "WCSSSSSWSSSS"
    assert seats(page)[1]["partner"] == seats(page)[0]["place"]
    page.keyboard.press("Alt+ArrowDown")
    tab_to(page, '[value="publish"]')
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/plan/publish/"))
    expect(page.get_by_role("checkbox", name=re.compile("Row A, seat 1, wheelchair"))).to_be_visible()
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/screens/3/plans/1/"))
    made = SeatMap.objects.get(screen__number=3)
    assert (made.capacity, made.kinds) == (12, kinds)


def test_a_wrong_seat_is_shown_where_it_is_and_the_drawing_stays(owner: str, window: Open) -> None:
    page = window()
    enter(page, owner)
    page.locator('[data-do="rows"]').click()
    page.locator('[data-do="none"]').click()
    page.locator("seat-editor g.seat").first.click()
    page.locator('[data-do="kind-C"]').click()
    expect(page.locator('[data-out="look"]')).to_contain_text("Seats to look at: 1")
    page.locator('[value="save"]').click()
    expect(page.get_by_role("alert")).to_contain_text("Row A, seat 1")
    expect(page.locator("seat-editor g.seat.chosen")).to_have_count(1)
    assert len(seats(page)) == 50
    page.locator('[data-in="view"]').select_option("list")
    page.locator("[data-list] summary").first.click()
    page.get_by_label("Kind, A1", exact=True).select_option("S")
    page.get_by_label("Number, A2", exact=True).fill("22")
    page.keyboard.press("Tab")
    page.locator('[value="save"]').click()
    expect(page.get_by_text("The drawing is saved: 50 seats.")).to_be_visible()
    assert seats(page)[1]["number"] == "22"


def test_a_finger_chooses_and_drags(owner: str, window: Open) -> None:
    page = window(width=390, has_touch=True)
    enter(page, owner)
    page.locator('[data-do="rows"]').tap()
    page.locator('[data-do="none"]').tap()
    first = page.locator("seat-editor g.seat").first
    first.scroll_into_view_if_needed()
    first.tap()
    page.locator('[data-do="add"]').tap()
    page.locator("seat-editor g.seat").nth(1).tap()
    expect(page.locator("seat-editor g.seat.chosen")).to_have_count(2)
    before = [seat["x"] for seat in seats(page)]
    box = first.bounding_box()
    assert box is not None
    touch = page.context.new_cdp_session(page)
    spot = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [spot]})
    for step in range(1, 6):
        point = {"x": spot["x"] - step * box["width"] / 5, "y": spot["y"]}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    moved = [one - two for one, two in zip(before, (seat["x"] for seat in seats(page)), strict=True)]  # type: ignore[operator]
    assert moved[0] == moved[1] > 0
    assert set(moved[2:]) == {0}
