"""The provider's door: signed, stored once, answered at once."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import UUID

import pytest
import stripe
from django.conf import settings
from django.db import connection, transaction
from django.test import RequestFactory

from ouvreuse.api.webhooks import receive
from ouvreuse.kernel.sealed import seal
from ouvreuse.payments import flows
from ouvreuse.payments.models import Payment, ProviderAccount, ProviderEvent
from ouvreuse.payments.tests.factories import payment, ref_of
from tests.cast import Chain
from tests.races import Race

pytestmark = pytest.mark.integration
SECRET = "whsec_test_ouvreuse"


def event(made: UUID | str, *, kind: str = "checkout.session.completed", ident: str = "evt_1") -> bytes:
    about = {"id": "cs_1", "object": "checkout.session", "metadata": {"payment": str(made)}}
    body = {"id": ident, "object": "event", "type": kind, "data": {"object": about}}
    return json.dumps(body, indent=2).encode()


def post(
    account: int | None, body: bytes, *, secret: str = SECRET, age: int = 0, header: str | None = None
) -> Any:
    text, at = body.decode("utf-8", "replace"), int(time.time()) - age
    signed = stripe.WebhookSignature.generate_signature_header(text, secret, at)
    request = RequestFactory().post(
        "/api/webhooks/stripe",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signed if header is None else header},
    )
    return receive(request, account)


def jobs() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'event')::bigint FROM procrastinate_jobs WHERE task_name='booking.settle_event'"
        )
        return [found[0] for found in cursor.fetchall()]


def test_stored_once_and_handed_to_one_job(chain: Chain) -> None:
    body = event(payment(chain.cinema))
    assert [post(chain.account, body).status_code for _ in range(5)] == [200] * 5
    stored = ProviderEvent.objects.get()
    assert (stored.event_id, stored.processed_at) == ("evt_1", None)
    assert jobs() == [stored.id]


@pytest.mark.parametrize("age", [301, 3600])
def test_an_old_signature_is_refused_and_nothing_stored(chain: Chain, age: int) -> None:
    """T-15."""
    assert post(chain.account, event(payment(chain.cinema)), age=age).status_code == 400
    assert ProviderEvent.objects.count() == 0
    assert jobs() == []


def test_a_fresh_enough_signature_passes(chain: Chain) -> None:
    assert post(chain.account, event(payment(chain.cinema)), age=290).status_code == 200


@pytest.mark.parametrize("header", ["", "t=1", "v1=aa", "t=x,v1=y", "nonsense"])
def test_a_missing_or_broken_signature_is_refused(chain: Chain, header: str) -> None:
    assert post(chain.account, event(payment(chain.cinema)), header=header).status_code == 400


def test_a_foreign_secret_and_an_altered_body_are_refused(chain: Chain) -> None:
    body = event(payment(chain.cinema))
    assert post(chain.account, body, secret="whsec_other").status_code == 400
    signed = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET)
    assert post(chain.account, body.replace(b"cs_1", b"cs_2"), header=signed).status_code == 400
    assert post(chain.account, b"\xff\xfe", header=signed).status_code == 400
    assert ProviderEvent.objects.count() == 0


def test_both_secrets_pass_during_a_rotation(chain: Chain) -> None:
    """PAY-18."""
    old = seal("whsec_old", key=settings.SECRET_KEY, purpose="payments")
    ProviderAccount.objects.filter(id=chain.account).update(old_webhook_secret=old)
    body = event(payment(chain.cinema))
    assert post(chain.account, body, secret="whsec_old").status_code == 200
    assert post(chain.account, body).status_code == 200


def test_without_an_account_in_the_address_the_signer_is_found(chain: Chain) -> None:
    assert post(None, event(payment(chain.cinema))).status_code == 200
    assert ProviderEvent.objects.get().account_id == chain.account
    assert post(None, event("x"), secret="whsec_other").status_code == 400


def test_an_unknown_account_is_told(chain: Chain) -> None:
    assert post(chain.account + 1, event("x")).status_code == 404


def test_what_tells_nothing_is_kept_without_a_job(chain: Chain) -> None:
    made = payment(chain.cinema)
    assert post(chain.account, event(made, kind="payment_intent.created")).status_code == 200
    assert post(chain.account, event("someone else's", ident="evt_2")).status_code == 200
    assert [found.processed_at is not None for found in ProviderEvent.objects.all()] == [True, True]
    assert jobs() == []


def test_a_signed_event_of_another_shape_is_refused(chain: Chain) -> None:
    assert post(chain.account, b'{"id": "evt_1"}').status_code == 400


def test_a_busy_database_asks_for_a_new_delivery(chain: Chain) -> None:
    """PAY-19: another transaction sits on the same event; the lock's deadline answers 503."""
    import threading

    body = event(payment(chain.cinema))
    answers: list[int] = []

    def beside() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        answers.append(post(chain.account, body).status_code)
        connection.close()

    with transaction.atomic():
        from ouvreuse.payments import actions

        account, read = actions.verify_event(
            None,
            body=body,
            signature=stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET),
        )
        actions.store_event(account, event=read)
        thread = threading.Thread(target=beside)
        thread.start()
        thread.join(10)
    assert answers == [503]
    assert post(chain.account, body).status_code == 200


def test_ten_copies_at_once_make_one_job(chain: Chain) -> None:
    """PAY-03."""
    race = Race(10)
    try:
        made = payment(chain.cinema)
        for turn in range(10):
            body = event(made, ident=f"evt_{turn}")
            answers = race.run(lambda _, body=body: post(chain.account, body).status_code)
            assert answers == [200] * 10
    finally:
        race.close()
    assert ProviderEvent.objects.count() == 10
    assert len(jobs()) == 10


@pytest.mark.parametrize("first", ["checkout.session.completed", "payment_intent.succeeded"])
def test_the_banks_own_events_pass(chain: Chain, bank: Any, first: str) -> None:
    """What the fake signs, the library verifies and the room understands, whatever the order (T-13).

    The session that says paid is believed at once; an intent that comes before it is a hint for a job.
    """
    made = payment(chain.cinema)
    flows.open_checkout_session(made)
    bank.order(pay=ref_of(made))
    told = sorted(bank.bank.store.find("event"), key=lambda one: str(one["type"]) != first)
    assert {one["type"] for one in told} >= {"checkout.session.completed", "payment_intent.succeeded"}
    for one in told:
        assert post(chain.account, json.dumps(one, indent=2).encode()).status_code == 200
    assert Payment.objects.get(id=made).state == Payment.State.SUCCEEDED
    waiting = {found.kind for found in ProviderEvent.objects.filter(processed_at__isnull=True)}
    assert waiting == {first} - {"checkout.session.completed"}
    assert len(jobs()) == len(waiting)
    assert {found.payment_id for found in ProviderEvent.objects.all()} == {made}
