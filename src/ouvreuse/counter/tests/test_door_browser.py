"""The door in a real browser, with a camera that films real codes."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from PIL import Image
from tests.browsers import chromium
from tests.cast import Chain

from ouvreuse.booking import actions
from ouvreuse.booking.models import Admission
from ouvreuse.booking.queries import OrderView, order_view
from ouvreuse.kernel import ids
from ouvreuse.ui.documents.qr import qr_png
from ouvreuse.venues.tests.factories import browser as signed_in
from ouvreuse.venues.tests.factories import member

pytestmark = pytest.mark.browser
GOOD, BAD, NOTE, UNCHECKED = (f'[data-state="{state}"]' for state in ("good", "bad", "note", "unchecked"))
WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 480, 10
DOOR = "/fr/door/le-phare/"


class Quiet(WSGIRequestHandler):
    """Says nothing on the terminal."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The site on a free port of this machine; the front end built."""
    subprocess.run([sys.executable, "-m", "ouvreuse.project.frontend", "build"], check=True)
    server = ThreadedWSGIServer(("localhost", 0), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def order(chain: Chain) -> OrderView:
    """Two tickets of a screening that is entering."""
    screening = chain.screening(in_minutes=20)
    return order_view(
        actions.sell(screening, places=[1, 2], rates=["PLEIN", "PLEIN"], email="vera@example.org")
    )


def drawn(code: str, *, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """A code held before a camera."""
    picture = Image.open(io.BytesIO(qr_png(code))).convert("L").resize((360, 360))
    scene = Image.new("L", size, 200)
    scene.paste(picture, ((size[0] - 360) // 2, (size[1] - 360) // 2))
    return scene


def film(path: Path, scenes: list[tuple[Image.Image, float]]) -> Path:
    """A film in Y4M: each picture for so many seconds."""
    grey = bytes([128]) * (WIDTH * HEIGHT // 4)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for picture, seconds in scenes:
            frame = b"FRAME\n" + picture.tobytes() + grey + grey
            file.write(frame * round(seconds * FRAMES_PER_SECOND))
    return path


Open = Callable[..., Any]


@pytest.fixture
def open_door(site: str, chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """``open_door(scenes)``: the door's page of a signed-in usher, the camera filming these scenes."""
    from playwright.sync_api import sync_playwright

    session = signed_in(member("ursule", cinema=chain.cinema)).cookies["session"].value
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    with sync_playwright() as player:

        def opened(scenes: list[tuple[Image.Image, float]] | None = None, *, script: bool = True) -> Any:
            blank = [(Image.new("L", (WIDTH, HEIGHT), 200), 1.0)]
            filmed = film(tmp_path / "camera.y4m", scenes or blank)
            program = player.chromium.launch(
                executable_path=chromium(),
                args=[
                    "--no-sandbox",
                    "--use-fake-ui-for-media-stream",
                    "--use-fake-device-for-media-stream",
                    f"--use-file-for-fake-video-capture={filmed}",
                ],
            )
            context = program.new_context(java_script_enabled=script, locale="fr-FR")
            context.set_default_timeout(20_000)
            context.add_cookies([{"name": "session", "value": session, "url": site}])
            page = context.new_page()
            page.goto(site + DOOR)
            return page

        yield opened


def seat(number: int) -> str:
    """The green answer for this seat."""
    return f'{GOOD} .door-seat:has-text("place {number}")'


def entered() -> dict[UUID, str]:
    """Tickets let in, by which way."""
    return dict(Admission.objects.filter(undone_at=None).values_list("ticket_id", "way"))


def test_two_people_pass_before_the_camera_without_a_touch(open_door: Open, order: OrderView) -> None:
    first, second = order.tickets
    page = open_door([(drawn(first.payload), 4.0), (drawn(second.payload), 30.0)])
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.click("[data-start]")
    page.wait_for_selector(seat(1))
    page.wait_for_selector(seat(2))
    page.wait_for_timeout(500)
    assert page.is_visible(seat(2)), "a code that stays before the camera is one scan"
    assert entered() == {first.id: "camera", second.id: "camera"}
    assert faults == []


def test_a_photo_is_read_in_the_browser(open_door: Open, order: OrderView, tmp_path: Path) -> None:
    page = open_door()
    drawn(order.tickets[0].payload, size=(3000, 4000)).save(tmp_path / "code.jpg", quality=60)
    Image.new("L", (800, 600), 90).save(tmp_path / "wall.jpg")
    page.set_input_files("[data-photo]", tmp_path / "wall.jpg")
    page.wait_for_selector(f'{UNCHECKED}:has-text("Aucun code")')
    page.set_input_files("[data-photo]", tmp_path / "code.jpg")
    page.wait_for_selector(GOOD)
    assert entered() == {order.tickets[0].id: "photo"}


def test_a_scanner_that_types_needs_no_field(open_door: Open, order: OrderView) -> None:
    page = open_door()
    page.click("h1")
    for ticket in order.tickets:
        page.keyboard.type(ticket.payload)
        page.keyboard.press("Enter")
    page.wait_for_selector(seat(2))
    assert set(entered()) == {ticket.id for ticket in order.tickets}
    page.click("[data-undo] button")
    page.wait_for_selector(NOTE)
    assert set(entered()) == {order.tickets[0].id}


def test_without_network_it_is_amber_and_never_green(open_door: Open, order: OrderView) -> None:
    page = open_door()
    code = f"{ids.show_code(order.code)}-1"
    page.context.set_offline(True)
    page.fill("[data-code]", code)
    page.keyboard.press("Enter")
    page.wait_for_selector(f'{UNCHECKED}:has-text("Non contrôlé")')
    assert page.locator(GOOD).count() == 0
    assert page.input_value("[data-code]") == code
    assert entered() == {}
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_selector(GOOD)
    page.route(
        "**/admit/", lambda route: route.fulfill(status=200, body="<p>good</p>", content_type="text/html")
    )
    page.fill("[data-code]", code)
    page.keyboard.press("Enter")
    page.wait_for_selector(UNCHECKED)
    assert page.locator(GOOD).count() == 0


def test_the_rest_of_an_order_enters_together(open_door: Open, order: OrderView) -> None:
    page = open_door()
    page.fill("[data-code]", f"{ids.show_code(order.code)}-1")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-say]:text("Entrez Rang A, place 1")', state="attached")
    page.click("text=Faire entrer l’autre aussi")
    page.wait_for_selector(seat(2))
    assert len(entered()) == 2


def test_without_script_a_typed_code_still_opens(open_door: Open, order: OrderView) -> None:
    page = open_door(script=False)
    assert page.is_visible("noscript, .notice-info")
    assert not page.is_visible("[data-start]")
    assert not page.is_visible("[data-photo]")
    page.fill("#code", f"{ids.show_code(order.code)}-1")
    page.click("text=Contrôler")
    assert re.search(r"Entrez", page.inner_text(GOOD))
    page.reload()
    assert "Déjà entré" in page.inner_text(BAD)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_accessibility_fault(open_door: Open, order: OrderView, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_door()
    page.emulate_media(color_scheme=scheme)
    page.fill("[data-code]", f"{ids.show_code(order.code)}-1")
    for state in (GOOD, BAD):
        page.fill("[data-code]", f"{ids.show_code(order.code)}-1")
        page.keyboard.press("Enter")
        page.wait_for_selector(state)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
