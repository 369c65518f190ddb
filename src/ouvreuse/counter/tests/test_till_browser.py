"""The till in a real browser: three keys sell, three touches too, and nothing fires while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.browsers import chromium
from tests.cast import Chain

from ouvreuse.booking.models import Order
from ouvreuse.counter.tests.test_door_browser import site
from ouvreuse.payments import actions as payments
from ouvreuse.venues.tests.factories import browser as signed_in
from ouvreuse.venues.tests.factories import member

__all__ = ["site"]
pytestmark = pytest.mark.browser
HERE = "/fr/counter/le-phare/"
Open = Callable[..., Any]


@pytest.fixture
def open_till(site: str, chain: Chain, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """A clerk's page, their till open with 100 euros."""
    from playwright.sync_api import sync_playwright

    clerk = member("bruno", cinema=chain.cinema, role="box_office")
    payments.open_shift(None, cinema=chain.cinema, user=clerk.id, float_cents=10_000)
    session = signed_in(clerk).cookies["session"].value
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    with sync_playwright() as player:

        def opened(**more: Any) -> Any:
            program = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            context = program.new_context(locale="fr-FR", **more)
            context.set_default_timeout(30_000)
            context.add_cookies([{"name": "session", "value": session, "url": site}])
            page = context.new_page()
            page.goto(site + HERE)
            page.wait_for_selector("till-shows:defined")
            return page

        yield opened


def test_three_keys_sell_and_three_touches_too(open_till: Open, chain: Chain) -> None:
    chain.screening(in_minutes=40)
    page = open_till(has_touch=True)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.keyboard.press("1")
    page.wait_for_url("**/counter/le-phare/*/")
    page.wait_for_selector("till-sale:defined")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sold/*/")
    assert "9,50" in page.inner_text(".till-due")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HERE}")
    page.tap("a[data-key='1']")
    page.wait_for_selector("till-sale:defined")
    page.tap("[data-rate='PLEIN'] [data-more]")
    page.wait_for_selector("[data-due][value='950']", state="attached")
    assert "→ 10,50" in page.inner_text("[data-note='2000']").replace("\u00a0", " ")
    assert page.inner_text("[data-seats]").startswith("Places")
    page.tap("[data-pay='cash']")
    page.wait_for_url("**/sold/*/")
    assert Order.objects.filter(state="confirmed", total=950).count() == 2
    assert faults == []


def test_keys_rest_while_somebody_types_and_when_they_are_turned_off(open_till: Open, chain: Chain) -> None:
    screening = chain.screening(in_minutes=40)
    page = open_till()
    page.goto(page.url + f"{screening}/")
    page.wait_for_selector("till-sale:defined")
    page.click(".till-money summary")
    page.fill("#name", "")
    page.type("#name", "Classe 1 t p")
    assert page.input_value("#name") == "Classe 1 t p"
    assert page.input_value("[name='PLEIN']") == "0"
    page.click(".till-keys summary")
    page.click("[data-keys]")
    page.keyboard.press("1")
    assert page.input_value("[name='PLEIN']") == "0"
    assert all(box["height"] >= 44 for box in page.eval_on_selector_all(
        ".till-one, .till-less, .till-pay button, .till-nav a, .till-back",
        "all => all.map(each => ({height: each.getBoundingClientRect().height}))",
    ))  # fmt: skip
