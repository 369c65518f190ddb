"""Payments: the intent before the call, the answer after it, forward only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from ouvreuse.kernel import clock, ids, prepared, trace
from ouvreuse.kernel.retry import retried
from ouvreuse.payments import queries
from ouvreuse.payments.actions.drawers import take
from ouvreuse.payments.errors import PaymentUnknown, WrongTransaction
from ouvreuse.payments.models import Payment
from ouvreuse.payments.providers import stripe
from ouvreuse.payments.providers.means import provider_of
from ouvreuse.payments.rules import PROVIDER_LIFE, UNSETTLED, Answer, step

NAMES = {"fr": "Commande {label}", "en": "Order {label}"}


def require_transaction() -> None:
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
    by: int | None = None,
    given: int | None = None,
    waits: bool = False,
    about: Mapping[str, Any] | None = None,
) -> UUID:
    """The intent to take ``amount`` cents, in the caller's transaction (inner).

    A card's awaits ``flows.open_checkout_session``, its request frozen here so that every retry has the same body;
    the provider is asked to end it after ``lives_for``. Across the counter it has succeeded at once, but for a
    terminal's that ``waits`` for the word of its person (``hear_terminal``). ``by``: who takes it, and whose drawer
    it goes into; ``given``: the cash handed over; ``about``: what a terminal's word is awaited for, kept with the
    payment (``queries.desk``). Raises ``AccountMissing``, ``NoOpenShift``.
    """
    require_transaction()
    identity, trail = ids.uuid7(), trace.correlation_id()
    account, expires_at, request = None, None, {}
    provider = provider_of(means)
    if provider.remote:
        account, now = queries.account_of_cinema(cinema)
        expires_at = now.replace(microsecond=0) + PROVIDER_LIFE
        request = stripe.session_request(
            identity, amount=amount, currency=currency, language=language, expires_at=expires_at,
            name=NAMES.get(language, NAMES["en"]).format(label=label),
            return_url=return_url, cancel_url=cancel_url, correlation_id=trail,
        )  # fmt: skip
        state, captured, ended_at = Payment.State.CREATED, 0, None
    else:
        now = clock.now()
        request = {"amount": amount, "currency": currency, "waits": waits, "given": given}
        answer = provider.open(None, key=f"desk:{identity}", request=request)
        state, captured = Payment.State(answer.status), answer.captured
        ended_at = now if state == Payment.State.SUCCEEDED else None
        request = {name: value for name, value in request.items() if name == "given" and value is not None}
        if about is not None:
            request["about"] = dict(about)
    prepared.rows(INSERT, [
        identity, subject, account, means, state.value, amount, captured, currency, json.dumps(request), expires_at,
        now, now + lives_for if lives_for else None, ended_at, trail,
    ])  # fmt: skip
    if captured and by is not None and means != Payment.Means.INVOICE:
        take(identity, means=means, amount=captured, cinema=cinema, by=by)
    return identity


@transaction.atomic
def hear_terminal(payment: UUID, *, taken: bool, cinema: int, by: int | None) -> str:
    """What the terminal said, told by the person who looked at it; returns the state (inner).

    Said twice, or after another word, it changes nothing; a late "taken" is heard as the bank's would be.
    """
    row = locked(payment)
    answer = (
        Answer("succeeded", "", captured=row.amount, currency=row.currency) if taken else Answer("failed", "")
    )
    if row.means != Payment.Means.TERMINAL or row.state == Payment.State.SUCCEEDED:
        return str(row.state)
    state = note_answer(payment, answer=answer)
    if state == Payment.State.SUCCEEDED and by is not None:
        take(payment, means=row.means, amount=row.amount, cinema=cinema, by=by)
    return state


def locked(payment: UUID) -> Payment:
    row = Payment.objects.select_for_update().filter(id=payment).first()
    if row is None:
        raise PaymentUnknown
    return row


def locked_each(payments: Iterable[UUID]) -> dict[UUID, Payment]:
    """Payments by id, locked in one order. Raises ``PaymentUnknown``."""
    wanted = set(payments)
    found = Payment.objects.select_for_update().filter(id__in=wanted).order_by("id").in_bulk()
    if len(found) < len(wanted):
        raise PaymentUnknown
    return found


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


@dataclass(frozen=True, slots=True)
class Opening:
    """A page about to be opened: the intent was committed at ``begun_at`` with the facts the call needs."""

    call: queries.Call
    begun_at: datetime
    sealed: str = field(repr=False)
    base: str


BEGUN = f"{queries.CALL}, p.asked_at, a.secret_key, a.api_base"
WANTED = f"""
UPDATE payments_payment p SET asked_at = clock() FROM payments_provideraccount a
 WHERE p.id = %s AND p.state = ANY (%s) AND (p.state <> 'open' OR p.url = '') AND a.id = p.account_id
RETURNING {BEGUN}
"""  # noqa: S608 - the names of our own columns


@retried
def begin_opening(payment: UUID) -> Opening | None:
    """Commit the intent to open a payment's page; None when it is open, has ended or needs none.

    One statement, a transaction by itself: there must be none around it.
    """
    if connection.in_atomic_block:
        raise WrongTransaction("the intent is committed before the provider is asked")
    row = prepared.row(WANTED, [payment, sorted(UNSETTLED)])
    return _opening(row) if row else None


def _opening(row: prepared.Row) -> Opening:
    *call, begun_at, sealed, base = row
    return Opening(queries.as_call(tuple(call)), begun_at, sealed, base)


UNOPENED = f"""
  WITH waiting AS MATERIALIZED (
       SELECT id FROM payments_payment
        WHERE state = 'created' AND created_at < clock() - interval '100 ms'
          AND (asked_at IS NULL OR asked_at < clock() - interval '10 s')
          AND (deadline_at IS NULL OR deadline_at > clock())
        ORDER BY created_at LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE payments_payment p SET asked_at = clock() FROM waiting, payments_provideraccount a
 WHERE p.id = waiting.id AND a.id = p.account_id RETURNING {BEGUN}
"""  # noqa: S608 - the names of our own columns


def claim_unopened(most: int) -> list[Opening]:
    """Payments whose page nobody has a call free to open, the oldest first; theirs who claims them for ten seconds.

    The moment's grace leaves those alone that a thread of the site is about to open.
    """
    return [_opening(row) for row in prepared.rows(UNOPENED, [most])]


@retried
@transaction.atomic(durable=True)
def renew_request(payment: UUID, *, refused: str) -> queries.Call:
    """A new request under a new key, after the provider refused that of the key ``refused`` as too late to open.

    Nothing was done under the old key and nothing more can be. Renewed once, however many were refused.
    """
    row = locked(payment)
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
    row = locked(payment)
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


def note_answer(payment: UUID, *, answer: Answer, known: tuple[str, str] | None = None) -> str:
    """Write down what the provider says of a payment, forward only; returns the state (PAY-04; inner).

    The amount and currency taken are recorded as told, also when they are not what was asked (T-16): whether
    that is enough is booking's to decide. One statement decides: it fits the state that was read, or it is read
    again. ``known``: its state and the provider's id as just read. Raises ``PaymentUnknown``.
    """
    while True:
        row = known or prepared.row(KNOWN, [payment])
        if row is None:
            raise PaymentUnknown
        state, ref = row
        known = None
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
    row = locked(payment)
    told = step(row.state, state)
    if told != row.state:
        row.ended_at = None if told in UNSETTLED else clock.now()
        row.state = told
        row.save(update_fields=["state", "ended_at"])
    return str(told)
