"""What the usher hears, feels and lights without looking, and which reader looks at the code."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.cast import Chain
from tests.journeys import steps
from tests.journeys.conftest import Open
from tests.journeys.test_door import WORDS, admitted, answer, check, picture, sign_in, sold, typed
from tests.journeys.window import OFFLINE, Watch

pytestmark = [pytest.mark.journey, pytest.mark.browser]
LIBRARY = "/built/jsQR-"

SENSES = """
window.felt = [];
window.heard = [];
Object.defineProperty(navigator, "vibrate", { value: (pattern) => felt.push(pattern) });
window.AudioContext = class {
  currentTime = 10;
  destination = {};
  resume() { return Promise.resolve(); }
  createGain() {
    return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to) => to };
  }
  createOscillator() {
    const tone = { frequency: { value: 0 }, connect: (to) => to, start: (at) => (tone.at = at) };
    tone.stop = (at) => heard.push([tone.frequency.value, Math.round((at - tone.at) * 1000)]);
    return tone;
  }
};
"""
TORCH = """
window.lit = [];
MediaStreamTrack.prototype.getCapabilities = () => ({ torch: %s });
MediaStreamTrack.prototype.applyConstraints = async (wanted) => { lit.push(wanted.advanced[0].torch); };
"""
READER = """
window.looked = [];
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["%(format)s"]; }
  constructor(wanted) { looked.push(wanted.formats.join()); }
  async detect(source) {
    looked.push(source.constructor.name);
    if (%(broken)s) throw new Error("the service is away");
    return [{ rawValue: "%(code)s" }];
  }
};
"""
NO_READER = "delete window.BarcodeDetector;"


def given(page: Page) -> tuple[Any, Any]:
    """The shakes and tones since the last look: patterns in ms, (Hz, ms)."""
    felt, heard = page.evaluate("[felt.splice(0), heard.splice(0)]")
    return felt, heard


def filmed(film: Path, seen: Image.Image) -> None:
    """The camera sees this and nothing else."""
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=85)
    film.write_bytes(out.getvalue() * 30)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_answer_has_its_own_sound_and_shake(
    cinema: Chain, usher: str, window: Open, watch: Watch, language: str
) -> None:
    """Short and high for "come in", low and long for "no", so that no eye is needed; the sound can be put out."""
    watch.expected += f"|{OFFLINE}"
    order, said = sold(cinema, 3), WORDS[language]
    page = window(width=390)
    page.add_init_script(SENSES)
    sign_in(page, usher, language=language)
    assert given(page) == ([], []), "nothing before the first answer"

    check(page, typed(order), language=language)
    expect(answer(page, "good")).to_contain_text(said["good"])
    assert given(page) == ([[60]], [[1046, 120]])
    page.get_by_role("button", name=said["undo"]).click()
    expect(answer(page, "note")).to_contain_text(said["undone"])
    assert given(page) == ([[30]], [[660, 80]])
    check(page, typed(order)[:-1] + "9", language=language)
    answer(page, "bad")
    assert given(page) == ([[200, 100, 200]], [[196, 250], [165, 350]])
    page.context.set_offline(True)
    check(page, typed(order), language=language)
    expect(answer(page, "unchecked")).to_contain_text(said["unchecked"])
    assert given(page) == ([[80, 60, 80]], [[440, 120], [440, 120]])
    page.context.set_offline(False)

    sound = page.get_by_role("button", name=said["sound"])
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "false")
    check(page, typed(order), language=language)
    answer(page, "good")
    assert given(page) == ([[60]], []), "silent, and still felt"
    sound.click()
    check(page, typed(order), language=language)
    answer(page, "bad")
    assert given(page)[1] == [[196, 250], [165, 350]]


def test_the_torch_is_lit_where_the_camera_has_one(
    cinema: Chain, usher: str, window: Open, film: Path
) -> None:
    filmed(film, Image.new("RGB", (1280, 720), (96, 88, 80)))
    said, page = WORDS["en"], window(width=390)
    page.add_init_script(TORCH % "true")
    sign_in(page, usher, language="en")
    torch = page.get_by_role("button", name=said["torch"])
    expect(torch).to_be_hidden()
    page.get_by_role("button", name=said["camera"]).click()
    for pressed in ("true", "false", "true"):
        torch.click()
        expect(torch).to_have_attribute("aria-pressed", pressed)
    steps.until(lambda: page.evaluate("lit") == [True, False, True])
    page.get_by_role("button", name=said["stop"]).click()
    expect(torch).to_be_hidden()
    page.get_by_role("button", name=said["camera"]).click()
    expect(torch).to_have_attribute("aria-pressed", "false")


def test_without_a_torch_there_is_no_button(cinema: Chain, usher: str, window: Open, film: Path) -> None:
    filmed(film, Image.new("RGB", (1280, 720), (96, 88, 80)))
    page = window(width=390)
    page.add_init_script(TORCH % "false")
    sign_in(page, usher)
    page.get_by_role("button", name="Ouvrir la caméra").click()
    expect(page.get_by_role("button", name="Arrêter")).to_be_visible()
    expect(page.get_by_role("button", name="Lampe")).to_be_hidden()


def _loads(page: Page) -> list[str]:
    """The addresses the page asks for, the library's among them once it is needed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_the_browsers_own_reader_is_used_where_there_is_one(
    cinema: Chain, usher: str, window: Open, film: Path, tmp_path: Path
) -> None:
    """Before the camera and for a photo: what it says is asked, and the library is never loaded."""
    camera, photo = sold(cinema, 3, 4).tickets
    wall = Image.new("RGB", (1280, 720), (96, 88, 80))
    filmed(film, wall)
    wall.save(tmp_path / "wall.jpg")
    page = window(width=390)
    asked = _loads(page)
    page.add_init_script(READER % {"format": "qr_code", "broken": "false", "code": camera.payload})
    sign_in(page, usher)
    page.get_by_role("button", name="Ouvrir la caméra").click()
    expect(answer(page, "good")).to_contain_text("place 3")
    page.get_by_role("button", name="Arrêter").click()
    page.evaluate(
        "code => { BarcodeDetector.prototype.detect = async (seen) => {"
        " looked.push(seen.constructor.name); return [{ rawValue: code }]; }; }",
        photo.payload,
    )
    page.locator("[data-photo]").set_input_files(tmp_path / "wall.jpg")
    expect(answer(page, "good")).to_contain_text("place 4")
    assert admitted() == 2
    looked = page.evaluate("looked")
    assert (looked[0], set(looked[1:])) == ("qr_code", {"HTMLVideoElement", "ImageBitmap"})
    assert [url for url in asked if LIBRARY in url] == []


READERS = {
    "missing": NO_READER,
    "for-other-codes": READER % {"format": "ean_13", "broken": "false", "code": "never"},
    "broken": READER % {"format": "qr_code", "broken": "true", "code": "never"},
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_the_library_reads_where_the_browser_cannot(
    cinema: Chain, usher: str, window: Open, film: Path, tmp_path: Path, *, reader: str
) -> None:
    camera, photo = sold(cinema, 3, 4).tickets
    filmed(film, picture(camera.payload))
    picture(photo.payload).save(tmp_path / "photo.png")
    page = window(width=390)
    asked = _loads(page)
    page.add_init_script(reader)
    sign_in(page, usher)
    assert not [url for url in asked if LIBRARY in url], "only when it is needed"
    page.get_by_role("button", name="Ouvrir la caméra").click()
    expect(answer(page, "good")).to_contain_text("place 3")
    page.get_by_role("button", name="Arrêter").click()
    page.locator("[data-photo]").set_input_files(tmp_path / "photo.png")
    expect(answer(page, "good")).to_contain_text("place 4")
    assert (admitted(), len([url for url in asked if LIBRARY in url])) == (2, 1)
