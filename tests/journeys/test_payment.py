"""What goes wrong between us and the bank, as a buyer lives it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.cast import Chain
from tests.journeys import steps
from tests.journeys.conftest import Open
from tests.journeys.stack import Stack

pytestmark = [pytest.mark.journey, pytest.mark.browser]
ORDER = re.compile(r"/fr/commande/[^/]+/(\?.*)?$")


def charges(stack: Stack) -> int:
    """How many payments the bank has really taken."""
    return sum(one["status"] == "succeeded" for one in stack.bank.bank.store.find("payment_intent"))


def test_declined_then_paid(cinema: Chain, stack: Stack, window: Open) -> None:
    page = window()
    steps.hold(page, cinema.screening(), 3)
    steps.to_the_bank(page, stack)
    before = charges(stack)
    steps.at_the_bank(page, "declines")
    expect(page.get_by_role("alert")).to_contain_text("Carte refusée")
    assert steps.orders(cinema) == ["paying"]
    steps.at_the_bank(page, "bank pays")
    assert len(steps.tickets(page)) == 1
    assert (steps.orders(cinema), charges(stack) - before) == (["confirmed"], 1)


def test_abandoned_then_paid(cinema: Chain, stack: Stack, window: Open) -> None:
    screening = cinema.screening()
    page = window(width=390)
    steps.hold(page, screening, 3)
    steps.to_the_bank(page, stack)
    steps.at_the_bank(page, "abandons")
    expect(page).to_have_url(ORDER)
    expect(page.get_by_text("Vos places restent les vôtres")).to_be_visible()
    stranger = window()
    stranger.goto(f"/fr/seance/{screening}/places/?PLEIN=1")
    expect(steps.seat(stranger, 3)).to_be_disabled()
    page.get_by_role("link", name="page de la banque").click()
    steps.at_the_bank(page, "bank pays")
    assert len(steps.tickets(page)) == 1


def test_two_tabs_pay_one_order(cinema: Chain, stack: Stack, window: Open) -> None:
    page = window()
    before = charges(stack)
    steps.hold(page, cinema.screening(), 3)
    second = page.context.new_page()
    second.goto(page.url)
    for tab in (page, second):
        steps.to_the_bank(tab, stack)
    assert page.url == second.url, "both tabs are at the same page of the bank"
    steps.at_the_bank(page, "bank pays")
    steps.tickets(page)
    steps.at_the_bank(second, "bank pays")
    second.get_by_role("link", name="Revenir au cinéma").click()
    steps.tickets(second)
    assert (steps.orders(cinema), charges(stack) - before) == (["confirmed"], 1)


def test_the_link_of_an_order_opens_in_any_browser(cinema: Chain, stack: Stack, window: Open) -> None:
    page = window()
    codes = steps.buy(page, stack, cinema.screening(), 3, 4)
    link = re.search(rf"{stack.url}/fr/commande/\S+", steps.mail(stack)["text"])
    assert link is not None
    other = window(width=390, js=False)
    other.goto(link[0])
    assert steps.tickets(other) == codes
    assert not other.context.cookies(), "no cookie is needed to see one's tickets"


def test_the_return_works_in_another_browser(cinema: Chain, stack: Stack, window: Open) -> None:
    """Paid in the browser of a mail program: the way back needs nothing of the first one."""
    page, other = window(), window(width=390)
    steps.hold(page, cinema.screening(), 3)
    steps.to_the_bank(page, stack)
    other.goto(page.url)
    steps.at_the_bank(other, "bank pays")
    assert len(steps.tickets(other)) == 1
    page.goto(other.url)
    assert len(steps.tickets(page)) == 1


def test_two_people_take_one_seat(cinema: Chain, window: Open) -> None:
    screening = cinema.screening()
    first, second = window(), window(width=390, js=False)
    for page in (first, second):
        page.goto(steps.screening_path(screening, "fr"))
        steps.how_many(page, language="fr", PLEIN=2)
    steps.keep(first, 3, 4, language="fr")
    expect(first).to_have_url(ORDER)
    with second.expect_response(re.compile("/garder/")) as answer:
        steps.keep(second, 4, 5, language="fr")
    assert answer.value.status == 409
    expect(second.get_by_role("alert")).to_contain_text("A4")
    expect(steps.seat(second, 4)).to_be_disabled()
    expect(steps.seat(second, 5)).to_be_checked()
    steps.keep(second, 6, language="fr")
    expect(second).to_have_url(ORDER)
    assert steps.orders(cinema) == ["held", "held"]


def test_a_seat_lost_while_choosing_is_said_aloud(cinema: Chain, window: Open) -> None:
    screening = cinema.screening()
    page, rival = window(), window()
    page.goto(f"/fr/seance/{screening}/places/?PLEIN=2")
    for place in (3, 4):
        steps.seat(page, place).check()
    steps.hold(rival, screening, 4)
    expect(page.get_by_role("status").filter(has_text="A4")).to_be_visible(timeout=30_000)
    expect(steps.seat(page, 4)).to_be_disabled()
    expect(steps.seat(page, 3)).to_be_checked()
