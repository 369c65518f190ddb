"""Writes of the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from ouvreuse.kernel import clock, ids, prepared, trace
from ouvreuse.kernel.sealed import seal
from ouvreuse.notifications.errors import OutsideTransaction
from ouvreuse.notifications.models import MailServer
from ouvreuse.notifications.rules import Server, pause_after

INSERT = """
INSERT INTO notifications_message (id, dedupe_key, template, language, address, recipient, facts, message_id,
                                   correlation_id, created_at, send_before, state, attempts, error)
    VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, clock(), %s, 'queued', 0, '')
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""
PURPOSE = "letters"
LEASE = timedelta(minutes=2)
SPARE = timedelta(
    minutes=1
)  # a letter is handed over with so much of its lease left: the mail server may be slow
MOST_ATTEMPTS = 100  # about four days without a mail server


def queue(
    template: str,
    *,
    dedupe_key: str,
    address: str,
    language: str,
    facts: dict[str, Any],
    recipient: str = "",
    send_before: datetime | None = None,
    secrets: Mapping[str, str] | None = None,
) -> UUID | None:
    """Write a message in the caller's transaction; None when this key was queued before.

    ``template`` names the files ``<template>.<language>.txt`` and ``.html``. ``facts`` are frozen JSON; the
    keys ``qr`` (texts drawn as images ``qr1``...) and ``documents`` ask for attachments at sending. ``secrets``:
    facts that lie sealed in the outbox, such as a link that opens something. Raises ``OutsideTransaction``.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    if secrets:
        facts = facts | {"sealed": {name: sealed_fact(text) for name, text in secrets.items()}}
    identity = ids.uuid7()
    new = prepared.rows(
        INSERT,
        [
            identity, dedupe_key, template, language, address, recipient, json.dumps(facts),
            _message_id(identity), trace.correlation_id(), send_before,
        ],
    )  # fmt: skip
    if not new:
        return None
    return identity


INSERT_EACH = """
INSERT INTO notifications_message (id, dedupe_key, template, language, address, recipient, facts, message_id,
                                   correlation_id, created_at, send_before, state, attempts, error)
    SELECT m.id, m.dedupe_key, %s, m.language, m.address, m.recipient, m.facts, m.message_id, %s, clock(),
           m.send_before, 'queued', 0, ''
      FROM jsonb_to_recordset(%s::jsonb) AS m(id uuid, dedupe_key text, language text, address text, recipient text,
           facts jsonb, message_id text, send_before timestamptz)
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One of many messages of a template; the words are those of ``queue``."""

    dedupe_key: str
    address: str
    language: str
    facts: Mapping[str, Any]
    recipient: str = ""
    send_before: datetime | None = None


def queue_each(template: str, letters: Iterable[Letter]) -> int:
    """``queue`` for many in one statement; returns how many are new. Raises ``OutsideTransaction``."""
    if not connection.in_atomic_block:
        raise OutsideTransaction
    told = [
        {
            "id": str(identity := ids.uuid7()), "message_id": _message_id(identity), "dedupe_key": letter.dedupe_key,
            "address": letter.address, "language": letter.language, "recipient": letter.recipient,
            "facts": letter.facts, "send_before": letter.send_before and letter.send_before.isoformat(),
        }
        for letter in letters
    ]  # fmt: skip
    return (
        len(prepared.rows(INSERT_EACH, [template, trace.correlation_id(), json.dumps(told)])) if told else 0
    )


def _message_id(identity: UUID) -> str:
    return f"<{identity.hex}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


WITHDRAWN = """
UPDATE notifications_message SET state = 'lapsed', leased_until = NULL, error = 'withdrawn'
 WHERE id IN (SELECT id FROM notifications_message
               WHERE state = 'queued' AND template = ANY (%s) AND recipient = ANY (%s)
               ORDER BY id FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def withdraw(templates: Iterable[str], *, recipients: Iterable[str]) -> int:
    """Take back letters not sent yet that are no longer true, in the caller's transaction (inner); returns how many.

    One in a sender's hands is left: it is on its way. Raises ``OutsideTransaction``.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    return len(prepared.rows(WITHDRAWN, [list(templates), list(recipients)]))


def sealed_fact(text: str) -> str:
    """A fact as the outbox keeps it when it is a secret."""
    return seal(text, key=settings.SECRET_KEY, purpose=PURPOSE)


ASKED = """
INSERT INTO notifications_quota AS asked (key, since, times) VALUES (%(key)s, clock(), 1)
    ON CONFLICT (key) DO UPDATE
       SET since = CASE WHEN asked.since <= clock() - %(within)s::interval THEN clock() ELSE asked.since END,
           times = CASE WHEN asked.since <= clock() - %(within)s::interval THEN 1 ELSE asked.times + 1 END
     WHERE asked.since <= clock() - %(within)s::interval OR asked.times < %(most)s
RETURNING key
"""
KEPT = timedelta(days=1)


def ask(key: str, *, most: int, within: timedelta) -> bool:
    """Count a request under a keyed hash; False when it would be more than ``most`` in this time (inner).

    A row is locked until the caller's transaction ends: ask for the wider key first, always in one order.
    Raises ``OutsideTransaction``.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    return bool(prepared.rows(ASKED, {"key": key, "within": within, "most": most}))


def forget_requests() -> int:
    """Let go of what was asked more than a day ago; returns how many keys."""
    return len(
        prepared.rows(
            "DELETE FROM notifications_quota WHERE since < clock() - %s::interval RETURNING key", [KEPT]
        )
    )


LEASED = """
  WITH waiting AS MATERIALIZED (
       SELECT id FROM notifications_message
        WHERE state IN ('queued', 'sending') AND (leased_until IS NULL OR leased_until < clock())
          AND (send_before IS NULL OR send_before >= clock()) AND attempts < %s
        ORDER BY created_at LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE notifications_message m SET state = 'sending', leased_until = clock() + %s::interval, attempts = attempts + 1
  FROM waiting
 WHERE m.id = waiting.id
RETURNING m.id, m.template, m.language, m.address, m.facts, m.message_id, m.correlation_id, m.attempts
"""
OVER = """
UPDATE notifications_message SET state = CASE WHEN attempts < %s THEN 'lapsed' ELSE 'failed' END, leased_until = NULL
 WHERE state IN ('queued', 'sending') AND (leased_until IS NULL OR leased_until < clock())
   AND (send_before < clock() OR attempts >= %s)
RETURNING id
"""
SENT = """
UPDATE notifications_message SET state = 'sent', sent_at = clock(), leased_until = NULL, error = ''
 WHERE id = %s AND state = 'sending' AND attempts = %s
"""
NOT_SENT = """
UPDATE notifications_message SET state = %s, leased_until = clock() + %s::interval, error = %s
 WHERE id = %s AND state = 'sending' AND attempts = %s
"""
GIVEN_BACK = """
UPDATE notifications_message SET state = 'queued', leased_until = NULL
 WHERE id = %s AND state = 'sending' AND attempts = %s
"""


@dataclass(frozen=True)
class Leased:
    """A message in a sender's hands: what it says and to whom; ``attempts`` counts this one.

    ``begin_by``: after it (by this machine's steady clock) another sender may soon have it, so it is not begun.
    """

    id: UUID
    template: str
    language: str
    address: str
    facts: dict[str, Any]
    message_id: str
    correlation_id: str
    attempts: int
    begin_by: float

    def is_late(self) -> bool:
        """Whether too little of the lease is left to hand the message over."""
        return monotonic() > self.begin_by


def lease(most: int) -> list[Leased]:
    """Take messages that wait, the oldest first, for two minutes; those in another sender's hands are left."""
    begin_by = monotonic() + (LEASE - SPARE).total_seconds()
    return [_leased(*row, begin_by) for row in prepared.rows(LEASED, [MOST_ATTEMPTS, most, LEASE])]


def _leased(*row: Any) -> Leased:
    identity, template, language, address, facts, *rest = row
    return Leased(identity, template, language, address, json.loads(facts), *rest)


def give_back(message: Leased) -> None:
    """It was not handed over: whoever comes next may have it at once."""
    prepared.rows(GIVEN_BACK, [message.id, message.attempts])


def record_sent(message: Leased) -> None:
    """The mail server took it."""
    prepared.rows(SENT, [message.id, message.attempts])


def record_failure(message: Leased, *, error: str, final: bool) -> None:
    """The mail server did not take it: to be tried again after a pause, or never."""
    state, pause = ("failed", None) if final else ("queued", pause_after(message.attempts))
    prepared.rows(NOT_SENT, [state, pause, error[:500], message.id, message.attempts])


def lapse() -> int:
    """Give up messages past their use, or tried too often; returns how many."""
    return len(prepared.rows(OVER, [MOST_ATTEMPTS, MOST_ATTEMPTS]))


def set_mail_server(
    *,
    host: str,
    port: int,
    security: str,
    user: str,
    sender: str,
    sender_name: str,
    password: str | None = None,
) -> dict[str, dict[str, Any]]:
    """Set the server letters go to; a password of None stays as it is. Returns what changed, never a secret (inner).

    Whatever changes of the way to the server, it is to be tried again. Raises ``OutsideTransaction``.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    given = {
        "host": host, "port": port, "security": security, "user": user, "sender": sender, "sender_name": sender_name,
    }  # fmt: skip
    row = MailServer.objects.select_for_update().first()
    before = {name: getattr(row, name) if row else "" for name in given}
    changed = {name for name, value in given.items() if value != before[name]}
    if row is not None and not changed and password is None:
        return {}
    row, now = row or MailServer(), clock.now()
    for name, value in given.items():
        setattr(row, name, value)
    row.changed_at = now
    if password is not None:
        row.password = seal(password, key=settings.SECRET_KEY, purpose="mail server") if password else ""
        row.password_changed_at = now if password else None
    if password is not None or changed - {"sender_name"}:
        row.checked_at = None
    row.save()
    secret = {"password": "…"} if password is not None else {}
    said = {name: "server" if name == "host" else name for name in sorted(changed)}
    return {
        "before": {word: before[name] for name, word in said.items()} | secret,
        "after": {word: given[name] for name, word in said.items()} | secret,
    }


def record_checked(server: Server) -> None:
    """The server took a letter of trial, if it still is the one that is set."""
    same = {"host": server.host, "port": server.port, "user": server.user, "sender": server.sender}
    MailServer.objects.filter(**same).update(checked_at=clock.now())
