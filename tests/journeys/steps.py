"""What people do, in the words of the page: steps shared by several journeys."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from ouvreuse.programme.rules.listing import listing_day
from tests.cast import Chain
from tests.journeys.stack import Stack

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "seats": "Choisir les places", "keep": "Garder", "email": "E-mail", "name": "Nom", "pay": "Payer",
        "bank pays": "Payer", "declines": "Faire refuser la carte", "abandons": "Abandonner",
        "tickets": "^Vo(s|tre) billets?$", "pdf": "Télécharger", "screening": "seance", "order": "commande",
    },
    "en": {
        "seats": "Choose seats", "keep": "Keep", "email": "E-mail", "name": "Name", "pay": "Pay",
        "bank pays": "Pay", "declines": "Have the card declined", "abandons": "Give up",
        "tickets": "^Your tickets?$", "pdf": "Download", "screening": "screening", "order": "order",
    },
}  # fmt: skip


def until(what: Callable[[], Any], *, seconds: float = 30) -> Any:
    """The first true answer; waits for what happens outside the browser."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)
    return answer


def starts_on(screening: int) -> str:
    """The day whose programme lists it, as the day's link says it."""
    from ouvreuse.programme.models import Screening

    found = Screening.objects.get(id=screening)
    local: datetime = found.starts_at.astimezone(ZoneInfo(found.cinema.zone))
    return listing_day(local).isoformat()


def screening_path(screening: int, language: str) -> str:
    return f"/{language}/{WORDS[language]['screening']}/{screening}/"


def _reload_until_there(page: Page, link: Locator) -> None:
    """A page drawn less than two seconds ago, in the test before, may be shown once more."""

    def there() -> bool:
        if link.count():
            return True
        page.wait_for_timeout(200)
        page.reload()
        return False

    until(there)


def from_the_programme(page: Page, screening: int, *, language: str) -> None:
    """Programme by day, the film, the screening."""
    day = page.locator(f'a.day[href="?day={starts_on(screening)}"]')
    page.goto(f"/{language}/")
    _reload_until_there(page, day)
    day.click()
    film = page.get_by_role("heading", level=3).get_by_role("link")
    slot = page.locator(f'a[href="{screening_path(screening, language)}"]')
    _reload_until_there(page, slot)
    film.first.click()
    slot.click()
    expect(page).to_have_url(re.compile(screening_path(screening, language)))


def how_many(page: Page, *, language: str, **rates: int) -> None:
    """So many at each rate, then on to the seats."""
    for code, count in rates.items():
        page.locator(f"select[name={code}]").select_option(str(count))
    page.get_by_role("button", name=WORDS[language]["seats"]).click()


def seat(page: Page, place: int) -> Locator:
    """The checkbox of a place."""
    return page.locator(f'input[name="place"][value="{place}"]')


def keep(page: Page, *places: int, language: str) -> None:
    """Tick seats on the plan and keep them: the order's page is shown."""
    for place in places:
        seat(page, place).check()
    page.get_by_role("button", name=WORDS[language]["keep"]).click()


def hold(page: Page, screening: int, *places: int, language: str = "fr") -> None:
    """From the screening's page to the order's."""
    page.goto(screening_path(screening, language))
    how_many(page, language=language, PLEIN=len(places))
    keep(page, *places, language=language)
    expect(page).to_have_url(re.compile(f"/{WORDS[language]['order']}/"))


def to_the_bank(
    page: Page, stack: Stack, *, language: str = "fr", email: str = "camille@example.org"
) -> None:
    """The address, then the button of the law: the bank's page is shown."""
    page.get_by_label(WORDS[language]["email"]).fill(email)
    page.get_by_role("button", name=WORDS[language]["pay"]).click()
    expect(page).to_have_url(re.compile(f"^{re.escape(stack.bank.url)}/c/pay/"))


def at_the_bank(page: Page, verb: str, *, language: str = "fr") -> None:
    """Press one of the bank's buttons: "bank pays", "declines" or "abandons"."""
    page.get_by_role("button", name=WORDS[language][verb]).first.click()


def tickets(page: Page, *, language: str = "fr") -> list[str]:
    """Until the tickets are shown; their codes."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(WORDS[language]["tickets"]))
    return [card.inner_text().strip() for card in page.locator(".ticket > p.soft").all()]


def buy(page: Page, stack: Stack, screening: int, *places: int, language: str = "fr") -> list[str]:
    """A whole purchase; the codes of its tickets."""
    hold(page, screening, *places, language=language)
    to_the_bank(page, stack, language=language)
    at_the_bank(page, "bank pays", language=language)
    return tickets(page, language=language)


def orders(chain: Chain) -> list[str]:
    """The states of every order there is."""
    from ouvreuse.booking.models import Order

    return sorted(Order.objects.filter(cinema_id=chain.cinema).values_list("state", flat=True))


def mail(stack: Stack, *, to: str = "camille@example.org", subject: str = "") -> dict[str, Any]:
    """The newest mail to that address, once it has come."""
    found: list[dict[str, Any]] = until(
        lambda: [one for one in stack.mailbox.mails(to=to) if subject in one["subject"]]
    )
    return found[0]
