"""Pages of the bank that the site had no call free for: the worker opens them, once, and bears the bank's faults."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.cast import Chain
from tests.rig.orders import no_call_free

from ouvreuse.booking import actions, flows
from ouvreuse.ops.pages import open_pages, open_waiting_pages
from ouvreuse.payments import flows as payments
from ouvreuse.payments.actions import claim_unopened
from ouvreuse.payments.errors import ProviderBusy
from ouvreuse.payments.models import Payment, ProviderAccount

pytestmark = pytest.mark.integration


def refused_for_want_of_a_call(chain: Chain, *places: int) -> UUID:
    """An order in payment whose page the site could not open just now."""
    held = actions.hold_seats(
        chain.screening(in_minutes=200 * places[0]), places=places, rates=["PLEIN"] * len(places),
        purchase_key=uuid4(), browser=uuid4(), language="fr",
    )  # fmt: skip
    with no_call_free(), pytest.raises(ProviderBusy):
        flows.open_checkout(held.order, email="camille@example.org")
    return held.order


def test_a_page_is_opened_once_and_the_visitor_finds_it(chain: Chain, bank: Any, travel: Any) -> None:
    order = refused_for_want_of_a_call(chain, 1)
    assert open_waiting_pages() == 0, "a thread of the site may be about to open it"
    travel(seconds=1)
    assert open_waiting_pages() == 1
    payment = Payment.objects.get(subject=order)
    assert payment.state == "open"
    assert flows.bank_page(order) == payment.url
    assert open_waiting_pages() == 0
    assert len(bank.bank.store.find("checkout.session")) == 1


def test_the_claim_of_a_worker_that_died_is_made_again(chain: Chain, bank: Any, travel: Any) -> None:
    """Ten seconds later another has it, under the same key."""
    order = refused_for_want_of_a_call(chain, 1)
    travel(seconds=1)
    assert len(claim_unopened(5)) == 1
    assert open_waiting_pages() == 0
    travel(seconds=11)
    assert open_waiting_pages() == 1
    assert Payment.objects.get(subject=order).state == "open"
    assert len(bank.bank.store.find("checkout.session")) == 1


def test_nobody_opens_a_page_past_its_deadline(chain: Chain, bank: Any, travel: Any) -> None:
    refused_for_want_of_a_call(chain, 1)
    travel(minutes=13)
    assert open_waiting_pages() == 0


def test_the_worker_opens_several_at_a_time_until_it_is_told_to_stop(
    chain: Chain, bank: Any, travel: Any
) -> None:
    for place in range(1, 6):
        refused_for_want_of_a_call(chain, place)
    travel(seconds=1)
    payments.allow_calls(12)
    stop = threading.Event()
    loop = threading.Thread(target=open_pages, args=(stop,))
    loop.start()
    try:
        for _ in range(600):
            if not Payment.objects.exclude(state="open").exists():
                break
            stop.wait(0.05)
    finally:
        stop.set()
        loop.join(30)
        payments.allow_calls(2)
    assert set(Payment.objects.values_list("state", flat=True)) == {"open"}
    assert len(bank.bank.store.find("checkout.session")) == 5


def test_a_page_whose_account_cannot_be_opened_is_tried_every_ten_seconds(
    chain: Chain, bank: Any, travel: Any
) -> None:
    """Not ten times a second: the worker looks that often."""
    order = refused_for_want_of_a_call(chain, 1)
    ProviderAccount.objects.update(secret_key="not sealed by us")
    travel(seconds=1)
    assert open_waiting_pages() == 1
    assert open_waiting_pages() == 0
    travel(seconds=11)
    assert open_waiting_pages() == 1
    assert Payment.objects.get(subject=order).state == "created"
