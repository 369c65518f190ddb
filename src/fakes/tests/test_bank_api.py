"""The bank's API, spoken to by the real library over real HTTP."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from fakes.bank import Running, params, serve
from fakes.tests.bank_kit import basket, client
from fakes.tests.shape_check import faults


@pytest.fixture
def bank() -> Iterator[Running]:
    with serve() as running:
        yield running


def _paid(bank: Running, **changes: Any) -> Any:
    session = client(bank).v1.checkout.sessions.create(params=basket(**changes))
    bank.order(pay=session.id)
    return client(bank).v1.checkout.sessions.retrieve(session.id, params={"expand": ["payment_intent"]})


def test_session_opens_and_is_paid(bank: Running) -> None:
    made = client(bank).v1.checkout.sessions.create(params=basket())
    assert (made.status, made.payment_status, made.amount_total) == ("open", "unpaid", 1900)
    assert made.url is not None
    assert made.url.startswith(bank.url)
    assert made.payment_intent is None
    bank.order(pay=made.id)
    paid = client(bank).v1.checkout.sessions.retrieve(made.id, params={"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    assert paid.payment_intent.status == "succeeded"
    assert paid.payment_intent.amount_received == 1900
    by_intent = client(bank).v1.checkout.sessions.list(params={"payment_intent": paid.payment_intent.id})
    assert [found.id for found in by_intent.data] == [made.id]


def test_paying_twice_charges_once(bank: Running) -> None:
    paid = _paid(bank)
    bank.order(pay=paid.id)
    assert len(bank.bank.store.find("charge")) == 1


def test_unknown_parameter_is_refused_at_any_depth(bank: Running) -> None:
    with pytest.raises(stripe.InvalidRequestError) as top:
        client(bank).v1.checkout.sessions.create(params=basket(colour="red"))
    assert (top.value.code, top.value.param) == ("parameter_unknown", "colour")
    items = basket()["line_items"]
    items[0]["price_data"]["unit_amont"] = 1
    with pytest.raises(stripe.InvalidRequestError) as deep:
        client(bank).v1.checkout.sessions.create(params=basket(line_items=items))
    assert deep.value.param == "line_items[0][price_data][unit_amont]"


def test_parameter_the_current_api_dropped_is_refused(bank: Running) -> None:
    """`payment_method_types` left Checkout Sessions with API version 2026-09-30.endive."""
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client(bank).v1.checkout.sessions.create(params=basket(payment_method_types=["card"]))
    assert refused.value.code == "parameter_unknown"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": "gift"}, "mode"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"success_url": None}, "success_url"),
        ({"line_items": None}, "line_items"),
        ({"locale": "xx"}, "locale"),
        ({"success_url": "cinema"}, "success_url"),
        ({"allowed_payment_method_types": ["sepa_debit"]}, "allowed_payment_method_types"),
    ],
)
def test_wrong_values_are_refused(bank: Running, changes: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client(bank).v1.checkout.sessions.create(params=basket(**changes))
    assert refused.value.param == param


def test_every_call_has_typed_parameters() -> None:
    params.load()
    assert "expires_at" in params.fields_of(params.CALLS["sessions.create"])
    assert "api_key" not in params.fields_of(params.CALLS["sessions.create"])


def test_expiry_between_thirty_minutes_and_a_day(bank: Running) -> None:
    now = int(time.time())
    for seconds in (29 * 60, 24 * 3600 + 60):
        with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
            client(bank).v1.checkout.sessions.create(params=basket(expires_at=now + seconds))
    made = client(bank).v1.checkout.sessions.create(params=basket(expires_at=now + 31 * 60))
    bank.order(clock_offset_s=31 * 60 + 1)
    late = client(bank).v1.checkout.sessions.retrieve(made.id)
    assert (late.status, late.url) == ("expired", None)
    bank.order(pay=made.id)
    assert client(bank).v1.checkout.sessions.retrieve(made.id).payment_status == "unpaid"


def test_expire_only_what_is_open(bank: Running) -> None:
    made = client(bank).v1.checkout.sessions.create(params=basket())
    assert client(bank).v1.checkout.sessions.expire(made.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        client(bank).v1.checkout.sessions.expire(made.id)
    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        client(bank).v1.checkout.sessions.expire(_paid(bank).id)
    busy = client(bank).v1.checkout.sessions.create(params=basket())
    bank.order(busy={"session": busy.id})
    with pytest.raises(stripe.InvalidRequestError, match="being processed"):
        client(bank).v1.checkout.sessions.expire(busy.id)


def test_answers_expired_then_pays(bank: Running) -> None:
    bank.order(expired_then_pays={"session": "next", "after_s": 3600})
    made = client(bank).v1.checkout.sessions.create(params=basket())
    assert client(bank).v1.checkout.sessions.expire(made.id).status == "expired"
    assert client(bank).v1.checkout.sessions.retrieve(made.id).status == "expired"
    bank.order(pay=made.id)
    assert client(bank).v1.checkout.sessions.retrieve(made.id).payment_status == "paid"


def test_same_key_replays_other_body_is_refused(bank: Running) -> None:
    with_key = {"idempotency_key": "checkout:1"}
    first = client(bank).v1.checkout.sessions.create(params=basket(), options=with_key)
    again = client(bank).v1.checkout.sessions.create(params=basket(), options=with_key)
    assert first.id == again.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        client(bank).v1.checkout.sessions.create(params=basket(locale="en"), options=with_key)
    assert len(bank.bank.store.find("checkout.session")) == 1


def test_a_key_refused_by_validation_is_free_again(bank: Running) -> None:
    with_key = {"idempotency_key": "k"}
    with pytest.raises(stripe.InvalidRequestError):
        client(bank).v1.checkout.sessions.create(params=basket(mode="gift"), options=with_key)
    assert client(bank).v1.checkout.sessions.create(params=basket(), options=with_key).id


def test_keys_and_versions(bank: Running) -> None:
    for key in ("sk_live_1", "nonsense"):
        with pytest.raises(stripe.AuthenticationError):
            client(bank, key).v1.events.list()
    with pytest.raises(urllib.error.HTTPError) as bare:
        urllib.request.urlopen(f"{bank.url}/v1/events")  # noqa: S310 - our own loopback address
    assert bare.value.code == 401
    with pytest.raises(stripe.InvalidRequestError, match="version"):
        client(bank).v1.events.list(options={"stripe_version": "yesterday"})


def test_refunds_never_pass_the_charge(bank: Running) -> None:
    intent = _paid(bank).payment_intent
    refunds = client(bank).v1.refunds
    part = {"payment_intent": intent.id, "amount": 1200}
    first = refunds.create(params=part, options={"idempotency_key": "refund:1"})
    assert refunds.create(params=part, options={"idempotency_key": "refund:1"}).id == first.id
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        refunds.create(params=part)
    assert refunds.create(params={"charge": intent.latest_charge}).amount == 700
    with pytest.raises(stripe.InvalidRequestError) as empty:
        refunds.create(params={"payment_intent": intent.id})
    assert empty.value.code == "charge_already_refunded"
    charge = client(bank).v1.charges.retrieve(intent.latest_charge)
    assert (charge.amount_refunded, charge.refunded) == (1900, True)


def test_a_refund_goes_out_of_the_balance(bank: Running) -> None:
    intent = _paid(bank).payment_intent
    known = client(bank).v1.balance.retrieve()
    assert (known.available[0].amount, known.available[0].currency, known.pending[0].amount) == (
        1900,
        "eur",
        0,
    )
    bank.order(paid_out=1500)
    assert client(bank).v1.balance.retrieve().available[0].amount == 400
    refunds = client(bank).v1.refunds
    with pytest.raises(stripe.InvalidRequestError) as empty:
        refunds.create(params={"payment_intent": intent.id, "amount": 500})
    assert empty.value.code == "balance_insufficient"
    refunds.create(params={"payment_intent": intent.id, "amount": 400})
    assert client(bank).v1.balance.retrieve().available[0].amount == 0


def test_refund_pending_then_failed_gives_the_sum_back(bank: Running) -> None:
    intent = _paid(bank).payment_intent
    bank.order(refund_mode="pending")
    made = client(bank).v1.refunds.create(params={"payment_intent": intent.id})
    assert made.status == "pending"
    bank.order(fail_refund=made.id)
    failed = client(bank).v1.refunds.retrieve(made.id)
    assert failed.status == "failed"
    assert client(bank).v1.charges.retrieve(intent.latest_charge).amount_refunded == 0
    bank.order(refund_mode="succeeded")
    assert client(bank).v1.refunds.create(params={"payment_intent": intent.id}).status == "succeeded"


def test_refund_of_an_unpaid_intent_is_refused(bank: Running) -> None:
    made = client(bank).v1.checkout.sessions.create(params=basket())
    intent = bank.order(decline=made.id)["decline"]["payment_intent"]
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client(bank).v1.refunds.create(params={"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError, match="Expire the Checkout Session"):
        client(bank).v1.payment_intents.cancel(intent)


def test_acted_then_cut_is_found_again_with_the_same_key(bank: Running) -> None:
    bank.order(faults=[{"call": "sessions.create", "do": "act_then_cut"}])
    with_key = {"idempotency_key": "k"}
    with pytest.raises(stripe.APIConnectionError):
        client(bank).v1.checkout.sessions.create(params=basket(), options=with_key)
    made = client(bank).v1.checkout.sessions.create(params=basket(), options=with_key)
    assert [found["id"] for found in bank.bank.store.find("checkout.session")] == [made.id]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (402, stripe.CardError),
        (409, stripe.APIError),
        (429, stripe.RateLimitError),
        (500, stripe.APIError),
        (503, stripe.APIError),
    ],
)
def test_ordered_errors(bank: Running, status: int, error: type[Exception]) -> None:
    bank.order(faults=[{"call": "sessions.create", "do": "status", "status": status}])
    with pytest.raises(error):
        client(bank).v1.checkout.sessions.create(params=basket())
    assert client(bank).v1.checkout.sessions.create(params=basket()).status == "open"


def test_cut_before_acting_leaves_nothing(bank: Running) -> None:
    bank.order(faults=[{"call": "*", "do": "cut"}])
    with pytest.raises(stripe.APIConnectionError):
        client(bank).v1.checkout.sessions.create(params=basket())
    assert bank.bank.store.find("checkout.session") == []


def test_nothing_is_lost_by_a_restart(tmp_path: Path) -> None:
    with serve(data=tmp_path / "bank.db") as first:
        paid = _paid(first)
    with serve(data=tmp_path / "bank.db") as second:
        assert client(second).v1.checkout.sessions.retrieve(paid.id).payment_status == "paid"


def _raw(answer: Any) -> Any:
    """The JSON as it came over the wire, before the library turns it into its own types."""
    return json.loads(answer.last_response.body)


def _every_answer(bank: Running) -> Iterator[Any]:
    """Each object through every state, then all events."""
    v1 = client(bank).v1
    made = v1.checkout.sessions.create(params=basket(expand=["line_items"]))
    yield from (made, v1.checkout.sessions.line_items.list(made.id))
    deep = {"expand": ["payment_intent.latest_charge"]}
    for order in ("challenge", "decline", "pay"):
        bank.order(**{order: made.id})
        yield v1.checkout.sessions.retrieve(made.id, params=deep)
        yield v1.payment_intents.list()
    yield v1.checkout.sessions.expire(v1.checkout.sessions.create(params=basket()).id)
    intent = v1.payment_intents.list().data[0]
    yield from (v1.payment_intents.retrieve(intent.id), v1.charges.retrieve(intent.latest_charge))
    bank.order(refund_mode="pending")
    pending = v1.refunds.create(params={"payment_intent": intent.id, "amount": 100})
    yield pending
    for order in ("succeed_refund", "fail_refund"):
        bank.order(**{order: pending.id})
        yield from (v1.refunds.retrieve(pending.id), v1.charges.retrieve(intent.latest_charge))
    yield from (v1.refunds.list(), v1.checkout.sessions.list(), v1.events.list(params={"limit": 100}))


KINDS = {
    *("checkout.session.completed", "checkout.session.expired", "payment_intent.succeeded"),
    *("payment_intent.payment_failed", "payment_intent.requires_action", "charge.succeeded", "charge.failed"),
    *("refund.created", "refund.updated", "refund.failed", "charge.refunded"),
}


def test_every_answer_has_the_published_fields(bank: Running) -> None:
    """Against the table derived from Stripe's own examples."""
    answers = [_raw(answer) for answer in _every_answer(bank)]
    assert {event["type"] for event in answers[-1]["data"]} >= KINDS
    assert [fault for answer in answers for fault in faults(answer)] == []


def test_the_check_itself_sees_a_drift(bank: Running) -> None:
    """The table is no rubber stamp: a missing, a foreign and a mistyped field are each named."""
    shown = _raw(client(bank).v1.checkout.sessions.create(params=basket()))
    del shown["currency"]
    shown |= {"colour": "red", "amount_total": "1900", "object": "checkout.session"}
    named = " ".join(faults(shown))
    assert "currency missing" in named
    assert "colour unknown" in named
    assert "amount_total is string" in named
