"""Takes the pictures of both READMEs from a running demonstration: ``python docs/screenshots/make.py URL``.

Start one first (``./ouvreuse up``) and wait until its past is sold. Needs Chromium and the developer's packages.
"""

from __future__ import annotations

import io
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, Response, sync_playwright

HERE = Path(__file__).parent
DESK = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 760}
PAIR = """() => {
    const rows = [...document.querySelectorAll('.plan fieldset')];
    const far = (row) => Math.abs(rows.indexOf(row) - rows.length * 0.6);
    for (const row of [...rows].sort((a, b) => far(a) - far(b))) {
        const boxes = [...row.querySelectorAll('input[name=place]')];
        const at = Math.floor(boxes.length / 2) - 1;
        if (at >= 0 && !boxes[at].disabled && !boxes[at + 1].disabled) return [boxes[at].value, boxes[at + 1].value];
    }
}"""  # two free seats side by side, in the middle of a row as good as any
BROKEN: list[str] = []


def main() -> None:
    """All pictures, each from its own fresh window."""
    url = sys.argv[1].rstrip("/")
    if urlsplit(url).hostname not in ("localhost", "127.0.0.1"):
        raise SystemExit("pictures are taken on this machine only")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language in ("fr", "en"):
            for walk in (purchase, door, tour):
                walk(chromium, url, language)
        chromium.close()
    if BROKEN:
        raise SystemExit("the pictures are not whole: start the demonstration again")


def keep(page: Page, language: str, name: str) -> None:
    """A picture of what the window shows, in few colours."""
    path = HERE / language / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(colors=160, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    sys.stdout.write(f"{language}/{path.name}: {path.stat().st_size // 1024} KB\n")


def window(browser: Browser, size: dict[str, int], language: str) -> Page:
    """A visitor's own window."""
    page = browser.new_context(viewport=size, locale=language, device_scale_factor=1).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(15_000)
    page.on("response", whole)
    return page


def whole(answer: Response) -> None:
    """A page that lacks its styles is no picture to show."""
    if answer.status >= 400 and "/admit/" not in answer.url:
        sys.stderr.write(f"{answer.status} {answer.url}\n")
        BROKEN.append(answer.url)


def purchase(browser: Browser, url: str, language: str) -> None:
    """Programme, seats, order, bank, tickets."""
    page = window(browser, DESK, language)
    tomorrow = (datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=1)).date()
    page.goto(f"{url}/{language}/?day={tomorrow}")
    keep(page, language, "programme")
    page.goto(f"{url}/{language}/cinema/rideau/?day={tomorrow}")
    halls = [page.locator(".slot-open a", has_text=hall) for hall in ("Rude", "Rameau", "La Scène")]
    next(found for found in halls if found.count()).first.click()
    page.locator("select").first.select_option("2")
    page.locator("main form button[type=submit]").click()
    for place in page.evaluate(PAIR):
        page.locator(f"input[name=place][value='{place}']").check(force=True)
    keep(page, language, "seats")
    page.locator("form.choose button[type=submit]").click()
    page.locator("input[name=email]").fill("camille@example.org")
    keep(page, language, "order")
    page.locator("form.pay button[type=submit]").click()
    page.locator("button.main").click()
    page.locator(".ticket-code").first.wait_for(timeout=60_000)
    page.set_viewport_size({"width": 1200, "height": 1000})
    keep(page, language, "tickets")


def door(browser: Browser, url: str, language: str) -> None:
    """The usher's phone: a ticket of the screening that is entering, admitted."""
    page = window(browser, PHONE, language)
    page.goto(f"{url}/demo/?language={language}")
    page.locator("form[action*='/try/ticket/'] button").click()
    code = page.locator("#result").inner_text().split()[-1]
    page.goto(f"{url}/demo/?language={language}")
    page.locator("form[action*='/sign-in/usher/'] button").click()
    page.goto(f"{url}/{language}/door/")
    doors = [link.get_attribute("href") for link in page.locator("main a.button").all()]
    for each in doors:
        page.goto(f"{url}{each}")
        page.locator("#code").fill(code)
        page.locator("form.door-typed button[type=submit]").click()
        page.locator(".door-answer").first.wait_for()
        if page.locator(".door-good").count():
            break
    else:
        raise SystemExit(f"no door lets {code} in")
    keep(page, language, "door")


def tour(browser: Browser, url: str, language: str) -> None:
    """The ten things to try."""
    page = window(browser, DESK, language)
    page.goto(f"{url}/demo/?language={language}")
    keep(page, language, "tour")


if __name__ == "__main__":
    main()
