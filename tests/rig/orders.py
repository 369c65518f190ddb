"""Orders at the fake bank, what it tells of them, and what came of it here; for tests in one process."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

import psycopg
import stripe
from django.db import connection
from django.test import Client

from ouvreuse.booking import actions, flows
from ouvreuse.booking.models import Order, Ticket
from ouvreuse.fiscal.models import Entry
from ouvreuse.notifications.models import Message
from ouvreuse.payments import flows as payments
from ouvreuse.payments.errors import ProviderBusy
from ouvreuse.payments.models import Payment, Refund
from tests.cast import Chain

SECRET = "whsec_test_ouvreuse"
SUCCESSES = ("payment_intent.succeeded", "checkout.session.completed")


def take(screening: int, *places: int) -> actions.Hold:
    """A new buyer's hold."""
    return actions.hold_seats(
        screening, places=places, rates=["PLEIN"] * len(places), purchase_key=uuid4(), browser=uuid4(),
        language="fr",
    )  # fmt: skip


def fresh_screenings(chain: Chain, count: int) -> list[int]:
    return [chain.screening(in_minutes=200 * (n + 1)) for n in range(count)]


def at_the_bank(screening: int, *places: int) -> tuple[UUID, str]:
    """An order in payment and its session at the bank."""
    held = take(screening, *places)
    assert flows.open_checkout(held.order, email="camille@example.org")
    return held.order, Payment.objects.get(subject=held.order).provider_ref


@contextmanager
def no_call_free() -> Iterator[None]:
    """This process has all its calls at the provider under way, as a site in a rush has."""
    with ExitStack() as taken:
        with suppress(ProviderBusy):
            while True:
                taken.enter_context(payments._slot())
        yield


def told(bank: Any, kind: str) -> bytes:
    """The latest event of a kind, as the bank sends it."""
    latest = bank.bank.store.page("event", limit=30, after=None, before=None)
    found = next(event for event in latest if event["type"] == kind)
    return json.dumps(found, indent=2).encode()


def deliver(chain: Chain, body: bytes, *, age: int = 0) -> int:
    """Post an event at the provider's door, through every middleware; the status of the answer."""
    signed = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET, int(time.time()) - age)
    answer = Client(SERVER_NAME="localhost").post(
        f"/api/webhooks/stripe/{chain.account}", body, content_type="application/json",
        headers={"Stripe-Signature": signed},
    )  # fmt: skip
    return answer.status_code


def jobs() -> list[int]:
    """The events that wait for their job, in the order they came."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'event')::bigint FROM procrastinate_jobs WHERE task_name = 'booking.settle_event'"
            " AND status = 'todo' ORDER BY id"
        )
        return [row[0] for row in cursor.fetchall()]


def sales(order: UUID) -> int:
    return Entry.objects.filter(subject=order, kind="sale").count()


def mails(order: UUID, template: str = "tickets") -> int:
    return Message.objects.filter(recipient=str(order), template=f"booking/mail/{template}").count()


def assert_sold_once(order: UUID, *, seats: int) -> None:
    """One set of tickets, one mail, one entry in the book, nothing given back."""
    assert Order.objects.get(id=order).state == "confirmed"
    assert Ticket.objects.filter(order_id=order, voided_at__isnull=True).count() == seats
    assert (mails(order), sales(order), Refund.objects.filter(payment__subject=order).count()) == (1, 1, 0)


def age(superuser: psycopg.Connection, order: UUID, *, minutes: int = 1) -> None:
    """Let the order have waited that long: the poller looks at it, a reader may ask the bank again."""
    superuser.execute(
        "UPDATE booking_order SET held_until = held_until - make_interval(mins => %s) WHERE id = %s",
        [minutes, order],
    )
    superuser.execute("UPDATE payments_payment SET asked_at = NULL WHERE subject = %s", [order])
