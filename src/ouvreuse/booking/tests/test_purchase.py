"""Whole purchases through the fake bank, over real HTTP with the real stripe library."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.cast import Chain, Visitor
from tests.rig.orders import no_call_free

from ouvreuse.booking import actions, errors, flows
from ouvreuse.booking.queries import order_view, seat_map
from ouvreuse.fiscal.models import Entry
from ouvreuse.notifications.models import Message
from ouvreuse.payments.actions import claim_unopened
from ouvreuse.payments.errors import ProviderBusy
from ouvreuse.payments.models import Payment, Refund

pytestmark = pytest.mark.integration


def hold(chain: Chain, *places: int, who: Visitor | None = None, screening: int | None = None) -> UUID:
    who = who or Visitor()
    held = actions.hold_seats(
        screening or chain.screening(), places=places, rates=["PLEIN"] * len(places), purchase_key=uuid4(),
        browser=who.browser, language="fr",
    )  # fmt: skip
    return held.order


def to_the_bank(order: UUID, *, email: str = "camille@example.org") -> str:
    url = flows.open_checkout(order, email=email)
    assert url is not None
    return str(Payment.objects.get(subject=order).provider_ref)


def mails(template: str = "tickets") -> int:
    return Message.objects.filter(template=f"booking/mail/{template}").count()


def test_a_purchase_from_the_hold_to_the_tickets(chain: Chain, bank: Any, travel: Any) -> None:
    order = hold(chain, 1, 2)
    session = to_the_bank(order)
    assert order_view(order).state == "paying"
    flows.refresh(order)
    assert order_view(order).state == "paying", "nothing is issued before the bank says so"
    bank.order(pay=session)
    travel(seconds=3)
    flows.refresh(order)
    view = order_view(order)
    assert (view.state, len(view.tickets), view.total) == ("confirmed", 2, 1900)
    assert mails() == 1
    message = Message.objects.get()
    assert [len(message.facts["qr"]), message.address] == [2, "camille@example.org"]


def test_paying_twice_is_one_payment(chain: Chain, bank: Any) -> None:
    """SEAT-05: two tabs, back and pay again: the same payment, the same page of the bank."""
    order = hold(chain, 1)
    first = flows.open_checkout(order, email="camille@example.org")
    assert flows.open_checkout(order, email="camille@example.org") == first
    bank.order(pay=Payment.objects.get().provider_ref)
    flows.settle_now(order)
    assert flows.open_checkout(order, email="camille@example.org") is None
    assert Payment.objects.count() == 1


def test_the_e_mail_and_the_age_are_asked_before_anything_is_done(chain: Chain, bank: Any) -> None:
    order = hold(chain, 1, screening=chain.screening(banned=True))
    with pytest.raises(errors.NeedsEmail):
        flows.open_checkout(order, email="not an address", age_confirmed=True)
    with pytest.raises(errors.AgeNotConfirmed):
        flows.open_checkout(order, email="camille@example.org")
    assert (order_view(order).state, Payment.objects.count()) == ("held", 0)


def test_seats_in_payment_are_nobody_elses_until_the_bank_has_answered(
    chain: Chain, bank: Any, travel: Any
) -> None:
    screening = chain.screening()
    order = hold(chain, 1, screening=screening)
    to_the_bank(order)
    travel(minutes=11)
    with pytest.raises(errors.SeatTaken):
        hold(chain, 1, screening=screening)
    travel(minutes=5)
    flows.poll()
    assert order_view(order).state == "expired", (
        "past our deadline the poller had the bank expire the session"
    )
    assert hold(chain, 1, screening=screening)


def test_SEAT_02_late_money_gets_the_same_seats_when_they_are_free(
    chain: Chain, bank: Any, travel: Any
) -> None:
    order = hold(chain, 1, 2)
    session = to_the_bank(order)
    bank.order(expired_then_pays={"session": session, "after_s": 0})
    assert flows.give_up(order)
    assert not seat_map(order_view(order).shows[0].facts.id).taken
    flows.settle_now(order)
    assert order_view(order).state == "confirmed"
    assert (mails(), mails("refunded")) == (1, 0)


def test_SEAT_02_late_money_goes_back_when_a_seat_is_sold(chain: Chain, bank: Any) -> None:
    """T-14: full refund once, no ticket, a mail that says so."""
    screening = chain.screening()
    order = hold(chain, 1, 2, screening=screening)
    session = to_the_bank(order)
    bank.order(expired_then_pays={"session": session, "after_s": 0})
    assert flows.give_up(order)
    actions.sell(screening, places=[2], rates=["PLEIN"])
    for _ in range(3):
        flows.settle_now(order)
    view = order_view(order)
    assert (view.state, view.refunded, view.tickets) == ("refunded", 1900, ())
    assert (mails(), mails("refunded"), Refund.objects.count()) == (0, 1, 1)
    assert [e.kind for e in Entry.objects.filter(subject=order)] == ["payment_returned"]


def test_T_16_another_amount_than_due_goes_to_review(chain: Chain, bank: Any) -> None:
    order = hold(chain, 1)
    session = to_the_bank(order)
    bank.order(pay=session)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE booking_order SET total = total + 1 WHERE id = %s", [order])
    flows.settle_now(order)
    assert (order_view(order).state, mails()) == ("review", 0)


def test_a_second_payment_of_one_order_is_given_back(chain: Chain, bank: Any) -> None:
    """PAY-12: two attempts both succeed; the order keeps the first."""
    order = hold(chain, 1)
    session = to_the_bank(order)
    bank.order(pay=session)
    first = Payment.objects.get()
    Payment.objects.create(
        id=uuid4(), subject=order, account=first.account, means="card", state="succeeded", amount=950, captured=950,
        provider_ref="cs_other", provider_intent="pi_other", created_at=first.created_at.replace(year=2031),
        ended_at=first.created_at.replace(year=2031),
    )  # fmt: skip
    flows.settle_now(order)
    flows.settle_now(order)
    assert order_view(order).state == "confirmed"
    assert [(r.payment.provider_ref, r.amount) for r in Refund.objects.all()] == [("cs_other", 950)]
    assert len(order_view(order).tickets) == 1


def test_a_free_order_needs_no_bank(chain: Chain) -> None:
    from ouvreuse.pricing.models import PriceListVersion
    from ouvreuse.pricing.rules import Family, Label, RateRule, from_json, to_json
    from ouvreuse.programme.models import Screening

    old = PriceListVersion.objects.get()
    rates = (
        *from_json(0, old.content).rates,
        RateRule("INVIT", Family.FREE, Label("Invitation", "Guest"), 0),
    )
    from dataclasses import replace

    content = to_json(replace(from_json(0, old.content), rates=rates))
    free = PriceListVersion.objects.create(
        price_list=old.price_list, number=2, content=content, created_at=old.created_at
    )
    screening = chain.screening(price_version_id=free.id)
    assert Screening.objects.get(id=screening).price_version_id == free.id
    held = actions.hold_seats(
        screening, places=[1], rates=["INVIT"], purchase_key=uuid4(), browser=uuid4(), language="en"
    )
    assert flows.open_checkout(held.order, email="guest@example.org") is None
    assert order_view(held.order).state == "confirmed"
    assert Payment.objects.get().means == "free"


def test_one_order_over_two_screenings_is_paid_at_once(chain: Chain, bank: Any, travel: Any) -> None:
    """One payment, and the tickets of both."""
    first, second, key, browser = chain.screening(), chain.screening(in_minutes=600), uuid4(), uuid4()
    for screening in (first, second):
        held = actions.hold_seats(
            screening, places=[5], rates=["PLEIN"], purchase_key=key, browser=browser, language="fr"
        )
    session = to_the_bank(held.order)
    bank.order(pay=session)
    travel(seconds=3)
    flows.refresh(held.order)
    view = order_view(held.order)
    assert {t.screening for t in view.tickets} == {first, second}
    assert view.total == 1900


def test_two_payments_of_one_order_confirm_it_together(chain: Chain, bank: Any) -> None:
    """Part in cash, part by card: the order is confirmed by the payment that completes the total."""
    order = hold(chain, 1, 2)
    session = to_the_bank(order)
    card = Payment.objects.get()
    Payment.objects.filter(id=card.id).update(amount=1000)
    bank.order(pay=session)
    Payment.objects.create(
        id=uuid4(),
        subject=order,
        means="cash",
        state="succeeded",
        amount=900,
        captured=900,
        created_at=card.created_at,
        ended_at=card.created_at,
    )
    Payment.objects.filter(id=card.id).update(state="succeeded", captured=1000, ended_at=card.created_at)
    assert actions.settle(order).state == "confirmed"
    entry = Entry.objects.get(subject=order)
    assert '"means":"cash"' in entry.payload
    assert '"means":"card"' in entry.payload


def test_a_refund_reaches_the_bank_once(chain: Chain, bank: Any) -> None:
    order = hold(chain, 1, 2)
    session = to_the_bank(order)
    bank.order(pay=session)
    flows.settle_now(order)
    assert actions.refund_tickets(order, reason="asked") == 1900
    from ouvreuse.payments import flows as payments

    refund = Refund.objects.get()
    payments.send_refund(refund.id)
    payments.send_refund(refund.id)
    refund.refresh_from_db()
    assert refund.state == "done"
    assert mails("refunded") == 1


def test_a_cancelled_screening_refunds_every_order(chain: Chain, bank: Any) -> None:
    """SHOW-02: the sale stops in the same commit; each order is refunded once however often the job runs."""
    screening = chain.screening()
    paid = hold(chain, 1, screening=screening)
    bank.order(pay=to_the_bank(paid))
    flows.settle_now(paid)
    cash = actions.sell(screening, places=[3], rates=["PLEIN"])
    assert actions.cancel_screening(screening, reason="projector") == 2
    with pytest.raises(errors.NotOnSale):
        hold(chain, 7, screening=screening)
    for order in (paid, cash, paid):
        flows.refund_cancelled(order, screening=screening)
    assert [order_view(o).state for o in (paid, cash)] == ["refunded", "refunded"]
    assert sum(Refund.objects.values_list("amount", flat=True)) == 1900


def test_a_page_that_was_claimed_ends_well_whatever_became_of_the_payment(
    chain: Chain, bank: Any, travel: Any
) -> None:
    """The worker may be slow: meanwhile the visitor has opened the page, has paid even."""
    order = hold(chain, 1)
    with no_call_free(), pytest.raises(ProviderBusy):
        flows.open_checkout(order, email="camille@example.org")
    travel(seconds=1)
    [claimed] = claim_unopened(1)
    assert flows.bank_page(order)
    session = Payment.objects.get().provider_ref
    flows.open_page(claimed)
    assert Payment.objects.get().provider_ref == session, "open already: nothing new"
    assert len(bank.bank.store.find("checkout.session")) == 1
    bank.order(pay=session)
    flows.settle_now(order)
    flows.open_page(claimed)
    assert order_view(order).state == "confirmed"
    assert Payment.objects.get().state == "succeeded"
