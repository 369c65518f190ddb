"""The provider's events: verified, stored once, followed to their end."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from ouvreuse.kernel import prepared
from ouvreuse.payments import queries
from ouvreuse.payments.actions.paying import require_transaction
from ouvreuse.payments.errors import BadSignature
from ouvreuse.payments.models import ProviderEvent
from ouvreuse.payments.providers import stripe as provider
from ouvreuse.payments.rules import Event, needs_no_look


@dataclass(frozen=True)
class Stored:
    """A stored event: ``new`` is False for a duplicate, ``look`` False when it tells nothing unknown.

    ``payment`` and its ``subject`` are None when it is none of ours; ``known``: its state and the provider's id.
    """

    event: int
    new: bool
    look: bool
    payment: UUID | None
    subject: UUID | None
    known: tuple[str, str] | None = None


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


def store_event(account: int, *, event: Event, followed: bool = False) -> Stored:
    """Keep an event once, in the caller's transaction (inner); a duplicate is told apart (PAY-03).

    One that tells nothing unknown, or is ``followed`` to its end in the same transaction, is kept as processed.
    """
    require_transaction()
    payment, subject, state, ref = _payment_of(account, event)
    look = payment is not None and not needs_no_look(event.kind, state=state)
    made = _insert_event(account, event, payment, processed=followed or not look)
    if made is not None:
        known = (state, ref) if state is not None and ref is not None else None
        return Stored(made, new=True, look=look, payment=payment, subject=subject, known=known)
    before = ProviderEvent.objects.get(account_id=account, event_id=event.event_id)
    return Stored(before.id, new=False, look=False, payment=before.payment_id, subject=subject)


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


PAYMENT_OF = "SELECT id, subject, state, provider_ref FROM payments_payment WHERE account_id = %s AND "


def _payment_of(account: int, event: Event) -> tuple[UUID | None, UUID | None, str | None, str | None]:
    """Ours by the id we put into the provider's metadata, else by the provider's own ids: (id, subject, state, ref)."""
    hints = {"id": event.payment, "provider_ref": event.session, "provider_intent": event.intent}
    for column, value in hints.items():
        if value and (row := prepared.row(f"{PAYMENT_OF}{column} = %s", [account, value])):
            return row[0], row[1], row[2], row[3]
    return None, None, None, None


def mark_processed(event: int) -> None:
    """The event's hint was followed to its end (one statement, a transaction by itself)."""
    prepared.rows(
        "UPDATE payments_providerevent SET processed_at = clock() WHERE id = %s AND processed_at IS NULL",
        [event],
    )
