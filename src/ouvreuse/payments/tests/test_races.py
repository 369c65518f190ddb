"""Money under many hands at once: real connections and a barrier."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import Chain
from tests.races import Race

from ouvreuse.payments import errors, flows
from ouvreuse.payments.models import Payment, Refund
from ouvreuse.payments.tests.factories import paid, payment, refund

pytestmark = pytest.mark.integration


@pytest.fixture
def race() -> Any:
    runners = Race(6)
    yield runners
    runners.close()


def test_ten_clicks_give_back_once(chain: Chain, bank: Any, race: Race) -> None:
    """PAY-08: the same key by many hands is one refund."""
    for turn in range(10):
        made = paid(chain.cinema, bank)
        results = race.run(lambda _, made=made, turn=turn: refund(made, amount=1900, key=f"once{turn}"))
        assert len([one for one in results if one is not None and not isinstance(one, Exception)]) == 1, (
            results
        )
        assert [one for one in results if isinstance(one, Exception)] == []


def test_partial_refunds_never_pass_what_was_taken(chain: Chain, bank: Any, race: Race) -> None:
    """PAY-08: six times 60 % under different keys: one goes through."""
    for turn in range(10):
        made = paid(chain.cinema, bank)
        results = race.run(lambda n, made=made, turn=turn: refund(made, amount=1140, key=f"{turn}:{n}"))
        assert sum(isinstance(one, errors.RefundTooLarge) for one in results) == 5, results
        assert Refund.objects.filter(payment=made).count() == 1


@pytest.mark.breaks_invariants
def test_twin_without_the_lock_and_the_trigger_gives_too_much(
    chain: Chain, bank: Any, race: Race, superuser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above: what keeps it true is the payment's row lock and the database's own guard."""
    from ouvreuse.payments import actions

    meeting = threading.Barrier(6, timeout=10)

    def unguarded(payments: Mapping[UUID, Payment]) -> dict[UUID, int]:
        asked = {
            one: sum(Refund.objects.filter(payment=one).values_list("amount", flat=True)) for one in payments
        }
        meeting.wait()
        return asked

    made = paid(chain.cinema, bank)
    monkeypatch.setattr(actions.refunding, "locked_each", Payment.objects.in_bulk)
    monkeypatch.setattr(actions.refunding, "_asked", unguarded)
    superuser.execute("ALTER TABLE payments_refund DISABLE TRIGGER refund_within_captured")
    try:
        race.run(lambda n: refund(made, amount=1140, key=f"twin:{n}"))
    finally:
        superuser.execute("ALTER TABLE payments_refund ENABLE TRIGGER refund_within_captured")
    assert Refund.objects.filter(payment=made).count() == 6


def test_many_hands_renew_a_refused_request_once(chain: Chain, bank: Any, race: Race) -> None:
    """Two pages at the bank for one payment would be two charges."""
    flows.allow_calls(6)
    try:
        made = payment(chain.cinema)
        bank.order(faults=[{"call": "sessions.create", "do": "cut"}], clock_offset_s=300)
        with pytest.raises(errors.OutcomeUnknown):
            flows.open_checkout_session(made)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO clock_offset (name, ahead) VALUES ('main', interval '5 minutes')")
        results = race.run(lambda _: flows.open_checkout_session(made))
    finally:
        flows.allow_calls(2)
    assert len(set(results)) == 1, results
    assert len(bank.bank.store.find("checkout.session")) == 1


def test_many_openers_make_one_session(chain: Chain, bank: Any, race: Race) -> None:
    """SEAT-05: two tabs, a job and a reload: one page at the bank."""
    for _ in range(10):
        made = payment(chain.cinema)
        before = len(bank.bank.store.find("checkout.session"))
        results = race.run(lambda _, made=made: flows.open_checkout_session(made))
        urls = {one for one in results if isinstance(one, str)}
        assert len(urls) == 1
        assert all(isinstance(one, str | errors.ProviderBusy) for one in results), results
        assert len(bank.bank.store.find("checkout.session")) == before + 1
