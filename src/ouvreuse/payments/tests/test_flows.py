"""The room and the bank: opened once, paid, expired, cut, late; refunds given once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.cast import Chain

from ouvreuse.kernel import clock
from ouvreuse.payments import actions, errors, flows, queries
from ouvreuse.payments.models import Payment, Refund
from ouvreuse.payments.tests.factories import paid, payment, ref_of, refund
from ouvreuse.venues.tests.factories import member

pytestmark = pytest.mark.integration


def row(made: UUID) -> Payment:
    return Payment.objects.get(id=made)


def sessions(bank: Any) -> list[dict[str, Any]]:
    return list(bank.bank.store.find("checkout.session"))


def test_opened_once_paid_and_recorded(chain: Chain, bank: Any) -> None:
    made = payment(chain.cinema)
    url = flows.open_checkout_session(made)
    assert url.startswith(bank.url)
    assert flows.open_checkout_session(made) == url
    assert flows.ask(made) == "open"
    session = sessions(bank)[0]
    assert (session["client_reference_id"], session["metadata"]["payment"]) == (str(made), str(made))
    assert session["expires_at"] == int(row(made).provider_expires_at.timestamp())
    bank.order(pay=session["id"])
    assert flows.ask(made) == "succeeded"
    known = row(made)
    assert (known.captured, known.currency, known.url, known.provider_ref) == (1900, "EUR", "", session["id"])
    assert known.provider_intent.startswith("pi_")
    assert known.ended_at is not None
    assert len(sessions(bank)) == 1
    with pytest.raises(errors.PaymentEnded):
        flows.open_checkout_session(made)


def test_answer_cut_after_acting_is_found_with_the_same_key(chain: Chain, bank: Any) -> None:
    """PAY-05: never "failed", one session at the bank."""
    made = payment(chain.cinema)
    bank.order(faults=[{"call": "sessions.create", "do": "act_then_cut"}])
    with pytest.raises(errors.OutcomeUnknown):
        flows.open_checkout_session(made)
    assert row(made).state == "unknown"
    assert flows.open_checkout_session(made) == sessions(bank)[0]["url"]
    assert (row(made).state, len(sessions(bank))) == ("open", 1)


@pytest.mark.parametrize(
    ("status", "state"), [(500, "unknown"), (503, "unknown"), (429, "created"), (409, "created")]
)
def test_what_an_error_means(chain: Chain, bank: Any, status: int, state: str) -> None:
    made = payment(chain.cinema)
    bank.order(faults=[{"call": "sessions.create", "do": "status", "status": status}])
    with pytest.raises(errors.ProviderUnreachable):
        flows.open_checkout_session(made)
    assert row(made).state == state
    assert flows.open_checkout_session(made)


def test_a_definite_refusal_fails_the_payment(chain: Chain, bank: Any) -> None:
    made = payment(chain.cinema, amount=20)
    with pytest.raises(errors.ProviderRefused) as refused:
        flows.open_checkout_session(made)
    assert (refused.value.reason, row(made).state) == ("amount_too_small", "failed")


def test_never_arrived_and_too_late_to_open_is_cancelled(chain: Chain, bank: Any, travel: Any) -> None:
    """The frozen body asks for 31 minutes: the provider refuses it once fewer than 30 are left."""
    made = payment(chain.cinema)
    bank.order(faults=[{"call": "sessions.create", "do": "cut"}])
    with pytest.raises(errors.OutcomeUnknown):
        flows.open_checkout_session(made)
    bank.order(clock_offset_s=300)
    with pytest.raises(errors.ProviderRefused):
        flows.expire(made)
    assert row(made).state == "cancelled"


def test_a_bank_back_after_minutes_opens_the_page_all_the_same(chain: Chain, bank: Any, travel: Any) -> None:
    """The first body is too old by then: nothing was done under its key, a second one opens one session."""
    made = payment(chain.cinema)
    bank.order(faults=[{"call": "sessions.create", "do": "cut"}])
    with pytest.raises(errors.OutcomeUnknown):
        flows.open_checkout_session(made)
    travel(minutes=5)
    bank.order(clock_offset_s=300)
    assert flows.ask(made) == "open"
    assert flows.open_checkout_session(made) == sessions(bank)[0]["url"]
    assert [one["metadata"]["attempt"] for one in sessions(bank)] == ["2"]
    travel(minutes=11)
    bank.order(clock_offset_s=960)
    assert flows.expire(made) == "expired"


@pytest.mark.breaks_invariants  # I3: this money has no order, for a day
def test_forgotten_key_is_looked_up_by_our_own_id(chain: Chain, bank: Any, travel: Any) -> None:
    """PAY-06: past the session's life the key is not used again; a payment that was made is found."""
    made, lost = payment(chain.cinema), payment(chain.cinema)
    bank.order(
        faults=[{"call": "sessions.create", "do": "act_then_cut"}, {"call": "sessions.create", "do": "cut"}]
    )
    for one in (made, lost):
        with pytest.raises(errors.OutcomeUnknown):
            flows.open_checkout_session(one)
    bank.order(pay=sessions(bank)[0]["id"])
    bank.bank.store.run("DELETE FROM answer")
    travel(hours=25)
    bank.order(clock_offset_s=25 * 3600)
    assert flows.ask(made) == "succeeded"
    assert flows.ask(lost) == "cancelled"
    assert len(sessions(bank)) == 1


