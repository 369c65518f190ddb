"""The door, as an usher works it: typed codes, photos, the live camera, no network, a whole family at once."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.cast import Chain
from tests.journeys import steps
from tests.journeys.conftest import PASSWORD, Open
from tests.journeys.window import OFFLINE, Watch

pytestmark = [pytest.mark.journey, pytest.mark.browser]
DOOR = "/{language}/door/le-phare/screen/1/"
WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "password": "Mot de passe", "sign in": "Se connecter", "code": "Code du billet", "good": "Entrez",
        "seat": "Rang A, place 3", "again": "Déjà entré", "forged": "Pas un de nos billets",
        "undo": "Annuler (30 s)", "undone": "Annulé", "camera": "Ouvrir la caméra", "stop": "Arrêter",
        "torch": "Lampe", "sound": "Son", "unchecked": "Non contrôlé",
    },
    "en": {
        "password": "Password", "sign in": "Sign in", "code": "Ticket code", "good": "Come in",
        "seat": "Row A, seat 3", "again": "Already admitted", "forged": "Not one of our tickets",
        "undo": "Undo (30 s)", "undone": "Undone", "camera": "Start the camera", "stop": "Stop",
        "torch": "Torch", "sound": "Sound", "unchecked": "Not checked",
    },
}  # fmt: skip


def sold(cinema: Chain, *places: int) -> Any:
    """An order for the screening that is entering now."""
    from ouvreuse.booking.actions import sell
    from ouvreuse.booking.queries import order_view

    screening = cinema.screening(in_minutes=20)
    rates = ["PLEIN"] * len(places)
    return order_view(sell(screening, places=list(places), rates=rates, email="vera@example.org"))


def typed(order: Any, number: int = 1) -> str:
    from ouvreuse.kernel.ids import show_code

    return f"{show_code(order.code)}-{number}"


def picture(payload: str, *, size: tuple[int, int] = (1280, 720)) -> Image.Image:
    """The code as a camera sees it: somewhere on a dull background."""
    from ouvreuse.ui.documents.qr import qr_png

    code = Image.open(io.BytesIO(qr_png(payload, scale=8))).convert("RGB")
    seen = Image.new("RGB", size, (96, 88, 80))
    seen.paste(code, ((size[0] - code.width) // 2, (size[1] - code.height) // 2))
    return seen


def sign_in(page: Page, email: str, *, language: str = "fr", door: str = DOOR) -> None:
    """To the door, which asks who comes, then opens."""
    door = door.format(language=language)
    page.goto(door)
    expect(page).to_have_url(re.compile(f"/{language}/staff/sign-in/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label(WORDS[language]["password"]).fill(PASSWORD)
    page.get_by_role("button", name=WORDS[language]["sign in"]).click()
    expect(page).to_have_url(re.compile(re.escape(door)))


def check(page: Page, code: str, *, language: str = "fr") -> None:
    """Type a code, as a scanner does."""
    page.get_by_label(WORDS[language]["code"]).fill(code)
    page.keyboard.press("Enter")


def answer(page: Page, state: str) -> Locator:
    """The answer of that state, once it is shown: good, bad, note or unchecked."""
    found = page.locator(f'.door-answer[data-state="{state}"]')
    expect(found.first).to_be_visible()
    return found


def admitted() -> int:
    from ouvreuse.booking.models import Ticket

    return Ticket.objects.filter(admitted_at__isnull=False).count()


@pytest.mark.parametrize("js", [True, False], ids=["js", "without-js"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_typed_codes(cinema: Chain, usher: str, window: Open, language: str, js: bool) -> None:
    order, said = sold(cinema, 3), WORDS[language]
    page = window(width=390, js=js)
    sign_in(page, usher, language=language)
    check(page, typed(order), language=language)
    expect(answer(page, "good")).to_contain_text(said["good"])
    expect(answer(page, "good")).to_contain_text(said["seat"])
    assert admitted() == 1
    check(page, typed(order).lower(), language=language)
    expect(answer(page, "bad")).to_contain_text(said["again"])
    forged = order.tickets[0].payload[:-4] + "AAAA"
    check(page, forged, language=language)
    expect(answer(page, "bad")).to_contain_text(said["forged"])
    expect(page.locator('[data-state="good"]')).to_have_count(0)
    assert admitted() == 1


def test_a_photo_of_the_code(cinema: Chain, usher: str, window: Open, tmp_path: Path) -> None:
    order = sold(cinema, 3)
    photo, wall = tmp_path / "photo.jpg", tmp_path / "wall.jpg"
    picture(order.tickets[0].payload, size=(3000, 4000)).rotate(4).save(photo, quality=70)
    Image.new("RGB", (800, 600), (96, 88, 80)).save(wall)
    page = window(width=390)
    sign_in(page, usher)
    page.locator("[data-photo]").set_input_files(wall)
    expect(answer(page, "unchecked")).to_contain_text("Non contrôlé")
    page.locator("[data-photo]").set_input_files(photo)
    expect(answer(page, "good")).to_contain_text("Rang A, place 3")
    assert admitted() == 1


def test_the_live_camera(cinema: Chain, usher: str, window: Open, film: Path) -> None:
    """Two tickets pass before the camera: two answers and no tap between them."""
    order = sold(cinema, 3, 4)
    frames = []
    for ticket in order.tickets:
        out = io.BytesIO()
        picture(ticket.payload).save(out, "JPEG", quality=85)
        frames += [out.getvalue()] * 60
    film.write_bytes(b"".join(frames))
    page = window(width=390)
    sign_in(page, usher)
    page.get_by_role("button", name="Ouvrir la caméra").click()
    steps.until(lambda: admitted() == 2)
    expect(page.locator(".door-verdict").first).to_be_visible()
    page.get_by_role("button", name="Arrêter").click()
    expect(page.locator("video")).to_be_hidden()


def test_without_network_nothing_is_green(cinema: Chain, usher: str, window: Open, watch: Watch) -> None:
    watch.expected += f"|{OFFLINE}"
    order = sold(cinema, 3)
    page = window(width=390)
    sign_in(page, usher)
    page.context.set_offline(True)
    check(page, typed(order))
    unchecked = answer(page, "unchecked")
    expect(unchecked).to_contain_text("Non contrôlé")
    expect(page.locator('[data-state="good"]')).to_have_count(0)
    colour = unchecked.evaluate("each => getComputedStyle(each).backgroundColor")
    assert admitted() == 0
    page.context.set_offline(False)
    check(page, typed(order))
    green = answer(page, "good").evaluate("each => getComputedStyle(each).backgroundColor")
    assert (admitted(), colour != green) == (1, True)


def test_a_family_enters_at_once_and_one_is_taken_back(cinema: Chain, usher: str, window: Open) -> None:
    order = sold(cinema, 3, 4, 5)
    page = window(width=390)
    sign_in(page, usher)
    check(page, typed(order))
    answer(page, "good").get_by_role("button", name="Faire entrer les 2 autres aussi").click()
    expect(answer(page, "good")).to_have_count(2)
    assert admitted() == 3
    answer(page, "good").first.get_by_role("button", name="Annuler (30 s)").click()
    expect(answer(page, "note")).to_contain_text("Annulé")
    assert admitted() == 2


def test_a_dead_phone_is_found_by_name(cinema: Chain, usher: str, window: Open) -> None:
    order = sold(cinema, 3)
    page = window(width=390)
    sign_in(page, usher)
    page.get_by_label(re.compile("^Nom, ")).fill("vera@example.org")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text(typed(order)[:9])).to_be_visible()
    page.get_by_role("button", name=re.compile("^Faire entrer")).click()
    answer(page, "good")
    assert admitted() == 1


def test_the_door_of_another_cinema_does_not_exist(cinema: Chain, usher: str, window: Open) -> None:
    from ouvreuse.venues.models import Cinema

    Cinema.objects.create(
        operator_id=cinema.operator, slug="ailleurs", name="Ailleurs", town="Dole", cnc_authorisation="T2"
    )
    page = window()
    sign_in(page, usher)
    response = page.goto("/fr/door/ailleurs/")
    assert response is not None
    assert response.status == 404
