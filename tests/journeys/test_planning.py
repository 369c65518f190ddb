"""A week is re-planned: by keyboard alone, with a mouse, and with the colleague's change in between."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.cast import Chain
from tests.journeys.conftest import PASSWORD, Open

pytestmark = [pytest.mark.journey, pytest.mark.browser]
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def week(cinema: Chain) -> Any:
    """The Wednesday of a week to come, with a programmer who plans it."""
    from ouvreuse.accounts.actions import create_user
    from ouvreuse.kernel import clock
    from ouvreuse.kernel.cinema_week import CinemaWeek
    from ouvreuse.venues.actions import grant_role

    user = create_user("paula@example.org", name="Paula Roux", password=PASSWORD)
    grant_role(user, cinema=cinema.cinema, role="programmer")
    return CinemaWeek.of_day(clock.now().astimezone(PARIS).date() + timedelta(days=14))


def at(week: Any, day: int, clock_: str) -> datetime:
    wall = datetime.combine(week.opening + timedelta(days=day), time.fromisoformat(clock_), PARIS)
    return wall.astimezone(UTC)


def draft(cinema: Chain, week: Any, day: int, clock_: str, **more: Any) -> int:
    from ouvreuse.programme.actions import Plan, plan_screening

    facts = {"screen": cinema.screen, "version": cinema.version, "price_version": cinema.price_version}
    return plan_screening(Plan(starts_at=at(week, day, clock_), **{**facts, **more}))


def sign_in(page: Page, week: Any, *, view: str = "week") -> None:
    page.goto(f"/fr/staff/cinema/le-phare/planning/?week={week.number}&view={view}")
    page.get_by_label("E-mail").fill("paula@example.org")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("region", name="Grille de la semaine")).to_be_visible()
    expect(page.locator("week-planner:defined")).to_have_count(1)  # before, a block is a plain link


def place_of(screening: int) -> tuple[int, datetime]:
    from ouvreuse.programme.models import Screening

    row = Screening.objects.get(id=screening)
    return row.screen_id, row.starts_at


def tab_to_grid(page: Page) -> None:
    """From the field of the typed line on: the grid is one stop."""
    page.get_by_label("Ajouter une séance").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.lane a')"):
            return
    raise AssertionError("the grid is not within twelve stops of the Tab key")


def test_a_week_is_replanned_by_keyboard_alone(cinema: Chain, week: Any, window: Open) -> None:
    first, second = draft(cinema, week, 0, "14:00"), draft(cinema, week, 1, "20:15")
    page = window()
    sign_in(page, week)
    said = page.locator(".planner-said")
    tab_to_grid(page)
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Le Gardien, prise à 14:00, Salle 1")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(said).to_contain_text("15:10, Salle 2")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Séance modifiée.")
    assert place_of(first) == (cinema.free_screen, at(week, 0, "15:10"))
    expect(page.locator(f"#s{first}")).to_be_focused()

    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#s{second}")).to_be_focused()
    for key in ("Enter", "Shift+ArrowDown", "Escape"):
        page.keyboard.press(key)
    expect(said).to_have_text("Laissée où elle était.")
    assert place_of(second) == (cinema.screen, at(week, 1, "20:15"))
    page.keyboard.press("t")
    expect(said).to_contain_text("battement 25 min")
    page.keyboard.press("Shift+P")
    expect(said).to_contain_text("Avant-séance 10 min, battement 25 min")
    page.keyboard.press("Delete")
    expect(page.locator(f"#s{second}")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(f"#s{second}")).to_be_focused()
    assert place_of(second) == (cinema.screen, at(week, 1, "20:15"))

    page.get_by_label("Ajouter une séance").focus()
    page.keyboard.type("salle 1 ven 18h30 VF gardien")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Séance ajoutée en brouillon.")).to_be_visible()
    expect(page.locator(".lane a")).to_have_count(3)


def test_a_refused_move_goes_back_and_a_colleagues_is_shown(cinema: Chain, week: Any, window: Open) -> None:
    from ouvreuse.accounts.actions import create_user
    from ouvreuse.programme.actions import Desk, Wish, arrange, facts_of, plan_of
    from ouvreuse.programme.models import Screening

    one, two = draft(cinema, week, 0, "14:00"), draft(cinema, week, 0, "18:00")
    page = window()
    sign_in(page, week)
    said = page.locator(".planner-said")
    page.locator(f"#s{one}").focus()
    for key in ("Enter", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(said).to_contain_text("« Le Gardien » y est de 18:00 à 20:30")
    expect(page.locator(f"#s{one}")).to_contain_text("14:00")
    assert place_of(one) == (cinema.screen, at(week, 0, "14:00"))
    from dataclasses import replace

    paul = Desk(create_user("paul@example.org", name="Paul", password=PASSWORD), cinema.cinema, week.opening)
    moved = replace(plan_of(facts_of(Screening.objects.get(id=two))), starts_at=at(week, 2, "20:30"))
    arrange([Wish(two, moved)], desk=paul, verb="move")
    page.locator(f"#s{two}").focus()
    for key in ("Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(said).to_contain_text("Paul l’a mise")
    expect(page.locator(f"#day-{week.opening + timedelta(days=2)} #s{two}")).to_be_visible()
    assert place_of(two)[1] == at(week, 2, "20:30")


def test_a_mouse_moves_stretches_and_brings_films(cinema: Chain, week: Any, window: Open) -> None:
    screening = draft(cinema, week, 0, "14:00")
    page = window()
    sign_in(page, week, view="day&day=" + week.opening.isoformat())
    block = page.locator(f"#s{screening}")
    box = block.bounding_box()
    target = page.locator(".lane").nth(1).bounding_box()
    assert box
    assert target
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.move(x + target["width"] / 8, target["y"] + 12, steps=4)
    page.mouse.up()
    expect(page.locator(".planner-said")).to_have_text("Séance modifiée.")
    screen, starts_at = place_of(screening)
    assert screen == cinema.free_screen
    assert at(week, 0, "15:45") <= starts_at <= at(week, 0, "16:15")

    edge = page.locator(f"#s{screening} .turn").bounding_box()
    assert edge
    page.mouse.move(edge["x"] + edge["width"] / 2, edge["y"] + 40)
    page.mouse.down()
    page.mouse.move(edge["x"] + edge["width"] / 2 + 30, edge["y"] + 40, steps=3)
    page.mouse.up()
    expect(page.locator(".planner-said")).to_contain_text("battement")
    page.locator("a[data-version]").first.click()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".lane a")).to_have_count(2)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_wrong_for_those_who_cannot_see(
    cinema: Chain, week: Any, window: Open, dark: bool
) -> None:
    draft(cinema, week, 0, "14:00", turnaround_min=5)
    draft(cinema, week, 1, "20:15")
    page = window(width=390 if dark else 1280, dark=dark)
    sign_in(page, week)
    for asked in ("",) if dark else ("", "&view=list"):
        page.goto(f"/fr/staff/cinema/le-phare/planning/?week={week.number}{asked}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    for name in ("copy",) if dark else ("publication", "sheet", "series", "keys"):
        page.goto(f"/fr/staff/cinema/le-phare/planning/{name}/?week={week.number}")
        found = Axe().run(page)
        assert found.violations_count == 0, (name, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]
