"""Writes of the outbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from ouvreuse.kernel import clock, ids, prepared, trace
from ouvreuse.notifications.errors import OutsideTransaction
from ouvreuse.notifications.models import Message
from ouvreuse.notifications.rules import pause_after

INSERT = """
INSERT INTO notifications_message (id, dedupe_key, template, language, address, recipient, facts, message_id,
                                   correlation_id, created_at, send_before, state, attempts, error)
    VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, clock(), %s, 'queued', 0, '')
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 100  # about three days without a mail server


def queue(
    template: str,
    *,
    dedupe_key: str,
    address: str,
    language: str,
    facts: dict[str, Any],
    recipient: str = "",
    send_before: datetime | None = None,
) -> UUID | None:
    """Write a message and its job in the caller's transaction; None when this key was queued before.

    ``template`` names the files ``<template>.<language>.txt`` and ``.html``. ``facts`` are frozen JSON; the
    keys ``qr`` (texts drawn as images ``qr1``...) and ``documents`` ask for attachments at sending.
    Raises ``OutsideTransaction``.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    identity = ids.uuid7()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    new = prepared.rows(
        INSERT,
        [
            identity, dedupe_key, template, language, address, recipient, json.dumps(facts),
            f"<{identity.hex}@{domain}>", trace.correlation_id(), send_before,
        ],
    )  # fmt: skip
    if not new:
        return None
    app.configure_task("notifications.deliver").defer(message=str(identity))
    return identity


LEASED = """
UPDATE notifications_message SET state = 'sending', leased_until = clock() + %s::interval, attempts = attempts + 1
 WHERE id = %s AND (state = 'queued' OR (state = 'sending' AND leased_until < clock()))
   AND (send_before IS NULL OR send_before >= clock()) AND attempts < %s
RETURNING template, language, address, facts, message_id
"""
OVER = """
UPDATE notifications_message SET state = CASE WHEN attempts < %s THEN 'lapsed' ELSE 'failed' END
 WHERE id = %s AND (state = 'queued' OR (state = 'sending' AND leased_until < clock()))
   AND (send_before < clock() OR attempts >= %s)
"""
SENT = """
UPDATE notifications_message SET state = 'sent', sent_at = clock(), leased_until = NULL, error = ''
 WHERE id = %s AND state = 'sending'
"""


@dataclass(frozen=True)
class Leased:
    """A message in a sender's hands: what it says and to whom."""

    id: UUID
    template: str
    language: str
    address: str
    facts: dict[str, Any]
    message_id: str


def lease(message: UUID) -> Leased | None:
    """Take a message for sending; None when it is sent, lapsed, or in another sender's hands."""
    row = prepared.row(LEASED, [LEASE, message, MOST_ATTEMPTS])
    if row is None:
        prepared.rows(OVER, [MOST_ATTEMPTS, message, MOST_ATTEMPTS])
        return None
    template, language, address, facts, message_id = row
    return Leased(message, template, language, address, json.loads(facts), message_id)


def record_sent(message: UUID) -> None:
    """The mail server took it."""
    prepared.rows(SENT, [message])


def record_failure(message: UUID, *, error: str, final: bool) -> None:
    """The mail server did not take it: to be tried again, or never.

    Its own job tries again by itself; only when that has come to its end does the rescue give it another.
    """
    row = Message.objects.filter(id=message, state=Message.State.SENDING)
    if final:
        row.update(state=Message.State.FAILED, leased_until=None, error=error[:500])
        return
    attempts = row.values_list("attempts", flat=True).first() or 1
    row.update(
        state=Message.State.QUEUED, leased_until=clock.now() + pause_after(attempts), error=error[:500]
    )


@transaction.atomic(durable=True)
def requeue_stuck() -> int:
    """Give every message that waits without a sender a new job: the rescue after a crash. Returns how many."""
    now = clock.now()
    stuck = Message.objects.filter(
        Q(state=Message.State.QUEUED, created_at__lt=now - timedelta(minutes=1), leased_until__isnull=True)
        | Q(state=Message.State.QUEUED, leased_until__lt=now)
        | Q(state=Message.State.SENDING, leased_until__lt=now)
    ).values_list("id", flat=True)[:500]
    task = app.configure_task("notifications.deliver")
    for identity in stuck:
        task.defer(message=str(identity))
    return len(stuck)
