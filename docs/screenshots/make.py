"""Takes the pictures of the README from a running demonstration: ``python docs/screenshots/make.py URL [FOLDER]``.

Start one first (``./ouvreuse up``) and wait until its past is sold. Needs Chromium and the developer's packages.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, Response, sync_playwright

HERE = Path(__file__).parent
DESK = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 760}
BROKEN: list[str] = []


def main() -> None:
    """All pictures, each from its own fresh window."""
    url = sys.argv[1].rstrip("/")
    if urlsplit(url).hostname not in ("localhost", "127.0.0.1"):
        raise SystemExit("pictures are taken on this machine only")
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for walk in (purchase, door, tour):
            walk(chromium, url, lambda page, name: keep(page, folder / f"{name}.png"))
        chromium.close()
    if BROKEN:
        raise SystemExit("the pictures are not whole: start the demonstration again")


def keep(page: Page, path: Path) -> None:
    """A picture of what the window shows, in few colours."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(colors=160, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    sys.stdout.write(f"{path.name}: {path.stat().st_size // 1024} KB\n")


Keep = Callable[[Page, str], None]


def window(browser: Browser, size: dict[str, int]) -> Page:
    """A visitor's own window, in French."""
    page = browser.new_context(viewport=size, locale="fr-FR", device_scale_factor=1).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(15_000)
    page.on("response", whole)
    return page


def whole(answer: Response) -> None:
    """A page that lacks its styles is no picture to show."""
    if answer.status >= 400 and "/admit/" not in answer.url:
        sys.stderr.write(f"{answer.status} {answer.url}\n")
        BROKEN.append(answer.url)


def purchase(browser: Browser, url: str, keep: Keep) -> None:
    """Programme, seats, order, bank, tickets."""
    page = window(browser, DESK)
    tomorrow = (datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=1)).date()
    page.goto(f"{url}/fr/?day={tomorrow}")
    keep(page, "programme")
    page.goto(f"{url}/fr/cinema/rideau/?day={tomorrow}")
    evening = page.locator(
        ".slot-open a:has(time[datetime*='T20:']), .slot-open a:has(time[datetime*='T21:'])"
    )
    (evening if evening.count() else page.locator(".slot-open a")).first.click()
    page.locator("select").first.select_option("2")
    page.locator("main form button[type=submit]").click()
    for number in (9, 10):  # two seats side by side in the middle of the hall
        page.locator(f"label:has-text('Rang G, place {number}') input").first.check(force=True)
    keep(page, "seats")
    page.locator("form.choose button[type=submit]").click()
    page.locator("input[name=email]").fill("camille@example.org")
    keep(page, "order")
    page.locator("form.pay button[type=submit]").click()
    page.locator("button.main").click()
    page.locator(".ticket-code").first.wait_for(timeout=60_000)
    page.set_viewport_size({"width": 1200, "height": 1000})
    keep(page, "tickets")


def door(browser: Browser, url: str, keep: Keep) -> None:
    """The usher's phone: a ticket of the screening that is entering, admitted."""
    page = window(browser, PHONE)
    page.goto(f"{url}/demo/?language=fr")
    page.locator("form[action*='/try/ticket/'] button").click()
    code = page.locator("#result").inner_text().split()[-1]
    page.goto(f"{url}/demo/?language=fr")
    page.locator("form[action*='/sign-in/usher/'] button").click()
    page.goto(f"{url}/fr/door/")
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
    keep(page, "door")


def tour(browser: Browser, url: str, keep: Keep) -> None:
    """The ten things to try."""
    page = window(browser, DESK)
    page.goto(f"{url}/demo/?language=fr")
    keep(page, "tour")


if __name__ == "__main__":
    main()