def test_unsent_payment_is_cancelled_without_a_call(chain: Chain, bank: Any) -> None:
    made = payment(chain.cinema)
    bank.order(faults=[{"call": "*", "do": "cut", "count": 9}])
    assert flows.ask(made) == "created"
    assert flows.expire(made) == "cancelled"


def test_expired_by_us_then_paid_all_the_same(chain: Chain, bank: Any) -> None:
    """The provider may pay after it said expired: the money is recorded, the order decides."""
    bank.order(expired_then_pays={"session": "next", "after_s": 3600})
    made = payment(chain.cinema)
    flows.open_checkout_session(made)
    assert flows.expire(made) == "expired"
    bank.order(pay=ref_of(made))
    assert flows.ask(made) == "succeeded"
    assert row(made).captured == 1900


def test_expire_meets_a_payment_under_way_or_done(chain: Chain, bank: Any) -> None:
    made = payment(chain.cinema)
    flows.open_checkout_session(made)
    bank.order(busy={"session": ref_of(made)})
    assert flows.expire(made) == "open"
    bank.order(pay=ref_of(made))
    assert flows.expire(made) == "succeeded"


def test_a_declined_card_leaves_the_page_open(chain: Chain, bank: Any) -> None:
    made = payment(chain.cinema)
    flows.open_checkout_session(made)
    bank.order(decline=ref_of(made))
    assert flows.ask(made) == "open"


def test_another_amount_is_recorded_as_taken(chain: Chain, bank: Any) -> None:
    """T-16: one cent less; booking decides."""
    made = payment(chain.cinema)
    flows.open_checkout_session(made)
    bank.order(pay=ref_of(made))
    intent = bank.bank.store.find("payment_intent")[0]
    bank.bank.store.put(intent | {"amount_received": 1899})
    assert flows.ask(made) == "succeeded"
    assert (row(made).captured, row(made).amount) == (1899, 1900)


def test_flows_refuse_a_transaction_and_inner_verbs_demand_one(chain: Chain, bank: Any) -> None:
    """PAY-07."""
    made = payment(chain.cinema)
    for flow in (flows.open_checkout_session, flows.ask, flows.expire, flows.send_refund, flows.ask_refunds):
        with transaction.atomic(), pytest.raises(errors.WrongTransaction):
            flow(made)
    with pytest.raises(errors.WrongTransaction):
        actions.request_refund(made, amount=1, key="k", reason="r")


@pytest.fixture
def slow(bank: Any) -> Iterator[threading.Event]:
    """Two calls that hang at the bank until released."""
    release, inside = threading.Event(), threading.Semaphore(0)
    real = bank.bank.take_fault

    def wait(call: str) -> Any:
        inside.release()
        release.wait(7)
        return real(call)

    bank.bank.take_fault = wait
    yield release
    release.set()


def test_a_third_call_is_refused_at_once(chain: Chain, bank: Any, slow: threading.Event) -> None:
    """PAY-20: a slow bank takes two threads of a process, never the site."""
    from django.db import connection

    made = [payment(chain.cinema) for _ in range(3)]

    def open_one(one: UUID) -> None:
        try:
            flows.open_checkout_session(one)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_one, args=(one,)) for one in made[:2]]
    for thread in threads:
        thread.start()
    while flows._calls._value:
        threads[0].join(0.01)
    with pytest.raises(errors.ProviderBusy):
        flows.open_checkout_session(made[2])
    slow.set()
    for thread in threads:
        thread.join(10)
    assert [row(one).state for one in made] == ["open", "open", "created"]
    assert flows.open_checkout_session(made[2])


def test_refund_goes_once_and_is_recorded(chain: Chain, bank: Any) -> None:
    made = paid(chain.cinema, bank)
    asked = refund(made, amount=900)
    assert asked is not None
    assert refund(made, amount=900) is None, "the same key asks once"
    bank.order(faults=[{"call": "refunds.create", "do": "act_then_cut"}])
    with pytest.raises(errors.OutcomeUnknown):
        flows.send_refund(asked)
    assert flows.send_refund(asked) == "done"
    assert flows.send_refund(asked) == "done"
    assert [given["amount"] for given in bank.bank.store.find("refund")] == [900]
    with pytest.raises(errors.RefundTooLarge):
        refund(made, amount=1001, key="more")
    assert queries.payments_of(row(made).subject)[0].refundable == 1000
    assert refund(made, amount=0, key="nothing") is None


