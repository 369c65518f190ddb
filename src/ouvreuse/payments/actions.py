"""Writes of the room: each verb one transaction, the payment's row locked first."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, Sum
from procrastinate.contrib.django import app

from ouvreuse.kernel import clock, ids, prepared, trace
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import queries
from ouvreuse.payments.errors import BadSignature, PaymentUnknown, RefundTooLarge, WrongTransaction
from ouvreuse.payments.models import Payment, ProviderEvent, Refund
from ouvreuse.payments.providers import stripe as provider
from ouvreuse.payments.rules import (
    PROVIDER_LIFE,
    UNSETTLED,
    Answer,
    Event,
    RefundAnswer,
    needs_no_look,
    refund_step,
    refundable,
    step,
)

log = structlog.get_logger("payments")
NAMES = {"fr": "Commande {label}", "en": "Order {label}"}
FOREIGN = "provider"


@dataclass(frozen=True)
class Stored:
    """A stored event: ``new`` is False for a duplicate, ``look`` False when it tells nothing unknown.

    ``payment`` and its ``subject`` are None when it is none of ours.
    """

    event: int
    new: bool
    look: bool
    payment: UUID | None
    subject: UUID | None


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise WrongTransaction("an inner verb needs its caller's transaction")


INSERT = """
INSERT INTO payments_payment (id, subject, account_id, means, state, amount, captured, currency, provider_ref,
       provider_intent, url, request, provider_expires_at, created_at, deadline_at, ended_at, correlation_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '', '', %s::jsonb, %s, %s, %s, %s, %s)
