"""The table of states and the other decisions, without a database."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouvreuse.payments import errors, rules
from ouvreuse.payments.errors import ProviderMisconfigured
from ouvreuse.payments.words import WORDS

pytestmark = pytest.mark.unit
STATES = sorted(rules.STEPS)
GUARDS = Path(__file__).parent.parent / "migrations" / "sql" / "guards.sql"


def test_the_table_is_the_one_the_database_guards() -> None:
    written = set(re.findall(r"\('(\w+)', '(\w+)'\)", GUARDS.read_text(encoding="utf-8")))
    assert {(before, after) for before, ends in rules.STEPS.items() for after in ends} == written


@given(st.sampled_from(STATES), st.lists(st.sampled_from(STATES)))
def test_success_is_final_and_nothing_reopens(first: str, told: list[str]) -> None:
    state = first
    for word in told:
        before, state = state, rules.step(state, word)
        if before == "succeeded":
            assert state == "succeeded"
        if before not in rules.UNSETTLED:
            assert state in (before, "succeeded")


@pytest.mark.parametrize("order", list(itertools.permutations(["open", "failed", "succeeded", "expired"])))
def test_every_order_of_news_with_a_success_ends_paid(order: tuple[str, ...]) -> None:
    """PAY-04: the order in which facts are told does not matter once money was taken."""
    state = "created"
    for word in order:
        state = rules.step(state, word)
    assert state == "succeeded"


def test_a_refund_done_may_still_fail_but_never_comes_back() -> None:
    assert rules.refund_step("done", "failed") == "failed"
    assert rules.refund_step("failed", "done") == "failed"
    assert rules.refund_step("done", "pending") == "done"


@given(st.integers(0, 10_000), st.integers(0, 20_000))
def test_refundable_is_never_negative_nor_more_than_taken(captured: int, asked: int) -> None:
    left = rules.refundable(captured, asked=asked)
    assert 0 <= left <= captured
    assert left + asked >= captured


def test_key_is_trusted_for_less_than_the_provider_keeps_it() -> None:
    made = datetime(2026, 7, 25, 20, 0, tzinfo=UTC)
    assert rules.key_is_fresh(made, now=made + timedelta(hours=22, minutes=59))
    assert not rules.key_is_fresh(made, now=made + timedelta(hours=23))


@pytest.mark.parametrize(
    ("kind", "state", "needless"),
    [
        ("checkout.session.completed", "open", False),
        ("checkout.session.completed", "succeeded", True),
        ("payment_intent.succeeded", "created", False),
        ("checkout.session.expired", "open", False),
        ("payment_intent.created", "open", True),
        ("charge.refunded", "succeeded", False),
        ("refund.failed", "succeeded", False),
        ("charge.dispute.created", "succeeded", False),
    ],
)
def test_which_events_are_worth_a_look(kind: str, state: str, needless: bool) -> None:
    assert rules.needs_no_look(kind, state=state) is needless


def test_an_event_is_read_and_stripped_of_people() -> None:
    ours = uuid4()
    about = {
        "id": "cs_1",
        "object": "checkout.session",
        "metadata": {"payment": str(ours)},
        "payment_intent": "pi_1",
        "customer_details": {"email": "zoe@example.org"},
    }
    event = rules.read_event({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": about}})
    assert (event.payment, event.session, event.intent) == (ours, "cs_1", "pi_1")
    assert "zoe" not in str(event.body)
    foreign = rules.read_event(
        {"id": "evt_2", "type": "x", "data": {"object": {"metadata": {"payment": "7"}}}}
    )
    assert foreign.payment is None


@pytest.mark.parametrize(
    ("kind", "key", "base", "reason"),
    [
        ("DEMO", "sk_live_1", "", "live_key"),
        ("TEST", "rk_live_1", "http://127.0.0.1:1", "live_key"),
        ("LIVE", "sk_live_1", "http://127.0.0.1:1", "foreign_bank"),
        ("LIVE", "sk_test_1", "", "test_key"),
    ],
)
def test_live_and_pretended_money_never_meet(kind: str, key: str, base: str, reason: str) -> None:
    with pytest.raises(ProviderMisconfigured) as refused:
        rules.check_credentials(rules.Credentials(key, base), kind=kind)
    assert refused.value.reason == reason


def test_fitting_credentials_pass_and_never_print() -> None:
    for kind, key, base in (("LIVE", "sk_live_1", ""), ("DEMO", "sk_test_1", "http://127.0.0.1:1")):
        given_ = rules.Credentials(key, base)
        assert rules.check_credentials(given_, kind=kind) is given_
        assert key not in repr(given_)


def test_every_code_has_words_in_both_languages() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.code for kind in kinds if issubclass(kind, errors.PaymentError)}
    assert codes == {key.split(".")[0] for key in WORDS}
    assert all(french and english and french != english for french, english in WORDS.values())