@pytest.mark.breaks_invariants  # I3: this money has no order, for a day
def test_refund_after_a_day_is_looked_up_before_it_is_sent(chain: Chain, bank: Any, travel: Any) -> None:
    made = paid(chain.cinema, bank)
    asked = refund(made, amount=900)
    assert asked is not None
    bank.order(faults=[{"call": "refunds.create", "do": "act_then_cut"}])
    with pytest.raises(errors.OutcomeUnknown):
        flows.send_refund(asked)
    bank.bank.store.run("DELETE FROM answer")
    travel(hours=25)
    assert flows.send_refund(asked) == "done"
    assert len(bank.bank.store.find("refund")) == 1


def test_refund_pending_then_failed_later(chain: Chain, bank: Any) -> None:
    """PAY-15."""
    made = paid(chain.cinema, bank)
    bank.order(refund_mode="pending")
    asked = refund(made, amount=1900)
    assert asked is not None
    assert flows.send_refund(asked) == "pending"
    bank.order(fail_refund=Refund.objects.get(id=asked).provider_ref)
    flows.ask(made)
    failed = Refund.objects.get(id=asked)
    assert (failed.state, failed.error) == ("failed", "expired_or_canceled_card")
    assert queries.payments_of(row(made).subject)[0].refundable == 1900


def test_too_little_money_at_the_bank_waits(chain: Chain, bank: Any) -> None:
    """PAY-10: the refund stays asked for, with its reason."""
    asked = refund(paid(chain.cinema, bank), amount=100)
    assert asked is not None
    bank.order(
        faults=[{"call": "refunds.create", "do": "status", "status": 400, "code": "balance_insufficient"}]
    )
    with pytest.raises(errors.ProviderUnreachable):
        flows.send_refund(asked)
    waiting = Refund.objects.get(id=asked)
    assert (waiting.state, waiting.error) == ("requested", "balance_insufficient")
    assert flows.send_refund(asked) == "done"


def test_the_balance_is_read_and_its_silence_is_no_error(chain: Chain, bank: Any) -> None:
    paid(chain.cinema, bank)
    bank.order(paid_out=1500)
    known = flows.balance_of(chain.account)
    assert known is not None
    assert (known.available, known.pending, known.currency) == (400, 0, "EUR")
    for trouble in ({"do": "cut"}, {"do": "status", "status": 403}, {"do": "status", "status": 500}):
        bank.order(faults=[{"call": "balance.retrieve", **trouble}])
        assert flows.balance_of(chain.account) is None, trouble
    other = flows.balance_of(chain.account, currency="CHF")
    assert other is not None
    assert other.available == 0


def test_a_refund_of_the_banks_dashboard_is_recorded(chain: Chain, bank: Any) -> None:
    """PAY-09."""
    made = paid(chain.cinema, bank)
    bank.order(dashboard_refund={"payment_intent": row(made).provider_intent, "amount": 500})
    flows.ask_refunds(made)
    flows.ask_refunds(made)
    known = Refund.objects.get(payment=made)
    assert (known.amount, known.state, known.reason) == (500, "done", "provider")


def test_cash_is_taken_at_once_and_given_back_by_somebody(chain: Chain) -> None:
    """Asked back by nobody in person, cash waits in the till until somebody hands it over."""
    made = payment(chain.cinema, means="cash")
    assert (row(made).state, row(made).captured, row(made).account_id) == ("succeeded", 1900, None)
    given = refund(made, amount=1900)
    assert given
    assert Refund.objects.get(id=given).state == "pending"
    clerk = member("bruno", cinema=chain.cinema, role="box_office")
    with pytest.raises(errors.NoOpenShift):
        actions.pay_back(given, cinema=chain.cinema, by=clerk.id)
    actions.open_shift(None, cinema=chain.cinema, user=clerk.id, float_cents=5000)
    assert actions.pay_back(given, cinema=chain.cinema, by=clerk.id)
    assert not actions.pay_back(given, cinema=chain.cinema, by=clerk.id)
    assert Refund.objects.get(id=given).state == "done"


def test_an_operator_without_account_is_told(chain: Chain) -> None:
    from ouvreuse.payments.models import ProviderAccount

    ProviderAccount.objects.update(active=False)
    with pytest.raises(errors.AccountMissing):
        payment(chain.cinema)


def test_reads_of_an_order(chain: Chain, bank: Any, travel: Any) -> None:
    first = payment(chain.cinema)
    subject = row(first).subject
    second = payment(chain.cinema, subject=subject)
    assert queries.unsettled(subject) == [second, first]
    assert queries.unsettled_payment(subject) == (second, "")
    flows.open_checkout_session(first)
    lately = timedelta(seconds=30)
    assert queries.waiting(subject, not_asked_for=lately) == [(second, False), (first, False)], "both are new"
    travel(seconds=31)
    flows.ask(first)
    assert queries.waiting(subject, not_asked_for=lately) == [(second, True), (first, False)]
    url = flows.open_checkout_session(second)
    assert queries.unsettled_payment(subject) == (second, url)
    assert not queries.past_deadline(first)
    travel(minutes=16)
    assert queries.past_deadline(first)
    assert clock.now() > row(first).deadline_at