"""


def create_payment(
    subject: UUID,
    *,
    cinema: int,
    means: str,
    amount: int,
    currency: str = "EUR",
    lives_for: timedelta | None = None,
    language: str = "fr",
    label: str = "",
    return_url: str = "",
    cancel_url: str = "",
) -> UUID:
    """The intent to take ``amount`` cents, in the caller's transaction (inner).

    Cash, terminal and free ones have succeeded at once; a card's awaits ``flows.open_checkout_session``, its
    request frozen here so that every retry has the same body; the provider is asked to end it after
    ``lives_for``. Raises ``AccountMissing``.
    """
    _require_transaction()
    identity, trail = ids.uuid7(), trace.correlation_id()
    account, expires_at, request = None, None, {}
    if means == Payment.Means.CARD:
        account, now = queries.account_of_cinema(cinema)
        expires_at = now.replace(microsecond=0) + PROVIDER_LIFE
        request = provider.session_request(
            identity, amount=amount, currency=currency, language=language, expires_at=expires_at,
            name=NAMES.get(language, NAMES["en"]).format(label=label),
            return_url=return_url, cancel_url=cancel_url, correlation_id=trail,
        )  # fmt: skip
        state, captured, ended_at = Payment.State.CREATED, 0, None
    else:
        now = clock.now()
        state, captured, ended_at = Payment.State.SUCCEEDED, amount, now
    prepared.rows(INSERT, [
        identity, subject, account, means, state.value, amount, captured, currency, json.dumps(request), expires_at,
        now, now + lives_for if lives_for else None, ended_at, trail,
    ])  # fmt: skip
    return identity


def _locked(payment: UUID) -> Payment:
    row = Payment.objects.select_for_update().filter(id=payment).first()
    if row is None:
        raise PaymentUnknown
    return row


@retried
def begin_call(payment: UUID) -> datetime:
    """Commit the intent to ask the provider, before it is asked; returns this instant. Raises ``PaymentUnknown``.

    One statement, a transaction by itself: there must be none around it.
    """
    if connection.in_atomic_block:
        raise WrongTransaction("the intent is committed before the provider is asked")
    row = prepared.row(
        "UPDATE payments_payment SET asked_at = clock() WHERE id = %s RETURNING asked_at", [payment]
    )
    if row is None:
        raise PaymentUnknown
    instant: datetime = row[0]
    return instant


UNOPENED = """
  WITH waiting AS MATERIALIZED (
       SELECT id FROM payments_payment
        WHERE state = 'created' AND created_at < clock() - interval '300 ms'
          AND (asked_at IS NULL OR asked_at < clock() - interval '10 s')
          AND (deadline_at IS NULL OR deadline_at > clock())
        ORDER BY created_at LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE payments_payment p SET asked_at = clock() FROM waiting WHERE p.id = waiting.id RETURNING p.id
"""


def claim_unopened(most: int) -> list[UUID]:
    """Payments whose page nobody has a call free to open, the oldest first; theirs who claims them for ten seconds.

    The moment's grace leaves those alone that a thread of the site is about to open.
    """
    return [row[0] for row in prepared.rows(UNOPENED, [most])]


@retried
@transaction.atomic(durable=True)
def renew_request(payment: UUID, *, refused: str) -> queries.Call:
    """A new request under a new key, after the provider refused that of the key ``refused`` as too late to open.

    Nothing was done under the old key and nothing more can be. Renewed once, however many were refused.
    """
    row = _locked(payment)
    known = queries.call_of(payment)
    if known.key != refused or row.state not in UNSETTLED:
        return known
    row.provider_expires_at = clock.now().replace(microsecond=0) + PROVIDER_LIFE
    tags = row.request["metadata"]
    tags = tags | {"attempt": str(int(tags.get("attempt", "1")) + 1)}
    row.request |= {"expires_at": int(row.provider_expires_at.timestamp()), "metadata": tags}
    row.save(update_fields=["provider_expires_at", "request"])
    return queries.call_of(payment)


@retried
@transaction.atomic(durable=True)
def cancel_unsent(payment: UUID) -> bool:
    """End a payment the provider was never told of; False when it may know of it."""
    row = _locked(payment)
    if row.state != Payment.State.CREATED or row.asked_at is not None:
        return False
    row.state, row.ended_at = Payment.State.CANCELLED, clock.now()
    row.save(update_fields=["state", "ended_at"])
    return True


KNOWN = "SELECT state, provider_ref FROM payments_payment WHERE id = %s"
ANSWERED = """
UPDATE payments_payment
   SET state = %(told)s, asked_at = clock(), provider_ref = %(ref)s, url = %(url)s,
       captured = CASE WHEN %(paid)s THEN %(captured)s ELSE captured END,
       currency = CASE WHEN %(paid)s THEN %(currency)s ELSE currency END,
       ended_at = CASE WHEN %(ended)s THEN clock() ELSE ended_at END,
       provider_intent = coalesce(nullif(%(intent)s, ''), provider_intent)
 WHERE id = %(payment)s AND state = %(state)s AND provider_ref = %(known)s RETURNING id
"""


def note_answer(payment: UUID, *, answer: Answer) -> str:
    """Write down what the provider says of a payment, forward only; returns the state (PAY-04; inner).

    The amount and currency taken are recorded as told, also when they are not what was asked (T-16): whether
    that is enough is booking's to decide. One statement decides: it fits the state that was read, or it is read
    again. Raises ``PaymentUnknown``.
    """
    while True:
        row = prepared.row(KNOWN, [payment])
        if row is None:
            raise PaymentUnknown
        state, ref = row
        if ref not in ("", answer.ref):
            return str(state)
        told = step(state, answer.status)
        new = told != state
        if prepared.rows(ANSWERED, {
            "told": told, "ref": ref or answer.ref, "url": answer.url if told == Payment.State.OPEN else "",
            "paid": new and told == Payment.State.SUCCEEDED, "captured": answer.captured,
            "currency": answer.currency, "ended": new and told not in UNSETTLED, "intent": answer.intent,
            "payment": payment, "state": state, "known": ref,
        }):  # fmt: skip
            return told


record_answer = retried(note_answer)


@retried
@transaction.atomic(durable=True)
def record_end(payment: UUID, *, state: str) -> str:
    """Write down that no session exists, or that nobody knows (``unknown``); returns the state."""
    row = _locked(payment)
    told = step(row.state, state)
    if told != row.state:
        row.ended_at = None if told in UNSETTLED else clock.now()
        row.state = told
        row.save(update_fields=["state", "ended_at"])
    return str(told)


def request_refund(payment: UUID, *, amount: int, key: str, reason: str) -> UUID | None:
    """Ask for cents back, in the caller's transaction (inner): the row now, the call by a job after commit.

    ``key`` names what the refund is for: asked a second time it is None and nothing happens (PAY-08), as for
    0 cents. Cash and terminal refunds are done at the till at once.

    Raises ``RefundTooLarge``, ``PaymentUnknown``.
    """
    _require_transaction()
    row = _locked(payment)
    if amount == 0 or Refund.objects.filter(key=key).exists():
        return None
    if not 0 < amount <= refundable(row.captured, asked=_asked(row)):
        raise RefundTooLarge(str(amount))
    now, card = clock.now(), row.means == Payment.Means.CARD
    made = Refund.objects.create(
        id=ids.uuid7(), payment=row, key=key, amount=amount, reason=reason, created_at=now,
        state=Refund.State.REQUESTED if card else Refund.State.DONE, ended_at=None if card else now,
        correlation_id=trace.correlation_id(),
    )  # fmt: skip
    if card:
        _defer_refund(made.id)
    return made.id


def request_failed_refunds_again(subject: UUID) -> int:
    """Ask again for the refunds of an order that failed, in the caller's transaction (inner); returns the cents.

    Each failed refund is asked for again once; what went back otherwise meanwhile is left alone.
    """
    cents = 0
    failed = Refund.objects.filter(payment__subject=subject, state=Refund.State.FAILED)
    for row in failed.exclude(key__startswith=f"{FOREIGN}:").order_by("created_at", "id"):
        try:
            again = request_refund(
                row.payment_id, amount=row.amount, key=f"again:{row.id}", reason=row.reason
            )
        except RefundTooLarge:
            continue
        cents += row.amount if again else 0
    return cents


def _asked(row: Payment) -> int:
    counted = row.refunds.exclude(state=Refund.State.FAILED)
    return int(counted.aggregate(total=Sum("amount", default=0))["total"])


def _defer_refund(refund: UUID) -> None:
    app.configure_task("payments.send_refund", lock=f"refund:{refund}").defer(refund=str(refund))


@transaction.atomic(durable=True)
def requeue_refunds(*, older_than: timedelta) -> int:
    """Give every refund that lost its job a new one; returns how many."""
    stuck = list(queries.stuck_refunds(older_than=older_than).values_list("id", flat=True))
    for refund in stuck:
        _defer_refund(refund)
    return len(stuck)


@retried
@transaction.atomic(durable=True)
def record_refund(refund: UUID, *, answer: RefundAnswer) -> str:
    """Write down what the provider says of one of our refunds, forward only; returns the state (PAY-15)."""
    row = Refund.objects.filter(id=refund).first()
    if row is None:
        raise PaymentUnknown
    _locked(row.payment_id)
    row.refresh_from_db()
    told = refund_step(row.state, answer.status)
    if told in (Refund.State.DONE, Refund.State.FAILED) and told != row.state:
        row.ended_at = clock.now()
        if told == Refund.State.FAILED:
            log.error("refund failed", refund=str(refund), payment=str(row.payment_id), reason=answer.error)
    row.state, row.provider_ref = told, answer.ref or row.provider_ref
    row.error = answer.error
    row.save(update_fields=["state", "provider_ref", "error", "ended_at"])
    return str(told)


@transaction.atomic(durable=True)
def note_refund_trouble(refund: UUID, *, error: str) -> None:
    """Keep why a refund is not through yet; its state stays."""
    Refund.objects.filter(id=refund, state=Refund.State.REQUESTED).update(error=error[:500])


@retried
@transaction.atomic(durable=True)
def record_foreign_refund(payment: UUID, *, answer: RefundAnswer) -> None:
    """Write down a refund made in the provider's dashboard: a human decides about the tickets (PAY-09)."""
    row = _locked(payment)
    known = Refund.objects.filter(
        Q(provider_ref=answer.ref) | Q(key=f"{FOREIGN}:{answer.ref}"), payment=row
    ).first()
    now = clock.now()
    if known is not None:
        known.state = refund_step(known.state, answer.status)
        known.save(update_fields=["state"])
    elif answer.status == Refund.State.FAILED or answer.amount <= refundable(row.captured, asked=_asked(row)):
        Refund.objects.create(
            id=ids.uuid7(), payment=row, key=f"{FOREIGN}:{answer.ref}", amount=answer.amount, reason=FOREIGN,
            state=answer.status, provider_ref=answer.ref, created_at=now, ended_at=now, error=answer.error,
        )  # fmt: skip


def verify_event(account: int | None, *, body: bytes, signature: str) -> tuple[int, Event]:
    """The account that an event is for and the event, as its provider signed it.

    Without an account in the address, the one whose secret signed it. Raises ``BadSignature`` and
    ``PaymentUnknown`` (no such account).
    """
    for candidate, secrets in queries.webhook_secrets(account).items():
        try:
            event = provider.verified_event(body, signature=signature, secrets=secrets)
        except BadSignature:
            continue
        if event.live is not (
            settings.KIND == "LIVE"
        ):  # play money is no payment: the bank is asked by our own key
            event = replace(event, paid=None)
        return candidate, event
    raise BadSignature


def store_event(account: int, *, event: Event) -> Stored:
    """Keep an event once, in the caller's transaction (inner); a duplicate is told apart (PAY-03).

    One that tells nothing unknown is kept as processed already.
    """
    _require_transaction()
    payment, subject, state = _payment_of(account, event)
    look = payment is not None and not needs_no_look(event.kind, state=state)
    made = _insert_event(account, event, payment, processed=not look)
    if made is not None:
        return Stored(made, new=True, look=look, payment=payment, subject=subject)
    known = ProviderEvent.objects.get(account_id=account, event_id=event.event_id)
    return Stored(known.id, new=False, look=False, payment=known.payment_id, subject=subject)


INSERT_EVENT = """
INSERT INTO payments_providerevent (account_id, event_id, kind, object_id, payment_id, body, received_at, processed_at)
SELECT %s, %s, %s, %s, %s, %s::jsonb, now, CASE WHEN %s THEN now END FROM clock() now
ON CONFLICT (account_id, event_id) DO NOTHING RETURNING id
"""


def _insert_event(account: int, event: Event, payment: UUID | None, *, processed: bool) -> int | None:
    """The new row's id, None for a duplicate; one statement, so that ten at once make one row."""
    made = prepared.row(INSERT_EVENT, [
        account, event.event_id[:120], event.kind[:60], event.object_id[:120], payment, json.dumps(event.body),
        processed,
    ])  # fmt: skip
    return int(made[0]) if made else None


PAYMENT_OF = "SELECT id, subject, state FROM payments_payment WHERE account_id = %s AND "


def _payment_of(account: int, event: Event) -> tuple[UUID | None, UUID | None, str | None]:
    """Ours by the id we put into the provider's metadata, else by the provider's own ids: (id, subject, state)."""
    hints = {"id": event.payment, "provider_ref": event.session, "provider_intent": event.intent}
    for column, value in hints.items():
        if value and (row := prepared.row(f"{PAYMENT_OF}{column} = %s", [account, value])):
            return row[0], row[1], row[2]
    return None, None, None


def mark_processed(event: int) -> None:
    """The event's hint was followed to its end (one statement, a transaction by itself)."""
    prepared.rows(
        "UPDATE payments_providerevent SET processed_at = clock() WHERE id = %s AND processed_at IS NULL",
        [event],
    )
